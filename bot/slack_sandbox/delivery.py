"""How what happens in Slack gets to the app: by signed HTTP, or over the app's own connection (Socket Mode).

https://docs.slack.dev/authentication/verifying-requests-from-slack
https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.slack_sandbox.workspace import App, Json

# How long Slack waits for an answer, and when it delivers an event again that got none.
PATIENCE_S = 3.0
RETRIES_AFTER_S = (0.0, 60.0, 300.0)
_CHALLENGE_PATIENCE_S = 30.0


class Sort(StrEnum):
    """The values are Socket Mode's own names."""

    EVENT = "events_api"
    INTERACTION = "interactive"
    COMMAND = "slash_commands"


class RetryReason(StrEnum):
    TIMEOUT = "http_timeout"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    CONNECTION_FAILED = "connection_failed"
    SSL_ERROR = "ssl_error"
    HTTP_ERROR = "http_error"
    UNKNOWN_ERROR = "unknown_error"


@dataclass(frozen=True)
class Delivery:
    """`retry` counts how often it was delivered before, and `reason` says what was wrong the last time."""

    sort: Sort
    payload: Mapping[str, Any]
    retry: int = 0
    reason: RetryReason | None = None

    def again(self, retry: int, reason: RetryReason) -> Delivery:
        return replace(self, retry=retry, reason=reason)


@dataclass(frozen=True)
class Answer:
    """`body` is what the app said, if it is an object or a text. `trouble` is None if Slack was content."""

    status: int | None
    body: Json | str | None = None
    trouble: RetryReason | None = None

    @property
    def is_taken(self) -> bool:
        return self.trouble is None


class Line(Protocol):
    """A way to the app."""

    async def send(self, delivery: Delivery) -> Answer:
        """Never raises for what the app does, or does not do."""


class NoLine:
    """The app has told Slack of no way to it."""

    async def send(self, delivery: Delivery) -> Answer:
        return Answer(None, None, RetryReason.CONNECTION_FAILED)


def signature(signing_secret: str, timestamp: str, body: bytes) -> str:
    signed = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(signing_secret.encode(), signed, hashlib.sha256).hexdigest()


def request_of(delivery: Delivery, signing_secret: str, now_s: float) -> tuple[dict[str, str], bytes]:
    """The headers and the body of the HTTP request that delivers it, signed at that time."""
    if delivery.sort is Sort.EVENT:
        content_type, body = "application/json", json.dumps(delivery.payload)
    elif delivery.sort is Sort.INTERACTION:
        content_type = "application/x-www-form-urlencoded"
        body = urlencode({"payload": json.dumps(delivery.payload)})
    else:
        content_type, body = "application/x-www-form-urlencoded", urlencode(delivery.payload)
    timestamp = str(int(now_s))
    headers = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(signing_secret, timestamp, body.encode()),
    }
    if delivery.reason is not None:
        headers |= {"X-Slack-Retry-Num": str(delivery.retry), "X-Slack-Retry-Reason": delivery.reason.value}
    return headers, body.encode()


class HttpLine:
    """To one request URL, for everything. `wall_clock` is what the app checks the signature's time by."""

    def __init__(
        self,
        url: str,
        app: App,
        session: aiohttp.ClientSession,
        *,
        patience_s: float = PATIENCE_S,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._url = url
        self._app = app
        self._session = session
        self._patience_s = patience_s
        self._wall_clock = wall_clock

    async def verify(self) -> bool:
        """Whether the URL answers Slack's challenge, as it must before anything is delivered there."""
        challenge = secrets.token_hex(16)
        payload = {
            "token": self._app.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        answer = await self._send(Delivery(Sort.EVENT, payload), _CHALLENGE_PATIENCE_S)
        said = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return answer.is_taken and said == challenge

    async def send(self, delivery: Delivery) -> Answer:
        return await self._send(delivery, self._patience_s)

    async def _send(self, delivery: Delivery, patience_s: float) -> Answer:
        headers, body = request_of(delivery, self._app.signing_secret, self._wall_clock())
        patience = aiohttp.ClientTimeout(total=patience_s)
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, timeout=patience
            ) as response:
                said = await response.text()
                status = response.status
        except TimeoutError:
            return Answer(None, None, RetryReason.TIMEOUT)
        except aiohttp.TooManyRedirects:
            return Answer(None, None, RetryReason.TOO_MANY_REDIRECTS)
        except aiohttp.ClientSSLError:
            return Answer(None, None, RetryReason.SSL_ERROR)
        except aiohttp.ClientError:
            return Answer(None, None, RetryReason.CONNECTION_FAILED)
        return Answer(status, _read(said), None if status == 200 else RetryReason.HTTP_ERROR)


class SocketLine:
    """Over the connections that the app keeps open to us; each delivery goes to one of them, in turn.

    `changed` is called when one has come or gone.
    """

    def __init__(self, app: App, *, patience_s: float, changed: Callable[[], None]) -> None:
        self._app = app
        self._changed = changed
        self._patience_s = patience_s
        self._connections: list[web.WebSocketResponse] = []
        self._turns = itertools.count()
        self._awaited: dict[str, asyncio.Future[Json | None]] = {}

    @property
    def connections(self) -> int:
        return len(self._connections)

    async def serve(self, connection: web.WebSocketResponse) -> None:
        """Until the app closes it, or we have asked for another."""
        self._connections.append(connection)
        hello = {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": self._app.id},
            "debug_info": {
                "host": "applink-1",
                "build_number": 1,
                "approximate_connection_time": 18_060,
            },
        }
        try:
            await connection.send_json(hello)
            self._changed()
            async for message in connection:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self._leave(connection)

    async def send(self, delivery: Delivery) -> Answer:
        if not self._connections:
            return Answer(None, None, RetryReason.CONNECTION_FAILED)
        connection = self._connections[next(self._turns) % len(self._connections)]
        envelope_id = secrets.token_hex(16)
        answered = self._awaited[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            await connection.send_json(_envelope(delivery, envelope_id))
            async with asyncio.timeout(self._patience_s):
                return Answer(200, await answered)
        except TimeoutError:
            return Answer(None, None, RetryReason.TIMEOUT)
        except ConnectionError:
            return Answer(None, None, RetryReason.CONNECTION_FAILED)
        finally:
            del self._awaited[envelope_id]

    async def ask_for_new_connections(self, reason: str = "refresh_requested") -> None:
        """Slack does so every few hours: the app opens another one, and closes the old."""
        for connection in list(self._connections):
            # It gets nothing any more that it might not read.
            self._leave(connection)
            with suppress(ConnectionError):
                notice = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
                await connection.send_json(notice)

    async def close(self) -> None:
        """Breaks all connections, without a word."""
        for connection in list(self._connections):
            self._leave(connection)
            await connection.close()

    def _acknowledge(self, said: str) -> None:
        answer = _read(said)
        if not isinstance(answer, dict):
            return
        answered = self._awaited.get(str(answer.get("envelope_id")))
        if answered is not None and not answered.done():
            answered.set_result(answer.get("payload"))

    def _leave(self, connection: web.WebSocketResponse) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self._changed()


async def redeliver(
    line: Line,
    delivery: Delivery,
    *,
    times: int,
    in_parallel: bool,
    reason: RetryReason,
) -> Sequence[Answer]:
    """The same event again, as often as asked for; each says which try it is."""
    tries = [delivery.again(retry, reason) for retry in range(1, times + 1)]
    if in_parallel:
        return await asyncio.gather(*(line.send(each) for each in tries))
    return [await line.send(each) for each in tries]


def _envelope(delivery: Delivery, envelope_id: str) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": delivery.sort.value,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.sort is not Sort.EVENT,
    }
    if delivery.sort is Sort.EVENT:
        reason = delivery.reason.value if delivery.reason else ""
        envelope |= {"retry_attempt": delivery.retry, "retry_reason": reason}
    return envelope


def _read(said: str) -> Json | str | None:
    with suppress(ValueError):
        read = json.loads(said)
        if isinstance(read, dict):
            return read
    return said or None
