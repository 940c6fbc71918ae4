"""The pages around the chat: health and documentation; and what every answer carries."""

from __future__ import annotations

import httpx
import pytest

from bot.channels.sessions import PREFIX
from bot.settings import ROOT
from tests.builders import ScriptedEngine
from tests.channels.browser import the_problem


@pytest.mark.parametrize("ready", [True, False])
async def test_health_says_whether_the_engine_answers(
    shop: httpx.AsyncClient, engine: ScriptedEngine, ready: bool
) -> None:
    engine.is_ready = ready
    answer = await shop.get("/health")
    assert answer.json() == {"app": "ready", "engine": "ready" if ready else "starting"}


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
async def test_every_page_of_the_documentation_is_served(shop: httpx.AsyncClient, page: str) -> None:
    answer = await shop.get(f"/docs/{page}")
    assert answer.status_code == 200
    title = (ROOT / "docs" / page).read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
    assert f"<h1>{title}</h1>" in answer.text


async def test_the_documentation_begins_at_its_index(shop: httpx.AsyncClient) -> None:
    answer = await shop.get("/docs")
    assert answer.headers["location"] == "/docs/index.md"


@pytest.mark.parametrize(
    "path",
    [
        "nothing.md",
        "take_screenshots.py",
        "decisions",
        "../README.md",
        "%2e%2e/README.md",
        "..%2fREADME.md",
        "%2e%2e%2f%2e%2e%2fetc/passwd",
        "decisions/../../pyproject.toml",
        "/etc/passwd",
        "%00.md",
    ],
)
async def test_the_documentation_serves_nothing_else(shop: httpx.AsyncClient, path: str) -> None:
    assert the_problem(await shop.get(f"/docs/{path}")) == (404, "not_found")


@pytest.mark.parametrize("path", ["nothing", "..%2f..%2fpyproject.toml", "%2e%2e/%2e%2e/pyproject.toml"])
async def test_no_other_file_is_served(shop: httpx.AsyncClient, path: str) -> None:
    assert the_problem(await shop.get(f"/{path}")) == (404, "not_found")


@pytest.mark.parametrize(("path", "elsewhere"), [("/api/v1/demo", 404)])
async def test_what_a_demo_shows_everybody_no_other_server_shows(
    demo: httpx.AsyncClient, shop: httpx.AsyncClient, path: str, elsewhere: int
) -> None:
    assert (await demo.get(path)).status_code == 200
    assert (await shop.get(path)).status_code == elsewhere


@pytest.mark.parametrize(
    "path", ["/health", "/docs/index.md", "/desk", "/nothing", f"{PREFIX}/messages", "/openapi.json"]
)
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Security-Policy", "default-src 'none'"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Content-Security-Policy", "require-trusted-types-for 'script'"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ],
)
async def test_every_answer_tells_browsers_to_be_strict(
    demo: httpx.AsyncClient, path: str, header: str, value: str
) -> None:
    assert value in (await demo.get(path)).headers[header]


async def test_a_method_that_a_page_does_not_know_is_a_problem(shop: httpx.AsyncClient) -> None:
    assert the_problem(await shop.delete(f"{PREFIX}/messages")) == (405, "method_not_allowed")
