"""How a line of the log looks to its customer in Slack: no marks in it, all of it, cards in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.customer_blocks import customer_message
from bot.conversations.card_story import CardStep, CardStory, Step
from bot.conversations.conversation import Author, Button, Form, Message
from bot.slack.posting import Posted
from bot.slack_sandbox.block_kit import problems_of_blocks
from bot.values import ConversationId
from tests.builders import A_MOMENT
from tests.slack.served import BUTTONS

CONVERSATION = ConversationId("c" * 32)


def _shown(author: Author = Author.BOT, agent_name: str | None = None, **message: Any) -> Posted:
    line = Message(1, author, message.pop("text", "Hello."), A_MOMENT, **message)
    return customer_message(line, CONVERSATION, BUTTONS, agent_name)


def _typed_in(shown: Posted) -> str:
    return "".join(
        element.get("text") or element["url"]
        for block in shown.blocks
        if block["type"] == "rich_text"
        for element in block["elements"][0]["elements"]
    )


def test_what_a_notification_tells_is_what_the_message_says() -> None:
    shown = _shown(text="Hello.")
    assert (shown.text, _typed_in(shown)) == ("Hello.", "Hello.")


def test_nobody_is_called_and_no_link_is_hidden() -> None:
    shown = _shown(text="<!channel> <@U1> <https://evil.example|your bank> & co", author=Author.AGENT)
    assert "<" not in shown.text


@given(st.text(max_size=9_000).filter(str.strip), st.integers(1, 12))
def test_whatever_it_says_slack_takes_it_and_shows_all_of_it(text: str, buttons: int) -> None:
    shown = _shown(text=text, buttons=tuple(Button(f"{n}" * 90, f"/choice_{n}") for n in range(buttons)))
    assert problems_of_blocks([dict(block) for block in shown.blocks]) == []
    assert _typed_in(shown) == text


def test_a_button_carries_a_token_that_fits_its_conversation_alone() -> None:
    [_, row] = _shown(buttons=(Button("The first", "/first"),)).blocks
    value = row["elements"][0]["value"]
    assert BUTTONS.button(CONVERSATION, value) == Button("The first", "/first")
    assert "/first" not in value


def test_where_a_code_is_asked_for_there_is_a_button_to_enter_it() -> None:
    [_, row] = _shown(form=Form.CLAIM_CODE).blocks
    assert [element["action_id"] for element in row["elements"]] == ["giftline_code"]


@pytest.mark.parametrize(
    ("agent_name", "told"), [("Ann", "Ann: On it."), (None, "A person of our team: On it.")]
)
def test_a_persons_message_says_that_it_is_a_persons(agent_name: str | None, told: str) -> None:
    assert _shown(Author.AGENT, agent_name, text="On it.").text == told


def test_what_became_of_a_card_is_told_in_words() -> None:
    card = CardStory(
        "XT2V",
        (
            CardStep(Step.ACTIVATED, date(2026, 3, 4)),
            CardStep(Step.REDEEMED_HERE, date(2026, 5, 6)),
        ),
    )
    assert _shown(text="It was used.", card=card).text == (
        "It was used.\nCard ending XT2V: activated on March 4, 2026, redeemed on your account on May 6, 2026."
    )


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("on", [None, date(2026, 3, 4)])
def test_there_are_words_for_every_step(step: Step, on: date | None) -> None:
    if on is None or step in (Step.ACTIVATED, Step.REDEEMED_HERE):
        assert "XT2V" in _shown(card=CardStory("XT2V", (CardStep(step, on),))).text
