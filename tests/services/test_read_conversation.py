"""What people read: a conversation's log and the tickets, with last four characters for codes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Author, Owner
from bot.errors import UnknownConversation
from bot.settings import Settings
from bot.tickets.ticket import TicketStatus
from bot.values import ConversationId, FixedClock, TicketId
from tests.builders import A_CODE, A_MOMENT, LoadCards, ScriptedEngine, a_customer, a_ticket


async def test_the_log_is_read_in_the_order_it_was_written(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    engine.says("One.").says("Two.")
    for text in ("first", "second"):
        await customer.says(text)
    read = services.read_conversation(customer.conversation).messages
    assert [(message.sequence, message.author, message.text) for message in read] == [
        (1, Author.CUSTOMER, "first"),
        (2, Author.BOT, "One."),
        (3, Author.CUSTOMER, "second"),
        (4, Author.BOT, "Two."),
    ]


@pytest.mark.parametrize(("after", "sequences"), [(0, [1, 2]), (1, [2]), (2, []), (99, [])])
async def test_whoever_was_away_reads_what_they_missed(
    services: Services, after: int, sequences: list[int]
) -> None:
    customer = a_customer(services)
    await customer.says("hello")
    read = services.read_conversation(customer.conversation, after).messages
    assert [message.sequence for message in read] == sequences


async def test_only_the_messages_of_the_conversation_are_read(services: Services) -> None:
    customer = a_customer(services)
    await a_customer(services).says("to somebody else")
    assert services.read_conversation(customer.conversation).messages == ()


async def test_a_person_reads_the_last_four_of_a_code(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    engine.says(f"I look at {customer.handle_of(A_CODE)}.")
    await customer.says(f"{A_CODE}!")
    read = services.read_conversation(customer.conversation).messages
    said = [message.text for message in read if message.author is not Author.SYSTEM]
    assert said == ["card ending XT2V!", "I look at card ending XT2V."]


async def test_a_message_that_is_nothing_but_a_code_reads_as_one(services: Services) -> None:
    customer = a_customer(services)
    await customer.says(A_CODE)
    assert services.read_conversation(customer.conversation).messages[0].text == "Code ending XT2V"


async def test_a_handle_of_another_conversation_stays_a_handle(services: Services) -> None:
    foreign = a_customer(services).handle_of(A_CODE)
    customer = a_customer(services)
    await customer.says(f"what is {foreign}")
    assert services.read_conversation(customer.conversation).messages[0].text == f"what is {foreign}"


def test_a_reader_sees_who_has_the_conversation(services: Services) -> None:
    customer = a_customer(services)
    customer.goes_to(Owner.AGENT)
    assert services.read_conversation(customer.conversation).owner is Owner.AGENT


def test_there_is_nothing_to_read_of_no_conversation(services: Services) -> None:
    with pytest.raises(UnknownConversation):
        services.read_conversation(ConversationId("none"))


async def test_a_ticket_is_listed_with_its_story(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    customer = a_customer(services, "alice")
    engine.says("A person comes.", ticket=a_ticket(), owner=Owner.QUEUED)
    await customer.says(f"{A_CODE}, help")
    (listed,) = services.list_tickets()
    assert (listed.account, listed.owner) == ("alice", Owner.QUEUED)
    assert (listed.ticket.status, listed.ticket.opened_at) == (TicketStatus.OPEN, A_MOMENT)
    said = [message.text for message in listed.messages if message.author is not Author.SYSTEM]
    assert said == ["card ending XT2V, help", "A person comes."]


@pytest.mark.parametrize(("most", "listed"), [(100, ["GL-4", "GL-3", "GL-2"]), (2, ["GL-4", "GL-3"])])
async def test_the_newest_tickets_are_listed_first(
    settings: Settings, engine: ScriptedEngine, most: int, listed: list[str]
) -> None:
    # Opened out of order, so that neither their ids nor their rows are in the order of time.
    for hour in (3, 2, 4):
        services = bootstrap(settings, clock=FixedClock(A_MOMENT + timedelta(hours=hour)), engine=engine)
        engine.says("A person comes.", ticket=a_ticket(ticket_id=f"GL-{hour}"))
        await a_customer(services).says("help")
        tickets = [found.ticket.id for found in services.list_tickets(most)]
        services.close()
    assert tickets == listed


async def test_one_ticket_is_found_by_its_id(services: Services, engine: ScriptedEngine) -> None:
    engine.says("A person comes.", ticket=a_ticket())
    await a_customer(services).says("help")
    found = services.list_tickets.one(a_ticket().id)
    assert found is not None
    assert found.ticket.summary == a_ticket().summary


def test_an_id_no_ticket_has_finds_none(services: Services) -> None:
    assert services.list_tickets.one(TicketId("GL-0000000")) is None
