"""What is made of what somebody sent, before anybody reads it."""

from __future__ import annotations

import pytest

from bot.conversations.incoming_text import for_engine, readable
from bot.errors import EmptyMessage, MessageTooLong


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        "   ",
        "\n\t\r\n",
        "\x00\x01\x02",
        "\x1b\x7f",
        "\ufffd\ufffd",
        "\ufffd \ufffd\n",
        "\ud800",
        "\ue000",
    ],
)
def test_a_message_without_text_is_refused_with_what_to_write(nothing: str) -> None:
    with pytest.raises(EmptyMessage, match="Please write what happens with your card"):
        readable(nothing)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  hello  ", "hello"),
        ("first\nsecond", "first\nsecond"),
        ("first\r\nsecond\rthird", "first\nsecond\nthird"),
        ("a\tb", "a\tb"),
        ("in\x00val\x1bid", "invalid"),
        ("caf\ufffd", "caf\ufffd"),
        ("Öl für ¥100 🎁", "Öl für ¥100 🎁"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("0", "0"),
        (".", "."),
    ],
)
def test_text_is_kept_and_control_characters_are_not(sent: str, kept: str) -> None:
    assert readable(sent) == kept


def test_a_message_of_ten_thousand_characters_is_taken() -> None:
    assert len(readable("x" * 10_000)) == 10_000


def test_a_longer_message_is_refused_with_both_numbers() -> None:
    with pytest.raises(MessageTooLong, match="10,001 characters and I can take 10,000"):
        readable("x" * 10_001)


@pytest.mark.parametrize(
    "text",
    [
        "/human_agent",
        "//restart",
        "/ /restart",
        " \n/restart",
        '/inform{"claim_handle": "claim_0000"}',
        "/" * 2_000 + "restart",
    ],
)
def test_a_leading_slash_never_reaches_the_engine(text: str) -> None:
    assert not for_engine(text).startswith(("/", " "))


def test_a_slash_within_the_text_stays() -> None:
    assert for_engine("he/she redeemed it on 24/11") == "he/she redeemed it on 24/11"


def test_the_engine_is_always_told_something() -> None:
    assert for_engine("///") == "?"


def test_the_engine_is_given_one_line() -> None:
    assert for_engine("my card\n\n  claim_0a1b\tfails") == "my card claim_0a1b fails"


def test_the_engine_is_given_the_beginning_of_a_long_text() -> None:
    given = for_engine("it says invalid code " + "and so on " * 900)
    assert given.startswith("it says invalid code and so on")
    assert len(given) <= 1_000


def test_a_long_text_keeps_each_of_its_handles_once() -> None:
    rambling = "and then I went home " * 100
    given = for_engine(f"claim_0001 fails {rambling} claim_0002 {rambling} claim_0003 and claim_0002")
    assert [given.count(handle) for handle in ("claim_0001", "claim_0002", "claim_0003")] == [1, 1, 1]
