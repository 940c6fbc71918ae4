"""Each expectation of a script, and each thing that is never said, on turns written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation.judge import Failure, asks_for_code, judge
from bot.evaluation.scripts import Script
from tests.builders import A_CODE, ANOTHER_CODE, CODE_FORMAT

A_ROW = {"code": A_CODE, "status": "active", "face_value": "50.00", "currency": "USD"}


def a_script(*expectations: dict[str, Any], signed_in: bool = True, say: str = "hello") -> Script:
    """A script that says the same at each turn, over one card of 50 dollars."""
    return Script.model_validate(
        {
            "id": "a-script",
            "rule": "A rule.",
            "now": "2026-11-24T12:00:00Z",
            "ledger": [A_ROW],
            "account": {"region": "US", "signed_in": signed_in},
            "turns": [{"say": say, "expect": expect} for expect in expectations],
        }
    )


def said(
    *texts: str, ticket: str | None = None, buttons: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    """A turn as `giftline chat --json` prints it."""
    replies = [{"text": text, "buttons": list(buttons)} for text in texts]
    opened = {"id": ticket, "category": "invalid_code", "priority": "high"} if ticket else None
    return {
        "replies": replies,
        "intent": None,
        "diagnosis": None,
        "ticket": opened,
        "owner": "bot",
        **more,
    }


def wrong(expect: dict[str, Any], turn: dict[str, Any], **script: Any) -> list[Failure]:
    return judge(a_script(expect, **script), [turn], CODE_FORMAT)


@pytest.mark.parametrize(
    ("expect", "met", "missed"),
    [
        ({"intent": "greet"}, said("Hi.", intent="greet"), said("Hi.", intent="thanks")),
        ({"owner": "queued"}, said("Hi.", owner="queued"), said("Hi.")),
        ({"says": ["^hi", "ho$"]}, said("Hi", "there, ho"), said("Hi there")),
        ({"never": ["there.*hi"]}, said("Hi", "there"), said("There", "hi")),
        ({"buttons": ["^yes"]}, said("Shall I?", buttons=("No", "Yes, please")), said("Shall I?")),
        ({"asks": "code"}, said("Please send me the claim code."), said("The claim code is on the card.")),
        ({"asks": "nothing"}, said("Fine."), said("Please send me the claim code.")),
        ({"ticket": "none"}, said("Fine."), said("I opened one.", ticket="GL-1")),
        ({"ticket": "opened"}, said("I opened one.", ticket="GL-1"), said("Fine.")),
        (
            {"diagnosis": None},
            said("Fine."),
            said("Fine.", diagnosis={"case": None, "outcome": "redeemable"}),
        ),
        (
            {"diagnosis": {"case": "scam"}},
            said("It is a fraud.", diagnosis={"case": "scam", "outcome": None}),
            said("Fine."),
        ),
        (
            {"diagnosis": {"case": "invalid_code", "outcome": "cancelled"}},
            said("Fine.", diagnosis={"case": "invalid_code", "outcome": "cancelled"}),
            said("Fine.", diagnosis={"case": "invalid_code", "outcome": "frozen"}),
        ),
    ],
)
def test_an_expectation_is_met_or_is_a_failure(
    expect: dict[str, Any], met: dict[str, Any], missed: dict[str, Any]
) -> None:
    assert wrong(expect, met) == []
    (failure,) = wrong(expect, missed)
    assert (failure.script, failure.turn, failure.say) == ("a-script", 1, "hello")
    assert failure.expected != failure.got


def test_what_is_not_expected_is_not_judged() -> None:
    assert wrong({}, said("Hi.", ticket="GL-1", diagnosis={"case": "scam", "outcome": None})) == []


def test_a_ticket_is_the_same_if_the_conversation_had_it_before() -> None:
    script = a_script({"ticket": "opened"}, {"ticket": "same"}, {"ticket": "opened"}, {"ticket": "same"})
    tickets = ["GL-1", "GL-1", "GL-2", "GL-1"]
    assert judge(script, [said("Yes.", ticket=ticket) for ticket in tickets], CODE_FORMAT) == []
    script = a_script({"ticket": "same"}, {"ticket": "opened"})
    first, second = judge(script, [said("Yes.", ticket="GL-1")] * 2, CODE_FORMAT)
    assert (first.got, second.got) == ("ticket: opened", "ticket: same")


@pytest.mark.parametrize(
    "text",
    [
        "I can look that up. Please send me the claim code: 14 or 15 letters.",
        "To find out what is wrong I need the claim code of the card.",
        "To go on with your card, please send me its claim code.",
        "What is the claim code?",
    ],
)
def test_asking_for_the_code_is_known_by_the_reply(text: str) -> None:
    assert asks_for_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "If you are signed in, send me the claim code and I look your card up.",
        "That is all right, you do not have to send me the claim code.",
        "The claim code is on the back. Please send me your order number.",
        "Enter the claim code, then press Apply to Your Balance.",
    ],
)
def test_saying_the_word_is_not_asking(text: str) -> None:
    assert not asks_for_code(text)


@pytest.mark.parametrize(
    "text",
    [
        f"Your card {A_CODE}.",
        "Your card aq3d 7klm9p xt2v.",
        "Your card AQ3D7KLM9PXT2V.",
        f"Your card {ANOTHER_CODE}.",
        "Oops, that went wrong.",
        "You will get a refund.",
        "We’ll give you a new card today.",
        "You'll receive your money back.",
        "We will replace it.",
        "Your money will be returned.",
    ],
)
def test_some_things_are_never_said(text: str) -> None:
    assert wrong({}, said(text), say=f"my code is {ANOTHER_CODE}")


@pytest.mark.parametrize(
    "text",
    [
        "Your card ending XT2V was redeemed on another account.",
        "You will get an answer here within 24 hours.",
        "We will look at it. Ask the sender for a refund.",
    ],
)
def test_what_is_no_secret_and_no_promise_may_be_said(text: str) -> None:
    assert wrong({}, said(text)) == []


@pytest.mark.parametrize(
    "text",
    ["The card ending XT2V.", "It holds $50.00.", "It holds $50.", "It holds 50 USD.", "The card is active."],
)
def test_the_anonymous_are_told_nothing_of_a_card(text: str) -> None:
    assert wrong({}, said(text), signed_in=False)
    assert wrong({}, said(text), signed_in=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "If the card was never activated, the shop can do it.",
        "A card can be redeemed once.",
        "A card holds $5 to $500.",
        "Please sign in.",
    ],
)
def test_the_anonymous_may_be_told_what_is_so_of_any_card(text: str) -> None:
    assert wrong({}, said(text), signed_in=False) == []


def test_no_card_is_looked_up_for_the_anonymous() -> None:
    looked_up = said("Hm.", diagnosis={"case": None, "outcome": "redeemable"})
    assert wrong({}, looked_up, signed_in=False)
    assert wrong({}, looked_up) == []


def test_the_bot_answers_while_it_has_the_conversation_and_is_silent_afterwards() -> None:
    script = a_script({}, {})
    assert judge(script, [said("Hi.", owner="queued"), said(owner="queued")], CODE_FORMAT) == []
    silent, talking = judge(script, [said(owner="queued"), said("Hi.", owner="queued")], CODE_FORMAT)
    assert (silent.turn, silent.got) == (1, "silence")
    assert (talking.turn, talking.got) == (2, "an answer")
