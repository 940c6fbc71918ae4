"""What the services need to be stored about Slack. `storage` provides it, within a unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.slack.threads import Audience, Place, Thread
from bot.slack.workspaces import (
    ChannelId,
    LinkedPerson,
    SlackUserId,
    TeamChannel,
    Workspace,
    WorkspaceId,
)
from bot.values import AccountId, AgentId, ConversationId


class SlackRecords(Protocol):
    def put_workspace(self, workspace: Workspace, at: datetime) -> None:
        """Adds it, or takes the place of what was stored of it."""

    def workspace(self, workspace: WorkspaceId) -> Workspace | None: ...

    def workspaces(self) -> Sequence[Workspace]:
        """By id."""

    def forget_workspace(self, workspace: WorkspaceId) -> None:
        """With its channels, threads and people; conversations stay."""

    def put_channel(self, channel: TeamChannel) -> None:
        """In place of the team's channel of before. One channel has one team."""

    def channels(self) -> Sequence[TeamChannel]:
        """By team."""

    def is_a_teams(self, workspace: WorkspaceId, channel: ChannelId) -> bool:
        """Whether some team's escalations are shown there."""

    def channel_of(self, team: str) -> TeamChannel | None: ...

    def forget_channel(self, team: str) -> bool:
        """False if the team had none."""

    def renamed(self, workspace: WorkspaceId, channel: ChannelId, name: str) -> None: ...

    def in_trouble(self, workspace: WorkspaceId, channel: ChannelId, trouble: str | None) -> None:
        """Why nothing can be posted there; None: it can be."""

    def link(self, person: LinkedPerson) -> None:
        """The person is that customer, and no other, in direct messages that begin from now on."""

    def person(self, workspace: WorkspaceId, user: SlackUserId) -> LinkedPerson | None: ...

    def people_of(self, account: AccountId) -> Sequence[LinkedPerson]:
        """The first linked first."""

    def unlink(self, workspace: WorkspaceId, user: SlackUserId) -> bool:
        """False if the person was linked to nobody."""

    def open_thread(self, thread: Thread, at: datetime) -> bool:
        """False if the conversation has one for that audience, or the place shows another conversation."""

    def thread(self, conversation: ConversationId, audience: Audience) -> Thread | None: ...

    def thread_at(self, workspace: WorkspaceId, channel: ChannelId, ts: str) -> Thread | None: ...

    def leave(self, conversation: ConversationId) -> None:
        """The customer has it in Slack no more: their place is free for another conversation."""

    def behind(
        self, now: datetime, most: int, among: Sequence[ConversationId] | None = None
    ) -> Sequence[ConversationId]:
        """Which conversations have a thread that does not show all of them and is due; the longest first.

        A thread of agents whose channel is in trouble is not due. `among`: of these only.
        """

    def claim_threads(
        self, worker: str, now: datetime, until: datetime, among: Sequence[ConversationId]
    ) -> Sequence[Thread]:
        """Begins a try of the threads of these conversations that are still behind.

        They are the worker's until then. Each of the next five does nothing, and returns False, if a thread
        is not any more.
        """

    def placed(self, thread: Thread, worker: str, ts: str) -> bool:
        """Its first message is posted."""

    def posted(self, thread: Thread, worker: str, *, key: str, ts: str) -> bool:
        """One more message is in the thread: `key` says what of the conversation it shows."""

    def caught_up(self, thread: Thread, worker: str) -> bool:
        """Stores how far it has got, and lets go of it."""

    def try_again(self, thread: Thread, worker: str, due_at: datetime, trouble: str) -> bool: ...

    def moved_to(self, thread: Thread, worker: str, place: Place) -> bool:
        """It is shown there from now on, from its beginning; one of `posted_keys` then says so."""

    def posted_keys(self, conversation: ConversationId, audience: Audience) -> frozenset[str]: ...

    def ts_of_post(self, conversation: ConversationId, audience: Audience, key: str) -> str | None:
        """Where in the thread it is; None if it is not."""

    def written_there(self, thread: Thread, client_id: str, ts: str) -> None:
        """An agent writes it in the thread itself: the note or message of that client id is there already."""

    def held(self) -> Sequence[tuple[AgentId, Place]]:
        """Agents who have a conversation with an agents' thread, each once for a workspace, and a place."""

    def without_thread(
        self, most: int, among: Sequence[ConversationId] | None = None
    ) -> Sequence[ConversationId]:
        """Who queued for a team with a channel, and has no thread there; the longest first.

        Whether they still wait or an agent has them. `among`: of these only.
        """


class LinkCodes(Protocol):
    """Codes by which customers show in Slack who they are, as keyed hashes. An account has one at most."""

    def put(self, account: AccountId, key: str, expires_at: datetime, now: datetime) -> None:
        """In place of the account's code of before."""

    def take(self, key: str, now: datetime) -> AccountId | None:
        """Whose code it is, and it is used up; None if there is none, or not any more."""

    def end_of(self, account: AccountId) -> None:
        """The account has no code any more."""

    def end_at(self, account: AccountId) -> datetime | None:
        """Until when the account's code works; None if it has none."""
