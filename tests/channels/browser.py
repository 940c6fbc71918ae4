"""A browser's side of the chat API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.channels.sessions import PREFIX

ACTION_SECRET = "the engine's own"
# A bound that only a broken product reaches.
_PATIENCE_S = 30


@dataclass(frozen=True)
class SentEvent:
    """One event of the stream."""

    kind: str
    id: str | None
    data: dict[str, Any]


class EventStream:
    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> SentEvent:
        """The next event; waits for one, and fails if none comes."""
        async with asyncio.timeout(_PATIENCE_S):
            fields: dict[str, str] = {}
            async for line in self._lines:
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "data" in fields:
                    return SentEvent(fields["event"], fields.get("id"), json.loads(fields["data"]))
        raise AssertionError("the stream has ended")

    async def next_message(self) -> tuple[str, str]:
        """Who wrote the next message, and what."""
        event = await self.next()
        assert event.kind == "message"
        return event.data["author"], event.data["text"]


@dataclass(frozen=True)
class Browser:
    """One conversation, opened by `open_chat`."""

    client: httpx.AsyncClient
    token: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def posts(self, **body: object) -> httpx.Response:
        return await self.client.post(f"{PREFIX}/messages", json=body, headers=self.headers)

    async def posts_raw(self, content: bytes | AsyncIterator[bytes]) -> httpx.Response:
        headers = {**self.headers, "Content-Type": "application/json"}
        return await self.client.post(f"{PREFIX}/messages", content=content, headers=headers)

    async def says(self, text: str, client_id: str = "first") -> dict[str, Any]:
        answer = await self.posts(client_id=client_id, text=text)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def types_code(self, code: object, client_id: str = "code") -> httpx.Response:
        """What the field for a claim code sends."""
        body = {"client_id": client_id, "code": code}
        return await self.client.post(f"{PREFIX}/codes", json=body, headers=self.headers)

    async def reads(self, after: int = 0) -> list[tuple[int, str, str]]:
        """The log: sequence, author, text."""
        answer = await self.client.get(f"{PREFIX}/messages", params={"after": after}, headers=self.headers)
        return [(line["sequence"], line["author"], line["text"]) for line in answer.json()["messages"]]

    @asynccontextmanager
    async def listens(self, after: int | None = None) -> AsyncIterator[EventStream]:
        headers = {**self.headers, **({} if after is None else {"Last-Event-ID": str(after)})}
        async with self.client.stream("GET", f"{PREFIX}/events", headers=headers) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            yield EventStream(response.aiter_lines())


async def open_chat(client: httpx.AsyncClient, account: str | None = None) -> Browser:
    answer = await client.post(f"{PREFIX}/sessions", json={"account": account})
    assert answer.status_code == 201, answer.text
    return Browser(client, answer.json()["token"])


def the_problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an answer that must be a problem document with the same status in it."""
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    return answer.status_code, document["code"]
