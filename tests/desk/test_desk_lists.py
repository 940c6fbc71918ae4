"""The lists of the desk: their order, their pages while rows move, and what a row says."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.conversations.conversation import Author, Owner, Turn
from bot.conversations.desk import DeskCounts, DeskEntry, DeskPage, DeskQuestion, View
from bot.errors import UnreadableCursor
from bot.tickets.ticket import Priority
from tests.at_work import AgentAtWork, an_agent
from tests.builders import A_CODE, Customer, ScriptedEngine, a_change_to, a_customer, a_ticket
from tests.conftest import NOW
from tests.desk.at_the_desk import MovedClock


@pytest.fixture
def bea(services: Services) -> AgentAtWork:
    return an_agent(services, "Bea")


def a_queued(services: Services, minute: int, priority: Priority = Priority.NORMAL) -> Customer:
    """Somebody who waits since that minute."""
    customer = a_customer(services)
    at = NOW + timedelta(minutes=minute)
    with services.unit_of_work() as work:
        work.conversations.append_from_customer(customer.conversation, uuid.uuid4().hex, "help", at)
        work.conversations.concerns(customer.conversation, None, priority)
        held = work.conversations.hold(customer.conversation)
        assert work.conversations.move(held, replace(a_change_to(Owner.QUEUED), at=at))
    return customer


def page_of(
    agent: AgentAtWork, view: View, most: int = 50, after: str | None = None, topic: str | None = None
) -> DeskPage:
    question = DeskQuestion(view, most, after, topic)
    return agent.services.read_desk.page(question, agent.agent)[0]


def ids(page: DeskPage) -> list[str]:
    return [entry.id for entry in page.entries]


def row_of(agent: AgentAtWork, customer: Customer) -> DeskEntry:
    return agent.services.read_desk.entry(customer.conversation, agent.agent)


def all_pages(agent: AgentAtWork, view: View, most: int) -> Iterator[DeskPage]:
    """Page after page, each read only when it is asked for."""
    after = None
    while True:
        page = page_of(agent, view, most, after)
        yield page
        after = page.next
        if after is None:
            return


def test_a_queue_is_urgent_first_and_then_oldest_first(services: Services, bea: AgentAtWork) -> None:
    second = a_queued(services, 2)
    first = a_queued(services, 1)
    urgent = a_queued(services, 9, Priority.URGENT)
    low = a_queued(services, 0, Priority.LOW)
    high = a_queued(services, 8, Priority.HIGH)
    expected = [urgent, high, low, first, second]
    # A conversation that was never less than normal stays so: what is low is not behind the others.
    assert ids(page_of(bea, View.QUEUE)) == [customer.conversation for customer in expected]


def test_the_other_lists_are_the_latest_first(services: Services, bea: AgentAtWork) -> None:
    customers = [a_queued(services, minute) for minute in (3, 1, 2)]
    for customer in customers:
        bea.takes(customer)
    moments = {3: customers[0], 1: customers[1], 2: customers[2]}
    for minute, customer in moments.items():
        with services.unit_of_work() as work:
            at = NOW + timedelta(hours=1, minutes=minute)
            work.conversations.append_from_customer(customer.conversation, uuid.uuid4().hex, "and?", at)
    latest_first = [moments[minute].conversation for minute in (3, 2, 1)]
    assert ids(page_of(bea, View.MINE)) == latest_first
    assert ids(page_of(bea, View.OPEN)) == latest_first
    for customer in customers:
        bea.closes(customer)
    # Closed at one moment, they are in some order that stays.
    assert sorted(ids(page_of(bea, View.CLOSED))) == sorted(latest_first)
    assert ids(page_of(bea, View.CLOSED)) == [i for page in all_pages(bea, View.CLOSED, 1) for i in ids(page)]


def test_each_conversation_is_in_the_lists_it_belongs_to(services: Services, bea: AgentAtWork) -> None:
    cleo = an_agent(services, "Cleo")
    with_bot, queued, mine, anothers, closed = (a_customer(services) for _ in range(5))
    queued.goes_to(Owner.QUEUED)
    bea.takes(mine)
    cleo.takes(anothers)
    bea.closes(closed)

    def of(*customers: Customer) -> set[str]:
        return {customer.conversation for customer in customers}

    lists = {view: set(ids(page_of(bea, view))) for view in View}
    assert lists == {
        View.QUEUE: of(queued),
        View.MINE: of(mine),
        View.OPEN: of(with_bot, queued, mine, anothers),
        View.CLOSED: of(closed),
        View.BREACHED: of(),
    }
    assert services.read_desk.page(DeskQuestion(View.CLOSED, 1), bea.agent)[1] == DeskCounts(1, 1, 4, 0)
    assert services.read_desk.page(DeskQuestion(View.CLOSED, 1), cleo.agent)[1] == DeskCounts(1, 1, 4, 0)


@pytest.mark.parametrize("view", [View.QUEUE, View.OPEN])
@pytest.mark.parametrize("most", [1, 2, 3, 50])
def test_pages_hold_every_row_once_also_where_many_have_the_same_time(
    services: Services, bea: AgentAtWork, view: View, most: int
) -> None:
    customers = [a_queued(services, number // 4, list(Priority)[number % 4]) for number in range(9)]
    pages = list(all_pages(bea, view, most))
    paged = [conversation for page in pages for conversation in ids(page)]
    assert paged == ids(page_of(bea, view))
    assert sorted(paged) == sorted(customer.conversation for customer in customers)
    assert [len(page.entries) for page in pages[:-1]] == [most] * (len(pages) - 1)


def test_a_queue_is_paged_without_loss_or_double_while_its_rows_move(
    services: Services, bea: AgentAtWork
) -> None:
    customers = [a_queued(services, number) for number in range(12)]
    seen: list[str] = []
    for number, page in enumerate(all_pages(bea, View.QUEUE, 3)):
        seen += ids(page)
        # Between any two pages: one that was shown and one that was not are taken, one becomes urgent,
        # one comes new, and the last row of the page, where the next one begins, goes.
        for gone in (customers[3 * number], customers[11 - number]):
            if gone.owner is Owner.QUEUED:
                bea.takes(gone)
        last = Customer(services, page.entries[-1].id, "")
        if last.owner is Owner.QUEUED:
            bea.takes(last)
        with services.unit_of_work() as work:
            work.conversations.concerns(page.entries[0].id, None, Priority.URGENT)
        a_queued(services, 20 + number)
    assert len(seen) == len(set(seen))
    stayed = [customer.conversation for customer in customers if customer.owner is Owner.QUEUED]
    assert [one for one in stayed if one not in seen] == []


def test_the_latest_are_paged_without_double_while_customers_write(
    services: Services, bea: AgentAtWork
) -> None:
    customers = [a_queued(services, number) for number in range(12)]
    seen: list[str] = []
    wrote: set[str] = set()
    for number, page in enumerate(all_pages(bea, View.OPEN, 3)):
        seen += ids(page)
        for customer in (customers[number], customers[11 - number]):
            with services.unit_of_work() as work:
                at = NOW + timedelta(hours=1, minutes=number)
                work.conversations.append_from_customer(customer.conversation, uuid.uuid4().hex, "?", at)
            wrote.add(customer.conversation)
    assert len(seen) == len(set(seen))
    # Whoever wrote meanwhile is at the top, where the desk looks again; nobody else is left out.
    still = [customer.conversation for customer in customers if customer.conversation not in wrote]
    assert [one for one in still if one not in seen] == []


async def test_a_list_holds_one_topic_where_one_is_asked_for(
    services: Services, engine: ScriptedEngine, bea: AgentAtWork
) -> None:
    one, other = a_customer(services), a_customer(services)
    engine.says("Aha.", turn=Turn("invalid_code", 0.9, "not_activated", "x"))
    await one.says("invalid code")
    engine.says("Aha.", turn=Turn("scam", 0.9, "scam", "x"))
    await other.says("scam")
    assert ids(page_of(bea, View.OPEN, topic="scam")) == [other.conversation]
    assert row_of(bea, one).topic == "not_activated"
    assert ids(page_of(bea, View.OPEN, topic="nothing")) == []


async def test_a_row_says_what_was_said_last_with_the_last_four_of_a_code(
    services: Services, engine: ScriptedEngine, bea: AgentAtWork
) -> None:
    customer = a_customer(services)
    assert row_of(bea, customer).preview is None
    bea.takes(customer)
    bea.replies(customer, f"Is it {A_CODE}?")
    (row,) = page_of(bea, View.MINE).entries
    assert row.preview is not None
    assert row.preview.author is Author.AGENT
    assert "XT2V" in row.preview.text
    assert "claim_" not in row.preview.text
    assert row == row_of(bea, customer)


async def test_a_row_says_which_ticket_is_the_newest(
    services: Services, engine: ScriptedEngine, bea: AgentAtWork
) -> None:
    customer = a_customer(services)
    assert row_of(bea, customer).ticket is None
    engine.says("A ticket.", ticket=a_ticket(), owner=Owner.QUEUED)
    await customer.says("a person please")
    row = row_of(bea, customer)
    assert row.ticket is not None
    assert (row.ticket.id, row.priority, row.topic) == (a_ticket().id, Priority.HIGH, "human_agent")


async def test_unread_is_what_the_customer_wrote_and_this_agent_has_not_read(
    services: Services, bea: AgentAtWork
) -> None:
    cleo, customer = an_agent(services, "Cleo"), a_customer(services)
    for text in ("one", "two"):
        await customer.says(text)

    def unread() -> tuple[int, int]:
        return row_of(bea, customer).unread, row_of(cleo, customer).unread

    assert unread() == (2, 2)
    services.read_desk.mark_read(customer.conversation, bea.agent, customer.log[0].sequence)
    assert unread() == (1, 2)
    services.read_desk.mark_read(customer.conversation, bea.agent, 0)
    assert unread() == (1, 2)
    cleo.takes(customer)
    cleo.replies(customer, "Here I am.")
    assert unread() == (1, 0)
    # A page that says it has read more than there is has not read what comes.
    services.read_desk.mark_read(customer.conversation, bea.agent, 2**31 - 1)
    await customer.says("three")
    assert unread() == (1, 1)


async def test_since_when_somebody_waits_is_since_they_queued_or_wrote_to_their_agent(
    services: Services, engine: ScriptedEngine, clock: MovedClock, bea: AgentAtWork
) -> None:
    customer = a_customer(services)
    await customer.says("hello")
    assert row_of(bea, customer).waiting_since is None
    engine.says("A person comes.", owner=Owner.QUEUED)
    asked_at = clock.now()
    await customer.says("a person please")
    clock.passes(minutes=1)
    await customer.says("hello?")
    assert row_of(bea, customer).waiting_since == asked_at
    bea.takes(customer)
    assert row_of(bea, customer).waiting_since == asked_at + timedelta(minutes=1)
    bea.replies(customer, "Here I am.")
    assert row_of(bea, customer).waiting_since is None


def _written(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


AN_ID = "0" * 32


NO_CURSORS = [
    "x",
    "????",
    "\u00e9",
    "A" * 300,
    _written(),
    _written(1, NOW.isoformat()),
    _written(9, NOW.isoformat(), AN_ID),
    _written(-1, NOW.isoformat(), AN_ID),
    _written("1", NOW.isoformat(), AN_ID),
    _written(None, NOW.isoformat(), AN_ID),
    _written(1, 5, AN_ID),
    _written(1, "yesterday", AN_ID),
    _written(1, "0001-01-01T00:00:00+14:00", AN_ID),
    _written(1, "9999-12-31T23:59:59-14:00", AN_ID),
    _written(1, NOW.isoformat(), None),
    _written(1, NOW.isoformat(), "\x00"),
    _written(1, NOW.isoformat(), "\ud800"),
    _written([1], {"a": 1}, []),
    base64.urlsafe_b64encode(b'[Infinity, "2026-01-01T00:00:00+00:00", "a"]').decode(),
    base64.urlsafe_b64encode(b"[" * 200).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]


@pytest.mark.parametrize("view", View)
def test_a_cursor_that_we_did_not_write_is_refused(bea: AgentAtWork, view: View) -> None:
    for cursor in NO_CURSORS:
        with pytest.raises(UnreadableCursor):
            page_of(bea, view, after=cursor)


@contextmanager
def _counted(services: Services) -> Iterator[list[str]]:
    """The statements that are made meanwhile."""
    made: list[str] = []

    def made_one(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        made.append(statement)

    event.listen(services.database, "before_cursor_execute", made_one)
    yield made
    event.remove(services.database, "before_cursor_execute", made_one)


@pytest.mark.parametrize("view", [View.QUEUE, View.MINE, View.OPEN, View.CLOSED])
def test_a_page_costs_the_same_few_queries_however_long_it_is(
    services: Services, bea: AgentAtWork, view: View
) -> None:
    def cost() -> int:
        with _counted(services) as made:
            page_of(bea, view)
        return len(made)

    def another() -> None:
        customer = a_queued(services, 1)
        with services.unit_of_work() as work:
            work.tickets.open_once(customer.conversation, a_ticket(ticket_id=_a_ticket_id()), NOW)
        if view in (View.MINE, View.OPEN):
            bea.takes(customer)
        if view is View.CLOSED:
            bea.closes(customer)
        bea.notes(customer, "a note")

    another()
    of_one = cost()
    for _ in range(6):
        another()
    assert len(page_of(bea, view).entries) == 7
    assert cost() == of_one < 12


def _a_ticket_id() -> str:
    return f"GL-{uuid.uuid4().int % 10**7:07}"


def test_a_supervisor_s_lists_are_everybody_s(services: Services, bea: AgentAtWork) -> None:
    sue = an_agent(services, "Sue", Role.SUPERVISOR)
    a_queued(services, 1)
    assert page_of(sue, View.QUEUE) == page_of(bea, View.QUEUE)
