"""A message is in the log, once and without codes, before anybody is asked about it."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Author, Button, Owner, Reply, Turn
from bot.errors import EmptyMessage, EngineSilent, MessageTooLong, RejectedMessage, UnknownConversation
from bot.ports import Effects, EngineReply
from bot.services.receive_message import IncomingMessage
from bot.settings import Settings
from bot.values import ConversationId
from tests.builders import (
    A_CODE,
    ANOTHER_CODE,
    Customer,
    ScriptedEngine,
    a_customer,
    a_ticket,
    everything_stored,
)


async def test_a_message_is_in_the_log_before_the_engine_hears_it(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    logged: list[str] = []
    engine.meanwhile(lambda: logged.extend(message.text for message in customer.log))
    await customer.says("my card says invalid code")
    assert logged == ["my card says invalid code"]


async def test_a_message_stays_in_the_log_if_the_engine_fails(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.fails_with(EngineSilent("no answer"))
    customer = a_customer(services)
    await customer.says("hello")
    assert customer.texts_of(Author.CUSTOMER) == ["hello"]


@pytest.mark.parametrize("written", [A_CODE, "AQ3D 7KLM9P XT2V", "aq3d7klm9pxt2v", "ＡＱ３Ｄ-7KLM9P-XT2V"])
async def test_the_engine_hears_a_handle_in_place_of_a_code(
    services: Services, engine: ScriptedEngine, written: str
) -> None:
    customer = a_customer(services)
    await customer.says(f"{written} does not work")
    assert engine.heard == [f"{customer.handle_of(A_CODE)} does not work"]


async def test_no_part_of_a_code_but_its_last_four_is_stored(services: Services) -> None:
    customer = a_customer(services)
    await customer.says(f"I have {A_CODE} and {ANOTHER_CODE.lower()}")
    stored = everything_stored(services).upper()
    assert [part for part in ("AQ3D", "7KLM9P", "BR4T", "09WXYZ") if part in stored] == []


async def test_a_code_is_hidden_however_far_apart_its_groups_stand(services: Services) -> None:
    customer = a_customer(services)
    await customer.says(A_CODE.replace("-", "     "))
    assert "7KLM9P" not in everything_stored(services)


async def test_the_same_message_sent_twice_is_one_message(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    await customer.says("hello", client_id="first")
    await customer.says("hello", client_id="first")
    assert [message.author for message in customer.log] == [Author.CUSTOMER, Author.BOT]
    assert engine.heard == ["hello"]


async def test_the_same_message_sent_twice_at_once_is_one_message(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    first, second = await asyncio.gather(*[customer.says("hello", client_id="first") for _ in range(2)])
    assert first == second
    assert engine.heard == ["hello"]


async def test_sending_again_after_a_restart_gives_the_exchange_as_it_was_stored(
    settings: Settings, services: Services, engine: ScriptedEngine
) -> None:
    turn = Turn("human_agent", 0.9731, "invalid_code", "cancelled")
    engine.answers_with(
        EngineReply(Reply("Is it this card?", (Button("Yes", "/affirm"), Button("No", "/deny")))),
        EngineReply(Reply("A person comes."), Effects(turn, a_ticket(), Owner.QUEUED)),
    )
    customer = a_customer(services)
    stored = await customer.says("help", client_id="first")
    restarted = bootstrap(settings, engine=engine)
    again = await Customer(restarted, customer.conversation, "").says("help", client_id="first")
    restarted.close()
    assert again == stored
    assert again.turn.ticket == a_ticket().id


async def test_a_client_id_that_holds_a_code_is_stored_without_it_and_still_names_its_message(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    for _ in range(2):
        await customer.says("hello", client_id=f"about {A_CODE}")
    assert engine.heard == ["hello"]
    assert "7KLM9P" not in everything_stored(services)


async def test_the_same_client_id_in_another_conversation_is_another_message(
    services: Services, engine: ScriptedEngine
) -> None:
    for text in ("from one", "from another"):
        await a_customer(services).says(text, client_id="first")
    assert engine.heard == ["from one", "from another"]


async def test_messages_of_one_conversation_never_overlap(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    # While the engine thinks the log is read, so that another message would have its chance.
    engine.meanwhile(lambda: customer.log)
    await asyncio.gather(*[customer.says(f"message {number}") for number in range(4)])
    assert [message.author for message in customer.log] == [Author.CUSTOMER, Author.BOT] * 4
    assert engine.most_at_once == 1


async def test_conversations_do_not_wait_for_each_other(services: Services, engine: ScriptedEngine) -> None:
    both = threading.Barrier(2, timeout=30)
    engine.meanwhile(both.wait)
    await asyncio.gather(a_customer(services).says("one"), a_customer(services).says("another"))
    assert engine.most_at_once == 2


@pytest.mark.parametrize(
    ("text", "error"), [("", EmptyMessage), (" \x00\n", EmptyMessage), ("x" * 10_001, MessageTooLong)]
)
async def test_what_cannot_be_taken_leaves_no_trace(
    services: Services, engine: ScriptedEngine, text: str, error: type[RejectedMessage]
) -> None:
    customer = a_customer(services)
    with pytest.raises(error):
        await customer.says(text)
    assert (customer.log, engine.heard) == ([], [])


async def test_a_message_to_no_conversation_is_refused(services: Services, engine: ScriptedEngine) -> None:
    with pytest.raises(UnknownConversation):
        await services.receive_message(IncomingMessage(ConversationId("none"), "first", "hello"))
    assert engine.heard == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("I paid with 4111 1111 1111 1111", "I paid with [card number]"),
        ("my password is hunter2", "my password is [password]"),
        ("refund to DE89 3704 0044 0532 0130 00", "refund to [bank account]"),
    ],
)
async def test_other_secrets_are_neither_stored_nor_told_to_the_engine(
    services: Services, engine: ScriptedEngine, written: str, kept: str
) -> None:
    customer = a_customer(services)
    await customer.says(written)
    assert customer.texts_of(Author.CUSTOMER) == [kept]
    assert engine.heard == [kept]


async def test_how_to_reach_the_customer_stays_for_agents_and_the_engine(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    await customer.says("I am anna@example.com, 206-555-0142")
    assert customer.texts_of(Author.CUSTOMER) == engine.heard == ["I am anna@example.com, 206-555-0142"]


async def test_a_code_that_is_called_a_password_is_a_code(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    await customer.says(f"the pin is {A_CODE}")
    assert engine.heard == [f"the pin is {customer.handle_of(A_CODE)}"]


async def test_the_engine_is_not_sent_what_is_a_code_of_another_brand(
    services: Services, engine: ScriptedEngine
) -> None:
    await a_customer(services).says("K7QD-2MXP-9TRW-4HLC fails")
    assert engine.heard == ["[other code] fails"]
