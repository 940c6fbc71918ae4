"""The ticket that a customer's page shows beside the conversation: its number, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ledger.canaries import ALARM
from bot.ports import UnitOfWork
from bot.services.promised_answer import promised_answer
from bot.tickets.ticket import Ticket, TicketStatus
from bot.values import Clock, ConversationId, TicketId


class TicketState(StrEnum):
    """How a ticket stands, as its customer is told."""

    OPEN = "open"  # nobody has answered yet, and there is time
    LATE = "late"  # nobody has answered in time
    ANSWERED = "answered"
    WAITING = "waiting"  # for the customer
    CLOSED = "closed"


@dataclass(frozen=True)
class ToldTicket:
    """`answer_by` is there only while an answer is still to come in time."""

    id: TicketId
    state: TicketState
    answer_by: datetime | None


class TellTicket:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def __call__(self, conversation: ConversationId) -> ToldTicket | None:
        """The newest of the conversation; None if it has none. An alarm is nobody's to hear of."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            tickets = work.tickets.of(conversation)
            found = next((ticket for ticket in tickets if ticket.category != ALARM), None)
            if found is None:
                return None
            stands = work.tickets.standing_for(found)
        # A duplicate keeps its number, which is the one that the customer knows.
        state = _state(stands, now)
        return ToldTicket(
            found.id, state, promised_answer(stands, now) if state is TicketState.OPEN else None
        )


def _state(ticket: Ticket, now: datetime) -> TicketState:
    match ticket.status:
        case TicketStatus.CLOSED:
            return TicketState.CLOSED
        case TicketStatus.WAITING:
            return TicketState.WAITING
        case TicketStatus.OPEN:
            if not ticket.owes_answer:
                return TicketState.ANSWERED
            return TicketState.OPEN if ticket.answer_by > now else TicketState.LATE
