"""Puts into the outbox what a customer is told by e-mail, in the transaction that it tells of.

Customers are never asked for an address here: whoever has none, because no site gave it, gets no e-mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.conversations.conversation import Conversation, Message
from bot.knowledge.brand import BrandPolicy
from bot.ledger.canaries import ALARM
from bot.outbox.outgoing import EMAIL_AGENT_REPLIED, EMAIL_TICKET_CLOSED, EMAIL_TICKET_OPENED
from bot.ports import Work
from bot.values import ConversationId, TicketId

# An agent writes a greeting, then the answer: both go in one e-mail.
_GATHERED_FOR = timedelta(minutes=2)


class NotifyCustomer:
    def __init__(self, policy: BrandPolicy, away_after: timedelta | None) -> None:
        """A customer who wrote nothing for `away_after` is away. None: this server sends no e-mail."""
        self._policy = policy
        self._away_after = away_after

    def of_ticket(
        self, work: Work, conversation: ConversationId, ticket: TicketId, category: str, now: datetime
    ) -> None:
        """A ticket was opened. Nobody hears of an alarm, least of all whoever set it off."""
        if category != ALARM:
            key = f"{EMAIL_TICKET_OPENED}:{ticket}"
            self._put(work, EMAIL_TICKET_OPENED, key, conversation, {"ticket": ticket}, now)

    def of_closed_ticket(
        self, work: Work, conversation: ConversationId, ticket: TicketId, category: str, now: datetime
    ) -> None:
        """A ticket was closed at that moment: one that is opened and closed again is told of again."""
        if category != ALARM:
            key = f"{EMAIL_TICKET_CLOSED}:{ticket}:{now.timestamp():.3f}"
            self._put(work, EMAIL_TICKET_CLOSED, key, conversation, {"ticket": ticket}, now)

    def of_reply(
        self,
        work: Work,
        conversation: Conversation,
        message: Message,
        now: datetime,
        agent_name: str | None = None,
    ) -> None:
        """An agent wrote the message. A customer who is there reads it in the chat and gets no e-mail.

        The conversation has to be held, as it is by whoever has just appended to it.
        """
        if self._away_after is None:
            return
        last = work.conversations.last_from_customer(conversation.id)
        if last is not None and now - last.sent_at < self._away_after:
            return
        waiting = work.outbox.untouched(conversation.id, EMAIL_AGENT_REPLIED)
        if waiting is not None:
            sequences = sorted({*waiting.payload["messages"], message.sequence})
            work.outbox.change(waiting.id, {**waiting.payload, "messages": sequences})
            return
        name = agent_name if self._policy.support.shows_agent_names else None
        payload = {"messages": [message.sequence], "agent": name}
        key = f"{EMAIL_AGENT_REPLIED}:{conversation.id}:{message.sequence}"
        self._put(work, EMAIL_AGENT_REPLIED, key, conversation.id, payload, now, now + _GATHERED_FOR)

    def _put(
        self,
        work: Work,
        kind: str,
        key: str,
        conversation: ConversationId,
        payload: Mapping[str, Any],
        now: datetime,
        due_at: datetime | None = None,
    ) -> None:
        if self._away_after is not None and work.contacts.email_of(conversation) is not None:
            work.outbox.put(kind, key, conversation, payload, now, due_at)
