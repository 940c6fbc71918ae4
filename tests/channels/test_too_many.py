"""Whoever does too much is told when they may go on, and loses nothing by it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from altcha import Challenge, Payload, solve_challenge

from bot.bootstrap import Services, bootstrap
from bot.channels.proof_of_work import AltchaProof
from bot.channels.sessions import PREFIX
from bot.channels.wakeups import LocalWakeups
from bot.settings import Settings
from bot.values import FixedClock
from tests.builders import A_CODE, ANOTHER_CODE, Customer, LoadCards, ScriptedEngine, everything_stored
from tests.channels.browser import open_chat, the_problem
from tests.channels.conftest import BuildApp
from tests.conftest import NOW

LIMITS = "message.session=3/hour, message.address=7/hour, lookup.session=1/hour, opening.address=4/hour, unproven.address=1/hour"  # noqa: E501
From = Callable[[str], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path, database_url=database_url, pepper="p" * 32, port=0, limits=LIMITS)


@pytest.fixture
def visitor_from(app_for: BuildApp) -> From:
    """A browser at an address."""
    app = app_for(True)

    @asynccontextmanager
    async def at(address: str) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(app, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://giftline.test") as client:
            yield client

    return at


async def test_too_many_messages_are_refused_with_the_time_to_wait(visitor_from: From) -> None:
    async with visitor_from("203.0.113.7") as client:
        browser = await open_chat(client)
        for number in range(3):
            await browser.says("hello", client_id=str(number))
        refused = await browser.posts(client_id="3", text="hello")
        assert the_problem(refused) == (429, "too_many_requests")
        assert 0 < int(refused.headers["retry-after"]) <= 3600
        assert "1 hour" in refused.json()["detail"] or "minutes" in refused.json()["detail"]
        assert len(await browser.reads()) == 6


async def test_a_second_code_waits_and_leaves_no_trace(visitor_from: From, services: Services) -> None:
    async with visitor_from("203.0.113.7") as client:
        browser = await open_chat(client)
        await browser.says(f"my card {A_CODE}", client_id="a")
        before = everything_stored(services)
        refused = await browser.posts(client_id="b", text=f"and {ANOTHER_CODE}")
        assert the_problem(refused) == (429, "too_many_requests")
        assert everything_stored(services) == before
        await browser.says("no code in this one", client_id="c")


async def test_a_second_code_from_the_field_waits_and_leaves_no_trace(
    visitor_from: From, services: Services
) -> None:
    async with visitor_from("203.0.113.7") as client:
        browser = await open_chat(client)
        assert (await browser.types_code(A_CODE, client_id="a")).status_code == 200
        before = everything_stored(services)
        refused = await browser.types_code(ANOTHER_CODE, client_id="b")
        assert the_problem(refused) == (429, "too_many_requests")
        assert everything_stored(services) == before


async def test_a_busy_address_holds_up_no_other(visitor_from: From) -> None:
    async with visitor_from("203.0.113.7") as shop, visitor_from("203.0.113.8") as neighbour:
        for session in range(3):
            browser = await open_chat(shop)
            for number in range(2):
                await browser.says("hello", client_id=f"{session}{number}")
        await browser.says("hello", client_id="the seventh")
        fourth = await open_chat(shop)
        assert the_problem(await fourth.posts(client_id="x", text="hello"))[0] == 429
        await (await open_chat(neighbour)).says("hello")


async def test_an_ipv6_household_has_one_bucket(visitor_from: From) -> None:
    for host in range(4):
        async with visitor_from(f"2001:db8:1:2::{host + 1:x}") as client:
            await open_chat(client)
    async with visitor_from("2001:db8:1:2:aaaa::9") as client:
        answer = await client.post(f"{PREFIX}/sessions", json={})
        assert the_problem(answer) == (429, "too_many_requests")
    async with visitor_from("2001:db8:1:3::1") as client:
        await open_chat(client)


async def test_the_servers_own_terminal_is_not_held_up(services: Services, engine: ScriptedEngine) -> None:
    started = services.start_conversation("console", None)
    customer = Customer(services, started.id, started.token)
    for _ in range(5):
        await customer.says(f"{A_CODE}")
    assert len(engine.heard) == 5


class TestProofOfWork:
    @pytest.fixture
    def services(
        self, settings: Settings, engine: ScriptedEngine, wakeups: LocalWakeups
    ) -> Iterator[Services]:
        proof = AltchaProof(b"s" * 32, cost=1)
        made = bootstrap(settings, clock=FixedClock(NOW), engine=engine, wakeups=wakeups, human_check=proof)
        yield made
        made.close()

    async def test_the_first_from_an_address_need_none(self, visitor_from: From) -> None:
        async with visitor_from("203.0.113.7") as client:
            await open_chat(client)
            answer = await client.post(f"{PREFIX}/sessions", json={})
            assert the_problem(answer) == (403, "proof_required")

    async def test_a_solved_challenge_opens_one_conversation(self, visitor_from: From) -> None:
        async with visitor_from("203.0.113.7") as client:
            await open_chat(client)
            body = {"proof": await self._solved(client)}
            assert (await client.post(f"{PREFIX}/sessions", json=body)).status_code == 201
            again = await client.post(f"{PREFIX}/sessions", json=body)
            assert the_problem(again) == (403, "proof_required")

    async def test_a_challenge_of_their_own_making_opens_none(self, visitor_from: From) -> None:
        foreign = AltchaProof(b"x" * 32, cost=1).challenge()
        for host, proof in enumerate((_solution(foreign), "", "AAAA", "{}", "e30=", "\u00e9")):
            async with visitor_from(f"203.0.113.{host}") as client:
                await open_chat(client)
                answer = await client.post(f"{PREFIX}/sessions", json={"proof": proof})
                assert the_problem(answer) == (403, "proof_required")

    async def test_who_is_signed_in_needs_none(self, visitor_from: From, load_cards: LoadCards) -> None:
        load_cards("alice", {"code": A_CODE, "status": "active"})
        async with visitor_from("203.0.113.7") as client:
            for _ in range(3):
                await open_chat(client, "alice")

    async def _solved(self, client: httpx.AsyncClient) -> str:
        return _solution((await client.get(f"{PREFIX}/challenge")).json())


def _solution(challenge: dict[str, object]) -> str:
    read = Challenge.from_dict(challenge)
    solution = solve_challenge(read)
    assert solution is not None
    return Payload(read, solution).to_base64()


async def test_a_server_that_asks_for_no_proof_has_no_challenge(shop: httpx.AsyncClient) -> None:
    assert the_problem(await shop.get(f"{PREFIX}/challenge"))[0] == 404
