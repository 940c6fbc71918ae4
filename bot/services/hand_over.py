"""A customer asks for a person: a ticket, a place in the queue, and a silent bot."""

from __future__ import annotations

from bot.conversations.conversation import Owner
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork
from bot.services.answers import Answer, OpenQuestion, Question, ticket_about, ticket_values
from bot.tickets.ticket import Priority

# The intent, and the category of its ticket.
HUMAN_AGENT = "human_agent"


class HandOver:
    """Asked twice, it is the same ticket."""

    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy

    def __call__(self, question: Question) -> Answer:
        with self._unit_of_work() as work:
            ticket = ticket_about(
                work,
                question.conversation,
                "person",
                category=HUMAN_AGENT,
                priority=Priority.HIGH,
                summary="The customer asks for a person.",
                support=self._policy.support,
                now=question.now,
            )
        return Answer(
            "utter_human_agent",
            ticket_values(ticket, self._policy, question.now),
            ticket=ticket,
            owner=Owner.QUEUED,
            asks=OpenQuestion.NOTHING,
        )
