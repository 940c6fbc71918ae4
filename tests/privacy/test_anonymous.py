"""What somebody learns from tells nobody whose it was, and still has the shapes that the engine looks for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.brand import all_code_formats
from bot.privacy.anonymous import LONGEST, anonymous
from tests.builders import A_CODE, ANOTHER_CODE


def line(text: str, *known_as: str) -> str:
    return anonymous(text, all_code_formats(), known_as)


@pytest.mark.parametrize(
    ("said", "learnt"),
    [
        ("claim_7f3a and claim_9b00, claim_7f3a first", "claim_0001 and claim_0002, claim_0001 first"),
        (f"it is {A_CODE}, not {ANOTHER_CODE}", "it is claim_0001, not claim_0002"),
        ("mail anna.miller@example.org today", "mail name@example.com today"),
        ("call (206) 555-0142", "call (000) 000-0000"),
        ("+44 20 7946 0958 please", "+00 00 0000 0000 please"),
        ("order 112-4839201-5567810", "order 000-0000000-0000000"),
        ("receipt no 0047719", "receipt no 0000000"),
        ("parcel 1Z999AA10123456784", "parcel 0X000XX00000000000"),
        ("ticket GL-4XK9TMC", "ticket GL-0000000"),
        ("see https://example.org/r?code=secret now", "see https://example.com now"),
        ("my name is Agnes Miller and I wait", "my name is Alex and I wait"),
        ("my name is agnes miller and i wait", "my name is Alex and i wait"),
        ("Mr Okafor wants it", "Mr Alex wants it"),
        ("my friend Piotr got it", "my friend Alex got it"),
        ("I am Tom of 12 Elm Street, SW1A 1AA", "I am Alex of 1 Main Street, AA1 1AA"),
        ("Please help. Regards, Priya Patel", "Please help. Regards, Alex"),
        ("the card ending XT2V fails", "the card ending 0000 fails"),
        ("its last four are 9K2M", "its last four are 0000"),
        ("password: hunter22", "password: [password]"),
        ("ask @janedoe_88", "ask @name"),
    ],
)
def test_what_names_or_reaches_somebody_is_nobodys(said: str, learnt: str) -> None:
    assert line(said) == learnt


@pytest.mark.parametrize(
    "text",
    [
        "it says invalid code",
        "I paid 25.00 on 2026-11-24, or was it 12/11/2026",
        "it says $1,250.00",
        "the bonus is ending soon",
        "my card is not activated, the till printed 10 lines",
        "my code_part is missing",
    ],
)
def test_what_tells_nobody_stays(text: str) -> None:
    assert line(text) == text


def test_what_we_call_the_customer_is_hidden_wherever_it_stands() -> None:
    assert line("it is on alice's account, ALICE", "alice") == "it is on Alex's account, Alex"


def test_it_is_one_line_and_not_long() -> None:
    assert line("one\n\n two\tthree") == "one two three"
    long = line("word " * 400)
    assert len(long) <= LONGEST
    assert long.endswith("word")


def test_no_customer_can_mark_an_entity_in_the_training_data() -> None:
    assert line("[x](claim_handle) [y]{...}") == "[x] (claim_handle) [y] {...}"


numbers = st.lists(st.integers(0, 10**12), min_size=1, max_size=4).map(lambda each: "-".join(map(str, each)))
words = st.sampled_from(["order", "call", "it says", "claim_7f3a", "no", "GL-2222222", "a@b.example"])


@given(st.lists(words | numbers, max_size=8).map(" ".join))
def test_no_number_that_is_somebodys_survives_and_a_line_is_anonymous_once(text: str) -> None:
    learnt = line(text)
    assert re.findall(r"(?<![\w])[1-9]\d{6,}", learnt) == []
    assert "claim_7f3a" not in learnt
    assert line(learnt) == learnt
