"""What somebody does in Slack, and what they have before them when the app has answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack_sandbox import payloads
from bot.slack_sandbox.block_kit import problems_of_view
from bot.slack_sandbox.delivery import Answer
from bot.slack_sandbox.payloads import Interaction
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.responses import show
from bot.slack_sandbox.sandbox import Sandbox
from bot.slack_sandbox.shapes import message_json
from bot.slack_sandbox.typed import as_kept
from bot.slack_sandbox.workspace import Channel, File, Json, Kind, Message, User, View, Workspace

# What Slack itself says to somebody when the app does not answer, or not so that it can be shown.
_NO_ANSWER = "We had some trouble connecting. Try again?"
_COMMAND_FAILED = "/giftline failed with the error “dispatch_failed”"
_NEEDED = "Please complete this required field."
_SELECTED = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
}


@dataclass(frozen=True)
class Seen:
    """`modal` is the one that is open, `new` what only they were shown since, `trouble` what Slack says."""

    answer: Answer | None
    modal: View | None = None
    home: View | None = None
    new: tuple[Message, ...] = ()
    trouble: str | None = None


class Person:
    """Each method waits for the app's answer to what it delivers.

    It raises LookupError for what is not there, and Refused for what Slack would not let them do.
    """

    def __init__(self, sandbox: Sandbox, workspace: Workspace, user: User) -> None:
        self.user = user
        self.workspace = workspace
        self._sandbox = sandbox
        self._slack = sandbox.slack

    @property
    def direct(self) -> Channel:
        """Their direct messages with the app."""
        return self._slack.direct_channel(self.workspace, self.user)

    @property
    def modal(self) -> View | None:
        """The one that they have before them."""
        return self._slack.open_modal(self.workspace, self.user)

    @property
    def home(self) -> View | None:
        return self.workspace.homes.get(self.user.id)

    def sees(self, channel: Channel) -> list[Message]:
        """Everything there, in order, and what only they see."""
        own = [message for message in channel.ephemerals if message.only_for == self.user.id]
        return sorted([*channel.messages.values(), *own], key=lambda message: float(message.ts))

    def sees_file(self, file: File) -> bool:
        """Whoever sent it, and whoever is in a channel where it is shown."""
        channels = self.workspace.channels
        return file.user == self.user.id or any(
            self.user.id in channels[channel].members for channel in file.shared_in
        )

    # Messages.

    async def writes(
        self,
        text: str,
        *,
        to: Channel | None = None,
        thread: Message | None = None,
        files: Sequence[File] = (),
    ) -> Message:
        """As it is typed, with `@name` for a mention. To the app itself unless it is to a channel."""
        channel = to or self.direct
        self._need_open(channel)
        message = self._slack.post(
            channel,
            self.user,
            as_kept(text, self.workspace),
            thread_ts=thread.ts if thread else None,
            files=files,
        )
        if self._app_is_in(channel):
            events = [payloads.message_event(self._slack, self.workspace, channel, message)]
            is_mention = f"<@{self.workspace.bot.id}>" in message.text
            if is_mention and channel.kind is not Kind.DIRECT:
                # Slack delivers a mention twice, in either order, under two ids.
                events.insert(0, payloads.mention_event(self._slack, self.workspace, channel, message))
            await asyncio.gather(*(self._sandbox.tell(self.workspace, event, channel) for event in events))
        return message

    async def mentions(self, text: str, *, to: Channel, thread: Message | None = None) -> Message:
        """Calls the app by its name."""
        return await self.writes(f"@{self.workspace.bot.name} {text}", to=to, thread=thread)

    async def shares(
        self,
        name: str,
        content: bytes,
        *,
        mime_type: str,
        text: str = "",
        to: Channel | None = None,
        thread: Message | None = None,
    ) -> Message:
        file = self._slack.add_file(self.workspace, self.user, name, content, mime_type)
        return await self.writes(text, to=to, thread=thread, files=[file])

    async def edits(self, message: Message, text: str) -> None:
        channel = self._channel_of(message)
        before = message_json(self._slack, self.workspace, channel, message)
        self._slack.edit(channel, message, as_kept(text, self.workspace), ())
        if self._app_is_in(channel):
            event = payloads.changed_event(self._slack, self.workspace, channel, message, before)
            await self._sandbox.tell(self.workspace, event, channel)

    async def deletes(self, message: Message) -> None:
        channel = self._channel_of(message)
        before = message_json(self._slack, self.workspace, channel, message)
        self._slack.delete(channel, message)
        if self._app_is_in(channel) and message.only_for is None:
            event = payloads.deleted_event(self._slack, self.workspace, channel, message, before)
            await self._sandbox.tell(self.workspace, event, channel)

    # Buttons, selects, modals, commands.

    async def presses(self, where: Message | View, action_id: str, *, block: str | None = None) -> Seen:
        """`block` is needed where several have a button of that name."""
        block_id, element = _element(where, action_id, block)
        told = {name: element[name] for name in ("text", "value", "style") if name in element}
        return await self._acts(
            where, {"type": "button", "action_id": action_id, "block_id": block_id} | told
        )

    async def chooses(
        self, where: Message | View, action_id: str, value: str, *, block: str | None = None
    ) -> Seen:
        """`value` is the option's, or the id of whom or what is chosen."""
        block_id, element = _element(where, action_id, block)
        chosen = _filled_in(element, value)
        if isinstance(where, View):
            where.values.setdefault(block_id, {})[action_id] = chosen
        action = {"action_id": action_id, "block_id": block_id, **chosen}
        return await self._acts(where, action, state={block_id: {action_id: chosen}})

    async def submits(self, values: Mapping[str, Any] | None = None) -> Seen:
        """The open modal, with a value for each action id; what is not given stays as it is."""
        view = self.modal
        if view is None:
            raise LookupError("no modal is open")
        view.values = _filled_in_view(view, values or {})
        view.errors = _missing(view)
        if view.errors:
            return Seen(None, view)
        interaction = self._interaction(view)
        shown_before = self._shown_to_them_alone()
        answer = await self._sandbox.interact(payloads.view_submission(self._slack, interaction, view))
        if not answer.is_taken:
            return Seen(answer, self.modal, self.home, trouble=_NO_ANSWER)
        trouble = self._follow(view, answer.body if isinstance(answer.body, dict) else {})
        return self._seen(answer, shown_before, trouble)

    async def closes_modal(self) -> Seen:
        """The app hears of it if it wanted to."""
        view = self.modal
        if view is None:
            raise LookupError("no modal is open")
        self._slack.close_modal(self.workspace, self.user, view)
        if not view.content.get("notify_on_close"):
            return Seen(None, self.modal, self.home)
        closed = payloads.view_closed(self._slack, self._interaction(view), view, is_cleared=False)
        return Seen(await self._sandbox.interact(closed), self.modal, self.home)

    async def runs(self, text: str, *, at: Channel | None = None) -> Seen:
        """The app's slash command, in a channel or in their direct messages with the app."""
        channel = at or self.direct
        self._need_open(channel)
        secret = self._slack.new_response_url(self.workspace, channel, self.user, None)
        fields = payloads.slash_command(
            self._slack, self._interaction(), channel, text, self._response_url(secret)
        )
        shown_before = self._shown_to_them_alone()
        answer = await self._sandbox.command(fields)
        if not answer.is_taken:
            return self._seen(answer, shown_before, _COMMAND_FAILED)
        if answer.body:
            said = answer.body if isinstance(answer.body, dict) else {"text": answer.body}
            show(self._slack, self.workspace, channel, self.user, said, None)
        return self._seen(answer, shown_before)

    async def opens_home(self, tab: str = "home") -> Seen:
        """What the app shows there may come after its answer: wait for it with `Sandbox.until`."""
        channel = self.direct
        event = payloads.home_opened_event(self._slack, self.workspace, channel, self.user, tab)
        sent = await self._sandbox.tell(self.workspace, event, channel)
        return Seen(sent.answers[0] if sent else None, self.modal, self.home)

    # Channels.

    async def renames(self, channel: Channel, name: str) -> None:
        channel.name = name
        self._slack.changed()
        await self._tell_of(channel, payloads.renamed_event(self._slack, self.workspace, channel))

    async def archives(self, channel: Channel) -> None:
        channel.is_archived = True
        self._slack.changed()
        await self._tell_of(channel, payloads.archived_event(self._slack, channel, self.user))

    async def unarchives(self, channel: Channel) -> None:
        channel.is_archived = False
        self._slack.changed()
        await self._tell_of(channel, payloads.archived_event(self._slack, channel, self.user))

    async def removes_app(self, channel: Channel) -> None:
        """Out of the channel; it hears of that, and of nothing there afterwards."""
        event = payloads.left_event(self._slack, channel, self.user)
        channel.members.discard(self.workspace.bot.id)
        self._slack.changed()
        await self._sandbox.tell(self.workspace, event, channel)

    async def invites_app(self, channel: Channel) -> None:
        bot = self.workspace.bot
        channel.members.add(bot.id)
        self._slack.changed()
        await self._tell_of(
            channel, payloads.joined_event(self._slack, self.workspace, channel, bot, self.user)
        )

    async def uninstalls_app(self) -> None:
        """From the workspace. Its tokens end before it hears of that."""
        self._sandbox.tokens.revoke(self.workspace)
        await self._sandbox.tell(self.workspace, payloads.tokens_revoked_event(self._slack, self.workspace))
        await self._sandbox.tell(self.workspace, payloads.uninstalled_event(self._slack))
        self.workspace.is_installed = False

    def goes_away(self) -> None:
        self._set_presence(is_active=False)

    def comes_back(self) -> None:
        self._set_presence(is_active=True)

    # How it is done.

    async def _acts(self, where: Message | View, action: Json, *, state: Json | None = None) -> Seen:
        interaction = self._interaction(where if isinstance(where, View) else None)
        if isinstance(where, View):
            payload = payloads.action_in_view(self._slack, interaction, where, action)
        else:
            channel = self._channel_of(where)
            secret = self._slack.new_response_url(self.workspace, channel, self.user, where)
            payload = payloads.action_in_message(
                self._slack,
                interaction,
                channel,
                where,
                action,
                state=state or {},
                response_url=self._response_url(secret),
            )
        shown_before = self._shown_to_them_alone()
        answer = await self._sandbox.interact(payload)
        return self._seen(answer, shown_before, None if answer.is_taken else _NO_ANSWER)

    def _follow(self, view: View, said: Json) -> str | None:
        """What the app wants done with a modal that was submitted; says what Slack tells if it cannot be."""
        wanted = said.get("response_action")
        if wanted == "errors":
            view.errors = dict(said.get("errors", {}))
            known = {block.get("block_id") for block in view.content["blocks"]}
            return None if view.errors and set(view.errors) <= known else _NO_ANSWER
        if wanted in ("update", "push"):
            if problems_of_view(said.get("view")):
                return _NO_ANSWER
            if wanted == "update":
                self._slack.update_view(view, said["view"])
            else:
                self._slack.show_modal(self.workspace, self.user, said["view"], on_top=True)
            return None
        stack = self.workspace.modals.get(self.user.id, [])
        self._slack.close_modal(self.workspace, self.user, stack[0] if wanted == "clear" and stack else view)
        return None

    def _seen(self, answer: Answer, shown_before: Sequence[Message], trouble: str | None = None) -> Seen:
        new = tuple(each for each in self._shown_to_them_alone() if each not in shown_before)
        return Seen(answer, self.modal, self.home, new, trouble)

    def _shown_to_them_alone(self) -> list[Message]:
        return [
            message
            for channel in self.workspace.channels.values()
            for message in channel.ephemerals
            if message.only_for == self.user.id
        ]

    def _interaction(self, view: View | None = None) -> Interaction:
        trigger = self._slack.new_trigger(self.workspace, self.user, view)
        return Interaction(self.workspace, self.user, trigger)

    def _response_url(self, secret: str) -> str:
        return f"{self._slack.url}/actions/{self.workspace.id}/{secret}"

    def _channel_of(self, message: Message) -> Channel:
        channel = self.workspace.channels[message.channel]
        if message.only_for is None and message.ts not in channel.messages:
            raise LookupError("the message is no longer there")
        return channel

    def _app_is_in(self, channel: Channel) -> bool:
        return self.workspace.bot.id in channel.members

    async def _tell_of(self, channel: Channel, event: Json) -> None:
        if self._app_is_in(channel):
            await self._sandbox.tell(self.workspace, event, channel)

    def _need_open(self, channel: Channel) -> None:
        if channel.is_archived:
            raise Refused("is_archived")

    def _set_presence(self, *, is_active: bool) -> None:
        self.user.is_active = is_active
        self._slack.changed()


def _elements(where: Message | View) -> Iterator[tuple[str, Json]]:
    """All that can be pressed, chosen or filled in, each with its block's id."""
    blocks = where.content["blocks"] if isinstance(where, View) else where.blocks
    for block in blocks:
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block["block_id"], element


def _element(where: Message | View, action_id: str, block: str | None) -> tuple[str, Json]:
    for block_id, element in _elements(where):
        if element["action_id"] == action_id and block in (None, block_id):
            return block_id, element
    raise LookupError(f"nothing there has the action id {action_id}")


def _filled_in(element: Json, value: Any) -> Json:
    """How Slack tells of an element with that value."""
    kind = element["type"]
    name = _SELECTED.get(kind, "value")
    if name == "selected_option":
        return {"type": kind, name: _option(element, value)}
    if name == "selected_options":
        return {"type": kind, name: [_option(element, each) for each in value]}
    return {"type": kind, name: value}


def _option(element: Json, value: Any) -> Json:
    groups = element.get("option_groups") or [element]
    for option in (each for group in groups for each in group["options"]):
        if option["value"] == value:
            return dict(option)
    raise LookupError(f"there is no option {value}")


def _filled_in_view(view: View, values: Mapping[str, Any]) -> Json:
    filled: Json = {block_id: dict(inside) for block_id, inside in view.values.items()}
    unknown = set(values) - {element["action_id"] for _, element in _elements(view)}
    if unknown:
        raise LookupError(f"nothing there has the action id {', '.join(sorted(unknown))}")
    for block_id, element in _elements(view):
        action_id = element["action_id"]
        if action_id in values:
            filled.setdefault(block_id, {})[action_id] = _filled_in(element, values[action_id])
        elif element["type"] != "button" and action_id not in filled.get(block_id, {}):
            filled.setdefault(block_id, {})[action_id] = _initial(element)
    return filled


def _initial(element: Json) -> Json:
    """What stands in an element that nobody has touched."""
    kind = element["type"]
    name = _SELECTED.get(kind, "value")
    nothing: Any = [] if name == "selected_options" else None
    return {
        "type": kind,
        name: element.get(name.replace("selected", "initial").replace("value", "initial_value"), nothing),
    }


def _missing(view: View) -> dict[str, str]:
    """What Slack asks for before it delivers anything, by block."""
    missing = {}
    for block in view.content["blocks"]:
        if block["type"] != "input" or block.get("optional"):
            continue
        element = block["element"]
        filled = view.values[block["block_id"]][element["action_id"]]
        if not filled[_SELECTED.get(element["type"], "value")]:
            missing[block["block_id"]] = _NEEDED
    return missing
