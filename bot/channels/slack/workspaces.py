"""Clients of Slack's Web API, one for each workspace that added us, with a token that is good."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from math import inf
from typing import Any

import aiohttp
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.failures import told_as_ours
from bot.errors import ChannelClosed, DeliveryFailed
from bot.ports import UnitOfWork
from bot.settings import SlackSettings
from bot.slack.workspaces import SlackUserId, Workspace, WorkspaceId
from bot.values import Clock

_ANSWER_S = 20
# Another process may have renewed a token, or forgotten a workspace.
_READ_AGAIN_S = 5.0
# What a token is renewed before it ends: longer than any try, and than Slack may be away for a moment.
_RENEW_MIN = 120

# The library's own records below a warning repeat what was sent, which may be a claim code.
quiet_log = logging.getLogger("bot.channels.slack.sdk")
quiet_log.setLevel(logging.WARNING)


def slack_session() -> aiohttp.ClientSession:
    """The connections to Slack, kept for as long as the app runs. To be made in its loop."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_S))


class SlackWorkspaces:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        slack: SlackSettings,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        """`session` is shared by all calls; without it each has a connection of its own."""
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._slack = slack
        self._session = session
        self._renewing: defaultdict[WorkspaceId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._own: WorkspaceId | None = None
        self._read: dict[WorkspaceId, tuple[float, Bot]] = {}
        self._introducing = asyncio.Lock()

    @property
    def session(self) -> aiohttp.ClientSession | None:
        return self._session

    def client(self, token: str | None = None) -> AsyncWebClient:
        """One that tries once: the library's second try could post a second time."""
        return AsyncWebClient(
            token=token,
            base_url=self._slack.api_url,
            timeout=_ANSWER_S,
            session=self._session,
            retry_handlers=[],
            logger=quiet_log,
        )

    async def client_of(self, workspace: WorkspaceId) -> AsyncWebClient:
        """Raises ChannelClosed if the workspace has not added us, DeliveryFailed if its token is no more."""
        bot = await self.bot_of(workspace)
        if bot is None:
            raise ChannelClosed("The workspace does not have Giftline any more: add it again.")
        return self.client(bot.bot_token)

    async def bot_of(self, workspace: WorkspaceId) -> Bot | None:
        """What we are there, with a token that lasts; None if the workspace has not added us.

        Raises DeliveryFailed if Slack does not renew the token.
        """
        await self.introduce()
        bot = self._known(workspace) or await asyncio.to_thread(self._stored, workspace)
        if bot is None or not self._ends_soon(bot):
            return bot
        async with self._renewing[workspace]:
            # Whoever held the lock, or another process, may have renewed it.
            bot = await asyncio.to_thread(self._stored, workspace)
            if bot is None or not self._ends_soon(bot):
                return bot
            return await self._renewed(workspace, bot)

    async def introduce(self) -> None:
        """Asks Slack, once, which workspace the bot token of the settings is for, and stores it.

        Raises DeliveryFailed if there is no answer, or the token is not good.
        """
        token = self._slack.bot_token
        if token is None or self._own is not None:
            return
        async with self._introducing:
            if self._own is not None:
                return
            with told_as_ours():
                answer = await self.client(token).auth_test()
                bot_id: Any = answer.get("bot_id")
                scopes = answer.headers.get("x-oauth-scopes") or answer.headers.get("X-OAuth-Scopes")
            installation = Installation(
                team_id=answer["team_id"],
                team_name=answer.get("team"),
                enterprise_id=answer.get("enterprise_id"),
                user_id=answer["user_id"],
                bot_token=token,
                bot_id=bot_id,
                bot_user_id=answer["user_id"],
                bot_scopes=scopes or "",
                installed_at=self._clock.now(),
            )
            await self.put(installation)
            self._own = WorkspaceId(answer["team_id"])

    async def put(self, installation: Installation) -> None:
        """Stores what Slack gave us, in place of what it gave before for that workspace."""
        await asyncio.to_thread(self._put, installation.to_bot())

    async def forget(self, workspace: WorkspaceId) -> None:
        """With its channels, threads and people; conversations stay."""
        await asyncio.to_thread(self._forget, workspace)
        if self._own == workspace:
            self._own = None

    def _known(self, workspace: WorkspaceId) -> Bot | None:
        """As it was read a moment ago: every event and every message of ours asks."""
        read_s, bot = self._read.get(workspace, (-inf, None))
        return bot if time.monotonic() - read_s < _READ_AGAIN_S else None

    def _stored(self, workspace: WorkspaceId) -> Bot | None:
        self._read.pop(workspace, None)
        with self._unit_of_work() as work:
            found = work.slack.workspace(workspace)
        if found is None:
            return None
        bot = Bot(**json.loads(found.installation))
        self._read[workspace] = (time.monotonic(), bot)
        return bot

    def _put(self, bot: Bot) -> None:
        workspace = Workspace(
            WorkspaceId(bot.team_id or ""),
            bot.team_name or bot.team_id or "",
            SlackUserId(bot.bot_user_id),
            json.dumps(bot.to_dict_for_copying(), default=str),
        )
        with self._unit_of_work() as work:
            work.slack.put_workspace(workspace, self._clock.now())
        self._read.pop(workspace.id, None)

    def _forget(self, workspace: WorkspaceId) -> None:
        with self._unit_of_work() as work:
            work.slack.forget_workspace(workspace)
        self._read.pop(workspace, None)

    def _ends_soon(self, bot: Bot) -> bool:
        at = bot.bot_token_expires_at
        return at is not None and at <= self._clock.now().timestamp() + _RENEW_MIN * 60

    async def _renewed(self, workspace: WorkspaceId, bot: Bot) -> Bot:
        rotator = AsyncTokenRotator(
            client_id=self._slack.client_id or "",
            client_secret=self._slack.client_secret or "",
            client=self.client(),
        )
        try:
            with told_as_ours():
                renewed = await rotator.perform_bot_token_rotation(
                    bot=bot, minutes_before_expiration=_RENEW_MIN
                )
        except SlackTokenRotationError:
            # A refresh token is taken once: another process of ours may have been quicker.
            now_stored = await asyncio.to_thread(self._stored, workspace)
            if now_stored is not None and now_stored.bot_token != bot.bot_token:
                return now_stored
            raise DeliveryFailed(
                "Slack does not renew the workspace's token: add Giftline to the workspace again."
            ) from None
        if renewed is None:
            return bot
        await asyncio.to_thread(self._put, renewed)
        return renewed
