"""The chat page of a running demo, in a browser of one customer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.giftline_process import Server


@contextmanager
def the_chat_page(chromium: Browser, demo: Server, **options: Any) -> Iterator[Page]:
    """Opened by somebody new; `options` are those of their browser. A script error on it fails the test."""
    context = chromium.new_context(base_url=demo.url, **options)
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def on_console(message: ConsoleMessage) -> None:
        # Chromium reports every answer that refuses something; what is no code is meant to be refused.
        is_refusal = message.location["url"].endswith("/chat/codes")
        if message.type == "error" and not is_refusal:
            errors.append(message.text)

    page.on("console", on_console)
    page.goto("/")
    yield page
    context.close()
    assert errors == []
