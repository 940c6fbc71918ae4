"""A miss is a leak: thousands of invented codes, in every common form, in whole sentences."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest

from bot.privacy.claim_code import CodeFormat
from bot.privacy.redact import redact
from tests.builders import CODE_FORMAT

HANDLE = "claim_0a1b"
SENTENCES = (
    "{}",
    "({})",
    "my code is {} thanks",
    "It says invalid: {}.",
    "I typed {}, twice!",
    "Why does {} not work?",
    "can you check {} for me please",
    "this is it\n{}\nplease help",
    "hello the code is: {} and it says already redeemed",
    "https://example.com/redeem?code={}&lang=en",
)


FORMATS = {"the default brand's": CODE_FORMAT, "4-4-4-4": CodeFormat(((4, 4, 4, 4),))}


def _codes(code_format: CodeFormat) -> list[tuple[str, ...]]:
    """The groups of 2,000 codes, of each a group with letters and digits; the same every time."""
    chance = random.Random(20261124)  # noqa: S311 - invented codes, not secrets
    codes: list[tuple[str, ...]] = []
    while len(codes) < 2_000:
        sizes = chance.choice(code_format.groups)
        groups = tuple(
            "".join(chance.choices(string.ascii_uppercase + string.digits, k=size)) for size in sizes
        )
        if any(not group.isalpha() and not group.isdigit() for group in groups):
            codes.append(groups)
    return codes


def _full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


FORMS: dict[str, Callable[[tuple[str, ...]], str]] = {
    "hyphens": lambda groups: "-".join(groups),
    "spaces": lambda groups: " ".join(groups),
    "nothing between": lambda groups: "".join(groups),
    "lower case": lambda groups: "-".join(groups).lower(),
    "lower case with spaces": lambda groups: " ".join(groups).lower(),
    "lower case, nothing between": lambda groups: "".join(groups).lower(),
    "dots": lambda groups: ".".join(groups),
    "lines": lambda groups: "\n".join(groups),
    "en dashes": lambda groups: "–".join(groups),
    "hyphens with spaces": lambda groups: " - ".join(groups),
    "spelled out": lambda groups: " ".join("".join(groups)),
    "spelled out in lower case": lambda groups: " ".join("".join(groups).lower()),
    "full width": lambda groups: _full_width("-".join(groups)),
}


# In lower case a group may be a word: nobody can tell "check owed fo42 d1t6 5p7l" from half a code.
_MOST_LEFT = {"lower case with spaces": 2}


@pytest.mark.parametrize("code_format", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("form", FORMS)
def test_every_code_is_hidden_whole_and_the_sentence_stays(form: str, code_format: CodeFormat) -> None:
    left = {}
    for number, groups in enumerate(_codes(code_format)):
        sentence = SENTENCES[number % len(SENTENCES)]
        hidden = redact(sentence.format(FORMS[form](groups)), code_format, lambda _: HANDLE)
        if hidden != sentence.format(HANDLE):
            left[groups] = hidden
    assert len(left) <= _MOST_LEFT.get(form, 0), left
