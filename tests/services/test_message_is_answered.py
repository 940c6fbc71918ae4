"""What comes of a message: replies, a ticket and an owner, as one, unless a person was faster."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Author, Button, Owner, Reply, Turn
from bot.errors import EngineFailed
from bot.ports import Effects, EngineReply
from tests.builders import ScriptedEngine, a_customer, a_ticket

NOT_THE_BOT = [Owner.QUEUED, Owner.AGENT, Owner.CLOSED]


async def test_replies_are_logged_in_the_order_they_were_said(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.answers_with(EngineReply(Reply("First.")), EngineReply(Reply("Second.")))
    customer = a_customer(services)
    exchange = await customer.says("hello")
    assert [reply.text for reply in exchange.replies] == ["First.", "Second."]
    assert customer.texts_of(Author.BOT) == ["First.", "Second."]


async def test_what_was_understood_is_stored_with_the_message(
    services: Services, engine: ScriptedEngine
) -> None:
    turn = Turn("invalid_code", 0.91, "not_activated", "not_activated")
    engine.says("It was not activated.", turn=turn)
    customer = a_customer(services)
    exchange = await customer.says("invalid code")
    with services.unit_of_work() as work:
        assert work.conversations.turn_of(customer.conversation, exchange.sequence) == turn


async def test_a_ticket_is_open_once_its_reply_is_said(services: Services, engine: ScriptedEngine) -> None:
    engine.says("I have opened a ticket.", ticket=a_ticket())
    exchange = await a_customer(services).says("help")
    (listed,) = services.list_tickets()
    assert listed.ticket.id == exchange.turn.ticket == a_ticket().id


async def test_a_later_action_adds_to_what_an_earlier_one_decided(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.answers_with(
        EngineReply(effects=Effects(Turn("first"), a_ticket(), Owner.QUEUED)),
        EngineReply(effects=Effects(Turn("second"))),
    )
    exchange = await a_customer(services).says("help")
    assert exchange.turn == Turn("second", ticket=a_ticket().id)
    assert exchange.owner is Owner.QUEUED


async def test_a_conversation_that_was_handed_over_stays_so(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.says("A person comes.", owner=Owner.QUEUED)
    customer = a_customer(services)
    await customer.says("a person please")
    await customer.says("are you there?")
    assert customer.owner is Owner.QUEUED
    assert customer.texts_of(Author.BOT) == ["A person comes."]


@pytest.mark.parametrize("owner", NOT_THE_BOT)
async def test_the_bot_is_silent_in_a_conversation_that_is_not_its_own(
    services: Services, engine: ScriptedEngine, owner: Owner
) -> None:
    customer = a_customer(services)
    customer.goes_to(owner)
    exchange = await customer.says("are you there?")
    # Whoever writes in a closed conversation is back in the queue.
    expected = Owner.QUEUED if owner is Owner.CLOSED else owner
    assert (exchange.owner, exchange.replies, engine.heard) == (expected, (), [])
    assert Author.BOT not in [message.author for message in customer.log]


async def test_the_bot_answers_again_once_it_gets_the_conversation_back(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    customer.goes_to(Owner.AGENT)
    await customer.says("to the agent")
    customer.goes_to(Owner.BOT)
    await customer.says("to the bot")
    assert engine.heard == ["to the bot"]


@pytest.mark.parametrize("moves", [[owner] for owner in NOT_THE_BOT] + [[Owner.AGENT, Owner.BOT]])
async def test_an_answer_that_comes_after_a_change_of_owner_is_dropped_whole(
    services: Services, engine: ScriptedEngine, moves: list[Owner]
) -> None:
    customer = a_customer(services)
    engine.meanwhile(lambda: customer.goes_to(*moves))
    engine.says("Too late.", ticket=a_ticket(), owner=Owner.QUEUED)
    exchange = await customer.says("hello")
    assert (exchange.owner, exchange.replies) == (moves[-1], ())
    assert customer.owner is moves[-1]
    assert (customer.texts_of(Author.BOT), services.list_tickets()) == ([], [])


async def test_an_apology_that_comes_after_a_change_of_owner_is_dropped_too(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    engine.meanwhile(lambda: customer.goes_to(Owner.AGENT)).fails_with(EngineFailed("gone"))
    await customer.says("hello")
    assert (customer.texts_of(Author.BOT), services.list_tickets()) == ([], [])


async def test_a_message_whose_answer_was_dropped_is_done_with(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    engine.meanwhile(lambda: customer.goes_to(Owner.AGENT, Owner.BOT))
    await customer.says("hello", client_id="first")
    await customer.says("hello", client_id="first")
    assert engine.heard == ["hello"]


async def test_a_pressed_button_tells_the_engine_its_payload_and_the_log_its_title(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    await customer.says("Yes, that card", payload="/affirm")
    assert engine.heard == ["/affirm"]
    assert customer.texts_of(Author.CUSTOMER) == ["Yes, that card"]


async def test_a_typed_command_is_only_text(services: Services, engine: ScriptedEngine) -> None:
    await a_customer(services).says("/affirm")
    assert engine.heard == ["affirm"]


async def test_buttons_are_logged_with_their_reply(services: Services, engine: ScriptedEngine) -> None:
    buttons = (Button("Yes", "/affirm"), Button("No", "/deny"))
    engine.answers_with(EngineReply(Reply("Is it this card?", buttons)))
    customer = a_customer(services)
    await customer.says("hello")
    assert customer.log[-1].buttons == buttons
