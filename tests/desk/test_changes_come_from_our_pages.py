"""A change needs the session's own CSRF token, and has to come from the desk's own pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from bot.desk.door import CSRF_HEADER, own_origin
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import A_PASSWORD, ANN, ELSEWHERE, ORIGIN, AgentBrowser, Desk

FOREIGN = (
    "https://evil.example.com",
    "http://desk.example.com",
    "https://desk.example.com:8443",
    "https://desk.example.com.evil.example.com",
    "null",
    None,
)


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The database does not matter here, so it is SQLite."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'giftline.db')}"


async def _refused(ann: AgentBrowser, answer: httpx.Response) -> bool:
    return the_problem(answer) == (403, "foreign_request") and await ann.is_signed_in()


async def test_a_change_from_the_desk_is_made(ann: AgentBrowser) -> None:
    assert (await ann.posts("sign-out")).status_code == 204


@pytest.mark.parametrize("token", ["", "0" * 64, "made-up"])
async def test_without_the_token_nothing_changes(ann: AgentBrowser, token: str) -> None:
    assert await _refused(ann, await ann.with_token(token).posts("sign-out"))


async def test_the_token_of_another_session_changes_nothing(desk: Desk, ann: AgentBrowser) -> None:
    other = desk.browser(ELSEWHERE)
    await other.signs_in()
    assert await _refused(ann, await ann.with_token(other.csrf_token).posts("sign-out"))


async def test_the_token_of_a_session_that_has_ended_changes_nothing(ann: AgentBrowser) -> None:
    before = ann.csrf_token
    await ann.signs_in()
    assert ann.csrf_token != before
    assert await _refused(ann, await ann.with_token(before).posts("sign-out"))


@pytest.mark.parametrize("origin", FOREIGN)
async def test_another_page_changes_nothing(ann: AgentBrowser, origin: str | None) -> None:
    assert await _refused(ann, await ann.from_page_of(origin).posts("sign-out"))


@pytest.mark.parametrize("origin", FOREIGN)
async def test_another_page_signs_nobody_in(desk: Desk, origin: str | None) -> None:
    answer = await desk.browser().from_page_of(origin).signs_in()
    assert the_problem(answer) == (403, "foreign_request")
    assert "set-cookie" not in answer.headers


async def test_a_form_of_another_page_signs_nobody_in(desk: Desk) -> None:
    answer = await desk.browser().client.post(
        "/api/v1/desk/sign-in", data={"email": ANN, "password": A_PASSWORD}, headers={"Origin": ORIGIN}
    )
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


async def test_the_token_is_no_cookie(ann: AgentBrowser) -> None:
    token = ann.csrf_token
    assert token
    assert token not in str(ann.client.cookies.jar)
    ann.client.cookies.set(CSRF_HEADER, token, domain="desk.example.com")
    assert await _refused(ann, await ann.with_token("").posts("sign-out"))


@pytest.mark.parametrize(
    ("public_url", "host", "origin"),
    [
        ("https://desk.example.com/support", "127.0.0.1", "https://desk.example.com"),
        ("https://desk.example.com:8443", "evil.example.com", "https://desk.example.com:8443"),
        (None, "127.0.0.1:8000", "http://127.0.0.1:8000"),
        (None, "[::1]:8000", "http://[::1]:8000"),
        (None, "localhost", "http://localhost"),
        (None, "127.0.0.1.evil.example.com", None),
        (None, "evil.example.com", None),
        (None, "localhost@evil.example.com", None),
        (None, "[", None),
        (None, "", None),
    ],
)
def test_our_own_origin_is_the_public_address_or_this_machine(
    public_url: str | None, host: str, origin: str | None
) -> None:
    assert own_origin(public_url, host) == origin
