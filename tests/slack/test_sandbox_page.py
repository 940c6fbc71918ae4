"""The sandbox's page shows what people and apps have written as text, and speaks for nobody else's page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.slack_sandbox.mrkdwn import as_html
from bot.slack_sandbox.typed import as_kept
from tests.slack.sandbox import Acme, Heard, LittleApp


@pytest.fixture
async def browser(world: Acme) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(world.sandbox.url) as session:
        yield session


async def shown(browser: aiohttp.ClientSession, world: Acme, name: str, at: str) -> str:
    query = {"as": world.workspace.user_named(name).id, "at": world.workspace.channel_named(at).id}
    async with browser.get("/", params=query) as response:
        assert response.status == 200
        return await response.text()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c"),
        ("<script>", "script"),
        (
            "<https://example.com|here>",
            '<a href="https://example.com" target="_blank" rel="noreferrer">here</a>',
        ),
        ('<https://x.example/"onclick="y|z>', "https://x.example/&#34;onclick=&#34;y"),
        ("<javascript:alert(1)|here>", "here"),
        ("*bold* _not_so_ ~gone~", "<strong>bold</strong> <em>not_so</em> <s>gone</s>"),
        ("`*a*`", "<code>*a*</code>"),
        ("```\n*a*\n```", "<pre>*a*</pre>"),
        ("&gt; quoted", "<q>quoted</q>"),
        ("\x000\x00 <#C1|cards>", "0 <b>#cards</b>"),
    ],
)
async def test_slacks_text_becomes_html_and_nothing_in_it_does_by_itself(
    world: Acme, text: str, html: str
) -> None:
    assert html in as_html(text, world.workspace)
    assert "<script" not in as_html(text, world.workspace)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<@ben>", "&lt;{ben}&gt;"),
        ("@ben @nobody @here", "{ben} @nobody <!here>"),
        ("in #gift-cards, not in #other", "in {cards}, not in #other"),
        ("at shop.example.com", "at <http://shop.example.com|shop.example.com>"),
        ("see https://example.com/a?b=1&c=2.", "see <https://example.com/a?b=1&amp;c=2>."),
    ],
)
async def test_what_is_typed_is_marked_as_slack_does(world: Acme, typed: str, kept: str) -> None:
    ben = f"<@{world.workspace.user_named('ben').id}>"
    cards = f"<#{world.gift_cards.id}|gift-cards>"
    assert as_kept(typed, world.workspace) == kept.format(ben=ben, cards=cards)


async def test_a_text_with_html_in_it_is_shown_as_it_was_typed(
    world: Acme, browser: aiohttp.ClientSession, app: LittleApp
) -> None:
    await world.person("ben").writes("<script>alert(1)</script>", to=world.gift_cards)
    page = await shown(browser, world, "cleo", "gift-cards")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


async def test_a_form_of_another_site_is_refused(
    world: Acme, browser: aiohttp.ClientSession, app: LittleApp
) -> None:
    form = {
        "as": world.workspace.user_named("ben").id,
        "at": world.gift_cards.id,
        "text": "x",
        "what": "write",
    }
    foreign = {"Origin": "https://elsewhere.example"}
    async with browser.post("/do", data=form, headers=foreign) as response:
        assert response.status == 403
    assert not world.gift_cards.messages
    async with browser.post("/do", data=form, headers={"Origin": world.sandbox.url}) as response:
        assert response.status == 200
    assert [message.text for message in world.gift_cards.messages.values()] == ["x"]


async def test_a_file_is_shared_from_the_page(
    world: Acme, browser: aiohttp.ClientSession, app: LittleApp
) -> None:
    form = aiohttp.FormData({"as": world.workspace.user_named("ada").id, "what": "write"})
    form.add_field("file", b"25.00", filename="receipt.txt", content_type="text/plain")
    async with browser.post("/do", data=form) as response:
        assert "receipt.txt" in await response.text()
    file = next(iter(world.workspace.files.values()))
    assert (file.content, file.mime_type) == (b"25.00", "text/plain")


async def test_nobody_sees_a_channel_that_they_are_not_in(
    world: Acme, browser: aiohttp.ClientSession, app: LittleApp
) -> None:
    await world.person("ben").writes("agents only", to=world.fraud)
    assert "agents only" in await shown(browser, world, "ben", "fraud")
    assert "agents only" not in await shown(browser, world, "ada", "fraud")


async def test_what_is_no_longer_there_is_told_of(
    world: Acme, browser: aiohttp.ClientSession, app: LittleApp
) -> None:
    form = {
        "as": world.workspace.user_named("ben").id,
        "at": world.gift_cards.id,
        "what": "press",
        "holder": f"{world.gift_cards.id}/1.000001",
        "block_id": "do",
        "action_id": "take",
    }
    async with browser.post("/do", data=form) as response:
        assert "That is no longer there." in await response.text()


async def test_the_page_waits_for_the_app_and_not_for_what_the_app_hears_of_itself(
    world: Acme, browser: aiohttp.ClientSession, app: LittleApp
) -> None:
    released = asyncio.Event()

    async def answer(heard: Heard) -> web.Response:
        if b"bot_id" in heard.body:
            await released.wait()
        else:
            await world.client().chat_postMessage(channel=world.gift_cards.id, text="the answer")
        return web.Response()

    app.answer = answer
    form = {
        "as": world.workspace.user_named("ben").id,
        "at": world.gift_cards.id,
        "text": "x",
        "what": "write",
    }
    async with browser.post("/do", data=form) as response:
        assert "the answer" in await response.text()
    released.set()
    await world.sandbox.settled()


async def test_of_several_workspaces_each_can_be_chosen(world: Acme, browser: aiohttp.ClientSession) -> None:
    slack = world.sandbox.slack
    async with browser.get("/") as alone:
        assert "Workspaces" not in await alone.text()
    other = slack.add_workspace("Harbour Gifts")
    maya = slack.add_user(other, "maya")
    slack.add_channel(other, "harbour-cards", members=[maya])
    async with browser.get("/") as first:
        page = await first.text()
    assert f"as={maya.id}" in page
    assert "#harbour-cards" not in page
    async with browser.get("/", params={"as": maya.id, "at": world.gift_cards.id}) as second:
        page = await second.text()
    assert "#harbour-cards" in page
    assert "#gift-cards" not in page
