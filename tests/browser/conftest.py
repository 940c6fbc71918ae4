"""A real Chromium: the one of the system, or the one `playwright install chromium` fetched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.demo_chat import the_chat_page
from tests.builders import WIDE_LIMITS
from tests.giftline_process import Server, demo_server

# Nothing that a headless test machine lacks, and nothing that talks to the outside.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # All tests come from one address, and nearly all are one customer: no limit of theirs is meant here.
    with demo_server(tmp_path_factory.mktemp("browser-demo"), GIFTLINE_LIMITS=WIDE_LIMITS) as server:
        yield server


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    # Not longer than these tests: while it is there, an event loop of its own runs, and no other may.
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    # Chromium's sandbox refuses to run as root, which is what a container often is.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium here: install one, or run `.venv/bin/playwright install chromium`")
        try:
            browser = playwright.chromium.launch(executable_path=found, args=flags)
        except Error as error:
            pytest.fail(f"Chromium does not start: {error}")
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, demo: Server) -> Iterator[Page]:
    """The chat page, freshly opened; a script error on it fails the test."""
    with the_chat_page(chromium, demo) as page:
        yield page
