"""What time does to agents' conversations: nobody waits for one who is gone, nothing stays open for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.conversations.conversation import Conversation, Owner
from bot.conversations.ownership import Change, Move, Mover, refusal
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork, Wakeups
from bot.privacy.audit import ASSISTANT
from bot.services.move_conversation import make_move
from bot.values import AgentId, Clock

_CLOCK = Mover(ASSISTANT)
# In one go; what is left over comes next time.
_MOST = 200


@dataclass(frozen=True)
class Tidied:
    released: int
    closed: int


class TidyConversations:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        wakeups: Wakeups,
        *,
        lease: timedelta,
        close_after: timedelta,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._wakeups = wakeups
        self._lease = lease
        self._close_after = close_after

    def __call__(self) -> Tidied:
        """Queues again who waits for an agent that is gone, and closes what has been quiet for long."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            let_down = work.desk.let_down(now, _MOST)
            quiet = work.desk.gone_quiet(now - self._close_after, _MOST)
        return Tidied(
            sum(self._moved(each, Move.RELEASE, Owner.QUEUED, "the agent is away") for each in let_down),
            sum(self._moved(each, Move.CLOSE, Owner.CLOSED, "nobody wrote any more") for each in quiet),
        )

    def is_here(self, agent: AgentId) -> None:
        """The agent's desk is open: customers who wait for them wait for somebody."""
        with self._unit_of_work() as work:
            work.desk.keep_leases(agent, self._clock.now() + self._lease)

    def _moved(self, seen: Conversation, move: Move, owner: Owner, reason: str) -> bool:
        with self._unit_of_work() as work:
            if work.conversations.get(seen.id) is None:
                return False
            held = work.conversations.hold(seen.id)
            # Whatever happened since it was listed, an agent who came back too, makes it not due any more.
            if held != seen or refusal(move, held, _CLOCK, version=held.version):
                return False
            change = Change(move, owner, None, held.team, _CLOCK, reason, self._clock.now())
            make_move(work, held, change, self._policy)
        self._wakeups.wake(seen.id)
        return True
