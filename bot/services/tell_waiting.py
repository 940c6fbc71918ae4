"""What a customer in the queue is told: how many are ahead of them, and how long it took others."""

from __future__ import annotations

from bot.conversations.conversation import Owner
from bot.conversations.waiting import LOOKS_BACK, Waiting, estimate_min
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork
from bot.services.promised_answer import open_ticket, promised_answer
from bot.values import Clock, ConversationId

# The latest of the day are enough for a median.
_MOST_WAITS = 500


class TellWaiting:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy

    def __call__(self, conversation: ConversationId) -> Waiting | None:
        """None for whoever does not wait for a person."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            found = work.conversations.get(conversation)
            if found is None or found.owner is not Owner.QUEUED:
                return None
            ticket = open_ticket(work.tickets.of(conversation))
            return Waiting(
                ahead=work.desk.ahead_of(found),
                estimate_min=estimate_min(work.desk.waits(found.team, now - LOOKS_BACK, _MOST_WAITS)),
                answer_by=promised_answer(ticket, now) if ticket else None,
            )
