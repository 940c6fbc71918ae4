"""Shows conversations in Slack: opens threads, and posts what each of them does not show yet.

The log is the truth and a thread is a view of it with a cursor, so nothing has to be told to Slack when it
happens: a thread that is behind its conversation is claimed by a worker, of any number of processes, which
posts what is missing in order and stores each before the next. Whoever dies leaves one message at most of
which nobody knows whether Slack has it; the next worker asks Slack for it by its name.

An agents' thread moves with its conversation into the queue of another team that has a channel of its own:
whoever is to answer has to be able to read all of it, and who is in the old channel no longer has to. Passed
on to an agent of the same team, or to a team without a channel, it stays where it is.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.cases.brief import Brief
from bot.conversations.attachment import Part
from bot.conversations.conversation import Conversation, Message, Owner
from bot.conversations.desk import DeskEntry, MoveMade, Note, StoryLine
from bot.errors import (
    ChannelClosed,
    DeliveryFailed,
    FileNotReady,
    FileRefused,
    LedgerUnavailable,
    SlackBusy,
    UnknownConversation,
)
from bot.knowledge.brand import BrandPolicy
from bot.ledger.actions import TOLD_STATES, ActionState, LedgerAction
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import ASSISTANT, Actor
from bot.services.aside import Aside, Front
from bot.services.over_and_over import over_and_over
from bot.services.read_conversation import readable_messages
from bot.services.read_desk import readable_entries, readable_lines, readable_notes
from bot.services.slack_views import AgentsView, CaseInSlack, CustomersView
from bot.services.under_way import UnderWay
from bot.services.write_from_thread import replies_in_thread
from bot.slack.incoming import came_from_slack
from bot.slack.posting import Attached, Posted, SlackPoster
from bot.slack.threads import (
    BRIEF,
    Audience,
    Place,
    Thread,
    due_after_failure,
    key_of_action,
    key_of_file,
    key_of_message,
    key_of_move,
    key_of_note,
    key_of_writing,
    name_in_slack,
)
from bot.slack.workspaces import TeamChannel
from bot.values import AgentId, Clock, ConversationId

log = logging.getLogger(__name__)

# Longer than a try may take, by enough that clocks of several machines may differ by minutes.
CLAIMED_FOR = timedelta(minutes=5)
_MOST_AT_ONCE = 20
# Slack takes about a message a second, and what is left over is posted by the next try.
_TRY_S = 120
# For retries, and for what another process stored.
_LOOK_AGAIN_S = 5
_GATHERS_S = 0.1
# What is being posted when the app stops gets so long: of what is cut off Slack has to be asked.
_LAST_S = 5

# So often a file is given to Slack, and its message waits for Slack to look through it; then it goes without.
_TRIES_TO_UPLOAD = 3
_TRIES_TO_SHOW = 5

_NOBODY = AgentId("")


class Watch(Protocol):
    def ring(self, conversation: ConversationId) -> None: ...

    async def changed(self, at_most_s: float) -> list[ConversationId]: ...


class Bell(Protocol):
    """Rings for every conversation that changes in this process."""

    def watch_desk(self) -> AbstractContextManager[Watch]: ...


class AskBrief(Protocol):
    def __call__(self, conversation: ConversationId, actor: Actor) -> Brief: ...


class _NotOurs(Exception):
    """The conversation was erased, or another worker has the thread now."""


@dataclass(frozen=True)
class _Missing:
    """Something that the thread does not show. `outdated` is a message that it takes the place of as well."""

    key: str
    posted: Posted
    outdated: str | None = None


@dataclass(frozen=True)
class _ForCustomer:
    """What the customer's thread shows of a conversation. `names` is empty where the brand tells none."""

    messages: Sequence[Message]
    names: Mapping[AgentId, str]
    keys: frozenset[str]
    last_sequence: int


@dataclass(frozen=True)
class _ForAgents:
    """All that agents' thread shows of a conversation, readable, as of one moment."""

    conversation: Conversation
    entry: DeskEntry
    lines: Sequence[StoryLine]
    notes: Sequence[Note]
    moves: Sequence[MoveMade]
    actions: Sequence[LedgerAction]
    asked: Mapping[str, str]  # where an action that waited for a second person is, by its id
    keys: frozenset[str]
    channel: TeamChannel | None  # that of the team which has the conversation
    replies_in_thread: bool


class ShowInSlack:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        poster: SlackPoster,
        brief_case: AskBrief,
        front: Front,
        *,
        to_customers: CustomersView,
        to_agents: AgentsView,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._poster = poster
        self._brief_case = brief_case
        self._to_customers = to_customers
        self._to_agents = to_agents
        self._worker = uuid.uuid4().hex
        self._aside = Aside(1, front)
        self._under_way: UnderWay[ConversationId, bool] = UnderWay(_MOST_AT_ONCE)

    async def __call__(self) -> int:
        """Opens the threads that are wanted, and tries once all that are due; returns how many caught up."""
        return sum(await asyncio.gather(*await self._begin(None)))

    async def run(self, bell: Bell) -> None:
        """Until it is cancelled; then what is being posted is given a moment to end."""
        with bell.watch_desk() as watch:
            rung: list[ConversationId] = []
            looked_at = -math.inf

            async def look() -> None:
                nonlocal looked_at
                # Whose bell has rung is quickly looked at; what is due for another reason is looked for.
                looks_everywhere = not rung or time.monotonic() - looked_at > _LOOK_AGAIN_S
                looked_at = time.monotonic() if looks_everywhere else looked_at
                for conversation in rung:
                    # What has happened since it is being shown is looked at after that.
                    self._under_way.after(conversation, watch.ring)
                await self._begin(None if looks_everywhere else rung)

            async def pause() -> None:
                nonlocal rung
                rung = await watch.changed(_LOOK_AGAIN_S)
                # A message is news, and a moment later its answer is.
                await asyncio.sleep(_GATHERS_S)

            try:
                await over_and_over(look, pause, log, "could not show conversations in Slack")
            finally:
                await self._under_way.end(_LAST_S)

    async def _begin(self, among: Sequence[ConversationId] | None) -> list[asyncio.Task[bool]]:
        """Begins to show all that is due, of these conversations or of any, as soon as there is room."""
        begun: list[asyncio.Task[bool]] = []
        while True:
            await self._under_way.has_room()
            claimed, were_all = await self._aside(self._claim, among, self._under_way.room)
            begun += [self._under_way.begin(each.conversation, self._try(each)) for each in claimed]
            if were_all:
                return begun

    def _claim(self, among: Sequence[ConversationId] | None, most: int) -> tuple[Sequence[Thread], bool]:
        """Some that are due, and whether there were no more."""
        now = self._clock.now()
        with self._unit_of_work(only_reads=True) as work:
            wanted = work.slack.without_thread(most, among)
            behind = work.slack.behind(now, most, among)
        if not wanted and not behind:
            return (), True
        with self._unit_of_work() as work:
            _open_threads(work, wanted, now)
            due = [*behind, *wanted]
            claimed = work.slack.claim_threads(self._worker, now, now + CLAIMED_FOR, due[:most])
        return claimed, len(due) < most

    async def _try(self, thread: Thread) -> bool:
        """Whether it caught up."""
        try:
            return await self._catch_up(thread)
        except Exception:
            # Its claim runs out, and then somebody tries again.
            log.exception("could not store how far conversation %s is shown in Slack", thread.conversation)
            return False

    async def _catch_up(self, thread: Thread) -> bool:
        show = self._to_customer if thread.audience is Audience.CUSTOMER else self._to_the_agents
        try:
            async with asyncio.timeout(_TRY_S):
                await show(thread)
        except _NotOurs:
            return False
        except SlackBusy as error:
            return await self._fail(thread, error.detail, wait=timedelta(seconds=error.retry_after_s))
        except ChannelClosed as error:
            return await self._fail(thread, error.detail, is_closed=True)
        except DeliveryFailed as error:
            return await self._fail(thread, error.detail)
        except TimeoutError:
            return await self._fail(thread, f"It took longer than {_TRY_S} seconds.")
        except Exception as error:
            log.exception("could not show conversation %s in Slack", thread.conversation)
            return await self._fail(thread, f"An error of ours: {type(error).__name__}.")
        return True

    async def _fail(
        self, thread: Thread, trouble: str, *, wait: timedelta | None = None, is_closed: bool = False
    ) -> bool:
        due_at = due_after_failure(thread.tries, self._clock.now(), wait)

        def settle() -> None:
            with self._unit_of_work() as work:
                # It may have moved meanwhile, and then it is the new channel that is closed.
                now_there = work.slack.thread(thread.conversation, thread.audience)
                if is_closed and now_there is not None and thread.audience is Audience.AGENTS:
                    place = now_there.place
                    work.slack.in_trouble(place.workspace, place.channel, trouble)
                work.slack.try_again(thread, self._worker, due_at, trouble)

        await self._aside(settle)
        log.warning(
            "conversation %s is shown to the %s in Slack from %s on: %s",
            *(thread.conversation, thread.audience, due_at, trouble),
        )
        return False

    # The customer's thread

    async def _to_customer(self, thread: Thread) -> None:
        seen = await self._aside(self._read_for_customer, thread)
        missing = [
            _Missing(
                key,
                self._to_customers(message, thread.conversation, seen.names.get(message.agent or _NOBODY)),
            )
            for message in seen.messages
            # What they wrote in Slack they see there already.
            if not came_from_slack(message.client_id)
            and (key := key_of_message(message.sequence)) not in seen.keys
        ]
        await self._post(thread, missing, seen.keys, then=replace(thread, sequence=seen.last_sequence))

    def _read_for_customer(self, thread: Thread) -> _ForCustomer:
        with self._unit_of_work(only_reads=True) as work:
            conversation = _existing(work, thread)
            messages = readable_messages(work, thread.conversation, thread.sequence)
            wrote = {message.agent for message in messages if message.agent}
            named = work.desk.names(sorted(wrote)) if self._policy.support.shows_agent_names else {}
            keys = work.slack.posted_keys(thread.conversation, thread.audience)
        return _ForCustomer(messages, named, keys, conversation.last_sequence)

    # The agents' thread

    async def _to_the_agents(self, thread: Thread) -> None:
        seen = await self._aside(self._read_for_agents, thread)
        case = await self._aside(self._case, seen)
        if seen.channel is not None and _is_elsewhere(thread, seen.conversation, seen.channel):
            await self._move(thread, case, seen.channel)
            thread = replace(thread, place=_in_channel(seen.channel), sequence=0, tries=1)
            seen = await self._aside(self._read_for_agents, thread)
        is_new = thread.place.ts is None
        if is_new:
            thread = await self._place(thread, self._to_agents.brief(case), seen.keys)
        await self._post(thread, self._missing(seen), seen.keys)
        if not is_new:
            await self._poster.update(thread.place, thread.place.ts or "", self._to_agents.brief(case))
        shown = replace(
            thread,
            sequence=seen.conversation.last_sequence,
            version=seen.conversation.version,
            notes=len(seen.notes),
        )
        await self._caught_up(shown)

    def _read_for_agents(self, thread: Thread) -> _ForAgents:
        of = thread.conversation
        with self._unit_of_work(only_reads=True) as work:
            conversation = _existing(work, thread)
            entry = work.desk.entry(of, _NOBODY, self._clock.now())
            if entry is None:
                raise _NotOurs
            most = conversation.last_sequence - thread.sequence
            actions = [action for action in work.ledger_actions.of(of) if action.confirmed_at]
            asked = {
                action.id: work.slack.ts_of_post(
                    of, thread.audience, key_of_action(action.id, ActionState.PENDING)
                )
                for action in actions
            }
            return _ForAgents(
                conversation,
                readable_entries(work, [entry])[0],
                readable_lines(work, of, after=thread.sequence, most=most) if most else (),
                readable_notes(work, of),
                work.desk.moves(of),
                [action for action in actions if action.state in TOLD_STATES],
                {action: ts for action, ts in asked.items() if ts is not None},
                work.slack.posted_keys(of, thread.audience),
                work.slack.channel_of(conversation.team),
                replies_in_thread(work, thread),
            )

    def _case(self, seen: _ForAgents) -> CaseInSlack:
        try:
            facts = self._brief_case(seen.conversation.id, ASSISTANT)
        except LedgerUnavailable:
            facts = None
        except UnknownConversation:
            raise _NotOurs from None
        team = self._policy.support.team(seen.conversation.team).name
        return CaseInSlack(seen.entry, team, facts, seen.replies_in_thread)

    def _missing(self, seen: _ForAgents) -> list[_Missing]:
        """In the order in which it happened; of the log in the log's own order, whatever clocks say."""
        happened: list[tuple[datetime, _Missing]] = []

        def add(at: datetime, key: str, posted: Posted, outdated: str | None = None) -> None:
            if key not in seen.keys:
                happened.append((at, _Missing(key, posted, outdated)))

        latest: datetime | None = None
        for line in seen.lines:
            sent_at = line.message.sent_at
            latest = max(latest or sent_at, sent_at)
            if not _was_written_there(seen, line.message.client_id):
                add(latest, key_of_message(line.message.sequence), self._to_agents.line(line))
        for number, move in enumerate(seen.moves):
            add(move.at, key_of_move(number), self._to_agents.move(move))
        for note in seen.notes:
            if not _was_written_there(seen, note.client_id):
                add(note.at, key_of_note(note.id), self._to_agents.note(note))
        for action in seen.actions:
            outdated = seen.asked.get(action.id)
            at = action.decided_at or action.confirmed_at or action.asked_at
            add(at, key_of_action(action.id, action.state), self._to_agents.action(action), outdated)
        return [missing for _, missing in sorted(happened, key=lambda each: each[0])]

    async def _move(self, thread: Thread, case: CaseInSlack, channel: TeamChannel) -> None:
        if thread.place.ts is not None:
            try:
                await self._poster.update(thread.place, thread.place.ts, self._to_agents.passed_on(case))
            except ChannelClosed as error:
                # Nobody reads there any more, which must not keep the others from reading here.
                log.warning("the old thread of %s stays as it is: %s", thread.conversation, error.detail)
        await self._store(
            lambda work: work.slack.moved_to(thread, self._worker, _in_channel(channel)),
        )

    async def _place(self, thread: Thread, brief: Posted, keys: frozenset[str]) -> Thread:
        """The thread with its first message, which is posted unless an earlier try did."""
        name = name_in_slack(thread, BRIEF, keys)
        there = await self._poster.find(thread.place, name) if thread.is_retry else None
        ts = there or await self._poster.post(thread.place, brief, name)
        await self._store(lambda work: work.slack.placed(thread, self._worker, ts))
        return replace(thread, place=replace(thread.place, ts=ts))

    # Both

    async def _post(
        self,
        thread: Thread,
        missing: Sequence[_Missing],
        keys: frozenset[str],
        then: Thread | None = None,
    ) -> None:
        """`then` is how far it has got with the last of them, if nothing else is to be done."""
        if thread.is_retry:
            missing = await self._without_those_there(thread, missing, keys)
        for left, one in zip(reversed(range(len(missing))), missing, strict=True):
            if one.outdated is not None:
                await self._poster.update(thread.place, one.outdated, one.posted)
            ts = await self._post_one(thread, one, keys)
            await self._posted(thread, one.key, ts, None if left else then)
        if then is not None and not missing:
            await self._caught_up(then)

    async def _post_one(self, thread: Thread, one: _Missing, keys: frozenset[str]) -> str:
        name = name_in_slack(thread, one.key, keys)
        if one.posted.attached is None:
            return await self._poster.post(thread.place, one.posted, name)
        slack_id = await self._uploaded(thread, one.key, one.posted.attached, keys)
        with_file = replace(one.posted, attached=replace(one.posted.attached, slack_id=slack_id))
        try:
            return await self._poster.post(thread.place, with_file, name)
        except FileNotReady as error:
            was_there = key_of_file(one.key) in keys
            if not was_there or thread.tries <= _TRIES_TO_SHOW:
                raise
            trouble = error.detail
        except FileRefused as error:
            trouble = error.detail
        log.warning("a file of conversation %s is told of: %s", thread.conversation, trouble)
        return await self._poster.post(thread.place, one.posted, name)

    async def _uploaded(
        self, thread: Thread, key: str, attached: Attached, keys: frozenset[str]
    ) -> str | None:
        """Slack's name for the file, from this try or an earlier one; None if Slack does not take it.

        Whoever dies before it is stored leaves a file at Slack that nobody can see.
        """
        file_key = key_of_file(key)
        if file_key in keys:
            return await self._aside(self._slack_id_of, thread, file_key)
        content = await self._aside(self._content_of, attached)
        try:
            slack_id = await self._poster.upload(thread.place, attached.name, content)
        except (SlackBusy, ChannelClosed):
            raise
        except DeliveryFailed as error:
            if not isinstance(error, FileRefused) and thread.tries < _TRIES_TO_UPLOAD:
                raise
            log.warning("a file of conversation %s is told of: %s", thread.conversation, error.detail)
            return None
        await self._posted(thread, file_key, slack_id)
        return slack_id

    def _slack_id_of(self, thread: Thread, file_key: str) -> str | None:
        with self._unit_of_work(only_reads=True) as work:
            return work.slack.ts_of_post(thread.conversation, thread.audience, file_key)

    def _content_of(self, attached: Attached) -> bytes:
        with self._unit_of_work(only_reads=True) as work:
            content = work.attachments.content(attached.id, Part.WHOLE)
        if content is None:
            raise _NotOurs
        return content

    async def _without_those_there(
        self, thread: Thread, missing: Sequence[_Missing], keys: frozenset[str]
    ) -> Sequence[_Missing]:
        """Of a try whose end nobody saw one message may be there. What has happened since may come before it,
        so all are asked for that may have been the next one: of the log only its first."""
        first = next((one for one in missing if one.key.startswith("message:")), None)
        left = []
        for one in missing:
            may_be_there = one is first or not one.key.startswith("message:")
            ts = None
            if may_be_there:
                ts = await self._poster.find(thread.place, name_in_slack(thread, one.key, keys))
            if ts is None:
                left.append(one)
            else:
                await self._posted(thread, one.key, ts)
        return left

    async def _posted(self, thread: Thread, key: str, ts: str, then: Thread | None = None) -> None:
        def store(work: Work) -> bool:
            posted = work.slack.posted(thread, self._worker, key=key, ts=ts)
            return posted and (then is None or work.slack.caught_up(then, self._worker))

        await self._store(store)

    async def _caught_up(self, thread: Thread) -> None:
        await self._store(lambda work: work.slack.caught_up(thread, self._worker))

    async def _store(self, store: Callable[[Work], bool]) -> None:
        def stored() -> bool:
            with self._unit_of_work() as work:
                return store(work)

        if not await self._aside(stored):
            raise _NotOurs


def _open_threads(work: Work, wanted: Sequence[ConversationId], now: datetime) -> None:
    for waiting in wanted:
        conversation = work.conversations.get(waiting)
        channel = work.slack.channel_of(conversation.team) if conversation else None
        if channel is not None:
            work.slack.open_thread(Thread(waiting, Audience.AGENTS, _in_channel(channel), 0, 0, 0, None), now)


def _existing(work: Work, thread: Thread) -> Conversation:
    conversation = work.conversations.get(thread.conversation)
    if conversation is None:
        raise _NotOurs
    return conversation


def _in_channel(channel: TeamChannel) -> Place:
    """Where a thread of the team's begins: its first message is to be posted."""
    return Place(channel.workspace, channel.channel, None)


def _is_elsewhere(thread: Thread, conversation: Conversation, channel: TeamChannel) -> bool:
    """Whether the thread is not where the team works in whose queue the conversation is."""
    here = (thread.place.workspace, thread.place.channel)
    there = (channel.workspace, channel.channel)
    return conversation.owner is Owner.QUEUED and channel.trouble is None and here != there


def _was_written_there(seen: _ForAgents, client_id: str | None) -> bool:
    return client_id is not None and key_of_writing(client_id) in seen.keys
