"""Who may open a conversation, and who may come back to it."""

from __future__ import annotations

import re

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Owner
from bot.errors import UnknownAccount, UnknownConversation
from bot.values import AccountId
from tests.builders import A_CODE, ANOTHER_CODE, LoadCards, a_customer, everything_stored

MALLORY = AccountId("mallory")


def test_a_conversation_belongs_to_whom_it_was_opened_for(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    started = services.start_conversation("web", AccountId("alice"), "GB")
    found = services.find_conversation(started.token)
    assert (found.id, found.account, found.region) == (started.id, "alice", "GB")


def test_a_conversation_begins_with_the_bot(services: Services) -> None:
    started = services.start_conversation("web", None)
    assert started.owner is Owner.BOT
    assert services.find_conversation(started.token).owner is Owner.BOT


def test_an_unknown_account_is_refused_with_those_there_are_and_how_to_add_one(
    services: Services, load_cards: LoadCards
) -> None:
    for account, code in {"bruno": A_CODE, "alice": ANOTHER_CODE}.items():
        load_cards(account, {"code": code, "status": "active"})
    with pytest.raises(UnknownAccount) as refused:
        services.start_conversation("web", MALLORY)
    assert "Known accounts: alice, bruno." in refused.value.detail
    assert "giftline ledger load FILE --as NAME" in refused.value.detail


def test_without_any_account_the_refusal_says_so(services: Services) -> None:
    with pytest.raises(UnknownAccount, match="Known accounts: none yet"):
        services.start_conversation("web", MALLORY)


def test_a_refused_account_opens_no_conversation(services: Services) -> None:
    with pytest.raises(UnknownAccount):
        services.start_conversation("web", MALLORY)
    assert "mallory" not in everything_stored(services)


def test_each_conversation_has_a_token_of_its_own(services: Services) -> None:
    one, another = a_customer(services), a_customer(services)
    assert services.find_conversation(one.token).id == one.conversation
    assert services.find_conversation(another.token).id == another.conversation


def test_a_token_is_not_in_the_database(services: Services) -> None:
    assert services.start_conversation("web", None).token not in everything_stored(services)


def test_a_token_does_not_show_in_a_repr(services: Services) -> None:
    started = services.start_conversation("web", None)
    assert started.token not in repr(started)


def test_neither_an_id_nor_a_stored_value_opens_a_conversation(services: Services) -> None:
    customer = a_customer(services)
    stored = set(re.findall(r"[0-9a-zA-Z_-]+", everything_stored(services)))
    assert customer.conversation in stored
    for value in ["", *stored]:
        with pytest.raises(UnknownConversation, match="please start a new one"):
            services.find_conversation(value)
