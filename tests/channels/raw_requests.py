"""Requests as bytes, straight at an ASGI app: no client library in between puts them right."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class RawRequest:
    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    def with_header(self, name: bytes, value: bytes) -> RawRequest:
        kept = tuple((n, v) for n, v in self.headers if n.lower() != name.lower())
        return RawRequest(self.method, self.path, self.query, (*kept, (name, value)), self.body)


@dataclass
class RawAnswer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


async def send_raw(app: ASGIApp, request: RawRequest) -> RawAnswer:
    """The answer, as far as it was sent once it began: whoever asks then hangs up. Raises as the app does."""
    answer, has_begun = RawAnswer(), asyncio.Event()
    unread: list[Message] = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def receive() -> Message:
        if unread:
            return unread.pop()
        await has_begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in message["headers"]}
        else:
            answer.body += message.get("body", b"")
            has_begun.set()

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode("utf-8", "surrogatepass"),
        "root_path": "",
        "query_string": request.query,
        "headers": [(name.lower(), value) for name, value in request.headers],
        "client": ("203.0.113.9", 50_000),
        "server": ("giftline.test", 80),
        "state": {},
    }
    await asyncio.wait_for(app(scope, receive, send), timeout=60)
    return answer
