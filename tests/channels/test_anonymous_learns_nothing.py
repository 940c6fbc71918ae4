"""Whoever is not signed in gets one answer, whatever the code is. Services and actions are real."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from actions.webhook import actions_over
from bot.bootstrap import Services, bootstrap
from bot.channels.wakeups import LocalWakeups
from bot.conversations.answer_time import rest_until_grid_s
from bot.settings import Settings
from bot.values import FixedClock
from tests.builders import LoadCards
from tests.channels.browser import Browser, open_chat
from tests.conftest import NOW
from tests.direct_engine import DirectEngine

UNKNOWN = "AZ9Y-8XWV7U-6TSR"
CODES = {
    "unknown": UNKNOWN,
    "inactive": "AA2B-3CDE4F-5GHJ",
    "active": "AB3C-4DEF5G-6HJK",
    "redeemed": "AC4D-5EFG6H-7JKM",
    "redeemed by another account": "AD5E-6FGH7J-8KMN",
    "locked": "AE6F-7GHJ8K-9MNP",
    "foreign": "AF7G-8HJK9M-2NPQ",
    "cancelled": "AG8H-9JKM2N-3PQR",
}
ROWS: tuple[dict[str, Any], ...] = (
    {"code": CODES["inactive"], "status": "inactive"},
    {"code": CODES["active"], "status": "active"},
    {"code": CODES["redeemed"], "status": "redeemed", "redeemed_by": "self"},
    {"code": CODES["redeemed by another account"], "status": "redeemed", "redeemed_by": "other"},
    {"code": CODES["locked"], "status": "locked"},
    {"code": CODES["foreign"], "status": "active", "region": "DE", "currency": "EUR"},
    {"code": CODES["cancelled"], "status": "cancelled"},
)
LEDGER_TABLES = re.compile(r"\b(FROM|INTO|UPDATE|JOIN) \"?(card|account|posting|txn|claimant)", re.IGNORECASE)
OF_THE_REQUEST = ("x-request-id", "date")


@pytest.fixture(params=["invalid_code", "already_redeemed", "not_activated", "inform"])
def engine(request: pytest.FixtureRequest) -> DirectEngine:
    return DirectEngine(request.param)


@pytest.fixture
def services(settings: Settings, engine: DirectEngine, wakeups: LocalWakeups) -> Iterator[Services]:
    padded = settings.model_copy(update={"anonymous_grid_ms": 1})
    made = bootstrap(padded, clock=FixedClock(NOW), engine=engine, wakeups=wakeups)
    engine.actions = actions_over(made)
    yield made
    made.close()


async def _told(client: httpx.AsyncClient, code: str) -> tuple[Browser, httpx.Response]:
    browser = await open_chat(client)
    answer = await browser.posts(client_id="one", text=f"my card {code} does not work")
    assert answer.status_code == 200
    return browser, answer


async def test_the_answer_is_the_same_byte_for_byte(shop: httpx.AsyncClient, load_cards: LoadCards) -> None:
    load_cards("alice", *ROWS)
    bodies, headers = set(), set()
    for code in CODES.values():
        _, answer = await _told(shop, code)
        bodies.add(answer.content)
        headers.add(
            tuple(sorted((n, v) for n, v in answer.headers.items() if n.lower() not in OF_THE_REQUEST))
        )
    assert len(bodies) == 1
    assert len(headers) == 1


async def test_the_log_differs_in_what_the_customer_wrote_only(
    shop: httpx.AsyncClient, load_cards: LoadCards
) -> None:
    load_cards("alice", *ROWS)
    logs = set()
    for code in CODES.values():
        browser, _ = await _told(shop, code)
        lines = [(n, author, text.replace(code[-4:], "LAST")) for n, author, text in await browser.reads()]
        logs.add(json.dumps(lines))
    assert len(logs) == 1


async def test_asking_again_and_again_gives_the_same_as_well(
    shop: httpx.AsyncClient, load_cards: LoadCards
) -> None:
    load_cards("alice", *ROWS)
    bodies = set()
    for code in CODES.values():
        browser, _ = await _told(shop, code)
        answers = [await browser.posts(client_id=f"again {n}", text=code) for n in range(3)]
        bodies.add(b"\n".join(answer.content for answer in answers))
    assert len(bodies) == 1


async def test_nothing_is_read_of_the_ledger(
    shop: httpx.AsyncClient, services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", *ROWS)
    statements: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    event.listen(services.database, "before_cursor_execute", hear)
    for code in CODES.values():
        await _told(shop, code)
    assert statements
    assert [statement for statement in statements if LEDGER_TABLES.search(statement)] == []


async def test_who_is_signed_in_does_learn_it(demo: httpx.AsyncClient, load_cards: LoadCards) -> None:
    """Or the tests above would pass for an assistant that says nothing to anybody."""
    load_cards("alice", *ROWS)
    bodies = set()
    for code in CODES.values():
        browser = await open_chat(demo, "alice")
        bodies.add((await browser.posts(client_id="one", text=f"my card {code}")).content)
    assert len(bodies) > 3


@pytest.mark.parametrize(
    ("taken_s", "rest_s"), [(0.0, 0.25), (0.1, 0.15), (0.25, 0.0), (0.26, 0.24), (1.1, 0.15)]
)
def test_an_answer_leaves_at_a_multiple_of_the_grid(taken_s: float, rest_s: float) -> None:
    assert rest_until_grid_s(taken_s, 0.25) == pytest.approx(rest_s)


def test_without_a_grid_nothing_waits() -> None:
    assert rest_until_grid_s(0.1, 0) == 0


@pytest.mark.parametrize(("account", "waits"), [(None, True), ("alice", False)])
async def test_only_an_anonymous_look_up_waits(
    demo: httpx.AsyncClient,
    load_cards: LoadCards,
    monkeypatch: pytest.MonkeyPatch,
    account: str | None,
    waits: bool,
) -> None:
    load_cards("alice", *ROWS)
    browser = await open_chat(demo, account)
    waited: list[float] = []
    real = asyncio.sleep

    async def sleep(delay: float, result: object = None) -> object:
        waited.append(delay)
        return await real(delay, result)

    monkeypatch.setattr("bot.services.receive_message.asyncio.sleep", sleep)
    await browser.says("hello", client_id="greeting")
    assert waited == []
    await browser.says(f"my card {UNKNOWN}", client_id="card")
    assert any(0 < delay <= 0.001 for delay in waited) is waits
