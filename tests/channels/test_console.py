"""`giftline chat`'s side of the API, over a real connection."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from bot.channels.console import ConsoleChat
from bot.conversations.conversation import Button, Reply
from bot.errors import ConfigurationError, GiftlineError
from bot.ports import EngineReply
from tests.builders import A_CODE, LoadCards, ScriptedEngine


@pytest_asyncio.fixture
async def console(demo_url: str) -> AsyncIterator[ConsoleChat]:
    async with ConsoleChat(demo_url) as chat:
        await chat.sign_in(None)
        yield chat


@pytest_asyncio.fixture
async def web_server() -> AsyncIterator[Callable[[bytes], Awaitable[str]]]:
    """Starts something on loopback that gives every request the same answer."""
    servers: list[asyncio.Server] = []

    async def start(body: bytes) -> str:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode() + body)
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        servers.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


async def test_an_answer_is_the_documented_object(console: ConsoleChat, engine: ScriptedEngine) -> None:
    engine.answers_with(EngineReply(Reply("Shall I?", (Button("Yes", "/affirm"), Button("No", "/deny")))))
    assert await console.send("hi") == {
        "replies": [{"text": "Shall I?", "buttons": ["Yes", "No"]}],
        "intent": None,
        "diagnosis": None,
        "ticket": None,
        "owner": "bot",
    }


async def test_the_same_text_twice_is_two_messages(console: ConsoleChat, engine: ScriptedEngine) -> None:
    await console.send("hi")
    await console.send("hi")
    assert engine.heard == ["hi", "hi"]


async def test_whoever_signs_in_is_that_account(demo_url: str, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    async with ConsoleChat(demo_url) as chat:
        await chat.sign_in("alice")
        assert (await chat.send("hi"))["replies"]


@pytest.mark.parametrize(
    ("text", "reason"), [("", "could not read any text"), ("x" * 10_001, "I can take 10,000")]
)
async def test_a_message_that_cannot_be_taken_is_answered_with_why(
    console: ConsoleChat, text: str, reason: str
) -> None:
    answer = await console.send(text)
    assert reason in answer["replies"][0]["text"]
    assert answer["owner"] == "bot"


async def test_an_unknown_account_is_said_so(demo_url: str) -> None:
    async with ConsoleChat(demo_url) as chat:
        with pytest.raises(GiftlineError, match="There is no such account here"):
            await chat.sign_in("mallory")


async def test_where_nothing_listens_it_says_how_to_start_a_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with ConsoleChat(f"http://127.0.0.1:{port}") as chat:
        with pytest.raises(ConfigurationError, match=r"There is no Giftline at .* `giftline serve`"):
            await chat.sign_in(None)


async def test_what_is_not_giftline_is_said_not_to_be(
    web_server: Callable[[bytes], Awaitable[str]],
) -> None:
    async with ConsoleChat(await web_server(b"<html>")) as chat:
        with pytest.raises(ConfigurationError, match="is not Giftline"):
            await chat.sign_in(None)


@pytest.mark.parametrize("body", [b"{}", b"[]", b"7"])
async def test_json_of_something_else_is_not_giftline_either(
    web_server: Callable[[bytes], Awaitable[str]], body: bytes
) -> None:
    async with ConsoleChat(await web_server(body)) as chat:
        with pytest.raises(ConfigurationError, match="is not Giftline"):
            await chat.sign_in(None)


async def test_a_message_larger_than_any_request_is_answered_with_why(console: ConsoleChat) -> None:
    assert (await console.send("x" * 600_000))["replies"]
