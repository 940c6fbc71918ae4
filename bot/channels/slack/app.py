"""Slack's way in: what it sends, over HTTP or a connection of ours, and who it is for.

Slack is answered once all that it told us is stored. What it sends while we cannot store it is refused, so
that it comes again; what comes again is known by its client id.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from typing import Any, cast

from fastapi import APIRouter, Depends, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.signature import SignatureVerifier

from bot.access import PUBLIC, Access, decides
from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.slack.agent_blocks import AgentBlocks
from bot.channels.slack.agents import listen_to_agents
from bot.channels.slack.customers import CustomersInSlack
from bot.channels.slack.events import edit_of, message_of
from bot.channels.slack.files import FetchFile
from bot.channels.slack.installing import oauth_flow
from bot.channels.slack.places import PlacesInSlack
from bot.channels.slack.poster import WebPoster
from bot.channels.slack.scopes import EVENTS_PATH, INSTALL_PATH
from bot.channels.slack.showing import keep_slack_leases, show_in_slack
from bot.channels.slack.workspaces import SlackWorkspaces, quiet_log, slack_session
from bot.errors import DeliveryFailed, NotFromSlack
from bot.services.show_in_slack import Bell
from bot.settings import SLACK_REDIRECT, SlackSettings
from bot.slack.workspaces import SlackUserId, WorkspaceId

log = logging.getLogger(__name__)

# What the library says it takes; it takes one of its own kind as well, and then adds nothing to it.
_Authorize = Callable[..., Awaitable[AuthorizeResult]]

_INTRODUCE_AGAIN_S = 30
_ANYTHING = re.compile("")
# Seconds since 1970, which no clock that is right writes longer.
_LONGEST_TIMESTAMP = 12


class SlackChannel:
    def __init__(
        self,
        services: Services,
        slack: SlackSettings,
        workspaces: SlackWorkspaces,
        buttons: ButtonTokens,
        secret: bytes,
        desk: str | None = None,
    ) -> None:
        """`secret` signs what shows that an installation was begun here.

        `desk` is where agents open theirs.
        """
        self._services = services
        self._slack = slack
        self.workspaces = workspaces
        self.poster = WebPoster(workspaces)
        self._customers = CustomersInSlack(
            services,
            workspaces,
            self.poster,
            buttons,
            FetchFile(workspaces, slack.api_url),
            slack.trusted_for_email,
        )
        self._app = AsyncApp(
            name="giftline.slack",
            logger=quiet_log,
            # Else it would look for one in the environment.
            signing_secret=slack.signing_secret or "",
            client=workspaces.client(),
            authorize=cast(_Authorize, _AsTheWorkspaceKnowsUs(workspaces)),
            oauth_flow=oauth_flow(slack, workspaces, secret),
            process_before_response=True,
            attaching_conversation_kwargs_enabled=False,
        )
        self._app.middleware(self._in_front)
        self._app.event("message")(self._on_message)
        self._app.event("app_mention")(self._on_message)
        self._customers.listen(self._app)
        blocks = AgentBlocks(services.policy, desk)
        self._agents = listen_to_agents(self._app, services, self.poster, blocks)
        self.show = show_in_slack(services, self.poster, buttons, blocks)
        self._leases = keep_slack_leases(services, self.poster)
        PlacesInSlack(services, workspaces).listen(self._app)
        # Whatever else Slack tells us of is none of our business.
        self._app.event(_ANYTHING)(_nothing)

    def router(self, for_admins: Callable[..., Any]) -> APIRouter:
        """`for_admins` lets administrators of the desk through, and carries that decision."""
        router = APIRouter(include_in_schema=False)
        handler = AsyncSlackRequestHandler(self._app)

        async def handle(request: Request) -> Response:
            return await handler.handle(request)

        if self._slack.app_token is None:
            signed = decides(Access.SLACK, _Signed(self._slack.signing_secret or ""))
            router.post(EVENTS_PATH, dependencies=[Depends(signed)])(handle)
        if self._slack.client_id is not None:
            router.get(INSTALL_PATH, dependencies=[Depends(for_admins)])(handle)
            # Slack leads a browser here; only one that has begun at the path above gets any further.
            router.get(SLACK_REDIRECT, dependencies=[PUBLIC])(handle)
        return router

    @contextlib.asynccontextmanager
    async def running(self, bell: Bell) -> AsyncIterator[None]:
        """While the block lasts conversations are shown in Slack as `bell` rings for them, and before long
        without; and it is connected.
        """
        async with _in_background(self.show.run(bell), self._leases.run()):
            async with self.connected():
                yield
            # Nothing comes in any more, and what is answered now is still shown.
            await self._services.receive_message.finish_accepted()

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """While the block lasts events come over a connection of ours, if that is set up."""
        if self._slack.app_token is None:
            async with _in_background(self._introduce()):
                yield
            return
        socket_mode = AsyncSocketModeHandler(
            self._app, self._slack.app_token, logger=quiet_log, web_client=self.workspaces.client()
        )
        # It tries again until there is one, and after each that breaks.
        async with _in_background(self._introduce(), socket_mode.connect_async()):
            try:
                yield
            finally:
                await socket_mode.close_async()

    async def finish(self) -> None:
        """Returns once what was begun for people in Slack is done."""
        await self._agents.finish()

    async def _introduce(self) -> None:
        """Stores which workspace the bot token is for, before anything happens there."""
        while True:
            try:
                return await self.workspaces.introduce()
            except DeliveryFailed as error:
                log.warning("Slack does not say which workspace the bot token is for: %s", error.detail)
            await asyncio.sleep(_INTRODUCE_AGAIN_S)

    async def _in_front(self, next: Callable[[], Awaitable[Any]]) -> Any:  # noqa: A002 - known by its name
        """Slack waits for three seconds; what it brings goes before what we say to it."""
        with self._services.front.waits():
            return await next()

    async def _on_message(self, event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        workspace, us = WorkspaceId(context.team_id or ""), SlackUserId(context.bot_user_id or "")
        edit = edit_of(event, workspace, us)
        message = edit.message if edit else message_of(event, workspace, us)
        if message is None:
            return
        edit, message = await self._customers.without_link_codes(edit, message)
        if message is None:
            return
        ground = await asyncio.to_thread(self._services.open_in_slack.look, message)
        if ground.is_agents:
            # What was noted or sent stays as it was, whatever is changed about it in Slack.
            if edit is None:
                await self._agents.on_message(message)
            return
        if edit is not None:
            await self._customers.on_edit(edit, ground.thread)
        else:
            await self._customers.on_message(message, ground.thread)


@contextlib.asynccontextmanager
async def _in_background(*work: Coroutine[Any, Any, object]) -> AsyncIterator[None]:
    """Each is cancelled with the end of the block, and then ends what it is at."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def slack_channel(
    services: Services,
    slack: SlackSettings | None,
    buttons: ButtonTokens,
    secret: bytes,
    desk: str | None = None,
) -> AsyncIterator[SlackChannel | None]:
    """Its connections to Slack last as long as the block. None where Slack is not set up."""
    if slack is None:
        yield None
        return
    async with slack_session() as session:
        workspaces = SlackWorkspaces(services.unit_of_work, services.clock, slack, session)
        channel = SlackChannel(services, slack, workspaces, buttons, secret, desk)
        try:
            yield channel
        finally:
            await channel.finish()


class _AsTheWorkspaceKnowsUs(AsyncAuthorize):
    """Says to the library who we are in a workspace. Its own way asks Slack so with every event."""

    def __init__(self, workspaces: SlackWorkspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        """None if the workspace has not added us. Raises DeliveryFailed, and Slack then tries again."""
        bot = await self._workspaces.bot_of(WorkspaceId(team_id or ""))
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
            user_id=user_id,
        )


class _Signed:
    """The library verifies each request too, but fails on what is no signature instead of refusing it."""

    def __init__(self, signing_secret: str) -> None:
        self._verifier = SignatureVerifier(signing_secret)

    async def __call__(self, request: Request) -> None:
        """Raises NotFromSlack for what Slack has not signed in the last five minutes."""
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        body = await request.body()
        is_readable = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP
        if not (is_readable and signature.isascii() and _is_text(body)) or not self._verifier.is_valid(
            body, timestamp, signature
        ):
            raise NotFromSlack("Slack has not signed this, or not in the last five minutes.")


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


async def _nothing() -> None:
    return None
