"""What becomes of channels and workspaces: renamed, closed, opened again, left, and gone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.bootstrap import Services
from bot.channels.slack.failures import ARCHIVED, NOT_IN_CHANNEL
from bot.channels.slack.workspaces import SlackWorkspaces
from bot.slack.workspaces import ChannelId, WorkspaceId


class PlacesInSlack:
    def __init__(self, services: Services, workspaces: SlackWorkspaces) -> None:
        self._services = services
        self._workspaces = workspaces

    def listen(self, app: AsyncApp) -> None:
        # Private channels have events of their own.
        for kind in ("channel", "group"):
            app.event(f"{kind}_rename")(self._on_rename)
            app.event(f"{kind}_archive")(self._on_archive)
            app.event(f"{kind}_unarchive")(self._on_unarchive)
            app.event(f"{kind}_left")(self._on_left)
        app.event("member_left_channel")(self._on_member_left)
        app.event("member_joined_channel")(self._on_joined)
        app.event("app_uninstalled")(self._on_uninstalled)
        app.event("tokens_revoked")(self._on_revoked)

    async def _on_rename(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        channel = event["channel"]
        await asyncio.to_thread(
            self._rename, _workspace(context), ChannelId(channel["id"]), str(channel["name"])
        )

    async def _on_archive(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await self._note(event, context, ARCHIVED)

    async def _on_unarchive(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        await self._note(event, context, None)

    async def _on_left(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """We, that is: of others Slack tells in another way, and of us sometimes in that way as well."""
        await self._note(event, context, NOT_IN_CHANNEL)

    async def _on_member_left(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        if event.get("user") == context.bot_user_id:
            await self._note(event, context, NOT_IN_CHANNEL)

    async def _on_joined(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        if event.get("user") == context.bot_user_id:
            await self._note(event, context, None)

    async def _on_uninstalled(self, context: AsyncBoltContext) -> None:
        await self._workspaces.forget(_workspace(context))

    async def _on_revoked(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """People's own tokens, of which we have none, are revoked one by one; ours with the app."""
        if (event.get("tokens") or {}).get("bot"):
            await self._workspaces.forget(_workspace(context))

    async def _note(self, event: Mapping[str, Any], context: AsyncBoltContext, trouble: str | None) -> None:
        await asyncio.to_thread(
            self._in_trouble, _workspace(context), ChannelId(str(event["channel"])), trouble
        )

    def _rename(self, workspace: WorkspaceId, channel: ChannelId, name: str) -> None:
        with self._services.unit_of_work() as work:
            work.slack.renamed(workspace, channel, name)

    def _in_trouble(self, workspace: WorkspaceId, channel: ChannelId, trouble: str | None) -> None:
        with self._services.unit_of_work() as work:
            work.slack.in_trouble(workspace, channel, trouble)


def _workspace(context: AsyncBoltContext) -> WorkspaceId:
    return WorkspaceId(context.team_id or "")
