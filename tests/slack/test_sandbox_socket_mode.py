"""What happens in the sandbox reaches an app over the connection that Slack's own client library opens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack_sandbox.delivery import RetryReason
from tests.slack.sandbox import Acme, acme


@dataclass
class Connected:
    """An app that acknowledges what it hears, unless it is told not to."""

    client: SocketModeClient
    heard: list[SocketModeRequest] = field(default_factory=list)
    says: dict[str, Any] | None = None
    acknowledges: bool = True

    async def hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        if self.acknowledges:
            answer = SocketModeResponse(envelope_id=request.envelope_id, payload=self.says)
            await client.send_socket_mode_response(answer)


@pytest.fixture
async def world() -> AsyncIterator[Acme]:
    async with acme() as made:
        made.sandbox.deliver_over_socket()
        yield made


@pytest.fixture
async def app(world: Acme) -> AsyncIterator[Connected]:
    connected = await connect(world)
    yield connected
    await close(connected)


async def connect(world: Acme) -> Connected:
    token = world.sandbox.slack.app.app_token
    client = SocketModeClient(app_token=token, web_client=AsyncWebClient(base_url=world.sandbox.api_url))
    connected = Connected(client)
    client.socket_mode_request_listeners.append(connected.hear)
    await client.connect()
    await world.sandbox.until(lambda: world.sandbox.socket.connections > 0)
    return connected


async def close(connected: Connected) -> None:
    client = connected.client
    ended = [client.current_session_monitor, client.message_receiver, client.message_processor]
    await client.close()
    # The library cancels them, and does not wait.
    await asyncio.gather(*(task for task in ended if task), return_exceptions=True)


async def test_an_event_comes_in_an_envelope_and_is_acknowledged(world: Acme, app: Connected) -> None:
    await world.person("ada").writes("hello")
    assert [(request.type, request.payload["event"]["text"]) for request in app.heard] == [
        ("events_api", "hello")
    ]
    assert world.sandbox.sent[0].answers[0].is_taken


async def test_the_answer_to_a_command_comes_with_its_acknowledgement(world: Acme, app: Connected) -> None:
    app.says = {"text": "Here is how"}
    seen = await world.person("ben").runs("help")
    assert app.heard[0].accepts_response_payload
    assert app.heard[0].payload["command"] == "/giftline"
    assert [message.text for message in seen.new] == ["Here is how"]


async def test_a_redelivery_says_in_its_envelope_which_try_it_is(world: Acme, app: Connected) -> None:
    await world.person("ada").writes("hello")
    await world.sandbox.redeliver(world.sandbox.sent[0], times=2, in_parallel=True)
    assert [(each.retry_attempt, each.retry_reason) for each in app.heard] == [
        (0, ""),
        (1, "http_timeout"),
        (2, "http_timeout"),
    ]
    assert len({request.envelope_id for request in app.heard}) == 3
    assert len({request.payload["event_id"] for request in app.heard}) == 1


async def test_what_is_not_acknowledged_in_time_was_not_taken() -> None:
    async with acme(patience_s=0.05) as world:
        world.sandbox.deliver_over_socket()
        app = await connect(world)
        app.acknowledges = False
        await world.person("ada").writes("hello")
        assert world.sandbox.sent[0].answers[0].trouble is RetryReason.TIMEOUT
        await close(app)


async def test_an_app_that_is_asked_to_comes_back_on_a_new_connection(world: Acme, app: Connected) -> None:
    await world.sandbox.socket.ask_for_new_connections()
    await world.sandbox.until(lambda: world.sandbox.socket.connections > 0)
    await world.person("ada").writes("still there?")
    assert [request.payload["event"]["text"] for request in app.heard] == ["still there?"]


async def test_what_happens_while_nobody_is_connected_was_not_taken(world: Acme) -> None:
    await world.person("ada").writes("anybody?")
    sent = world.sandbox.sent[0]
    assert sent.answers[0].trouble is RetryReason.CONNECTION_FAILED
    app = await connect(world)
    assert [answer.is_taken for answer in await world.sandbox.redeliver(sent)] == [True]
    await close(app)


async def test_only_the_apps_own_token_opens_a_connection(world: Acme) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await world.client().apps_connections_open(app_token=world.token)
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await world.client().apps_connections_open(app_token="xapp-forged")
