"""What is stored about Slack, in SQL. A thread belongs to a worker while its claim lasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from bot.conversations.conversation import Owner
from bot.identity.sealed_secrets import SecretSealer
from bot.ledger.actions import TOLD_STATES
from bot.slack.threads import (
    Audience,
    Place,
    Thread,
    key_of_place,
    key_of_writing,
    times_moved,
)
from bot.slack.workspaces import (
    ChannelId,
    LinkedPerson,
    Proof,
    SlackUserId,
    TeamChannel,
    Workspace,
    WorkspaceId,
)
from bot.storage.dialect import among, insert_if_absent
from bot.storage.slack_tables import slack_channel as channels
from bot.storage.slack_tables import slack_person as people
from bot.storage.slack_tables import slack_post as posts
from bot.storage.slack_tables import slack_thread as threads
from bot.storage.slack_tables import slack_workspace as workspaces
from bot.storage.tables import conversation as conversations
from bot.storage.tables import ledger_action as actions
from bot.storage.tables import note as notes
from bot.values import AccountId, AgentId, ConversationId

_NOBODYS: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
_FOR_AGENTS = threads.c.audience == Audience.AGENTS.value
_NOTES = select(func.count()).where(notes.c.conversation_id == threads.c.conversation_id).scalar_subquery()
# As `key_of_action` writes it.
_ACTION_KEY = literal("action:").concat(actions.c.id).concat(":").concat(actions.c.state)
_ACTION_IS_SHOWN = (
    select(posts.c.key)
    .where(
        posts.c.conversation_id == actions.c.conversation_id,
        posts.c.audience == Audience.AGENTS.value,
        posts.c.key == _ACTION_KEY,
    )
    .exists()
)
_HAS_NEW_ACTION = (
    select(actions.c.id)
    .where(
        actions.c.conversation_id == threads.c.conversation_id,
        actions.c.confirmed_at.is_not(None),
        actions.c.state.in_([state.value for state in TOLD_STATES]),
        ~_ACTION_IS_SHOWN,
    )
    .correlate(threads)
    .exists()
)
_IS_BEHIND = or_(
    threads.c.ts.is_(None),
    conversations.c.last_sequence > threads.c.sequence,
    and_(
        _FOR_AGENTS,
        or_(conversations.c.version > threads.c.version, threads.c.notes < _NOTES, _HAS_NEW_ACTION),
    ),
)
# Somebody may have taken it before there was time to show it.
_IS_ESCALATED = or_(
    conversations.c.owner == Owner.QUEUED.value,
    and_(conversations.c.owner == Owner.AGENT.value, conversations.c.queued_at.is_not(None)),
)
_THEIR_CHANNEL = (channels.c.workspace_id == threads.c.workspace_id) & (
    channels.c.channel_id == threads.c.channel_id
)
_HAS_THREAD = (
    select(threads.c.conversation_id)
    .where(threads.c.conversation_id == conversations.c.id, _FOR_AGENTS)
    .exists()
)

# What is asked with every message is put together once: that takes longer than asking it.
_THREAD_AT = select(threads).where(
    threads.c.workspace_id == bindparam("workspace"),
    threads.c.channel_id == bindparam("channel"),
    threads.c.ts == bindparam("ts"),
)
_OF = (threads.c.conversation_id == bindparam("of")) & (threads.c.audience == bindparam("for"))
_THREAD = select(threads).where(_OF)
# Sets the columns that it is given.
_SETTLE = update(threads).where(_OF, threads.c.claimed_by == bindparam("worker"))
_IS_A_TEAMS = select(channels.c.team).where(
    channels.c.workspace_id == bindparam("workspace"), channels.c.channel_id == bindparam("channel")
)
_POSTED_KEYS = select(posts.c.key).where(
    posts.c.conversation_id == bindparam("of"), posts.c.audience == bindparam("for")
)
_MOST = bindparam("most", type_=Integer())
_WAITING = (
    select(conversations.c.id)
    .join(channels, channels.c.team == conversations.c.team)
    .where(_IS_ESCALATED, channels.c.trouble.is_(None), ~_HAS_THREAD)
    .order_by(case((conversations.c.queued_at.is_(None), 1), else_=0), conversations.c.queued_at)
    .limit(_MOST)
)
_WAITING_AMONG = _WAITING.where(among(conversations.c.id, "among"))
_NOW: BindParameter[datetime] = bindparam("now", type_=threads.c.due_at.type)
_DUE = (
    select(threads.c.conversation_id, threads.c.audience)
    .join(conversations, conversations.c.id == threads.c.conversation_id)
    .outerjoin(channels, _FOR_AGENTS & _THEIR_CHANNEL)
    .where(_IS_BEHIND, threads.c.due_at <= _NOW, channels.c.trouble.is_(None))
    .where(or_(threads.c.claimed_until.is_(None), threads.c.claimed_until < _NOW))
    .order_by(threads.c.due_at, threads.c.conversation_id, threads.c.audience)
)
_AMONG = among(threads.c.conversation_id, "among")
_BEHIND = _DUE.limit(_MOST)
_BEHIND_AMONG = _BEHIND.where(_AMONG)
# SQLite has no FOR UPDATE and needs none: its transactions begin as writers.
_CLAIMED = _DUE.where(_AMONG).with_for_update(of=threads, skip_locked=True).cte("claimed")
_CLAIM = (
    update(threads)
    .where(tuple_(threads.c.conversation_id, threads.c.audience).in_(select(_CLAIMED)))
    .values(
        claimed_by=bindparam("worker"),
        claimed_until=bindparam("until", type_=threads.c.due_at.type),
        tries=threads.c.tries + 1,
    )
    .returning(*threads.c)
)


class SqlSlackRecords:
    """Implements slack.records.SlackRecords."""

    def __init__(self, connection: Connection, sealer: SecretSealer) -> None:
        self._connection = connection
        self._sealer = sealer

    # Workspaces, channels and people

    def put_workspace(self, workspace: Workspace, at: datetime) -> None:
        values = {
            "name": workspace.name,
            "bot_user": workspace.bot_user,
            "sealed_installation": self._sealer.seal(workspace.installation),
        }
        row = {"id": workspace.id, "added_at": at} | values
        if not insert_if_absent(self._connection, workspaces, row):
            self._connection.execute(update(workspaces).where(workspaces.c.id == workspace.id).values(values))

    def workspace(self, workspace: WorkspaceId) -> Workspace | None:
        row = self._connection.execute(select(workspaces).where(workspaces.c.id == workspace)).one_or_none()
        return self._workspace(row) if row else None

    def workspaces(self) -> Sequence[Workspace]:
        rows = self._connection.execute(select(workspaces).order_by(workspaces.c.id)).all()
        return [self._workspace(row) for row in rows]

    def forget_workspace(self, workspace: WorkspaceId) -> None:
        here = select(threads.c.conversation_id).where(
            threads.c.workspace_id == workspace,
            threads.c.conversation_id == posts.c.conversation_id,
            threads.c.audience == posts.c.audience,
        )
        self._connection.execute(delete(posts).where(here.exists()))
        for table in (threads, channels, people):
            self._connection.execute(delete(table).where(table.c.workspace_id == workspace))
        self._connection.execute(delete(workspaces).where(workspaces.c.id == workspace))

    def put_channel(self, channel: TeamChannel) -> None:
        there = (channels.c.workspace_id == channel.workspace) & (channels.c.channel_id == channel.channel)
        self._connection.execute(delete(channels).where(or_(channels.c.team == channel.team, there)))
        row = {
            "team": channel.team,
            "workspace_id": channel.workspace,
            "channel_id": channel.channel,
            "name": channel.name,
            "replies_in_thread": channel.replies_in_thread,
            "trouble": channel.trouble,
        }
        self._connection.execute(channels.insert().values(row))

    def channels(self) -> Sequence[TeamChannel]:
        return [_channel(row) for row in self._connection.execute(select(channels).order_by(channels.c.team))]

    def is_a_teams(self, workspace: WorkspaceId, channel: ChannelId) -> bool:
        place = {"workspace": workspace, "channel": channel}
        return self._connection.execute(_IS_A_TEAMS, place).first() is not None

    def channel_of(self, team: str) -> TeamChannel | None:
        row = self._connection.execute(select(channels).where(channels.c.team == team)).one_or_none()
        return _channel(row) if row else None

    def forget_channel(self, team: str) -> bool:
        return self._connection.execute(delete(channels).where(channels.c.team == team)).rowcount == 1

    def renamed(self, workspace: WorkspaceId, channel: ChannelId, name: str) -> None:
        self._change_channel(workspace, channel, name=name)

    def in_trouble(self, workspace: WorkspaceId, channel: ChannelId, trouble: str | None) -> None:
        self._change_channel(workspace, channel, trouble=trouble)

    def link(self, person: LinkedPerson) -> None:
        who = {"workspace_id": person.workspace, "user_id": person.user}
        values = {"account_id": person.account, "proof": person.proof.value, "linked_at": person.at}
        if not insert_if_absent(self._connection, people, who | values):
            self._connection.execute(update(people).where(_is(person.workspace, person.user)).values(values))

    def person(self, workspace: WorkspaceId, user: SlackUserId) -> LinkedPerson | None:
        row = self._connection.execute(select(people).where(_is(workspace, user))).one_or_none()
        return _person(row) if row else None

    def people_of(self, account: AccountId) -> Sequence[LinkedPerson]:
        rows = self._connection.execute(
            select(people)
            .where(people.c.account_id == account)
            .order_by(people.c.linked_at, people.c.workspace_id, people.c.user_id)
        )
        return [_person(row) for row in rows]

    def unlink(self, workspace: WorkspaceId, user: SlackUserId) -> bool:
        return self._connection.execute(delete(people).where(_is(workspace, user))).rowcount == 1

    def _change_channel(self, workspace: WorkspaceId, channel: ChannelId, **values: str | None) -> None:
        self._connection.execute(
            update(channels)
            .where(channels.c.workspace_id == workspace, channels.c.channel_id == channel)
            .values(values)
        )

    def _workspace(self, row: Row[Any]) -> Workspace:
        return Workspace(
            WorkspaceId(row.id),
            row.name,
            SlackUserId(row.bot_user),
            self._sealer.open(row.sealed_installation),
        )

    # Threads

    def open_thread(self, thread: Thread, at: datetime) -> bool:
        row = {
            "conversation_id": thread.conversation,
            "audience": thread.audience.value,
            "workspace_id": thread.place.workspace,
            "channel_id": thread.place.channel,
            "ts": thread.place.ts,
            "user_id": thread.customer,
            "sequence": thread.sequence,
            "version": thread.version,
            "notes": thread.notes,
            "opened_at": at,
            "due_at": at,
            "tries": 0,
        }
        return insert_if_absent(self._connection, threads, row)

    def thread(self, conversation: ConversationId, audience: Audience) -> Thread | None:
        row = self._connection.execute(_THREAD, {"of": conversation, "for": audience.value}).one_or_none()
        return _thread(row) if row else None

    def thread_at(self, workspace: WorkspaceId, channel: ChannelId, ts: str) -> Thread | None:
        place = {"workspace": workspace, "channel": channel, "ts": ts}
        row = self._connection.execute(_THREAD_AT, place).one_or_none()
        return _thread(row) if row else None

    def leave(self, conversation: ConversationId) -> None:
        for table in (posts, threads):
            of_it = (table.c.conversation_id == conversation) & (table.c.audience == Audience.CUSTOMER.value)
            self._connection.execute(delete(table).where(of_it))

    def behind(
        self, now: datetime, most: int, among: Sequence[ConversationId] | None = None
    ) -> Sequence[ConversationId]:
        asked = {"now": now, "most": most} | ({} if among is None else {"among": among})
        found = self._connection.execute(_BEHIND if among is None else _BEHIND_AMONG, asked).scalars()
        return [ConversationId(each) for each in dict.fromkeys(found)]

    def claim_threads(
        self, worker: str, now: datetime, until: datetime, among: Sequence[ConversationId]
    ) -> Sequence[Thread]:
        claimed = {"worker": worker, "now": now, "until": until, "among": among}
        return [_thread(row) for row in self._connection.execute(_CLAIM, claimed)]

    def placed(self, thread: Thread, worker: str, ts: str) -> bool:
        return self._settle(thread, worker, ts=ts, tries=1)

    def posted(self, thread: Thread, worker: str, *, key: str, ts: str) -> bool:
        if not self._settle(thread, worker, tries=1):
            return False
        self._add_post(thread, key, ts)
        return True

    def caught_up(self, thread: Thread, worker: str) -> bool:
        shown = {"sequence": thread.sequence, "version": thread.version, "notes": thread.notes}
        return self._settle(thread, worker, **shown, **_NOBODYS, tries=0, trouble=None)

    def try_again(self, thread: Thread, worker: str, due_at: datetime, trouble: str) -> bool:
        return self._settle(thread, worker, **_NOBODYS, due_at=due_at, trouble=trouble)

    def moved_to(self, thread: Thread, worker: str, place: Place) -> bool:
        where = {"workspace_id": place.workspace, "channel_id": place.channel, "ts": place.ts}
        if not self._settle(thread, worker, **where, sequence=0, version=0, notes=0, tries=1):
            return False
        times = times_moved(self.posted_keys(thread.conversation, thread.audience)) + 1
        of_it = (posts.c.conversation_id == thread.conversation) & (posts.c.audience == thread.audience.value)
        self._connection.execute(delete(posts).where(of_it))
        self._add_post(thread, key_of_place(times), "")
        return True

    def ts_of_post(self, conversation: ConversationId, audience: Audience, key: str) -> str | None:
        of_it = (posts.c.conversation_id == conversation) & (posts.c.audience == audience.value)
        found: str | None = self._connection.execute(
            select(posts.c.ts).where(of_it, posts.c.key == key)
        ).scalar_one_or_none()
        return found

    def written_there(self, thread: Thread, client_id: str, ts: str) -> None:
        self._add_post(thread, key_of_writing(client_id), ts)

    def held(self) -> Sequence[tuple[AgentId, Place]]:
        rows = self._connection.execute(
            select(
                conversations.c.agent_id, threads.c.workspace_id, func.min(threads.c.channel_id).label("any")
            )
            .join(threads, threads.c.conversation_id == conversations.c.id)
            .where(
                _FOR_AGENTS, conversations.c.owner == Owner.AGENT.value, conversations.c.agent_id.is_not(None)
            )
            .group_by(conversations.c.agent_id, threads.c.workspace_id)
            .order_by(conversations.c.agent_id, threads.c.workspace_id)
        )
        return [
            (AgentId(row.agent_id), Place(WorkspaceId(row.workspace_id), ChannelId(row.any), None))
            for row in rows
        ]

    def posted_keys(self, conversation: ConversationId, audience: Audience) -> frozenset[str]:
        of = {"of": conversation, "for": audience.value}
        return frozenset(self._connection.execute(_POSTED_KEYS, of).scalars())

    def without_thread(
        self, most: int, among: Sequence[ConversationId] | None = None
    ) -> Sequence[ConversationId]:
        asked = {"most": most} | ({} if among is None else {"among": among})
        waiting = self._connection.execute(_WAITING if among is None else _WAITING_AMONG, asked).scalars()
        return [ConversationId(each) for each in waiting]

    def _add_post(self, thread: Thread, key: str, ts: str) -> None:
        of_it = {"conversation_id": thread.conversation, "audience": thread.audience.value}
        insert_if_absent(self._connection, posts, of_it | {"key": key, "ts": ts})

    def _settle(self, thread: Thread, worker: str, **values: object) -> bool:
        whose = {"of": thread.conversation, "for": thread.audience.value, "worker": worker}
        return self._connection.execute(_SETTLE, whose | values).rowcount == 1


def _is(workspace: WorkspaceId, user: SlackUserId) -> ColumnElement[bool]:
    return (people.c.workspace_id == workspace) & (people.c.user_id == user)


def _person(row: Row[Any]) -> LinkedPerson:
    return LinkedPerson(
        WorkspaceId(row.workspace_id),
        SlackUserId(row.user_id),
        AccountId(row.account_id),
        Proof(row.proof),
        row.linked_at,
    )


def _channel(row: Row[Any]) -> TeamChannel:
    return TeamChannel(
        row.team,
        WorkspaceId(row.workspace_id),
        ChannelId(row.channel_id),
        row.name,
        row.replies_in_thread,
        row.trouble,
    )


def _thread(row: Row[Any]) -> Thread:
    return Thread(
        conversation=ConversationId(row.conversation_id),
        audience=Audience(row.audience),
        place=Place(WorkspaceId(row.workspace_id), ChannelId(row.channel_id), row.ts),
        sequence=row.sequence,
        version=row.version,
        notes=row.notes,
        customer=SlackUserId(row.user_id) if row.user_id else None,
        tries=row.tries,
        trouble=row.trouble,
    )
