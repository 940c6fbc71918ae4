"""What the words of a message say beside its intent: another card, a no, that it still fails."""

from __future__ import annotations

import pytest

from bot.conversations.incoming_text import (
    asks_when,
    asks_where,
    insists,
    may_mean_no,
    names_another_card,
    says_it_still_fails,
    says_yes,
)


@pytest.mark.parametrize(
    "text", ["no thanks id rather do it myself", "dont", "please don't", "wait", "not now", "yes but later"]
)
def test_a_no_anywhere_keeps_money_where_it_is(text: str) -> None:
    assert may_mean_no(text)


@pytest.mark.parametrize(
    "text",
    ["yes please", "ok then yes, add it to my account", "oh for heavens sake. yes", "/affirm", "do it"],
)
def test_a_plain_yes_holds_no_no(text: str) -> None:
    assert says_yes(text)
    assert not may_mean_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "it still says already redeemed",
        "no it does NOT show. balance still doesn't have it",
        "waited a day and its still locked",
        "code still not recognised",
    ],
)
def test_that_it_still_fails_is_heard(text: str) -> None:
    assert says_it_still_fails(text)
    assert insists(text)


@pytest.mark.parametrize("text", ["is it still valid", "i still have my account", "do you still sell these"])
def test_a_question_with_still_is_no_failure(text: str) -> None:
    assert not says_it_still_fails(text)


@pytest.mark.parametrize(
    ("text", "another"),
    [("my other card says inactive", True), ("i have another one", True), ("this card says inactive", False)],
)
def test_another_card_is_not_the_one_spoken_of(text: str, another: bool) -> None:
    assert names_another_card(text) is another


@pytest.mark.parametrize(
    ("text", "where"), [("where would i find that", True), ("it was used somewhere by somebody", False)]
)
def test_where_the_code_is_is_a_question(text: str, where: bool) -> None:
    assert asks_where(text) is where


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("how long again?", True),
        ("when can I try again", True),
        ("what time was that", True),
        ("until when?", True),
        ("remind me when it unlocks", True),
        ("when I try it says locked", False),
        ("it was fine when I bought it", False),
        (
            "how long must I go on with this, I have told you three times that my card does not work here",
            False,
        ),
    ],
)
def test_a_short_question_when_is_one(text: str, when: bool) -> None:
    assert asks_when(text) is when
