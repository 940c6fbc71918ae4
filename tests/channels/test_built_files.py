"""What the web's build made is sent compressed to whoever takes it, and as it is to others."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.channels.built_files import BuiltFiles

SCRIPT = b"let same = 1;" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "with-twin.js").write_bytes(SCRIPT)
    (tmp_path / "with-twin.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "alone.js").write_bytes(SCRIPT)
    return tmp_path


@pytest_asyncio.fixture
async def browser(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(BuiltFiles(directory=folder))
    async with httpx.AsyncClient(transport=transport, base_url="http://built") as client:
        yield client


@pytest.mark.parametrize(
    ("name", "takes", "sent"),
    [
        ("with-twin.js", "gzip, deflate, br, zstd", "gzip"),
        ("with-twin.js", "br;q=1.0, GZIP;q=0.5", "gzip"),
        ("with-twin.js", "gzip;q=0, br", None),
        ("with-twin.js", "identity", None),
        ("with-twin.js", "", None),
        ("alone.js", "gzip", None),
    ],
)
async def test_a_twin_is_sent_to_whoever_takes_it(
    browser: httpx.AsyncClient, name: str, takes: str, sent: str | None
) -> None:
    answer = await browser.get(f"/{name}", headers={"Accept-Encoding": takes})
    assert (answer.status_code, answer.headers.get("content-encoding")) == (200, sent)
    assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert answer.content == SCRIPT


async def test_caches_keep_both_apart(browser: httpx.AsyncClient) -> None:
    packed = await browser.get("/with-twin.js", headers={"Accept-Encoding": "gzip"})
    plain = await browser.get("/with-twin.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]


async def test_what_a_browser_has_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    takes = {"Accept-Encoding": "gzip"}
    etag = (await browser.get("/with-twin.js", headers=takes)).headers["etag"]
    again = await browser.get("/with-twin.js", headers={**takes, "If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
