"""Customers in Slack: what they write, press, type into the field for a code, change, and send as files.

Each is in the log before Slack is told that we have it, so what we miss Slack sends again; and what it
sends again is known by its client id.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.attachments.fitness import MOST_BYTES
from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.slack.code_field import CODE_BLOCK, CODE_VIEW, code_view, place_of, typed_in
from bot.channels.slack.customer_blocks import BUTTON_ACTION, CODE_ACTION
from bot.channels.slack.events import Edit, is_direct
from bot.channels.slack.failures import told_as_ours
from bot.channels.slack.files import FetchFile, FileTooLarge
from bot.channels.slack.workspaces import SlackWorkspaces
from bot.errors import DeliveryFailed, GiftlineError, RejectedMessage, TooManyRequests, UnfitFile
from bot.privacy.link_code import LINK_CODE, LinkCode, find_link_codes, hide_link_codes
from bot.services.admit import in_words
from bot.services.open_in_slack import is_customers, thread_ts_of
from bot.services.receive_code import IncomingCode
from bot.services.receive_message import IncomingMessage
from bot.services.send_file import IncomingFile
from bot.services.sign_in_in_slack import UNLINK
from bot.services.texts import (
    FILE_NOT_FETCHED,
    FILE_TOO_LARGE,
    LINK_CODE_IN_CHANNEL,
    NOT_YOUR_THREAD,
    TOO_MANY_IN_SLACK,
    service_text,
)
from bot.slack.incoming import SlackFile, SlackMessage, Where, pressed_id
from bot.slack.posting import SlackPoster
from bot.slack.text import escaped
from bot.slack.threads import Place, Thread
from bot.slack.workspaces import ChannelId, SlackUserId, WorkspaceId
from bot.throttles import Act
from bot.values import ConversationId

log = logging.getLogger(__name__)

# How many refusals are remembered, so that each is told once.
_MOST_TOLD = 1_000
_A_BUTTON = re.compile(rf"{BUTTON_ACTION}_\d+")


class CustomersInSlack:
    def __init__(
        self,
        services: Services,
        workspaces: SlackWorkspaces,
        poster: SlackPoster,
        buttons: ButtonTokens,
        fetch_file: FetchFile,
        trusted_for_email: frozenset[str],
    ) -> None:
        self._services = services
        self._workspaces = workspaces
        self._poster = poster
        self._buttons = buttons
        self._fetch_file = fetch_file
        self._trusted_for_email = trusted_for_email
        self._told: OrderedDict[str, None] = OrderedDict()

    def listen(self, app: AsyncApp) -> None:
        app.action(_A_BUTTON)(self._on_button)
        app.action(CODE_ACTION)(self._on_enter_code)
        app.view(CODE_VIEW)(self._on_code)

    async def without_link_codes(
        self, edit: Edit | None, message: SlackMessage
    ) -> tuple[Edit | None, SlackMessage | None]:
        """Sees to the link codes in what anybody wrote anywhere, before anything of it is kept.

        Returns what is left to be taken like all else, in which no code is; None if nothing is.
        """
        codes = find_link_codes(message.text)
        if edit is not None:
            before = find_link_codes(edit.before)
            edit = replace(edit, before=hide_link_codes(edit.before))
            codes = tuple(code for code in codes if code not in before)
        if codes:
            await self._sign_in(message, codes, f"link code {edit.ts}" if edit else "link code")
        rest = replace(message, text=hide_link_codes(message.text))
        if codes and not any(map(str.isalnum, rest.text.replace(LINK_CODE, ""))):
            rest = replace(rest, text="")
            if not rest.files or edit is not None:
                return edit, None
        return (edit and replace(edit, message=rest)), rest

    async def _sign_in(self, message: SlackMessage, codes: Sequence[LinkCode], part: str) -> None:
        client_id = message.part_id(part)
        if message.where is not Where.DIRECT:
            for code in codes:
                await asyncio.to_thread(self._services.sign_in_in_slack.void, code)
            await self._tell(message, client_id, service_text(LINK_CODE_IN_CHANNEL))
            return
        try:
            if await asyncio.to_thread(self._services.open_in_slack.at, message) is None:
                email = await self._email_of(message)
                await asyncio.to_thread(self._services.open_in_slack, message, email)
            await asyncio.to_thread(self._services.sign_in_in_slack.by_code, message, codes[0], client_id)
        except TooManyRequests as error:
            await self._tell(message, client_id, _for_customer(error))

    async def on_message(self, message: SlackMessage, thread: Thread | None) -> None:
        """`thread` is what there is. Where there is none a conversation is opened, for direct messages and
        where we are called by name.
        """
        if thread is None:
            if message.where is not Where.DIRECT and not message.mentions_us:
                return
            email = await self._email_of(message)
            try:
                thread = await asyncio.to_thread(self._services.open_in_slack, message, email)
            except TooManyRequests as error:
                await self._tell(message, message.client_id, _for_customer(error))
                return
        if not is_customers(thread, message.user):
            # In a thread people talk to each other too: only who calls us hears from us.
            if message.mentions_us:
                await self._tell(message, message.client_id, service_text(NOT_YOUR_THREAD))
            return
        if message.where is Where.DIRECT and message.text.lower() == UNLINK:
            await self._sign_out(message)
        elif message.text or not message.files:
            await self._take(message, IncomingMessage(thread.conversation, message.client_id, message.text))
        for number, file in enumerate(message.files):
            await self._take_file(message, thread.conversation, file, number)

    async def on_edit(self, edit: Edit, thread: Thread | None) -> None:
        """What a customer wrote instead, where they have a conversation."""
        message = edit.message
        if thread is None or not is_customers(thread, message.user) or not message.text:
            return
        named = message.part_id(edit.ts)
        await self._take(
            message, IncomingMessage(thread.conversation, named, message.text, edited=edit.before)
        )

    async def _sign_out(self, message: SlackMessage) -> None:
        try:
            await asyncio.to_thread(self._services.sign_in_in_slack.sign_out, message)
        except TooManyRequests as error:
            await self._tell(message, message.client_id, _for_customer(error))

    async def _take(self, message: SlackMessage, incoming: IncomingMessage) -> None:
        try:
            await self._services.receive_message.accepted(incoming)
        except (RejectedMessage, TooManyRequests) as error:
            await self._tell(message, incoming.client_id, _for_customer(error))

    async def _take_file(
        self, message: SlackMessage, conversation: ConversationId, file: SlackFile, number: int
    ) -> None:
        client_id = message.part_id(f"file {number}")
        if await self._has(conversation, client_id):
            return
        try:
            await asyncio.to_thread(self._admit_file, conversation)
            content = await self._fetch_file(message.workspace, file)
            await self._services.send_file.from_customer(
                IncomingFile(conversation, client_id, file.name, content)
            )
        except FileTooLarge:
            most = str(MOST_BYTES // 1024 // 1024)
            await self._tell(message, client_id, service_text(FILE_TOO_LARGE, most=most))
        except DeliveryFailed as error:
            log.warning("a file of conversation %s was not fetched: %s", conversation, error.detail)
            await self._tell(message, client_id, service_text(FILE_NOT_FETCHED))
        except (UnfitFile, TooManyRequests) as error:
            await self._tell(message, client_id, _for_customer(error))

    async def _on_button(
        self, ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], context: Mapping[str, Any]
    ) -> None:
        message = _pressed(body, WorkspaceId(context["team_id"]))
        client_id = _press_of(message, action)
        thread = await self._own_thread(message, client_id)
        if thread is not None:
            try:
                pressed = self._buttons.button(thread.conversation, str(action.get("value", "")))
                incoming = IncomingMessage(thread.conversation, client_id, pressed.title, pressed.payload)
                await self._services.receive_message.accepted(incoming)
            except (RejectedMessage, TooManyRequests) as error:
                await self._tell(message, client_id, _for_customer(error))
        await ack()

    async def _on_enter_code(
        self,
        ack: AsyncAck,
        body: Mapping[str, Any],
        action: Mapping[str, Any],
        client: AsyncWebClient,
        context: Mapping[str, Any],
    ) -> None:
        message = _pressed(body, WorkspaceId(context["team_id"]))
        if await self._own_thread(message, _press_of(message, action)) is not None:
            view = code_view(message.channel, thread_ts_of(message), self._services.policy.cards.code_format)
            try:
                with told_as_ours():
                    await client.views_open(trigger_id=body["trigger_id"], view=dict(view))
            except DeliveryFailed as error:
                log.warning("the field for a code was not opened: %s", error.detail)
        await ack()

    async def _on_code(
        self, ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any], context: Mapping[str, Any]
    ) -> None:
        workspace, user = WorkspaceId(context["team_id"]), SlackUserId(body["user"]["id"])
        thread = await asyncio.to_thread(self._services.open_in_slack.thread_at, workspace, *place_of(view))
        if thread is None or not is_customers(thread, user):
            await ack(response_action="errors", errors={CODE_BLOCK: service_text(NOT_YOUR_THREAD)})
            return
        client_id = pressed_id(workspace, str(view["id"]))
        try:
            incoming = IncomingCode(thread.conversation, client_id, typed_in(view))
            await self._services.receive_code.accepted(incoming)
        except (RejectedMessage, TooManyRequests) as error:
            await ack(response_action="errors", errors={CODE_BLOCK: _for_customer(error)})
            return
        await ack()

    async def _own_thread(self, message: SlackMessage, press: str) -> Thread | None:
        """The conversation of whoever pressed something; they are told if it is somebody else's."""
        thread = await asyncio.to_thread(self._services.open_in_slack.at, message)
        if thread is not None and is_customers(thread, message.user):
            return thread
        await self._tell(message, press, service_text(NOT_YOUR_THREAD))
        return None

    async def _email_of(self, message: SlackMessage) -> str | None:
        if message.where is not Where.DIRECT or message.workspace not in self._trusted_for_email:
            return None
        try:
            return await self._poster.email_of(Place(message.workspace, message.channel, ""), message.user)
        except DeliveryFailed as error:
            # Without it they are anonymous, which is safe.
            log.warning("the e-mail address of a customer was not learnt: %s", error.detail)
            return None

    async def _tell(self, message: SlackMessage, about: str, text: str) -> None:
        """Outside of the log: in a direct message openly, in a channel so that only they see it.

        Once for what has the client id `about`: Slack delivers a mention twice, and anything again.
        """
        if about in self._told:
            return
        self._told[about] = None
        if len(self._told) > _MOST_TOLD:
            self._told.popitem(last=False)
        try:
            client = await self._workspaces.client_of(message.workspace)
            with told_as_ours():
                if message.where is Where.DIRECT:
                    await client.chat_postMessage(channel=message.channel, text=escaped(text))
                else:
                    await client.chat_postEphemeral(
                        channel=message.channel,
                        user=message.user,
                        thread_ts=message.thread_ts,
                        text=escaped(text),
                    )
        except GiftlineError as error:
            log.warning("a customer in Slack was not told why: %s", error.detail)

    async def _has(self, conversation: ConversationId, client_id: str) -> bool:
        return await asyncio.to_thread(self._services.open_in_slack.has, conversation, client_id)

    def _admit_file(self, conversation: ConversationId) -> None:
        with self._services.unit_of_work() as work:
            found = work.conversations.get(conversation)
        if found is not None:
            self._services.admit.in_conversation(Act.UPLOAD, found)


def _press_of(message: SlackMessage, action: Mapping[str, Any]) -> str:
    """The client id of one press of a button, of the many that it may get."""
    return pressed_id(message.client_id, message.user, str(action.get("action_ts", "")))


def _pressed(body: Mapping[str, Any], workspace: WorkspaceId) -> SlackMessage:
    """The message on which something was pressed, as if who pressed it had written there."""
    channel, message = str(body["channel"]["id"]), body.get("message") or {}
    container = body.get("container") or {}
    thread_ts = message.get("thread_ts") or container.get("thread_ts")
    return SlackMessage(
        workspace=workspace,
        channel=ChannelId(channel),
        user=SlackUserId(body["user"]["id"]),
        ts=str(message.get("ts") or container.get("message_ts") or ""),
        thread_ts=str(thread_ts) if thread_ts else None,
        where=Where.DIRECT if is_direct(channel) else Where.THREAD,
        text="",
        mentions_us=False,
    )


def _for_customer(error: RejectedMessage | TooManyRequests | UnfitFile) -> str:
    if isinstance(error, TooManyRequests):
        # The other texts speak of the chat's own box.
        return service_text(TOO_MANY_IN_SLACK, wait=in_words(error.retry_after_s))
    return error.detail
