"""A customer asks what became of a ticket."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.knowledge.brand import BrandPolicy
from bot.ledger.canaries import ALARM
from bot.ports import UnitOfWork
from bot.services.answers import Answer, OpenQuestion, Question, ticket_values
from bot.services.diagnose_problem import DiagnoseProblem, asks_when_it_opens
from bot.tickets.ticket import Ticket, TicketStatus

# The intent.
TICKET_STATUS = "ticket_status"
_TICKET = re.compile(r"\bGL-?\s?([0-9A-Z]{7})\b", re.IGNORECASE)


class TellTicketStatus:
    """Of a ticket of this chat only: a number that somebody else was given opens nothing.

    "How long?" where there is no ticket may be about the pause that the customer was just told of.
    """

    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy, diagnose: DiagnoseProblem) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy
        self._diagnose = diagnose

    def __call__(self, question: Question) -> Answer:
        with self._unit_of_work() as work:
            # Of an alarm nobody hears who set it off.
            tickets = [one for one in work.tickets.of(question.conversation) if one.category != ALARM]
            standing = {ticket.id: work.tickets.standing_for(ticket) for ticket in tickets}
        named = {f"GL-{number.upper()}" for number in _TICKET.findall(question.text)}
        found = next((ticket for ticket in tickets if not named or ticket.id in named), None)
        if found is None and not named and asks_when_it_opens(question):
            return self._diagnose(question)
        if found is None:
            reply = "utter_ticket_elsewhere" if named else "utter_no_ticket"
            return Answer(reply, asks=OpenQuestion.PERSON)
        # A duplicate keeps its number, which is the one that the customer knows.
        stands = replace(standing[found.id], id=found.id)
        told = replace(stands.as_request, answer_by=stands.answer_by)
        return Answer(
            _reply(stands, question.now),
            ticket_values(told, self._policy, question.now),
            ticket=found.as_request,
            asks=OpenQuestion.PERSON if stands.status is TicketStatus.CLOSED else None,
        )


def _reply(ticket: Ticket, now: datetime) -> str:
    """Says by when an answer comes only where one is still to come."""
    match ticket.status:
        case TicketStatus.CLOSED:
            return "utter_ticket_closed"
        case TicketStatus.WAITING:
            return "utter_ticket_waiting"
        case TicketStatus.OPEN:
            if not ticket.owes_answer:
                return "utter_ticket_answered"
            return "utter_ticket_open" if ticket.answer_by >= now else "utter_ticket_late"
