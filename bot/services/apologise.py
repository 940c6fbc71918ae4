"""The assistant failed: say so, and make sure that a person looks at it."""

from __future__ import annotations

from datetime import datetime

from bot.knowledge.brand import BrandPolicy, Support
from bot.ports import UnitOfWork, Work
from bot.services.answers import Answer, Question, ticket_about, ticket_values
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import ConversationId


class Apologise:
    """One ticket a conversation, however often it fails."""

    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy

    def __call__(self, question: Question) -> Answer:
        with self._unit_of_work() as work:
            ticket = failure_ticket(work, question.conversation, self._policy.support, question.now)
        return Answer("utter_apology", ticket_values(ticket, self._policy, question.now), ticket=ticket)


def failure_ticket(
    work: Work, conversation: ConversationId, support: Support, now: datetime
) -> TicketRequest:
    return ticket_about(
        work,
        conversation,
        "bot_unavailable",
        category="bot_unavailable",
        priority=Priority.HIGH,
        summary="The assistant could not answer this conversation.",
        support=support,
        now=now,
    )
