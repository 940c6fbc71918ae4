"""A button's token: made by us, for one conversation, and for nothing else."""

from __future__ import annotations

import pytest

from bot.channels.button_tokens import ButtonTokens
from bot.conversations.conversation import Button
from bot.errors import UnknownButton
from bot.values import ConversationId

HERE, ELSEWHERE = ConversationId("here"), ConversationId("elsewhere")
BUTTONS = ButtonTokens(b"b" * 32)
YES = Button("Yes", "/affirm")
TOKEN = BUTTONS.token(HERE, YES)


@pytest.mark.parametrize("button", [YES, Button("Ja, bitte · 好", '/inform{"a": "b"}'), Button("", "")])
def test_a_token_gives_its_button_back(button: Button) -> None:
    assert BUTTONS.button(HERE, BUTTONS.token(HERE, button)) == button


def test_the_same_button_has_the_same_token_on_every_machine_with_the_secret() -> None:
    assert ButtonTokens(b"b" * 32).token(HERE, YES) == TOKEN


@pytest.mark.parametrize(
    "token", ["", ".", "/affirm", "é", "\ud800", TOKEN[:-1], "x" + TOKEN, TOKEN + "."], ids=ascii
)
def test_a_token_that_we_did_not_make_is_no_button(token: str) -> None:
    with pytest.raises(UnknownButton):
        BUTTONS.button(HERE, token)


def test_a_token_of_another_conversation_is_no_button() -> None:
    with pytest.raises(UnknownButton):
        BUTTONS.button(ELSEWHERE, TOKEN)


def test_a_token_under_another_secret_is_no_button() -> None:
    with pytest.raises(UnknownButton):
        ButtonTokens(b"c" * 32).button(HERE, TOKEN)


def test_what_a_customer_reads_of_a_dead_button_says_what_to_do() -> None:
    with pytest.raises(UnknownButton, match="Please write what you need instead"):
        BUTTONS.button(HERE, "made up")
