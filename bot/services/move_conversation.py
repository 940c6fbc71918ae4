"""A conversation is taken, passed on, given back or closed, and the customer is told in the same commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.agents.agent import Agent
from bot.conversations.conversation import Conversation, Owner, Reply
from bot.conversations.ownership import Change, Move, Mover, Refusal, refusal
from bot.errors import (
    ConversationMoved,
    DeskConflict,
    NoSuchConversation,
    NotYours,
    UnknownAgent,
    UnknownTeam,
)
from bot.knowledge.brand import BrandPolicy
from bot.ledger.canaries import ALARM
from bot.ports import UnitOfWork, Wakeups, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.services.agent_text import kept_reason
from bot.services.notify_customer import NotifyCustomer
from bot.services.texts import moved_text
from bot.tickets.changes import closed
from bot.tickets.ticket import TicketStatus
from bot.values import AgentId, Clock, ConversationId


@dataclass(frozen=True)
class SeenConversation:
    """A conversation at the version at which somebody saw it."""

    id: ConversationId
    version: int


def mover(agent: Agent) -> Mover:
    return Mover(Actor(agent.email, agent.role), agent.id)


class MoveConversation:
    """Each raises ConversationMoved if it is not as it was seen, and NotYours if another agent has it.

    Every try is in the audit, and nobody is told of what is not stored.
    """

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

    def take(self, seen: SeenConversation, agent: Agent) -> Conversation:
        """Taken by whoever has it, nothing happens; nor does it if passed on to where it is already."""
        return self._make(Move.TAKE, seen, agent, owner=Owner.AGENT, to_agent=agent.id)

    def give_back(self, seen: SeenConversation, agent: Agent, reason: str = "") -> Conversation:
        """To the bot, which speaks again from the customer's next message on."""
        return self._make(Move.RETURN, seen, agent, owner=Owner.BOT, reason=reason)

    def close(self, seen: SeenConversation, agent: Agent, reason: str = "") -> Conversation:
        return self._make(Move.CLOSE, seen, agent, owner=Owner.CLOSED, reason=reason)

    def pass_to_agent(
        self, seen: SeenConversation, agent: Agent, to_agent: AgentId, reason: str
    ) -> Conversation:
        """Raises UnknownAgent for nobody who works here."""
        return self._make(Move.TRANSFER, seen, agent, owner=Owner.AGENT, to_agent=to_agent, reason=reason)

    def pass_to_team(self, seen: SeenConversation, agent: Agent, team: str, reason: str) -> Conversation:
        """Into the team's queue, where it keeps its place. Raises UnknownTeam."""
        teams = [each.id for each in self._policy.support.teams]
        if team not in teams:
            raise UnknownTeam(f"There is no such team. There are: {', '.join(teams)}.")
        return self._make(Move.TRANSFER, seen, agent, owner=Owner.QUEUED, team=team, reason=reason)

    def _make(
        self,
        move: Move,
        seen: SeenConversation,
        agent: Agent,
        *,
        owner: Owner,
        to_agent: AgentId | None = None,
        team: str | None = None,
        reason: str = "",
    ) -> Conversation:
        now, by = self._clock.now(), mover(agent)
        reason = kept_reason(reason, self._policy.cards.code_format)
        with self._unit_of_work() as work:
            held = held_for_desk(work, seen.id)
            if move in (Move.TAKE, Move.TRANSFER) and _is_there(held, owner, to_agent, team):
                return held
            refused = self._refused(work, move, held, by, seen.version, to_agent)
            work.audit.add(
                AuditEntry(
                    by.actor,
                    AuditAction.MOVE,
                    allowed=refused is None,
                    subject=f"conversation {held.id}",
                    reason=f"{move}: {reason}" if reason else move.value,
                    at=now,
                )
            )
            if refused is None:
                lease_until = now + self._lease if owner is Owner.AGENT else None
                change = Change(
                    move, owner, to_agent, team or held.team, by, reason, now, lease_until=lease_until
                )
                moved = make_move(work, held, change, self._policy)
                if move is Move.CLOSE:
                    self._close_tickets(work, moved, reason or "the conversation was closed", now)
        # Raised only now: what is not in the audit for good was not tried.
        if refused is not None:
            raise refused
        self._wakeups.wake(held.id)
        return moved

    def _close_tickets(self, work: Work, moved: Conversation, reason: str, now: datetime) -> None:
        """What an agent has settled with the customer is settled."""
        for ticket in sorted(work.tickets.of(moved.id), key=lambda each: each.id):
            held = work.tickets.hold(ticket.id)
            if held is None or held.status is TicketStatus.CLOSED or held.category == ALARM:
                continue
            work.tickets.change(closed(held, reason, now))
            self._notify.of_closed_ticket(work, moved.id, held.id, held.category, now)

    def _refused(
        self,
        work: Work,
        move: Move,
        held: Conversation,
        by: Mover,
        version: int,
        to_agent: AgentId | None,
    ) -> DeskConflict | UnknownAgent | None:
        match refusal(move, held, by, version=version):
            case Refusal.MOVED_MEANWHILE | Refusal.NOT_FROM_HERE:
                return ConversationMoved(f"Nothing was changed: {who_has_it(work, held)}")
            case Refusal.ANOTHERS:
                return NotYours(f"Nothing was changed: {who_has_it(work, held)} A supervisor may step in.")
        if to_agent is not None and work.desk.named(to_agent) is None:
            return UnknownAgent("Nobody of that id works here now.")
        return None


def _is_there(held: Conversation, owner: Owner, to_agent: AgentId | None, team: str | None) -> bool:
    """Whether the conversation is already where it is to go."""
    return (held.owner, held.agent, held.team) == (owner, to_agent, team or held.team)


def held_for_desk(work: Work, conversation: ConversationId) -> Conversation:
    """The conversation, unchangeable by others until the transaction ends. Raises NoSuchConversation."""
    if work.conversations.get(conversation) is None:
        raise NoSuchConversation("There is no such conversation. It may have been erased.")
    return work.conversations.hold(conversation)


def make_move(
    work: Work, held: Conversation, change: Change, policy: BrandPolicy, **values: str
) -> Conversation:
    """Stores a move of a conversation that is held, and tells the customer of it; `values` fill the text."""
    moved = work.conversations.move(held, change)
    if moved is None:
        raise ConversationMoved("The conversation changed at the same moment. Look at it again.")
    name = None
    if change.agent is not None and policy.support.shows_agent_names:
        named = work.desk.named(change.agent)
        name = named.name if named else None
    text = moved_text(change.move, name, **values)
    if text is not None:
        work.conversations.append_reply(held.id, Reply(text), change.at, answers=None, by_system=True)
    return moved


def who_has_it(work: Work, conversation: Conversation) -> str:
    """A sentence for agents."""
    match conversation.owner:
        case Owner.AGENT:
            named = work.desk.named(conversation.agent) if conversation.agent else None
            return f"{named.name if named else 'A colleague'} has this conversation now."
        case Owner.QUEUED:
            return "It is waiting in the queue now."
        case Owner.BOT:
            return "The assistant has this conversation now."
        case Owner.CLOSED:
            return "The conversation is closed now."
