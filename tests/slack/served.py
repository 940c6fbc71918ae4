"""Giftline served to the sandbox's Slack: real services, and an engine that says what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from starlette.types import ASGIApp

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.edge import MOST_BYTES, Edge
from bot.channels.problems import install_problems
from bot.channels.slack.app import SlackChannel, slack_channel
from bot.conversations.conversation import Message as Line
from bot.services.show_in_slack import ShowInSlack
from bot.settings import SlackSettings
from bot.slack.threads import Thread
from bot.slack.workspaces import ChannelId, TeamChannel, WorkspaceId
from bot.slack_sandbox.people import Person
from bot.slack_sandbox.workspace import Channel, Message
from tests.desk.at_the_desk import a_door, an_app, listening
from tests.slack.sandbox import Acme, acme

BUTTONS = ButtonTokens(b"b" * 32)
DESK = "https://desk.example.com/desk"


@dataclass
class ServedToSlack:
    """`url` is where the app listens; `there` is the Slack that it is served to."""

    services: Services
    there: Acme
    channel: SlackChannel
    url: str
    show: ShowInSlack

    @property
    def ada(self) -> Person:
        """A customer."""
        return self.there.person("ada")

    @property
    def ben(self) -> Person:
        return self.there.person("ben")

    async def answered(self) -> None:
        """Returns once all that was taken is answered, and shown."""
        await self.services.receive_message.finish_accepted()
        await self.show()

    def said_in(self, channel: Channel) -> list[Message]:
        """What the app has posted there for all to see."""
        return [message for message in channel.messages.values() if message.is_from_app]

    def texts_in(self, channel: Channel) -> list[str]:
        return [message.text for message in self.said_in(channel)]

    def thread(self, channel: Channel, ts: str = "") -> Thread | None:
        with self.services.unit_of_work() as work:
            return work.slack.thread_at(WorkspaceId(self.there.workspace.id), ChannelId(channel.id), ts)

    def log(self, channel: Channel, ts: str = "") -> Sequence[Line]:
        """Of the conversation that is there, as it is stored: with handles."""
        thread = self.thread(channel, ts)
        assert thread is not None
        with self.services.unit_of_work() as work:
            return work.conversations.messages(thread.conversation)

    def written(self, channel: Channel, ts: str = "") -> list[str]:
        """What the customer wrote there, by the log."""
        return [line.text for line in self.log(channel, ts) if line.author == "customer"]

    def count(self, what: str) -> int:
        with self.services.database.begin() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())  # noqa: S608

    def a_team_works_in(
        self, channel: Channel, team: str = "support", *, replies_in_thread: bool = False
    ) -> None:
        workspace = WorkspaceId(self.there.workspace.id)
        place = TeamChannel(team, workspace, ChannelId(channel.id), channel.name, replies_in_thread)
        with self.services.unit_of_work() as work:
            work.slack.put_channel(place)

    def team_channel(self, team: str = "support") -> TeamChannel:
        with self.services.unit_of_work() as work:
            found = work.slack.channel_of(team)
        assert found is not None
        return found


async def connected(there: Acme) -> None:
    """Returns once the app has a connection open. Raises TimeoutError if it never has."""
    async with asyncio.timeout(60):
        # The sandbox counts its connections and says nothing that one could await.
        while not there.sandbox.socket.connections:  # noqa: ASYNC110
            await asyncio.sleep(0)


def settings_for(there: Acme, **changes: Any) -> SlackSettings:
    """Of the app of one workspace, over HTTP."""
    given: dict[str, Any] = {
        "api_url": there.sandbox.api_url,
        "bot_token": there.token,
        "signing_secret": there.sandbox.slack.app.signing_secret,
    }
    return SlackSettings(**(given | changes))


def only_slack(services: Services, folder: Path, channel: SlackChannel) -> ASGIApp:
    """Of the app only what Slack comes to: putting all of it together takes longer than most tests."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, max_body_size=MOST_BYTES)
    install_problems(app)
    app.include_router(channel.router(a_door(services).lets_in_to_page(Role.ADMIN)))
    return Edge(app)


def the_whole_app(services: Services, folder: Path, channel: SlackChannel) -> ASGIApp:
    return an_app(services, folder, slack=channel)


@asynccontextmanager
async def served_to_slack(
    services: Services,
    folder: Path,
    *,
    there: Acme | None = None,
    app: Callable[[Services, Path, SlackChannel], ASGIApp] = only_slack,
    **changes: Any,
) -> AsyncIterator[ServedToSlack]:
    """`changes` are of the settings."""
    if there is None:
        async with (
            acme() as made,
            served_to_slack(services, folder, there=made, app=app, **changes) as served,
        ):
            yield served
        return
    settings = settings_for(there, **changes)
    async with slack_channel(services, settings, BUTTONS, b"s" * 32, DESK) as channel:
        assert channel is not None
        async with listening(app(services, folder, channel)) as url:
            await channel.workspaces.introduce()
            async with channel.connected():
                if settings.app_token is None:
                    await there.sandbox.deliver_to(f"{url}/slack/events")
                else:
                    there.sandbox.deliver_over_socket()
                    await connected(there)
                yield ServedToSlack(services, there, channel, url, channel.show)
                await services.receive_message.finish_accepted()
