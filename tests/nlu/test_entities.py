"""What has a shape, or a listed name, is found in a customer's words; nothing is found twice.

The patterns are data/nlu.yml's, read here as Rasa's own extractor reads them.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from bot.nlu.handles import without_handles
from bot.settings import ROOT

# Found by their own tests, which hold them against the app's patterns.
_PLACEHOLDERS = {"claim_handle", "code_part"}


@dataclass(frozen=True)
class Finding:
    start: int
    end: int
    kind: str
    value: str


def _patterns() -> list[tuple[str, str]]:
    data: list[dict[str, Any]] = yaml.safe_load((ROOT / "data" / "nlu.yml").read_text(encoding="utf-8"))[
        "nlu"
    ]
    return [
        (part["regex"], line.removeprefix("- "))
        for part in data
        if "regex" in part and part["regex"] not in _PLACEHOLDERS
        for line in part["examples"].splitlines()
    ]


PATTERNS = _patterns()


def find(text: str) -> list[Finding]:
    found = [
        Finding(*match.span(), kind, match[0])
        for kind, pattern in PATTERNS
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]
    return sorted(found, key=lambda one: one.start)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("order 112-4839201-5567810 please", "order_number", "112-4839201-5567810"),
        ("it is D01-4839201-5567810", "order_number", "D01-4839201-5567810"),
        ("order 112 4839201 5567810", "order_number", "112 4839201 5567810"),
        ("I paid $50", "amount", "$50"),
        ("a £20.50 card", "amount", "£20.50"),
        ("it was 50 dollars", "amount", "50 dollars"),
        ("1,000 USD of it", "amount", "1,000 USD"),
        ("from dad+gift@example.co.uk thanks", "email", "dad+gift@example.co.uk"),
        ("call 1-888-280-4331", "phone", "1-888-280-4331"),
        ("on (206) 555-0123", "phone", "(206) 555-0123"),
        ("ring +44 20 7946 0958", "phone", "+44 20 7946 0958"),
        ("on amazon.co.uk", "site", "amazon.co.uk"),
        ("at Amazon.com", "site", "Amazon.com"),
        ("I live in Canada", "country", "Canada"),
        ("bought in the us", "country", "us"),
        ("a UK account", "country", "UK"),
        ("bought at Walgreens", "retailer", "Walgreens"),
        ("from sainsburys", "retailer", "sainsburys"),
        ("got it at target", "retailer", "target"),
        ("last Tuesday", "date", "last Tuesday"),
        ("on 12 March 2026", "date", "12 March 2026"),
        ("the 14th of march", "date", "14th of march"),
        ("2026-03-12 it was", "date", "2026-03-12"),
        ("3 days ago", "date", "3 days ago"),
        ("the day before yesterday", "date", "the day before yesterday"),
        ("since March 2026 or so", "date", "since March 2026"),
        ("ask bob@walmart.com", "email", "bob@walmart.com"),
        ("on walmart.com", "site", "walmart.com"),
        ("at Giant Eagle", "retailer", "Giant Eagle"),
        ("at Giant", "retailer", "Giant"),
        ("in the U.S.A. I mean", "country", "U.S.A."),
        ("order 012 4839201 5567810", "order_number", "012 4839201 5567810"),
        ("020 7946 0958", "phone", "020 7946 0958"),
        ("US$ 20", "amount", "US$ 20"),
    ],
)
def test_it_is_found_as_it_was_written(text: str, kind: str, value: str) -> None:
    assert [(one.kind, one.value) for one in find(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "give it to us",
        "that is my target",
        "it may not march on",
        "my code is claim_7f3a",
        "AS25-NJZ1JX-CZCP5",
        "the card serial is 6039 5512 0087 4410",
        "it took 50 tries",
    ],
)
def test_what_only_looks_a_little_like_it_is_left_alone(text: str) -> None:
    assert find(text) == []


def test_a_telephone_number_is_no_order_number_and_an_order_number_no_telephone_number() -> None:
    found = find("call 206-555-0123 about 112-4839201-5567810")
    assert [one.kind for one in found] == ["phone", "order_number"]


def test_findings_come_in_the_order_of_the_text_with_their_places() -> None:
    text = "yesterday at CVS for $25"
    found = find(text)
    assert [one.kind for one in found] == ["date", "retailer", "amount"]
    assert [text[one.start : one.end] for one in found] == [one.value for one in found]


def test_no_two_findings_share_words_in_any_training_line() -> None:
    text = (ROOT / "data" / "nlu.yml").read_text(encoding="utf-8")
    examples = text.partition("- regex: claim_handle")[0].splitlines()
    twice = [
        (one, other)
        for line in examples
        for one, other in itertools.pairwise(find(re.sub(r"\[([^]]+)\]\(\w+\)", r"\1", line)))
        if other.start < one.end
    ]
    assert twice == []


def test_which_code_it_is_about_says_nothing_of_what_is_asked() -> None:
    assert without_handles("claim_7f3a is invalid") == without_handles("claim_0b1c2d3e is invalid")


def test_a_link_that_holds_a_code_is_the_code() -> None:
    link = "https://example.com/redeem?code=claim_7f3a&from=mail"
    assert without_handles(f"here: {link} thanks") == without_handles("here: claim_7f3a thanks")
