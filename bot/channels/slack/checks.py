"""What `giftline slack doctor` looks at: whether Slack takes what is set up, and only Slack gets in."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

import httpx
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.failures import ARCHIVED, NOT_IN_CHANNEL, told_as_ours
from bot.channels.slack.scopes import EVENTS_PATH, SCOPES
from bot.channels.slack.workspaces import SlackWorkspaces
from bot.errors import ChannelClosed, DeliveryFailed
from bot.settings import SlackSettings
from bot.slack.workspaces import ChannelId, TeamChannel, Workspace

_ANSWER_S = 10
_CHALLENGE = "giftline doctor"
_PAGE = 200


@dataclass(frozen=True)
class Check:
    """`told` is what is there, or what is wrong and what to do about it."""

    name: str
    is_good: bool
    told: str


@dataclass(frozen=True)
class FoundChannel:
    id: ChannelId
    name: str


async def check_slack(
    slack: SlackSettings,
    workspaces: SlackWorkspaces,
    installed: Sequence[Workspace],
    channels: Sequence[TeamChannel],
    url: str,
) -> AsyncIterator[Check]:
    """`url` is where the server answers."""
    if not installed:
        told = f"none has added Giftline: open {url}/slack/install as an administrator of the desk"
        yield Check("workspaces", False, told)
    for workspace in installed:
        yield await _workspace(workspaces, workspace)
    if slack.app_token is not None:
        yield await _socket_mode(workspaces.client(), slack.app_token)
    elif slack.signing_secret is not None:
        yield await check_signature(url, slack.signing_secret)
    for channel in channels:
        yield await _channel(workspaces, channel)


async def check_signature(url: str, signing_secret: str) -> Check:
    """Sends the server what Slack sends to a new address, once signed and once forged."""
    body = json.dumps({"type": "url_verification", "challenge": _CHALLENGE, "token": ""})
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(signing_secret).generate_signature(timestamp=timestamp, body=body) or ""
    forged = signature[:-4] + ("0000" if signature[-4:] != "0000" else "1111")
    address = url + EVENTS_PATH
    try:
        async with httpx.AsyncClient(timeout=_ANSWER_S) as client:
            taken, refused = [
                await client.post(
                    address,
                    content=body,
                    headers={
                        "Content-Type": "application/json",
                        "X-Slack-Request-Timestamp": timestamp,
                        "X-Slack-Signature": each,
                    },
                )
                for each in (signature, forged)
            ]
    except httpx.HTTPError:
        return Check("signature", False, f"{address} does not answer: start `giftline serve`, then try again")
    if refused.status_code == 200:
        return Check(
            "signature", False, f"{address} takes what Slack has not signed: it is not Giftline's own"
        )
    if taken.status_code != 200 or _CHALLENGE not in taken.text:
        told = (
            f"{address} refuses what is signed: start the server with the same GIFTLINE_SLACK_SIGNING_SECRET"
        )
        return Check("signature", False, told)
    return Check("signature", True, f"{address} takes what is signed and refuses what is not")


async def find_channel(client: AsyncWebClient, named: str) -> FoundChannel:
    """The channel of that id or name that we are in.

    Raises ChannelClosed if there is none, if it is archived, or if we are not in it; DeliveryFailed.
    """
    name = named.removeprefix("#")
    cursor: str | None = None
    with told_as_ours():
        while True:
            answer = await client.conversations_list(
                types="public_channel,private_channel", limit=_PAGE, cursor=cursor
            )
            for channel in answer.get("channels") or ():
                if name in (channel["id"], channel["name"]):
                    if channel.get("is_archived"):
                        raise ChannelClosed(ARCHIVED)
                    if not channel.get("is_member"):
                        raise ChannelClosed(NOT_IN_CHANNEL)
                    return FoundChannel(ChannelId(channel["id"]), channel["name"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                raise ChannelClosed("There is no such channel, or it is private and Giftline is not in it.")


async def _workspace(workspaces: SlackWorkspaces, workspace: Workspace) -> Check:
    name = f"workspace {workspace.id}"
    try:
        client = await workspaces.client_of(workspace.id)
        with told_as_ours():
            answer = await client.auth_test()
    except DeliveryFailed as error:
        return Check(name, False, error.detail)
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes") or "").split(",")}
    if missing := [scope for scope in SCOPES if scope not in granted]:
        return Check(name, False, _without(missing))
    return Check(name, True, f"{workspace.name}, as {answer.get('user')}, with every scope")


def _without(scopes: Iterable[str]) -> str:
    lacks = "; ".join(f"{scope} ({SCOPES[scope]})" for scope in scopes)
    return f"lacks {lacks}. Add them to the app as `giftline slack manifest` has them, and install it again"


async def _socket_mode(client: AsyncWebClient, app_token: str) -> Check:
    try:
        with told_as_ours():
            await client.apps_connections_open(app_token=app_token)
    except DeliveryFailed as error:
        told = f"{error.detail} GIFTLINE_SLACK_APP_TOKEN is an xapp- token with the scope connections:write"
        return Check("Socket Mode", False, told)
    return Check("Socket Mode", True, "Slack opens a connection")


async def _channel(workspaces: SlackWorkspaces, channel: TeamChannel) -> Check:
    name = f"channel of {channel.team}"
    try:
        client = await workspaces.client_of(channel.workspace)
        with told_as_ours():
            found = (await client.conversations_info(channel=channel.channel))["channel"]
    except DeliveryFailed as error:
        return Check(name, False, error.detail)
    if found.get("is_archived"):
        return Check(name, False, f"#{found['name']}: {ARCHIVED}")
    if not found.get("is_member"):
        return Check(name, False, f"#{found['name']}: {NOT_IN_CHANNEL}")
    return Check(name, True, f"#{found['name']}")
