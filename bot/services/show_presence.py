"""Who views and who types, for those who are in a conversation at the same moment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from bot.agents.agent import Agent
from bot.conversations.conversation import Conversation
from bot.conversations.desk import NamedAgent
from bot.conversations.presence import Company, Doing
from bot.errors import NoSuchConversation
from bot.knowledge.brand import BrandPolicy
from bot.ports import Presence, UnitOfWork, Wakeups
from bot.values import AgentId, Clock, ConversationId


@dataclass(frozen=True)
class AgentWrites:
    """What a customer is told. `name` is None where the brand hides it; `for_s` is 0 once they stopped."""

    name: str | None
    for_s: int


class ShowPresence:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        presence: Presence,
        wakeups: Wakeups,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._presence = presence
        self._wakeups = wakeups

    def agent_is(self, conversation: ConversationId, agent: Agent, doing: Doing | None) -> None:
        """None: the agent has left it. Raises NoSuchConversation."""
        with self._unit_of_work() as work:
            found = work.conversations.get(conversation)
            if found is None:
                raise NoSuchConversation("There is no such conversation. It may have been erased.")
        named = NamedAgent(agent.id, agent.name)
        if self._presence.agent_is(conversation, named, doing, self._clock.now()):
            self._wakeups.wake_people(conversation, customer=found.agent == agent.id)

    def customer_writes(self, conversation: Conversation) -> None:
        if self._presence.customer_writes(conversation.id, self._clock.now()):
            self._wakeups.wake_people(conversation.id, customer=False)

    def company(self, conversation: ConversationId) -> Company:
        """For agents."""
        return self._presence.company(conversation, self._clock.now())

    def to_customer(self, conversation: ConversationId, holder: AgentId | None) -> AgentWrites:
        """Only whoever has the conversation is writing to the customer."""
        writing = next(
            (
                one
                for one in self.company(conversation).agents
                if one.agent.id == holder and one.doing is Doing.WRITING
            ),
            None,
        )
        if writing is None:
            return AgentWrites(None, 0)
        name = writing.agent.name if self._policy.support.shows_agent_names else None
        return AgentWrites(name, self.seconds_until(writing.until))

    def seconds_until(self, moment: datetime) -> int:
        """For how long whoever is told may believe it."""
        return max(0, math.ceil((moment - self._clock.now()).total_seconds()))
