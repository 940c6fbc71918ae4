"""Conversations as agents see them, in SQL. A page of a list costs a few queries, however long it is."""

from __future__ import annotations

import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from bot.conversations.conversation import Author, Conversation, Owner
from bot.conversations.desk import (
    DeskCounts,
    DeskEntry,
    DeskPage,
    DeskQuestion,
    MoveMade,
    NamedAgent,
    Note,
    Preview,
    StoryLine,
    TicketMark,
    View,
    mark_of,
    waiting_since,
)
from bot.conversations.ownership import Move
from bot.conversations.routing import Queued
from bot.errors import UnknownConversation, UnreadableCursor
from bot.storage.conversations import conversation_of, message_of, turn_of
from bot.storage.dialect import among, insert_if_absent
from bot.storage.schema import UtcTime
from bot.storage.tables import agent as agents
from bot.storage.tables import conversation as conversations
from bot.storage.tables import message as messages
from bot.storage.tables import note as notes
from bot.storage.tables import ownership_move as moves
from bot.storage.tables import read_mark as read_marks
from bot.storage.tables import ticket as tickets
from bot.storage.tables import turn as turns
from bot.storage.tickets import is_late, ticket_of
from bot.tickets.ticket import Priority, Ticket
from bot.values import AgentId, ConversationId

_ID = re.compile("[0-9a-f]{32}")
_OPEN = (Owner.BOT.value, Owner.QUEUED.value, Owner.AGENT.value)
_WITH_PREVIEW = (
    select(
        conversations,
        agents.c.name.label("agent_name"),
        messages.c.text.label("last_text"),
        messages.c.author.label("last_author"),
    )
    .join(agents, agents.c.id == conversations.c.agent_id, isouter=True)
    .join(
        messages,
        and_(
            messages.c.conversation_id == conversations.c.id,
            messages.c.sequence == conversations.c.last_sequence,
        ),
        isouter=True,
    )
)


class SqlDesk:
    """Implements ports.Desk."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, question: DeskQuestion, agent: AgentId, now: datetime) -> DeskPage:
        query = _WITH_PREVIEW.where(_in_view(question.view, agent, now))
        if question.topic is not None:
            query = query.where(conversations.c.topic == question.topic)
        rows = self._connection.execute(_ordered(query, question).limit(question.most + 1)).all()
        shown = rows[: question.most]
        entries = self._entries(shown, agent, now)
        following = _cursor(question.view, shown[-1]) if len(rows) > question.most else None
        return DeskPage(entries, following)

    def counts(self, agent: AgentId, now: datetime) -> DeskCounts:
        mine = case((conversations.c.agent_id == agent, 1), else_=0)
        rows = self._connection.execute(
            select(conversations.c.owner, func.count().label("many"), func.sum(mine).label("mine"))
            .where(conversations.c.owner.in_(_OPEN))
            .group_by(conversations.c.owner)
        ).all()
        many = {row.owner: row.many for row in rows}
        own = {row.owner: row.mine for row in rows}
        late = select(func.count(tickets.c.conversation_id.distinct())).where(is_late(now))
        breached = self._connection.execute(late).scalar_one()
        return DeskCounts(many.get(Owner.QUEUED, 0), own.get(Owner.AGENT, 0), sum(many.values()), breached)

    def entry(self, conversation: ConversationId, agent: AgentId, now: datetime) -> DeskEntry | None:
        rows = self._connection.execute(_WITH_PREVIEW.where(conversations.c.id == conversation)).all()
        return next(iter(self._entries(rows, agent, now)), None)

    def lines(
        self, conversation: ConversationId, *, after: int = 0, before: int | None = None, most: int = 200
    ) -> Sequence[StoryLine]:
        query = (
            select(
                messages,
                agents.c.name.label("agent_name"),
                turns.c.sequence.label("turned"),
                *(turns.c.intent, turns.c.confidence, turns.c.problem_case, turns.c.outcome),
                turns.c.ticket_id,
            )
            .join(agents, agents.c.id == messages.c.agent_id, isouter=True)
            .join(
                turns,
                and_(
                    turns.c.conversation_id == messages.c.conversation_id,
                    turns.c.sequence == messages.c.sequence,
                ),
                isouter=True,
            )
            .where(messages.c.conversation_id == conversation, messages.c.sequence > after)
            .order_by(messages.c.sequence.desc())
            .limit(most)
        )
        if before is not None:
            query = query.where(messages.c.sequence < before)
        rows = self._connection.execute(query).all()
        return [
            StoryLine(message_of(row), turn_of(row) if row.turned is not None else None, row.agent_name)
            for row in reversed(rows)
        ]

    def opened_at(self, conversation: ConversationId) -> datetime:
        found: datetime | None = self._connection.execute(
            select(conversations.c.opened_at).where(conversations.c.id == conversation)
        ).scalar_one_or_none()
        if found is None:
            raise UnknownConversation("there is no such conversation")
        return found

    def moves(self, conversation: ConversationId) -> Sequence[MoveMade]:
        movers = agents.alias()
        rows = self._connection.execute(
            select(moves, agents.c.name.label("agent_name"), movers.c.name.label("mover_name"))
            .join(agents, agents.c.id == moves.c.agent_id, isouter=True)
            .join(movers, movers.c.email == moves.c.actor, isouter=True)
            .where(moves.c.conversation_id == conversation)
            .order_by(moves.c.version)
        )
        return [
            MoveMade(
                move=Move(row.move),
                actor=row.mover_name or row.actor,
                from_owner=Owner(row.from_owner),
                to_owner=Owner(row.to_owner),
                agent=NamedAgent(AgentId(row.agent_id), row.agent_name) if row.agent_id else None,
                team=row.team,
                reason=row.reason,
                at=row.at,
            )
            for row in rows
        ]

    def notes(self, conversation: ConversationId) -> Sequence[Note]:
        rows = self._connection.execute(
            _NAMED_NOTES.where(notes.c.conversation_id == conversation).order_by(notes.c.at, notes.c.id)
        )
        return [_note(row) for row in rows]

    def find_note(self, conversation: ConversationId, agent: AgentId, client_id: str) -> Note | None:
        row = self._connection.execute(
            _NAMED_NOTES.where(
                notes.c.conversation_id == conversation,
                notes.c.agent_id == agent,
                notes.c.client_id == client_id,
            )
        ).one_or_none()
        return _note(row) if row else None

    def add_note(
        self, conversation: ConversationId, agent: AgentId, client_id: str, text: str, at: datetime
    ) -> Note:
        note_id = secrets.token_hex(16)
        self._connection.execute(
            insert(notes).values(
                id=note_id,
                conversation_id=conversation,
                agent_id=agent,
                client_id=client_id,
                text=text,
                at=at,
            )
        )
        return _note(self._connection.execute(_NAMED_NOTES.where(notes.c.id == note_id)).one())

    def mark_read(
        self, conversation: ConversationId, agent: AgentId, sequence: int, at: datetime
    ) -> datetime | None:
        of_agent = {"conversation_id": conversation, "agent_id": agent}
        # An agent's page asks for several things at once, each of which may be the first.
        if insert_if_absent(self._connection, read_marks, {**of_agent, "sequence": sequence, "at": at}):
            return None
        where = (read_marks.c.conversation_id == conversation, read_marks.c.agent_id == agent)
        before = self._connection.execute(select(read_marks).where(*where).with_for_update()).one()
        self._connection.execute(
            update(read_marks).where(*where).values(sequence=max(sequence, before.sequence), at=at)
        )
        looked_at: datetime = before.at
        return looked_at

    def named(self, agent: AgentId) -> NamedAgent | None:
        row = self._connection.execute(
            select(agents.c.id, agents.c.name).where(agents.c.id == agent, agents.c.disabled_at.is_(None))
        ).one_or_none()
        return NamedAgent(AgentId(row.id), row.name) if row else None

    def names(self, of: Sequence[AgentId]) -> Mapping[AgentId, str]:
        rows = self._connection.execute(
            select(agents.c.id, agents.c.name).where(among(agents.c.id, "ids")), {"ids": list(of)}
        )
        return {AgentId(row.id): row.name for row in rows}

    def keep_leases(self, agent: AgentId, until: datetime) -> None:
        # Without those that somebody changes just now: an agent who answers two customers at once holds one
        # and would wait for the other for ever.
        free = (
            select(conversations.c.id)
            .where(conversations.c.agent_id == agent, conversations.c.owner == Owner.AGENT.value)
            .with_for_update(skip_locked=True)
        )
        self._connection.execute(
            update(conversations).where(conversations.c.id.in_(free)).values(lease_until=until)
        )

    def let_down(self, now: datetime, most: int) -> Sequence[Conversation]:
        last_word = _of_last_word(_EARLIER.c.author)
        return self._held_by_agents(
            conversations.c.lease_until < now, last_word == Author.CUSTOMER.value, most
        )

    def gone_quiet(self, before: datetime, most: int) -> Sequence[Conversation]:
        last_word = _of_last_word(_EARLIER.c.author)
        return self._held_by_agents(
            conversations.c.last_message_at < before,
            func.coalesce(last_word, Author.AGENT.value) != Author.CUSTOMER.value,
            most,
        )

    def ahead_of(self, conversation: Conversation) -> int:
        own = select(conversations.c.urgency).where(conversations.c.id == conversation.id).scalar_subquery()
        earlier = and_(
            conversations.c.urgency == own,
            tuple_(conversations.c.queued_at, conversations.c.id)
            < tuple_(literal(conversation.queued_at, UtcTime()), literal(conversation.id)),
        )
        return self._connection.execute(
            select(func.count()).where(
                conversations.c.owner == Owner.QUEUED.value,
                conversations.c.team == conversation.team,
                or_(conversations.c.urgency > own, earlier),
            )
        ).scalar_one()

    def entries(
        self, conversations_: Sequence[ConversationId], agent: AgentId, now: datetime
    ) -> Sequence[DeskEntry]:
        query = _WITH_PREVIEW.where(among(conversations.c.id, "ids"))
        rows = self._connection.execute(query, {"ids": list(conversations_)}).all()
        return self._entries(rows, agent, now)

    def queued(self, teams: Sequence[str], most: int) -> Sequence[Queued]:
        rows = self._connection.execute(
            select(conversations)
            .where(conversations.c.owner == Owner.QUEUED.value, among(conversations.c.team, "teams"))
            .order_by(conversations.c.urgency.desc(), conversations.c.queued_at, conversations.c.id)
            .limit(most),
            {"teams": list(teams)},
        )
        return [
            Queued(ConversationId(row.id), row.version, row.team, list(Priority)[row.urgency], row.queued_at)
            for row in rows
        ]

    def queue_lengths(self) -> Mapping[str, int]:
        rows = self._connection.execute(
            select(conversations.c.team, func.count().label("many"))
            .where(conversations.c.owner == Owner.QUEUED.value)
            .group_by(conversations.c.team)
        )
        return {row.team: row.many for row in rows}

    def loads(self) -> Mapping[AgentId, int]:
        rows = self._connection.execute(
            select(conversations.c.agent_id, func.count().label("many"))
            .where(conversations.c.owner == Owner.AGENT.value, conversations.c.agent_id.is_not(None))
            .group_by(conversations.c.agent_id)
        )
        return {AgentId(row.agent_id): row.many for row in rows}

    def waits(self, team: str, since: datetime, most: int) -> Sequence[timedelta]:
        before = moves.alias("before")
        rows = self._connection.execute(
            select(before.c.at.label("began"), moves.c.at.label("ended"))
            .join(
                before,
                and_(
                    before.c.conversation_id == moves.c.conversation_id,
                    before.c.version == moves.c.version - 1,
                ),
            )
            .where(
                moves.c.at >= since,
                moves.c.move == Move.TAKE.value,
                moves.c.from_owner == Owner.QUEUED.value,
                before.c.team == team,
            )
            .order_by(moves.c.at.desc())
            .limit(most)
        )
        return [row.ended - row.began for row in rows]

    def _held_by_agents(
        self, when: ColumnElement[bool], last_word: ColumnElement[bool], most: int
    ) -> Sequence[Conversation]:
        rows = self._connection.execute(
            _WITH_PREVIEW.where(conversations.c.owner == Owner.AGENT.value, when, last_word)
            .order_by(conversations.c.last_message_at)
            .limit(most)
        )
        return [conversation_of(row) for row in rows]

    def _entries(self, rows: Sequence[Row[Any]], agent: AgentId, now: datetime) -> tuple[DeskEntry, ...]:
        ids = [row.id for row in rows]
        marks, unread = self._ticket_marks(ids, now), self._unread(ids, agent)
        last_words = self._last_words([row.id for row in rows if row.owner == Owner.AGENT.value])
        return tuple(
            DeskEntry(
                id=ConversationId(row.id),
                owner=Owner(row.owner),
                version=row.version,
                agent=NamedAgent(AgentId(row.agent_id), row.agent_name) if row.agent_id else None,
                team=row.team,
                topic=row.topic,
                priority=list(Priority)[row.urgency],
                customer=row.account_id,
                region=row.region,
                preview=Preview(row.last_text, Author(row.last_author)) if row.last_author else None,
                last_message_at=row.last_message_at,
                waiting_since=waiting_since(conversation_of(row), *last_words.get(row.id, (None, None))),
                ticket=marks.get(row.id),
                unread=unread.get(row.id, 0),
            )
            for row in rows
        )

    def _ticket_marks(self, ids: Sequence[str], now: datetime) -> Mapping[str, TicketMark | None]:
        rows = self._connection.execute(
            select(tickets)
            .where(among(tickets.c.conversation_id, "ids"))
            .order_by(tickets.c.opened_at.desc(), tickets.c.id),
            {"ids": list(ids)},
        )
        found: dict[str, list[Ticket]] = defaultdict(list)
        for row in rows:
            found[row.conversation_id].append(ticket_of(row))
        return {conversation: mark_of(own, now) for conversation, own in found.items()}

    def _last_words(self, ids: Sequence[str]) -> Mapping[str, tuple[Author, datetime]]:
        """Who of customer and agents wrote last in each conversation, and when."""
        rows = self._connection.execute(
            select(conversations.c.id, messages.c.author, messages.c.sent_at)
            .select_from(conversations)
            .join(
                messages,
                and_(
                    messages.c.conversation_id == conversations.c.id,
                    messages.c.sequence == _of_last_word(_EARLIER.c.sequence),
                ),
            )
            .where(among(conversations.c.id, "ids")),
            {"ids": list(ids)},
        )
        return {row.id: (Author(row.author), row.sent_at) for row in rows}

    def _unread(self, ids: Sequence[str], agent: AgentId) -> Mapping[str, int]:
        mark = and_(
            read_marks.c.conversation_id == messages.c.conversation_id, read_marks.c.agent_id == agent
        )
        rows = self._connection.execute(
            select(messages.c.conversation_id, func.count().label("many"))
            .join(read_marks, mark, isouter=True)
            .where(
                among(messages.c.conversation_id, "ids"),
                messages.c.author == Author.CUSTOMER.value,
                messages.c.sequence > func.coalesce(read_marks.c.sequence, 0),
            )
            .group_by(messages.c.conversation_id),
            {"ids": list(ids)},
        )
        return {row.conversation_id: row.many for row in rows}


_EARLIER = messages.alias()


def _of_last_word(wanted: Column[Any]) -> ScalarSelect[Any]:
    """A column of the last line that the conversation's customer or an agent wrote.

    What the app itself said since, that a person is here or that a code was hidden, has answered nobody.
    """
    by_people = (Author.CUSTOMER.value, Author.AGENT.value)
    return (
        select(wanted)
        .where(_EARLIER.c.conversation_id == conversations.c.id, _EARLIER.c.author.in_(by_people))
        .order_by(_EARLIER.c.sequence.desc())
        .limit(1)
        .correlate(conversations)
        .scalar_subquery()
    )


_NAMED_NOTES = select(notes, agents.c.name.label("agent_name")).join(agents, agents.c.id == notes.c.agent_id)


def _note(row: Row[Any]) -> Note:
    return Note(row.id, NamedAgent(AgentId(row.agent_id), row.agent_name), row.text, row.at, row.client_id)


def _in_view(view: View, agent: AgentId, now: datetime) -> ColumnElement[bool]:
    match view:
        case View.QUEUE:
            return conversations.c.owner == Owner.QUEUED.value
        case View.MINE:
            return and_(conversations.c.agent_id == agent, conversations.c.owner == Owner.AGENT.value)
        case View.OPEN:
            return conversations.c.owner.in_(_OPEN)
        case View.CLOSED:
            return conversations.c.owner == Owner.CLOSED.value
        case View.BREACHED:
            return conversations.c.id.in_(select(tickets.c.conversation_id).where(is_late(now)))


def _ordered(query: Select[Any], question: DeskQuestion) -> Select[Any]:
    after = _read_cursor(question.after) if question.after else None
    if question.view is View.QUEUE:
        query = query.order_by(conversations.c.urgency.desc(), conversations.c.queued_at, conversations.c.id)
        if after is None:
            return query
        later = tuple_(conversations.c.queued_at, conversations.c.id) > _place(after)
        return query.where(
            or_(
                conversations.c.urgency < after.urgency,
                and_(conversations.c.urgency == after.urgency, later),
            )
        )
    query = query.order_by(conversations.c.last_message_at.desc(), conversations.c.id.desc())
    if after is None:
        return query
    return query.where(tuple_(conversations.c.last_message_at, conversations.c.id) < _place(after))


def _place(after: _Cursor) -> ColumnElement[Any]:
    return tuple_(literal(after.at, UtcTime()), literal(after.id))


class _Cursor:
    """Where a page ended: enough of its last row to go on after it, also if that row has moved since."""

    def __init__(self, urgency: int, at: datetime, conversation: str) -> None:
        self.urgency = urgency
        self.at = at
        self.id = conversation


def _cursor(view: View, row: Row[Any]) -> str:
    at: datetime = row.queued_at if view is View.QUEUE else row.last_message_at
    written = json.dumps([row.urgency, at.isoformat(), row.id])
    return urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _read_cursor(written: str) -> _Cursor:
    try:
        urgency, at, conversation = json.loads(urlsafe_b64decode(written + "=" * (-len(written) % 4)))
        moment = datetime.fromisoformat(at).astimezone(UTC)
        if urgency not in range(len(Priority)) or not _ID.fullmatch(conversation):
            raise ValueError
        return _Cursor(int(urgency), moment, conversation)
    # A moment of the year 1 or 9999 may be none in UTC, which is an overflow.
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise UnreadableCursor("Take `after` from the `next` of a page as it is.") from None
