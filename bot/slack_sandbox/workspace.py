"""What Slack knows: workspaces with their people, channels, messages and views. No input or output.

Whether somebody may do a thing is decided in `methods` and `people`; here it is done.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.slack_sandbox.refusal import Refused
from bot.values import Clock

Json = dict[str, Any]

# https://docs.slack.dev/interactivity/handling-user-interaction
_RESPONSES = 5
_RESPONSE_LIFETIME = timedelta(minutes=30)


class Kind(StrEnum):
    """The values are Slack's own names of a channel's type."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"


@dataclass
class User:
    """`team` is the workspace that the person belongs to, which may not be the one where they are met."""

    id: str
    team: str
    name: str
    email: str
    is_email_confirmed: bool = True
    is_bot: bool = False
    is_active: bool = True
    is_deleted: bool = False


@dataclass
class File:
    """`is_ready` once Slack has looked through it; `shared_in` are the channels whose members see it."""

    id: str
    name: str
    content: bytes
    mime_type: str
    user: str
    created: datetime
    is_ready: bool = True
    shared_in: set[str] = field(default_factory=set)


@dataclass
class Upload:
    """What the app has begun to upload; `content` once it was sent."""

    workspace: Workspace
    file_id: str
    name: str
    length: int
    content: bytes | None = None


@dataclass
class Message:
    """`text` is as Slack keeps it, with its escapes and marks. `thread_ts` names the message it hangs on."""

    ts: str
    channel: str
    user: str
    text: str
    thread_ts: str | None = None
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    is_from_app: bool = False
    edited_ts: str | None = None
    files: list[File] = field(default_factory=list)
    # A message with replies that was deleted leaves its place behind.
    is_tombstone: bool = False
    # Only this person sees it; no method of Slack's lists it.
    only_for: str | None = None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class Channel:
    id: str
    kind: Kind
    name: str
    created: datetime
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    # In the order of their ts.
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    _last_us: int = 0

    def next_ts(self, now: datetime) -> str:
        """Unique in this channel, and later than any before, even while the clock stands still."""
        self._last_us = max(int(now.timestamp() * 1_000_000), self._last_us + 1)
        seconds, micros = divmod(self._last_us, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def replies(self, ts: str) -> list[Message]:
        return [message for message in self.messages.values() if message.is_reply and message.thread_ts == ts]


@dataclass
class View:
    """A modal, or somebody's App Home. `content` is what the app sent, `values` what the person put in."""

    id: str
    user: str
    content: Json
    hash: str
    root: str
    previous: str | None = None
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass
class Workspace:
    """`bot` is our app's user there; `is_installed` whether our app is."""

    id: str
    name: str
    domain: str
    bot: User
    bot_id: str
    is_installed: bool = True
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    # The views that are open for a person, the top one last.
    modals: dict[str, list[View]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    def channel_named(self, name: str) -> Channel:
        """Raises KeyError."""
        return {channel.name: channel for channel in self.channels.values()}[name]

    def user_named(self, name: str) -> User:
        """Raises KeyError."""
        return {user.name: user for user in self.users.values()}[name]


@dataclass
class ResponseUrl:
    """Where the app may answer to something that a person did, a few times and not for long."""

    workspace: Workspace
    channel: Channel
    user: User
    until: datetime
    message: Message | None = None
    left: int = _RESPONSES


@dataclass
class Trigger:
    """What a person did, for which the app may open one modal; `view` is the one in which they did it."""

    workspace: Workspace
    user: User
    until: datetime
    view: View | None = None
    is_used: bool = False


@dataclass(frozen=True)
class App:
    """Our app, as Slack's pages for developers list it. None of its secrets is anybody else's."""

    id: str = "A00GIFTLINE"
    name: str = "Giftline"
    command: str = "/giftline"
    client_id: str = "1000000000.2000000000"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    app_token: str = field(default_factory=lambda: f"xapp-1-A00GIFTLINE-{secrets.token_hex(16)}")
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))


class Slack:
    """All workspaces of the app. `changed` is called after each change; `url` is where it is served."""

    def __init__(self, clock: Clock, *, app: App | None = None, trigger_lifetime_s: float = 3.0) -> None:
        self.clock = clock
        self.app = app or App()
        self.url = ""
        self.workspaces: dict[str, Workspace] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.triggers: dict[str, Trigger] = {}
        self.changed: Callable[[], None] = lambda: None
        self.uploads: dict[str, Upload] = {}
        # Slack takes a moment for it, in which no block can show a file.
        self.looks_through_files_at_once = True
        self._trigger_lifetime = timedelta(seconds=trigger_lifetime_s)
        self._count = 0

    def new_id(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count:09d}"

    def now(self) -> datetime:
        return self.clock.now()

    def add_workspace(self, name: str) -> Workspace:
        """With our app in it, as its bot user."""
        team = self.new_id("T")
        bot = User(self.new_id("U"), team, self.app.name.lower(), "", is_bot=True)
        workspace = Workspace(team, name, name.lower().replace(" ", "-"), bot, self.new_id("B"))
        workspace.users[bot.id] = bot
        self.workspaces[team] = workspace
        return workspace

    def add_user(
        self,
        workspace: Workspace,
        name: str,
        *,
        email: str | None = None,
        is_email_confirmed: bool = True,
        team: str | None = None,
    ) -> User:
        """`team` is another workspace that the person comes from, as Slack Connect lets them."""
        user = User(
            self.new_id("U"),
            team or workspace.id,
            name,
            f"{name}@example.com" if email is None else email,
            is_email_confirmed,
        )
        workspace.users[user.id] = user
        self.changed()
        return user

    def add_channel(
        self, workspace: Workspace, name: str, *, members: Sequence[User] = (), is_private: bool = False
    ) -> Channel:
        """With our bot in it."""
        kind = Kind.PRIVATE if is_private else Kind.PUBLIC
        channel = Channel(self.new_id("C"), kind, name, self.now())
        channel.members = {workspace.bot.id, *(member.id for member in members)}
        workspace.channels[channel.id] = channel
        self.changed()
        return channel

    def direct_channel(self, workspace: Workspace, user: User) -> Channel:
        """The one between the person and our app; made if there is none."""
        both = {workspace.bot.id, user.id}
        for channel in workspace.channels.values():
            if channel.kind is Kind.DIRECT and channel.members == both:
                return channel
        channel = Channel(self.new_id("D"), Kind.DIRECT, user.name, self.now(), both)
        workspace.channels[channel.id] = channel
        self.changed()
        return channel

    def post(
        self,
        channel: Channel,
        user: User,
        text: str,
        *,
        thread_ts: str | None = None,
        blocks: Sequence[Json] = (),
        metadata: Json | None = None,
        files: Sequence[File] = (),
        only_for: str | None = None,
    ) -> Message:
        """In a thread if `thread_ts` is given: a reply to a reply hangs on what that one hangs on."""
        parent = channel.messages.get(thread_ts) if thread_ts else None
        if parent is not None:
            thread_ts = parent.thread_ts or parent.ts
            # From its first reply on, a message belongs to the thread that it begins.
            channel.messages[thread_ts].thread_ts = thread_ts
        message = Message(
            channel.next_ts(self.now()),
            channel.id,
            user.id,
            text,
            thread_ts,
            with_block_ids(blocks),
            metadata,
            user.is_bot,
            files=list(files),
            only_for=only_for,
        )
        for file in files:
            file.shared_in.add(channel.id)
        if only_for is None:
            channel.messages[message.ts] = message
        else:
            channel.ephemerals.append(message)
        self.changed()
        return message

    def edit(self, channel: Channel, message: Message, text: str, blocks: Sequence[Json]) -> None:
        message.text = text
        message.blocks = with_block_ids(blocks)
        if not blocks:
            # Slack says so of a text only.
            message.edited_ts = channel.next_ts(self.now())
        self.changed()

    def delete(self, channel: Channel, message: Message) -> None:
        if message.only_for is not None:
            channel.ephemerals.remove(message)
        elif channel.replies(message.ts):
            message.is_tombstone = True
            message.text = "This message was deleted."
            message.blocks, message.files, message.metadata = [], [], None
        else:
            del channel.messages[message.ts]
        self.changed()

    def add_file(self, workspace: Workspace, user: User, name: str, content: bytes, mime_type: str) -> File:
        file = File(self.new_id("F"), name, content, mime_type, user.id, self.now())
        workspace.files[file.id] = file
        return file

    def new_upload(self, workspace: Workspace, name: str, length: int) -> tuple[str, Upload]:
        """And the secret of the address to which its content is to be sent."""
        ticket = secrets.token_urlsafe(16)
        self.uploads[ticket] = Upload(workspace, self.new_id("F"), name, length)
        return ticket, self.uploads[ticket]

    def complete_upload(self, workspace: Workspace, file_id: str) -> File | None:
        """None if nothing was uploaded under that id, or if it is complete already."""
        for ticket, upload in self.uploads.items():
            if upload.workspace is workspace and upload.file_id == file_id and upload.content is not None:
                file = File(
                    file_id,
                    upload.name,
                    upload.content,
                    _mime_type(upload.content),
                    workspace.bot.id,
                    self.now(),
                    self.looks_through_files_at_once,
                )
                workspace.files[file_id] = file
                del self.uploads[ticket]
                return file
        return None

    def look_through_files(self) -> None:
        """Those that wait for it."""
        for workspace in self.workspaces.values():
            for file in workspace.files.values():
                file.is_ready = True

    def new_trigger(self, workspace: Workspace, user: User, view: View | None = None) -> str:
        number = self.new_id("")
        trigger = f"{int(number)}.{int(workspace.id[1:])}.{secrets.token_hex(8)}"
        self.triggers[trigger] = Trigger(workspace, user, self.now() + self._trigger_lifetime, view)
        return trigger

    def use_trigger(self, workspace: Workspace, trigger_id: str) -> Trigger:
        """Once. Raises Refused."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.workspace is not workspace:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if self.now() > trigger.until:
            raise Refused("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def new_response_url(
        self, workspace: Workspace, channel: Channel, user: User, message: Message | None
    ) -> str:
        """Its secret, which comes last in the address."""
        secret = secrets.token_urlsafe(16)
        until = self.now() + _RESPONSE_LIFETIME
        self.response_urls[secret] = ResponseUrl(workspace, channel, user, until, message)
        return secret

    def show_modal(self, workspace: Workspace, user: User, content: Json, *, on_top: bool) -> View:
        """On top of those that are open, or instead of them."""
        stack = workspace.modals.setdefault(user.id, [])
        if not on_top:
            stack.clear()
        view = self._new_view(user, content)
        if stack:
            view.root, view.previous = stack[0].id, stack[-1].id
        stack.append(view)
        self.changed()
        return view

    def update_view(self, view: View, content: Json) -> None:
        kept = {block.get("block_id"): block for block in view.content.get("blocks", [])}
        view.content = _view_content(content)
        # What was typed stays where the block and its element stay.
        view.values = {key: value for key, value in view.values.items() if key in kept}
        view.errors = {}
        view.hash = self._new_hash()
        self.changed()

    def close_modal(self, workspace: Workspace, user: User, view: View) -> None:
        """And what is on top of it."""
        stack = workspace.modals.get(user.id, [])
        if view in stack:
            del stack[stack.index(view) :]
        self.changed()

    def publish_home(self, workspace: Workspace, user: User, content: Json) -> View:
        home = workspace.homes.get(user.id)
        if home is None:
            home = workspace.homes[user.id] = self._new_view(user, content)
            self.changed()
        else:
            self.update_view(home, content)
        return home

    def open_modal(self, workspace: Workspace, user: User) -> View | None:
        """The one that the person has before them."""
        stack = workspace.modals.get(user.id)
        return stack[-1] if stack else None

    def _new_view(self, user: User, content: Json) -> View:
        view_id = self.new_id("V")
        return View(view_id, user.id, _view_content(content), self._new_hash(), root=view_id)

    def _new_hash(self) -> str:
        return f"{int(self.now().timestamp())}.{secrets.token_hex(4)}"


def _mime_type(content: bytes) -> str:
    """By how it begins: what the app says of it is never asked."""
    beginnings = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"%PDF-": "application/pdf"}
    return next(
        (found for beginning, found in beginnings.items() if content.startswith(beginning)),
        "application/octet-stream",
    )


def with_block_ids(blocks: Sequence[Json]) -> list[Json]:
    """Each block has a name of its own, given by the app or else by Slack."""
    return [{**block, "block_id": block.get("block_id") or secrets.token_hex(3)} for block in blocks]


def _view_content(content: Json) -> Json:
    return {**content, "blocks": with_block_ids(content.get("blocks", []))}
