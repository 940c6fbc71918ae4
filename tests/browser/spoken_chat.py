"""The chat page of an app without an engine, for tests of how it looks, reads and is worked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

from bot.conversations.conversation import Button, Form, Owner, Reply
from bot.ports import EngineReply
from bot.values import ConversationId
from tests.browser.served_desk import ServedDesk
from tests.builders import a_change_to

ASKS_FOR_THE_CODE = (
    "I am sorry about that. Please send me the claim code.\n\n1. Find the panel.\n2. Type all of it."
)


@contextmanager
def chat_page(
    chromium: Browser, desk: ServedDesk, path: str = "/", size: tuple[int, int] = (390, 844), **options: Any
) -> Iterator[Page]:
    """Opened anew, and its scripts run without an error."""
    viewport: ViewportSize = {"width": size[0], "height": size[1]}
    context = chromium.new_context(base_url=desk.url, viewport=viewport, **options)
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path)
    expect(page.get_by_test_id("composer")).to_be_visible()
    yield page
    context.close()
    assert errors == []


def is_asked_for_the_code(desk: ServedDesk, page: Page, complains: Callable[[], None] | None = None) -> None:
    """The customer complains, in writing or else, and sees two quick replies and the field for a code."""
    buttons = (Button("I have no code", "/deny"), Button("Talk to a person", "/human"))
    desk.engine.answers_with(EngineReply(Reply(ASKS_FOR_THE_CODE, buttons, Form.CLAIM_CODE)))
    if complains is None:
        says(page, "My card says invalid code.")
    else:
        complains()
    expect(page.get_by_test_id("code-field")).to_be_visible()


def says(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("send").click()


def conversation(page: Page) -> ConversationId:
    return ConversationId(
        page.evaluate("JSON.parse(sessionStorage.getItem('giftline.session')).conversationId")
    )


def goes_to(desk: ServedDesk, page: Page, owner: Owner) -> None:
    with desk.services.unit_of_work() as work:
        held = work.conversations.hold(conversation(page))
        assert work.conversations.move(held, a_change_to(owner))
    page.reload()
