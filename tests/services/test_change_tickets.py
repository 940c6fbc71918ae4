"""What people do with tickets: it is done, it is in the audit, and the customer hears what holds then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.agents.agent import Agent, Role
from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Author, Turn
from bot.errors import ImpossibleChange, NotPermitted, UnknownAgent, UnknownTicket
from bot.privacy import audit
from bot.privacy.audit import Actor, AuditAction
from bot.services.answers import Answer
from bot.settings import Settings
from bot.tickets.ticket import Ticket, TicketStatus
from bot.values import TicketId
from tests.builders import (
    A_CODE,
    Customer,
    LoadCards,
    ScriptedEngine,
    a_customer,
    a_ticket,
    everything_stored,
)
from tests.conftest import NOW
from tests.desk.at_the_desk import MovedClock

ANN = Actor("ann@example.com", audit.Role.AGENT)
BEN = Actor("ben@example.com", audit.Role.AGENT)
SUE = Actor("sue@example.com", audit.Role.SUPERVISOR)
SAM = Actor("sam", audit.Machine.OPERATOR)
GL1, GL2, GL3 = TicketId("GL-2222222"), TicketId("GL-3333333"), TicketId("GL-4444444")


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine, clock: MovedClock) -> Iterator[Services]:
    made = bootstrap(settings, clock=clock, engine=engine)
    for actor in (ANN, BEN, SUE):
        name = actor.name.partition("@")[0].capitalize()
        made.change_agents.add(actor.name, name, Role(actor.role.value), None)
    yield made
    made.close()


@pytest.fixture
def customer(services: Services) -> Customer:
    return a_customer(services)


def opened(customer: Customer, ticket: TicketId = GL1, subject: str = "person") -> Ticket:
    """A ticket of the customer, of high priority: answered by noon in New York."""
    with customer.services.unit_of_work() as work:
        work.tickets.open_once(
            customer.conversation, a_ticket(subject, ticket), customer.services.clock.now()
        )
    return found(customer.services, ticket)


def found(services: Services, ticket: TicketId = GL1) -> Ticket:
    with services.unit_of_work() as work:
        known = work.tickets.get(ticket)
    assert known is not None
    return known


def agent(services: Services, actor: Actor) -> Agent:
    return services.agent_sessions.agent(actor.name)


def answered(customer: Customer) -> None:
    with customer.services.unit_of_work() as work:
        work.tickets.answered(customer.conversation, customer.services.clock.now())


def status(customer: Customer, text: str = "any news?") -> Answer:
    question = customer.asks("ticket_status", text)
    return customer.services.tell_ticket_status(question)


def in_the_audit(services: Services) -> list[tuple[str, AuditAction, bool, str, str]]:
    return [
        (entry.actor.name, entry.action, entry.allowed, entry.subject, entry.reason)
        for entry in services.list_audit(10)
    ]


CHANGES: dict[AuditAction, Callable[[Services], object]] = {
    AuditAction.TICKET_ASSIGNED: lambda services: services.change_tickets.assign(GL1, None, ANN),
    AuditAction.TICKET_WAITING: lambda services: services.change_tickets.wait(GL1, ANN, "a reason"),
    AuditAction.TICKET_CLOSED: lambda services: services.change_tickets.close(GL1, ANN, "a reason"),
    AuditAction.TICKET_MERGED: lambda services: services.change_tickets.merge(GL1, GL2, ANN, "a reason"),
    AuditAction.TICKET_REOPENED: lambda services: services.change_tickets.reopen(GL3, ANN, "a reason"),
}


@pytest.mark.parametrize("action", CHANGES)
def test_every_change_is_in_the_audit_and_tells_the_customer_nothing(
    services: Services, customer: Customer, action: AuditAction
) -> None:
    for number, ticket in enumerate((GL1, GL2, GL3)):
        opened(customer, ticket, f"subject {number}")
    services.change_tickets.close(GL3, SAM, "solved")
    CHANGES[action](services)
    (who, what, allowed, subject, reason), *_ = in_the_audit(services)
    assert (who, what, allowed) == (ANN.name, action, True)
    assert subject.startswith(f"ticket {GL3 if action is AuditAction.TICKET_REOPENED else GL1}")
    assert reason == ("" if action is AuditAction.TICKET_ASSIGNED else "a reason")
    assert customer.log == []


@pytest.mark.parametrize("action", CHANGES)
def test_a_ticket_that_there_is_not_is_refused(services: Services, action: AuditAction) -> None:
    with pytest.raises(UnknownTicket):
        CHANGES[action](services)
    assert in_the_audit(services) == []


def test_an_agent_takes_what_nobody_has_and_gives_away_what_is_theirs(
    services: Services, customer: Customer
) -> None:
    opened(customer)
    ann, ben = agent(services, ANN), agent(services, BEN)
    assert services.change_tickets.assign(GL1, ann.id, ANN).agent == ann.id
    assert services.change_tickets.assign(GL1, ben.id, ANN).agent == ben.id


def test_a_colleagues_ticket_is_not_taken_and_the_try_is_kept(services: Services, customer: Customer) -> None:
    opened(customer)
    ann, ben = agent(services, ANN), agent(services, BEN)
    services.change_tickets.assign(GL1, ann.id, ANN)
    with pytest.raises(NotPermitted, match="Ann has it"):
        services.change_tickets.assign(GL1, ben.id, BEN)
    assert found(services).agent == ann.id
    assert in_the_audit(services)[0] == (
        *(BEN.name, AuditAction.TICKET_ASSIGNED, False, f"ticket {GL1} to {ben.id}", ""),
    )


def test_of_two_agents_who_take_a_ticket_at_once_one_has_it(services: Services, customer: Customer) -> None:
    opened(customer)
    agents = {actor: agent(services, actor).id for actor in (ANN, BEN)}

    def take(actor: Actor) -> bool:
        try:
            services.change_tickets.assign(GL1, agents[actor], actor)
        except NotPermitted:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        took = dict(zip(agents, both.map(take, agents), strict=True))
    assert sorted(took.values()) == [False, True]
    assert took[next(actor for actor, id_ in agents.items() if id_ == found(services).agent)]


@pytest.mark.parametrize("actor", [SUE, SAM])
def test_a_supervisor_and_an_operator_may_reassign(
    services: Services, customer: Customer, actor: Actor
) -> None:
    opened(customer)
    services.change_tickets.assign(GL1, agent(services, ANN).id, ANN)
    assert services.change_tickets.assign(GL1, None, actor).agent is None


def test_nobody_is_given_a_ticket_who_works_here_no_more(services: Services, customer: Customer) -> None:
    opened(customer)
    ben = services.change_agents.disable(BEN.name)
    with pytest.raises(UnknownAgent):
        services.change_tickets.assign(GL1, ben.id, SUE)


@pytest.mark.parametrize("reason", ["", "   "])
def test_closing_and_reopening_need_a_reason(services: Services, customer: Customer, reason: str) -> None:
    opened(customer)
    with pytest.raises(NotPermitted, match="Say why"):
        services.change_tickets.close(GL1, ANN, reason)
    services.change_tickets.close(GL1, ANN, "solved")
    with pytest.raises(NotPermitted, match="Say why"):
        services.change_tickets.reopen(GL1, ANN, reason)


@pytest.mark.parametrize("written", [f"her code was {A_CODE}", "paid with 4111 1111 1111 1111"])
def test_a_reason_keeps_no_code_and_no_payment_card(
    services: Services, customer: Customer, written: str
) -> None:
    opened(customer)
    services.change_tickets.close(GL1, ANN, written)
    stored = everything_stored(services)
    assert [secret for secret in ("7KLM9P", "4111 1111") if secret in stored] == []


def test_a_closed_ticket_says_so_and_offers_a_person(services: Services, customer: Customer) -> None:
    opened(customer)
    services.change_tickets.close(GL1, ANN, "solved")
    assert (found(services).closed_at, found(services).close_reason) == (NOW, "solved")
    assert status(customer).reply == "utter_ticket_closed"


def test_a_ticket_that_is_reopened_is_answered_by_new_hours(
    services: Services, customer: Customer, clock: MovedClock
) -> None:
    opened(customer)
    services.change_tickets.close(GL1, ANN, "solved")
    clock.passes(hours=7)
    services.change_tickets.reopen(GL1, ANN, "it still fails")
    assert found(services).answer_by == NOW + timedelta(hours=11)


async def test_a_customer_who_complains_again_reopens_what_was_closed(
    services: Services, customer: Customer, engine: ScriptedEngine
) -> None:
    first = services.hand_over(customer.asks("human_agent"))
    engine.says("A person comes.", ticket=first.ticket)
    await customer.says("a person please")
    assert first.ticket is not None
    services.change_tickets.close(first.ticket.id, ANN, "solved")
    again = services.hand_over(customer.asks("human_agent"))
    engine.says("A person comes.", ticket=again.ticket)
    await customer.says("it is still not solved")
    assert again.values == first.values
    assert found(services, first.ticket.id).status is TicketStatus.OPEN


async def test_to_ask_how_a_closed_ticket_stands_does_not_reopen_it(
    services: Services, customer: Customer, engine: ScriptedEngine
) -> None:
    opened(customer)
    services.change_tickets.close(GL1, ANN, "solved")
    engine.says("It is closed.", ticket=status(customer).ticket, turn=Turn("ticket_status"))
    await customer.says("any news?")
    assert found(services).status is TicketStatus.CLOSED


def test_a_customer_hears_by_when_an_answer_comes_as_long_as_one_is_to_come(
    services: Services, customer: Customer, clock: MovedClock
) -> None:
    opened(customer)
    told = status(customer)
    assert told.reply == "utter_ticket_open"
    assert told.values["answer_by"].startswith("by 12:00 today, Eastern Time")
    answered(customer)
    assert status(customer).reply == "utter_ticket_answered"


def test_an_answer_that_is_late_is_not_promised_by_a_time_that_has_passed(
    services: Services, customer: Customer
) -> None:
    with services.unit_of_work() as work:
        work.tickets.open_once(customer.conversation, a_ticket(), NOW - timedelta(days=3))
    assert status(customer).reply == "utter_ticket_late"


async def test_a_ticket_waits_until_the_customer_writes(
    services: Services, customer: Customer, clock: MovedClock
) -> None:
    opened(customer)
    services.change_tickets.wait(GL1, ANN, "asked for the receipt")
    assert status(customer).reply == "utter_ticket_waiting"
    clock.passes(hours=3)
    await customer.says("here is the receipt")
    # The team came an hour after it began to wait, and has worked for two; a holiday is in between.
    assert found(services).status is TicketStatus.OPEN
    assert found(services).resolve_by == NOW + timedelta(days=3, hours=3)


async def test_to_ask_how_it_stands_is_no_answer_to_what_a_ticket_waits_for(
    services: Services, customer: Customer, engine: ScriptedEngine
) -> None:
    opened(customer)
    services.change_tickets.wait(GL1, ANN)
    engine.says("It waits for you.", ticket=status(customer).ticket, turn=Turn("ticket_status"))
    await customer.says("any news?")
    assert found(services).status is TicketStatus.WAITING


def test_the_number_of_a_duplicate_tells_how_the_other_ticket_stands(
    services: Services, customer: Customer
) -> None:
    opened(customer, GL1, "person")
    opened(customer, GL2, "card")
    services.change_tickets.merge(GL1, GL2, ANN)
    told = status(customer, f"what about {GL1}?")
    assert (told.reply, told.values["ticket_id"]) == ("utter_ticket_open", GL1)
    services.change_tickets.wait(GL2, ANN)
    assert status(customer, f"what about {GL1}?").reply == "utter_ticket_waiting"
    services.change_tickets.close(GL2, ANN, "solved")
    assert status(customer, f"what about {GL1}?").reply == "utter_ticket_closed"


def test_duplicates_follow_the_ticket_that_they_went_into(services: Services, customer: Customer) -> None:
    for number, ticket in enumerate((GL1, GL2, GL3)):
        opened(customer, ticket, f"subject {number}")
    services.change_tickets.merge(GL1, GL2, ANN)
    services.change_tickets.merge(GL2, GL3, ANN)
    assert [found(services, ticket).merged_into for ticket in (GL1, GL2)] == [GL3, GL3]


def test_tickets_of_different_customers_are_not_merged(services: Services, customer: Customer) -> None:
    opened(customer, GL1)
    opened(a_customer(services), GL2)
    with pytest.raises(ImpossibleChange, match="one customer"):
        services.change_tickets.merge(GL1, GL2, SUE)
    assert found(services).merged_into is None


def test_tickets_of_two_chats_of_one_account_are_merged_and_either_chat_can_be_erased(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    one, other = a_customer(services, "alice"), a_customer(services, "alice")
    opened(one, GL1)
    opened(other, GL2)
    services.change_tickets.merge(GL1, GL2, ANN)
    assert status(one).reply == "utter_ticket_open"
    with services.unit_of_work() as work:
        work.personal_data.erase_conversations([other.conversation])
    assert status(one).reply == "utter_ticket_closed"


async def test_what_is_asked_about_a_duplicate_opens_no_third_ticket(
    services: Services, customer: Customer, engine: ScriptedEngine
) -> None:
    opened(customer, GL1, "person")
    opened(customer, GL2, "card")
    services.change_tickets.merge(GL1, GL2, ANN)
    again = services.hand_over(customer.asks("human_agent"))
    engine.says("A person comes.", ticket=again.ticket)
    await customer.says("a person please")
    assert again.values["ticket_id"] == GL1
    assert len(services.list_tickets()) == 2
    assert customer.texts_of(Author.BOT) == ["A person comes."]


def test_late_tickets_are_listed_with_the_longest_late_first(
    services: Services, customer: Customer, clock: MovedClock
) -> None:
    opened(customer, GL1, "person")
    clock.passes(hours=1)
    opened(customer, GL2, "card")
    opened(customer, GL3, "another card")
    services.change_tickets.close(GL3, ANN, "solved")
    assert services.list_tickets.rows(breached=True) == []
    clock.passes(days=1)
    late = services.list_tickets.rows(breached=True)
    assert [row.ticket.id for row in late] == [GL1, GL2]
    assert all(row.is_breached for row in late)
    assert [row.ticket.id for row in services.list_tickets.rows(status=TicketStatus.CLOSED)] == [GL3]
    answered(customer)
    assert services.list_tickets.rows(breached=True) == []
