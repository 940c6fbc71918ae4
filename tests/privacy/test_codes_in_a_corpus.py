"""Of what the finder takes for codes nearly all are, and it misses nearly none.

The corpus is invented and the finder was made with it at hand: the figures hold for texts like these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from bot.knowledge.brand import load_brand
from bot.privacy.claim_code import CodeFormat
from bot.privacy.find_codes import find_codes
from bot.privacy.redact import redact
from tests.privacy.corpus import Line, lines_with_codes, lines_without_codes

FORMATS = {brand: load_brand(brand).cards.code_format for brand in ("amazon", "northwind")}
LEAST_RECALL = 0.998
LEAST_PRECISION = 0.995


@dataclass(frozen=True)
class _Outcome:
    codes: int
    found: int
    wrong: tuple[str, ...]  # what was found and is no code
    missed: tuple[str, ...]  # texts whose code was not read, or not hidden whole


@cache
def _outcome(code_format: CodeFormat) -> _Outcome:
    with_codes = list(lines_with_codes(code_format, 60))
    found = 0
    wrong: list[str] = []
    missed: list[str] = []
    for line in (*with_codes, *lines_without_codes(15)):
        finds = find_codes(line.text, code_format)
        found += len(finds)
        wrong += [line.text[one.start : one.end] for one in finds if one.code.value != line.code]
        if line.code and not _is_hidden(line, code_format):
            missed.append(line.text)
    return _Outcome(len(with_codes), found, tuple(wrong), tuple(missed))


def _is_hidden(line: Line, code_format: CodeFormat) -> bool:
    start = line.text.index(line.written)
    end = start + len(line.written)
    return any(
        one.code.value == line.code and one.start <= start and end <= one.end
        for one in find_codes(line.text, code_format)
    )


@pytest.mark.parametrize("code_format", FORMATS.values(), ids=FORMATS)
def test_nearly_every_code_is_read_and_hidden_whole(code_format: CodeFormat) -> None:
    outcome = _outcome(code_format)
    assert 1 - len(outcome.missed) / outcome.codes >= LEAST_RECALL, outcome.missed


@pytest.mark.parametrize("code_format", FORMATS.values(), ids=FORMATS)
def test_nearly_everything_that_is_found_is_a_code(code_format: CodeFormat) -> None:
    outcome = _outcome(code_format)
    assert 1 - len(outcome.wrong) / outcome.found >= LEAST_PRECISION, outcome.wrong


@pytest.mark.parametrize("code_format", FORMATS.values(), ids=FORMATS)
def test_nothing_is_found_in_a_text_whose_codes_are_hidden(code_format: CodeFormat) -> None:
    hidden = [
        redact(line.text, code_format, lambda _: "claim_0a1b") for line in lines_with_codes(code_format, 15)
    ]
    assert [text for text in hidden if find_codes(" ".join(text.split()), code_format)] == []
