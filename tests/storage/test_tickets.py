"""A subject has one ticket within its conversation, with what was first written down about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

from bot.bootstrap import Services
from bot.tickets.clocks import is_breached
from bot.tickets.ticket import Ticket, TicketRequest, TicketStatus
from bot.values import TicketId
from tests.builders import A_MOMENT, Customer, a_customer, a_ticket


def _open(customer: Customer, request: TicketRequest) -> None:
    with customer.services.unit_of_work() as work:
        work.tickets.open_once(customer.conversation, request, A_MOMENT)


def _opened(services: Services) -> list[str]:
    with services.unit_of_work() as work:
        return sorted(ticket.id for ticket in work.tickets.newest(100))


def test_a_ticket_is_stored_as_it_was_requested(services: Services) -> None:
    customer, request = a_customer(services), a_ticket()
    _open(customer, request)
    with services.unit_of_work() as work:
        assert work.tickets.get(request.id) == Ticket(
            request.id,
            customer.conversation,
            request.subject_key,
            request.category,
            request.priority,
            TicketStatus.OPEN,
            request.summary,
            A_MOMENT,
            team="support",
            # Tuesday, 07:00 where the team works; it comes at eight, and leaves at ten in the evening.
            answer_by=A_MOMENT + timedelta(hours=5),
            resolve_by=A_MOMENT + timedelta(days=1, hours=15),
        )


def test_what_is_late_in_the_database_is_what_is_late_by_the_rule(services: Services) -> None:
    """Every way in which a ticket can stand, looked at before, between and after its two times."""
    customer = a_customer(services)
    for number, (status, answered, early) in enumerate(
        product(TicketStatus, (None, A_MOMENT), (True, False))
    ):
        request = a_ticket(f"subject {number}", f"GL-{number}")
        _open(customer, request)
        with services.unit_of_work() as work:
            stored = work.tickets.get(request.id)
            assert stored
            due = (stored.resolve_by, stored.answer_by) if early else (stored.answer_by, stored.resolve_by)
            work.tickets.change(
                replace(
                    stored,
                    status=status,
                    first_answered_at=answered,
                    answer_by=due[0],
                    resolve_by=due[1],
                )
            )
    for days in range(4):
        now = A_MOMENT + timedelta(days=days)
        with services.unit_of_work() as work:
            late = {ticket.id for ticket in work.tickets.breaching(now)}
            assert late == {ticket.id for ticket in work.tickets.newest(100) if is_breached(ticket, now)}


def test_a_promise_made_to_the_customer_is_the_one_that_is_stored(services: Services) -> None:
    customer, promised = a_customer(services), A_MOMENT + timedelta(days=9)
    _open(customer, replace(a_ticket(), answer_by=promised))
    with services.unit_of_work() as work:
        (stored,) = work.tickets.of(customer.conversation)
    assert stored.answer_by == promised


def test_a_person_answers_every_ticket_of_the_conversation_that_owes_an_answer(services: Services) -> None:
    customer, somebody_else = a_customer(services), a_customer(services)
    _open(customer, a_ticket("person", "GL-1"))
    _open(customer, a_ticket("card", "GL-2"))
    _open(somebody_else, a_ticket("person", "GL-3"))
    with services.unit_of_work() as work:
        work.tickets.answered(customer.conversation, A_MOMENT)
        work.tickets.answered(customer.conversation, A_MOMENT + timedelta(hours=1))
        answered = {ticket.id: ticket.first_answered_at for ticket in work.tickets.newest(100)}
    assert answered == {"GL-1": A_MOMENT, "GL-2": A_MOMENT, "GL-3": None}


def test_a_subject_that_has_a_ticket_gets_no_other(services: Services) -> None:
    customer = a_customer(services)
    _open(customer, a_ticket(ticket_id="GL-1"))
    _open(customer, replace(a_ticket(ticket_id="GL-2"), summary="Something else."))
    assert _opened(services) == ["GL-1"]


def test_another_subject_has_another_ticket(services: Services) -> None:
    customer = a_customer(services)
    _open(customer, a_ticket("person", "GL-1"))
    _open(customer, a_ticket("card", "GL-2"))
    assert _opened(services) == ["GL-1", "GL-2"]


def test_the_same_subject_of_another_conversation_has_another_ticket(services: Services) -> None:
    _open(a_customer(services), a_ticket("person", "GL-1"))
    _open(a_customer(services), a_ticket("person", "GL-2"))
    assert _opened(services) == ["GL-1", "GL-2"]


def test_the_ticket_of_a_subject_is_found_in_its_own_conversation_only(services: Services) -> None:
    customer, somebody_else = a_customer(services), a_customer(services)
    _open(customer, a_ticket("person", "GL-1"))
    with services.unit_of_work() as work:
        assert work.tickets.id_for(customer.conversation, "person") == TicketId("GL-1")
        assert work.tickets.id_for(somebody_else.conversation, "person") is None
