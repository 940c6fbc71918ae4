"""In a real browser: a page of another origin can neither read a conversation nor send to it nor show it."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Request, expect

from bot.app import build_app
from bot.bootstrap import bootstrap
from bot.channels.button_tokens import ButtonTokens
from bot.channels.engine_process import EngineProcess
from bot.channels.wakeups import LocalWakeups
from bot.settings import Settings
from bot.values import FixedClock
from tests.builders import ScriptedEngine
from tests.desk.at_the_desk import a_door
from tests.giftline_process import wait_until

pytestmark = pytest.mark.browser

OPEN_WITH_COOKIE = """async () => (await fetch("/api/v1/chat/sessions", {
    method: "POST", headers: {"Content-Type": "application/json", "X-Giftline": "1"},
    body: JSON.stringify({keep: "cookie"})})).status"""
READ_OWN = """async () => (await (await fetch("/api/v1/chat/messages")).json()).messages.length"""
# Each as a page may send it without being asked first, and as it may not; what comes of each is a word.
ATTEMPTS = """async (server) => {
    const url = server + "/api/v1/chat/messages", message = JSON.stringify({client_id: "a", text: "hi"});
    const json = {"Content-Type": "application/json", "X-Giftline": "1"};
    const word = (asked) => asked.then((answer) => answer.type, () => "refused");
    return [
        await word(fetch(url, {credentials: "include"})),
        await word(fetch(url, {credentials: "include", method: "POST", body: message})),
        await word(fetch(url, {credentials: "include", method: "POST", body: message, headers: json})),
        await word(fetch(url, {credentials: "include", method: "POST", body: message, mode: "no-cors"})),
        await word(fetch(server + "/api/v1/chat/sessions", {credentials: "include", method: "DELETE"})),
    ];
}"""
OPEN_AT_SITE = """async ([server, site]) => (await fetch(server + "/api/v1/chat/sessions", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({site})})).status"""
SHOW = """(address) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    document.body.append(frame);
}"""


@dataclass(frozen=True)
class Origins:
    """Three servers: ours, a page of a site of ours, and a page of somebody."""

    ours: str
    site: str
    foreign: str


class _BlankPage(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><link rel=icon href=data:,><body>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
        return


@contextmanager
def _blank_pages() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _BlankPage) as server:
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


@pytest.fixture
def origins(tmp_path: Path) -> Iterator[Origins]:
    wakeups = LocalWakeups()
    settings = Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path}/giftline.db", pepper="p" * 32)
    # To the browser every token of it is old, so that the page renews it with each message.
    behind = FixedClock(datetime.now(UTC) - timedelta(hours=13))
    services = bootstrap(settings, clock=behind, engine=ScriptedEngine(), wakeups=wakeups)
    never_started = EngineProcess(
        model=tmp_path / "no-model",
        folder=tmp_path,
        action_url="",
        action_secret="",
        client=httpx.AsyncClient(),
        start_timeout_s=0,
        keep_dialogues=False,
    )
    buttons = ButtonTokens(b"b" * 32)
    door = a_door(services, None)
    app = build_app(services, never_started, wakeups, buttons, door=door, action_secret="its own", demo=False)
    server = uvicorn.Server(
        uvicorn.Config(app, lifespan="off", log_level="warning", timeout_graceful_shutdown=1)
    )
    with socket.create_server(("127.0.0.1", 0)) as listener, _blank_pages() as shop, _blank_pages() as evil:
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        serving.start()
        wait_until(lambda: server.started, "the server answers")
        # By another name than ours, so that to a browser it is another site and not only another port.
        services.change_sites.add("my-shop", "My shop", [f"http://localhost:{shop}"], "US")
        yield Origins(
            f"http://127.0.0.1:{listener.getsockname()[1]}",
            f"http://localhost:{shop}",
            f"http://localhost:{evil}",
        )
        server.should_exit = True
        serving.join()
    services.close()


@pytest.fixture
def tab(chromium: Browser, origins: Origins) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("whose", ["site", "foreign"])
def test_another_page_neither_reads_nor_sends_by_our_cookie(tab: Page, origins: Origins, whose: str) -> None:
    tab.goto(origins.ours)
    assert tab.evaluate(OPEN_WITH_COOKIE) == 201
    assert tab.evaluate("document.cookie") == ""
    assert len(tab.context.cookies()) == 1
    other = tab.context.new_page()
    other.goto(getattr(origins, whose))
    read, *sent = other.evaluate(ATTEMPTS, origins.ours)
    assert "basic" not in (read, *sent)
    assert tab.evaluate(READ_OWN) == 0


def test_only_a_page_of_the_site_opens_a_conversation_there(tab: Page, origins: Origins) -> None:
    tab.goto(origins.site)
    assert tab.evaluate(OPEN_AT_SITE, [origins.ours, "my-shop"]) == 201
    tab.goto(origins.foreign)
    with pytest.raises(Exception, match="Failed to fetch"):
        tab.evaluate(OPEN_AT_SITE, [origins.ours, "my-shop"])


def test_only_a_page_of_the_site_shows_the_chat(tab: Page, origins: Origins) -> None:
    chat = tab.frame_locator("iframe").get_by_test_id("composer")
    tab.goto(origins.site)
    tab.evaluate(SHOW, f"{origins.ours}/embed/my-shop")
    expect(chat).to_be_visible(timeout=60_000)
    for page, shown in ((origins.foreign, "/embed/my-shop"), (origins.site, "/")):
        tab.goto(page)
        with tab.expect_event("console", lambda said: "frame-ancestors" in said.text, timeout=60_000):
            tab.evaluate(SHOW, f"{origins.ours}{shown}")
        expect(chat).to_have_count(0)


def test_in_a_page_of_the_site_a_customer_talks_and_the_token_is_renewed(tab: Page, origins: Origins) -> None:
    tab.goto(origins.site)
    tab.evaluate(SHOW, f"{origins.ours}/embed/my-shop")
    chat = tab.frame_locator("iframe")
    sent: list[Request] = []
    tab.on("request", lambda asked: sent.append(asked))
    for count in (1, 2, 3):
        chat.get_by_test_id("composer").fill("hello")
        chat.get_by_test_id("send").click()
        answers = chat.locator('[data-testid="message"][data-author="bot"]')
        expect(answers).to_have_count(count, timeout=20_000)
    posts = [asked for asked in sent if asked.method == "POST" and asked.url.endswith("/messages")]
    assert len({asked.headers["authorization"] for asked in posts}) == 3
