"""An agent writes: a reply to the customer, or a note that no customer can ever get.

They are two ways with nothing in common but the agent: a note has a table of its own, so that no later
mistake can send one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.agents.agent import Agent
from bot.conversations.conversation import Message, Owner
from bot.conversations.desk import NamedAgent, Note
from bot.conversations.mentions import mentioned
from bot.errors import NotYours
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork, Wakeups, Work
from bot.privacy.audit import AuditAction, AuditEntry
from bot.privacy.redact import with_last_four
from bot.services.agent_text import kept_text
from bot.services.move_conversation import held_for_desk, mover, who_has_it
from bot.services.notify_customer import NotifyCustomer
from bot.services.read_conversation import readable_message
from bot.values import AgentId, Clock, ConversationId


class ReplyToCustomer:
    """Only whoever has the conversation replies: of two agents the customer hears one."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        wakeups: Wakeups,
        lease: timedelta,
        notify: NotifyCustomer,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._wakeups = wakeups
        self._lease = lease
        self._notify = notify

    def __call__(self, conversation: ConversationId, agent: Agent, client_id: str, text: str) -> Message:
        """The message as it stands in the log; sent again under the same id it is the same message.

        Raises NotYours unless the agent has the conversation, EmptyMessage and MessageTooLong for the text.
        """
        now = self._clock.now()
        with self._unit_of_work() as work:
            held = held_for_desk(work, conversation)
            own_id = client_id_of(agent.id, client_id)
            known = work.conversations.find_client_message(conversation, own_id)
            if known is not None:
                return readable_message(work, conversation, known)
            has_it = held.owner is Owner.AGENT and held.agent == agent.id
            _audit(work, agent, AuditAction.REPLY, conversation, now, allowed=has_it)
            if has_it:
                code_format = self._policy.cards.code_format
                kept = kept_text(work, conversation, text, code_format, now)
                message = work.conversations.append_from_agent(conversation, agent.id, own_id, kept, now)
                work.tickets.answered(conversation, now)
                self._notify.of_reply(work, held, message, now, agent.name)
                work.desk.mark_read(conversation, agent.id, message.sequence, now)
                work.desk.keep_leases(agent.id, now + self._lease)
                shown = readable_message(work, conversation, message)
            else:
                refused = NotYours(f"Your reply was not sent: {who_has_it(work, held)}")
        if not has_it:
            raise refused
        self._wakeups.wake(conversation)
        return shown


class WriteNote:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy, wakeups: Wakeups) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._wakeups = wakeups

    def __call__(self, conversation: ConversationId, agent: Agent, client_id: str, text: str) -> Note:
        """Any agent may, and whom it names with an @ is told. Sent again under its id it is the same note.

        Raises EmptyMessage and MessageTooLong for the text.
        """
        now = self._clock.now()
        with self._unit_of_work() as work:
            held_for_desk(work, conversation)
            own_id = client_id_of(agent.id, client_id)
            named: Sequence[AgentId] = ()
            note = work.desk.find_note(conversation, agent.id, own_id)
            if note is None:
                kept = kept_text(work, conversation, text, self._policy.cards.code_format, now)
                note = work.desk.add_note(conversation, agent.id, own_id, kept, now)
                named = _named_in(work, note)
                work.mentions.add(note, conversation, named)
                _audit(work, agent, AuditAction.NOTE, conversation, now)
            shown = with_last_four(note.text, work.vault.last_four(conversation))
        self._wakeups.wake_desk(conversation)
        for each in named:
            self._wakeups.wake_agent(each)
        return replace(note, text=shown)


def _named_in(work: Work, note: Note) -> list[AgentId]:
    """Whom the note names, of those who work here; nobody has to be told of their own."""
    working = [
        NamedAgent(agent.id, agent.name) for agent in work.agents.listed() if agent.disabled_at is None
    ]
    return sorted(mentioned(note.text, working) - {note.agent.id})


def client_id_of(agent: AgentId, client_id: str) -> str:
    """A name for the message that no customer and no other agent can have given to theirs."""
    return "agent-" + hashlib.sha256(f"{agent}:{client_id}".encode()).hexdigest()[:48]


def _audit(
    work: Work,
    agent: Agent,
    action: AuditAction,
    conversation: ConversationId,
    now: datetime,
    *,
    allowed: bool = True,
) -> None:
    subject = f"conversation {conversation}"
    work.audit.add(AuditEntry(mover(agent).actor, action, allowed, subject, "", now))
