"""The event stream: what was missed, then what is new, and each change of owner."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from bot.conversations.conversation import Button, Owner, Reply
from bot.ports import EngineReply
from tests.builders import A_CODE, ScriptedEngine
from tests.channels.browser import Browser, open_chat


@pytest_asyncio.fixture
async def browser(demo_url: str) -> AsyncIterator[Browser]:
    async with httpx.AsyncClient(base_url=demo_url) as client:
        yield await open_chat(client)


async def test_whoever_starts_to_listen_is_told_the_whole_log(
    browser: Browser, engine: ScriptedEngine
) -> None:
    engine.says("Hello!")
    await browser.says("hi")
    async with browser.listens() as events:
        assert [await events.next_message(), await events.next_message()] == [
            ("customer", "hi"),
            ("bot", "Hello!"),
        ]


async def test_the_id_of_an_event_is_the_message_s_place_in_the_log(browser: Browser) -> None:
    await browser.says("hi")
    async with browser.listens() as events:
        event = await events.next()
    assert (event.id, event.data["sequence"]) == ("1", 1)


async def test_whoever_comes_back_is_told_only_what_they_missed(
    browser: Browser, engine: ScriptedEngine
) -> None:
    engine.says("Hello!")
    await browser.says("hi")
    async with browser.listens(after=1) as events:
        assert await events.next_message() == ("bot", "Hello!")


async def test_a_new_message_reaches_whoever_listens_already(
    browser: Browser, engine: ScriptedEngine
) -> None:
    engine.says("Hello!")
    async with browser.listens() as events:
        assert (await events.next()).kind == "owner"
        await browser.says("hi")
        assert await events.next_message() == ("customer", "hi")
        assert await events.next_message() == ("bot", "Hello!")


async def test_a_change_of_owner_is_told_after_the_reply_that_brought_it(
    browser: Browser, engine: ScriptedEngine
) -> None:
    engine.says("A person comes.", owner=Owner.QUEUED)
    async with browser.listens() as events:
        assert (await events.next()).data == {"owner": "bot"}
        await browser.says("a person, please")
        told = [await events.next() for _ in range(3)]
    assert [event.kind for event in told] == ["message", "message", "owner"]
    assert told[-1].data == {"owner": "queued"}


async def test_an_owner_is_no_place_in_the_log(browser: Browser) -> None:
    async with browser.listens() as events:
        assert (await events.next()).id is None


async def test_two_pages_of_one_conversation_hear_the_same(browser: Browser) -> None:
    async with browser.listens() as one, browser.listens() as another:
        await one.next(), await another.next()
        await browser.says("hi")
        assert await one.next_message() == await another.next_message() == ("customer", "hi")


async def test_a_code_is_told_as_its_last_four(browser: Browser) -> None:
    await browser.says(A_CODE)
    async with browser.listens() as events:
        _, text = await events.next_message()
    assert "XT2V" in text
    assert "7KLM9P" not in text


async def test_a_button_is_told_with_a_token_that_works(browser: Browser, engine: ScriptedEngine) -> None:
    engine.answers_with(EngineReply(Reply("Shall I?", (Button("Yes", "/affirm"),))))
    await browser.says("can you?")
    async with browser.listens(after=1) as events:
        (button,) = (await events.next()).data["buttons"]
    await browser.posts(client_id="presses", button=button["token"])
    assert engine.heard[-1] == "/affirm"
