"""What every answer carries, and what never gets in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from urllib.parse import unquote

import httpx
import pytest
import structlog
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from actions.webhook import PATH as ACTION_PATH
from bot.channels.edge import MOST_BYTES, Edge
from bot.channels.sessions import PREFIX
from bot.serving import serving
from tests.channels.browser import ACTION_SECRET, open_chat, the_problem
from tests.channels.conftest import BuildApp
from tests.channels.raw_requests import RawRequest, send_raw

OUR_ENGINE = {"Authorization": f"Bearer {ACTION_SECRET}"}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", f"{PREFIX}/messages", 401), ("POST", f"{PREFIX}/sessions", 201)]
)
async def test_a_query_of_other_bytes_than_a_url_may_hold_fails_nothing(
    app_for: BuildApp, method: str, path: str, status: int
) -> None:
    of_our_page = ((b"origin", b"http://giftline.test"), (b"host", b"giftline.test"))
    asked = RawRequest(method, path, b"after=\xfc", of_our_page, b"{}")
    answer = await send_raw(app_for(False), asked.with_header(b"content-type", b"application/json"))
    assert answer.status == status


@pytest.mark.parametrize("path", ["/", "/health", "/no-such-page", f"{PREFIX}/messages"])
async def test_every_answer_has_a_request_id_of_its_own(shop: httpx.AsyncClient, path: str) -> None:
    ids = {(await shop.get(path)).headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2


async def test_no_request_id_is_taken_from_outside(shop: httpx.AsyncClient) -> None:
    answer = await shop.get("/health", headers={"X-Request-ID": "forged"})
    assert answer.headers["x-request-id"] != "forged"


async def test_a_log_knows_which_request_it_is_about() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await JSONResponse(structlog.contextvars.get_contextvars())(scope, receive, send)

    transport = httpx.ASGITransport(Edge(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.get("/")
    assert answer.json() == {"request_id": answer.headers["x-request-id"]}
    assert structlog.contextvars.get_contextvars() == {}


@pytest.mark.parametrize("path", ["/", "/health", "/no-such-page", f"{PREFIX}/messages"])
async def test_every_answer_limits_what_a_page_may_do(shop: httpx.AsyncClient, path: str) -> None:
    headers = (await shop.get(path)).headers
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "microphone=()" in headers["permissions-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]


async def test_what_the_api_says_is_for_no_cache(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    for answer in (await browser.posts(client_id="a", text="hi"), await shop.get(f"{PREFIX}/messages")):
        assert answer.headers["cache-control"] == "no-store"


async def test_over_tls_browsers_are_told_to_stay_there(app_for: BuildApp) -> None:
    for scheme, is_told in (("https", True), ("http", False)):
        transport = httpx.ASGITransport(app_for(False))
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://x") as client:
            assert ("strict-transport-security" in (await client.get("/health")).headers) is is_told


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [
        ("127.0.0.1", ["203.0.113.7", "https"]),
        ("192.0.2.1", ["127.0.0.1", "http"]),
        ("", ["127.0.0.1", "http"]),
    ],
)
async def test_only_a_trusted_proxy_says_where_a_request_comes_from(trusted: str, seen: list[str]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = scope["client"][0]
            await JSONResponse([host, scope["scheme"]])(scope, receive, send)

    forged_first = {"X-Forwarded-For": "10.0.0.1, 203.0.113.7", "X-Forwarded-Proto": "https"}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        async with serving(app, listener, trusted), httpx.AsyncClient() as client:
            answer = await client.get(url, headers=forged_first)
    assert answer.json() == seen
    assert "server" not in answer.headers


@pytest.mark.parametrize("address", ["203.0.113.7", "10.0.0.1", "2001:db8::1", "not an address"])
async def test_no_other_machine_finds_the_webhook(app_for: BuildApp, address: str) -> None:
    transport = httpx.ASGITransport(app_for(False), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.post(ACTION_PATH, json={}, headers=OUR_ENGINE)
    assert the_problem(answer) == (404, "not_found")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
async def test_nobody_reaches_the_webhook_through_a_proxy_here(shop: httpx.AsyncClient, header: str) -> None:
    answer = await shop.post(ACTION_PATH, json={}, headers={**OUR_ENGINE, header: "127.0.0.1"})
    assert the_problem(answer) == (404, "not_found")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_from_this_machine_the_webhook_wants_the_secret(app_for: BuildApp, address: str) -> None:
    transport = httpx.ASGITransport(app_for(False), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        assert the_problem(await client.post(ACTION_PATH, json={}))[0] == 401
        known = await client.post(ACTION_PATH, json={"next_action": "action_dance"}, headers=OUR_ENGINE)
        assert "action_dance" in known.json()["detail"]


OUTSIDE = ["pyproject.toml", "etc/passwd", "var/pepper"]
UPWARDS = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "%5c..%5c", "....//", "%00../", "/"]


@pytest.mark.parametrize("folder", ["", "docs/", "assets/", "docs/decisions/"])
@pytest.mark.parametrize("upwards", UPWARDS)
async def test_no_path_leads_out_of_a_folder(app_for: BuildApp, folder: str, upwards: str) -> None:
    app = app_for(False)
    for name in OUTSIDE:
        for deep in (1, 2, 3, 6):
            written = f"/{folder}{upwards * deep}{name}"
            # As a server hands it on: decoded once. No client library tidies it up before.
            answer = await send_raw(app, RawRequest("GET", unquote(written)))
            assert answer.status in (400, 404), written


async def test_what_is_announced_or_sent_too_large_is_refused(shop: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 1024 + 2):
            yield b"x" * 1024
            await asyncio.sleep(0)

    json_type = {"Content-Type": "application/json"}
    for content in (b"x" * (MOST_BYTES + 1), chunks()):
        answer = await shop.post(f"{PREFIX}/sessions", content=content, headers=json_type)
        assert answer.status_code == 413


@pytest.mark.parametrize(("announced", "status"), [("\u00b2", 200), ("9" * 5_000, 413), ("0" * 5_000, 200)])
async def test_a_length_that_is_no_length_breaks_nothing(
    app_for: BuildApp, announced: str, status: int
) -> None:
    request = RawRequest("GET", "/health").with_header(b"content-length", announced.encode("latin-1"))
    assert (await send_raw(app_for(False), request)).status == status
