"""A miss is a leak: thousands of invented codes, in every common form, in whole sentences."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest

from bot.privacy.redact import redact

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


def _groups(code: str) -> tuple[str, str, str]:
    return code[:4], code[4:10], code[10:]


def _grouped(code: str, between: str) -> str:
    return between.join(_groups(code))


def _codes() -> list[str]:
    """2,000 codes of 4-6-4 or 4-6-5, a group of each with letters and digits; the same every time."""
    chance = random.Random(20261124)  # noqa: S311 - invented codes, not secrets
    codes: list[str] = []
    while len(codes) < 2_000:
        length = chance.choice((14, 15))
        code = "".join(chance.choices(string.ascii_uppercase + string.digits, k=length))
        if any(not group.isalpha() and not group.isdigit() for group in _groups(code)):
            codes.append(code)
    return codes


CODES = _codes()


def _full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


FORMS: dict[str, Callable[[str], str]] = {
    "hyphens": lambda code: _grouped(code, "-"),
    "spaces": lambda code: _grouped(code, " "),
    "nothing between": lambda code: code,
    "lower case": lambda code: _grouped(code, "-").lower(),
    "lower case with spaces": lambda code: _grouped(code, " ").lower(),
    "lower case, nothing between": lambda code: code.lower(),
    "dots": lambda code: _grouped(code, "."),
    "lines": lambda code: _grouped(code, "\n"),
    "en dashes": lambda code: _grouped(code, "–"),
    "hyphens with spaces": lambda code: _grouped(code, " - "),
    "spelled out": lambda code: " ".join(code),
    "spelled out in lower case": lambda code: " ".join(code.lower()),
    "full width": lambda code: _full_width(_grouped(code, "-")),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_code_is_hidden_whole_and_the_sentence_stays(form: str) -> None:
    left = {}
    for number, code in enumerate(CODES):
        sentence = SENTENCES[number % len(SENTENCES)]
        hidden = redact(sentence.format(FORMS[form](code)), lambda _: HANDLE)
        if hidden != sentence.format(HANDLE):
            left[code] = hidden
    assert left == {}
