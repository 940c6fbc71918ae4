"""Posts into Slack, over its Web API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.block_kit import file_link, picture
from bot.channels.slack.failures import NO_SUCH_FILE, told_as_ours
from bot.channels.slack.files import send_content
from bot.channels.slack.workspaces import SlackWorkspaces
from bot.slack.posting import Attached, Posted
from bot.slack.threads import Place
from bot.slack.workspaces import SlackUserId

# https://docs.slack.dev/messaging/message-metadata: goes with a message, and nobody is shown it.
_METADATA = "giftline"
# https://docs.slack.dev/reference/methods/files.info#errors
_GONE = ("file_deleted", "file_not_found", "missing_scope")
# Of a thread's messages, how many of the latest are looked at for one of ours.
_LATEST = 100


class WebPoster:
    """Implements slack.posting.SlackPoster."""

    def __init__(self, workspaces: SlackWorkspaces) -> None:
        self._workspaces = workspaces

    async def upload(self, place: Place, name: str, content: bytes) -> str:
        client = await self._workspaces.client_of(place.workspace)
        with told_as_ours(NO_SUCH_FILE):
            begun = await client.files_getUploadURLExternal(filename=name, length=len(content))
            async with self._session() as session:
                await send_content(session, str(begun["upload_url"]), content)
            # Without a channel it is shared nowhere: our own message, which is found again, is to show it.
            await client.files_completeUploadExternal(files=[{"id": begun["file_id"], "title": name}])
        return str(begun["file_id"])

    async def post(self, place: Place, message: Posted, key: str) -> str:
        client = await self._workspaces.client_of(place.workspace)
        with told_as_ours():
            shown = await _with_its_file(client, message)
            answer = await client.chat_postMessage(
                channel=place.channel,
                thread_ts=place.ts or None,
                metadata={"event_type": _METADATA, "event_payload": {"key": key}},
                **shown,
            )
        return str(answer["ts"])

    async def update(self, place: Place, ts: str, message: Posted) -> None:
        client = await self._workspaces.client_of(place.workspace)
        with told_as_ours():
            await client.chat_update(
                channel=place.channel,
                ts=ts,
                text=message.text,
                blocks=[dict(block) for block in message.blocks],
            )

    async def find(self, place: Place, key: str) -> str | None:
        client = await self._workspaces.client_of(place.workspace)
        with told_as_ours():
            if place.ts:
                found = await _latest_of_thread(client, place.channel, place.ts)
            else:
                answer = await client.conversations_history(
                    channel=place.channel, limit=_LATEST, include_all_metadata=True
                )
                found = answer.get("messages") or []
        return next((str(message["ts"]) for message in found if _key_of(message) == key), None)

    async def whisper(self, place: Place, user: SlackUserId, message: Posted) -> None:
        client = await self._workspaces.client_of(place.workspace)
        with told_as_ours():
            await client.chat_postEphemeral(
                channel=place.channel,
                user=user,
                thread_ts=place.ts or None,
                text=message.text,
                blocks=[dict(block) for block in message.blocks] or None,
            )

    async def email_of(self, place: Place, user: SlackUserId) -> str | None:
        client = await self._workspaces.client_of(place.workspace)
        with told_as_ours():
            answer = await client.users_info(user=user)
        person: dict[str, Any] = answer.get("user") or {}
        # Guests, people of other workspaces and programs are nobody whom the workspace vouches for.
        others = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
        is_member = person.get("team_id") == place.workspace and not any(map(person.get, others))
        if not is_member or not person.get("is_email_confirmed"):
            return None
        return (person.get("profile") or {}).get("email") or None

    async def is_active(self, place: Place, email: str) -> bool:
        client = await self._workspaces.client_of(place.workspace)
        with told_as_ours():
            try:
                person = (await client.users_lookupByEmail(email=email)).get("user") or {}
            except SlackApiError as error:
                if error.response.get("error") == "users_not_found":
                    return False
                raise
            presence = await client.users_getPresence(user=person["id"])
        return presence.get("presence") == "active"

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiohttp.ClientSession]:
        if self._workspaces.session is not None:
            yield self._workspaces.session
            return
        async with aiohttp.ClientSession() as own:
            yield own


async def _with_its_file(client: AsyncWebClient, message: Posted) -> dict[str, Any]:
    """What the message is to Slack, which shares a file with whoever reads a block or a link to it."""
    attached = message.attached
    if attached is not None and attached.slack_id is not None and not attached.is_picture:
        # A link shares its file where it stands in the text of a message without blocks.
        with told_as_ours(_GONE):
            info = await client.files_info(file=attached.slack_id)
        text = file_link(attached.sender, attached.name, str(info["file"]["permalink"]))
        return {"text": text, "unfurl_links": True, "unfurl_media": True}
    blocks = [*message.blocks, *([] if attached is None else [_in_a_block(attached)])]
    return {
        "text": message.text,
        "blocks": [dict(block) for block in blocks] or None,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _in_a_block(attached: Attached) -> Mapping[str, Any]:
    return attached.instead if attached.slack_id is None else picture(attached.slack_id, attached.name)


async def _latest_of_thread(client: AsyncWebClient, channel: str, ts: str) -> list[dict[str, Any]]:
    """The last messages of a thread, which Slack gives out from its beginning."""
    latest: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        answer = await client.conversations_replies(
            channel=channel, ts=ts, limit=_LATEST, cursor=cursor, include_all_metadata=True
        )
        latest = [*latest, *(answer.get("messages") or [])][-_LATEST:]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return latest


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != _METADATA:
        return None
    key: str | None = (metadata.get("event_payload") or {}).get("key")
    return key
