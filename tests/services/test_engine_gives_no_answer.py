"""Every message gets an answer: where the engine gives none, an apology and a ticket for a person."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Author, Owner
from bot.errors import EngineFailed, EngineSilent, EngineStarting, EngineUnavailable
from tests.at_work import an_agent
from tests.builders import A_MOMENT, Customer, ScriptedEngine, a_customer

FAILURES = [EngineStarting, EngineFailed, EngineSilent, EngineUnavailable]
# Not a code, until it is cut where the engine's share of a long text ends.
A_CODE_ONCE_IT_IS_CUT = "." * 986 + "AQ3D7KLM9PXT2VAQ3D7K"


def _was_cut_off(customer: Customer, text: str) -> None:
    """The message was logged, and then we were stopped."""
    with customer.services.unit_of_work() as work:
        work.conversations.append_from_customer(customer.conversation, text, text, A_MOMENT)


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_customer_reads_an_apology_that_names_the_ticket(
    services: Services, engine: ScriptedEngine, failure: type[EngineUnavailable]
) -> None:
    engine.fails_with(failure("a reason for the log only"))
    customer = a_customer(services)
    exchange = await customer.says("hello")
    (listed,) = services.list_tickets()
    (apology,) = customer.texts_of(Author.BOT)
    assert listed.ticket.id == exchange.turn.ticket
    assert f"I have opened ticket {listed.ticket.id}" in apology
    assert "a reason for the log only" not in apology


async def test_however_often_the_engine_fails_a_conversation_has_one_ticket_for_it(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    for failure in FAILURES:
        engine.fails_with(failure("gone"))
        await customer.says("hello")
    (listed,) = services.list_tickets()
    assert [listed.ticket.id in apology for apology in customer.texts_of(Author.BOT)] == [True] * 4


async def test_each_conversation_that_fails_has_its_own_ticket(
    services: Services, engine: ScriptedEngine
) -> None:
    failed = [a_customer(services) for _ in range(2)]
    for customer in failed:
        engine.fails_with(EngineSilent("gone"))
        await customer.says("hello")
    assert {listed.ticket.conversation for listed in services.list_tickets()} == {
        customer.conversation for customer in failed
    }


async def test_the_bot_keeps_the_conversation_and_answers_the_next_message(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.fails_with(EngineSilent("gone")).says("Here I am.")
    customer = a_customer(services)
    await customer.says("hello")
    exchange = await customer.says("hello?")
    assert (exchange.owner, exchange.replies[0].text) == (Owner.BOT, "Here I am.")


async def test_what_looks_like_a_code_on_its_way_to_the_engine_is_held_back(
    services: Services, engine: ScriptedEngine
) -> None:
    exchange = await a_customer(services).says(A_CODE_ONCE_IT_IS_CUT)
    assert engine.heard == []
    assert [listed.ticket.id for listed in services.list_tickets()] == [exchange.turn.ticket]


async def test_while_the_engine_starts_a_customer_is_told_to_wait_and_then_answered(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.is_ready = False
    customer = a_customer(services)
    engine.says("Here I am.").meanwhile(lambda: told.extend(customer.texts_of(Author.SYSTEM)))
    told: list[str] = []
    await customer.says("hello")
    assert ["I am just starting" in text for text in told] == [True]
    assert customer.texts_of(Author.BOT) == ["Here I am."]


async def test_the_word_to_wait_is_no_part_of_the_answer(services: Services, engine: ScriptedEngine) -> None:
    engine.is_ready = False
    engine.says("Here I am.")
    customer = a_customer(services)
    first = await customer.says("hello", client_id="first")
    again = await customer.says("hello", client_id="first")
    assert [reply.text for reply in first.replies] == ["Here I am."]
    assert again == first


async def test_messages_that_were_cut_off_are_answered_oldest_first(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    await customer.says("answered")
    for text in ("first", "second"):
        _was_cut_off(customer, text)
    assert await services.receive_message.finish_unanswered() == 2
    assert engine.heard == ["answered", "first", "second"]


async def test_what_was_caught_up_with_is_not_answered_again(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    _was_cut_off(customer, "first")
    await services.receive_message.finish_unanswered()
    assert await services.receive_message.finish_unanswered() == 0
    assert await customer.says("first", client_id="first")
    assert engine.heard == ["first"]


async def test_catching_up_waits_for_an_answer_that_is_under_way(
    services: Services, engine: ScriptedEngine
) -> None:
    loop = asyncio.get_running_loop()
    finished: list[Future[int]] = []
    engine.meanwhile(
        lambda: finished.append(
            asyncio.run_coroutine_threadsafe(services.receive_message.finish_unanswered(), loop)
        )
    )
    await a_customer(services).says("hello")
    assert [await asyncio.wrap_future(future) for future in finished] == [0]
    assert engine.heard == ["hello"]


async def test_catching_up_leaves_a_conversation_alone_that_a_person_has(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    _was_cut_off(customer, "first")
    customer.goes_to(Owner.AGENT)
    assert await services.receive_message.finish_unanswered() == 0
    assert engine.heard == []


async def test_catching_up_leaves_alone_what_a_person_has_answered_since(
    services: Services, engine: ScriptedEngine
) -> None:
    customer, ann = a_customer(services), an_agent(services, "Ann")
    _was_cut_off(customer, "answered in person")
    ann.takes(customer)
    ann.replies(customer, "Here you are.")
    ann.gives_back(customer)
    _was_cut_off(customer, "not yet answered")
    assert await services.receive_message.finish_unanswered() == 1
    assert engine.heard == ["not yet answered"]


async def test_catching_up_hands_over_as_an_answer_in_time_would(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    for text in ("a person please", "hello?"):
        _was_cut_off(customer, text)
    engine.says("A person comes.", owner=Owner.QUEUED)
    assert await services.receive_message.finish_unanswered() == 1
    assert engine.heard == ["a person please"]


async def test_a_message_that_was_cut_off_is_answered_when_it_is_sent_again(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    _was_cut_off(customer, "first")
    exchange = await customer.says("first", client_id="first")
    assert [reply.text for reply in exchange.replies] == ["All right."]
    assert customer.texts_of(Author.CUSTOMER) == ["first"]


async def test_a_message_that_was_cut_off_and_is_sent_again_to_a_person_is_not_the_bots_to_answer(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    _was_cut_off(customer, "first")
    customer.goes_to(Owner.AGENT)
    await customer.says("first", client_id="first")
    assert engine.heard == []
