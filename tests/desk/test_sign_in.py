"""Who is let in at the desk, and what everybody else learns."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.storage.tables import agent_session
from tests.builders import everything_stored
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import A_PASSWORD, ANN, COOKIE, ELSEWHERE, AgentBrowser, Desk, a_session, an_app

WRONG = "seven wet otters sink"


async def test_the_right_password_lets_in(desk: Desk) -> None:
    browser = desk.browser()
    answer = await browser.signs_in()
    assert answer.json() | {"id": "", "csrf_token": ""} == {
        "id": "",
        "email": ANN,
        "name": "Ann",
        "role": "agent",
        "csrf_token": "",
    }
    assert (await browser.gets("me")).json() == answer.json()


@pytest.mark.parametrize("written", ["Ann@Example.COM", f" {ANN} "])
async def test_an_address_is_the_same_in_any_case(desk: Desk, written: str) -> None:
    assert (await desk.browser().signs_in(written)).status_code == 200


async def test_who_is_not_let_in_learns_nothing_of_why(desk: Desk) -> None:
    desk.services.change_agents.add("off@example.com", "Off", Role.ADMIN, A_PASSWORD)
    desk.services.change_agents.disable("off@example.com")
    desk.services.change_agents.add("elsewhere@example.com", "Else", Role.ADMIN, None)
    answers = [
        await desk.browser(address).signs_in(email, password)
        for address, email, password in (
            ("192.0.2.1", ANN, WRONG),
            ("192.0.2.2", "nobody@example.com", A_PASSWORD),
            ("192.0.2.3", "no address", A_PASSWORD),
            ("192.0.2.4", "off@example.com", A_PASSWORD),
            ("192.0.2.5", "elsewhere@example.com", A_PASSWORD),
            ("192.0.2.6", "elsewhere@example.com", ""),
        )
    ]
    assert the_problem(answers[0]) == (401, "wrong_credentials")
    told = [
        (answer.status_code, answer.text, {**answer.headers, "x-request-id": "its own"}) for answer in answers
    ]
    assert told == [told[0]] * len(answers)


async def test_the_same_work_is_done_for_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, kept: str, password: str) -> bool:
        verified.append(kept.rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for email in (ANN, "nobody@example.com", "no address"):
        await desk.browser().signs_in(email, WRONG)
    assert verified == ["$argon2id$v=19$m=19456,t=2,p=1"] * 3


async def test_the_cookie_is_for_this_host_over_tls_and_for_no_script(desk: Desk) -> None:
    answer = await desk.browser().signs_in()
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == COOKIE
    assert {part.strip() for part in rest.split(";")[1:]} == {
        "HttpOnly",
        "Path=/",
        "SameSite=strict",
        "Secure",
    }


async def test_neither_token_nor_password_is_stored_or_shown(desk: Desk, ann: AgentBrowser) -> None:
    stored = everything_stored(desk.services)
    shown = (await ann.gets("sessions")).text
    for secret in (ann.cookie, ann.csrf_token, A_PASSWORD):
        assert secret not in stored
        assert secret not in shown


async def test_a_session_that_somebody_put_into_the_browser_is_not_taken_over(desk: Desk) -> None:
    browser = desk.browser()
    browser.client.cookies.set(COOKIE, "chosen-by-mallory", domain="desk.example.com")
    await browser.signs_in()
    assert browser.cookie != "chosen-by-mallory"
    mallory = desk.browser(ELSEWHERE)
    mallory.client.cookies.set(COOKIE, "chosen-by-mallory", domain="desk.example.com")
    assert not await mallory.is_signed_in()


async def test_signing_in_again_ends_the_session_that_the_browser_had(desk: Desk) -> None:
    before = a_session(desk.services)
    browser, other = desk.browser(), desk.browser(ELSEWHERE)
    for each in (browser, other):
        each.client.cookies.set(COOKIE, before.token, domain="desk.example.com")
    assert await other.is_signed_in()
    await browser.signs_in()
    assert (await browser.is_signed_in(), await other.is_signed_in()) == (True, False)


async def _wrong_tries(browser: AgentBrowser, count: int, email: str = ANN) -> list[int]:
    return [(await browser.signs_in(email, WRONG)).status_code for _ in range(count)]


async def test_five_wrong_passwords_make_one_wait(desk: Desk) -> None:
    browser = desk.browser()
    assert await _wrong_tries(browser, 6) == [401] * 5 + [429]
    refused = await browser.signs_in()
    assert the_problem(refused) == (429, "too_many_tries")
    assert refused.headers["retry-after"] == "30"


async def test_after_the_wait_the_right_password_lets_in_and_the_count_begins_anew(desk: Desk) -> None:
    browser = desk.browser()
    await _wrong_tries(browser, 5)
    desk.clock.passes(seconds=30)
    assert (await browser.signs_in()).status_code == 200
    assert await _wrong_tries(browser, 5) == [401] * 5


async def test_each_wait_is_twice_the_last_up_to_a_quarter_of_an_hour(desk: Desk) -> None:
    browser = desk.browser()
    await _wrong_tries(browser, 5)
    waits = []
    for _ in range(7):
        waits.append(int((await browser.signs_in(ANN, WRONG)).headers["retry-after"]))
        desk.clock.passes(seconds=waits[-1])
        await browser.signs_in(ANN, WRONG)
    assert waits == [30, 60, 120, 240, 480, 900, 900]


async def test_an_unknown_address_waits_just_the_same(desk: Desk) -> None:
    assert await _wrong_tries(desk.browser(), 6, "nobody@example.com") == [401] * 5 + [429]


async def test_nobody_locks_an_agent_out_from_elsewhere(desk: Desk) -> None:
    await _wrong_tries(desk.browser(ELSEWHERE), 6)
    assert (await desk.browser().signs_in()).status_code == 200


async def test_an_address_that_tries_many_agents_waits(desk: Desk) -> None:
    browser = desk.browser()
    tried = [(await browser.signs_in(f"a{n}@example.com", WRONG)).status_code for n in range(31)]
    assert tried == [401] * 30 + [429]


async def test_who_signs_in_often_does_not_wait(desk: Desk) -> None:
    browser = desk.browser()
    assert [(await browser.signs_in()).status_code for _ in range(31)] == [200] * 31


async def test_tries_at_once_are_no_way_around_the_count(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.browser().signs_in(ANN, WRONG) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 15


async def test_what_was_typed_as_an_address_is_not_stored(desk: Desk) -> None:
    await desk.browser().signs_in("my-secret-by-mistake", WRONG)
    assert "by-mistake" not in everything_stored(desk.services)


async def test_tries_are_forgotten_after_a_day(desk: Desk) -> None:
    await _wrong_tries(desk.browser(ELSEWHERE), 3, "nobody@example.com")
    desk.clock.passes(hours=25)
    browser = desk.browser()
    await _wrong_tries(browser, 1)
    assert everything_stored(desk.services).count("'pair'") == 1


async def test_a_hash_of_weaker_parameters_is_renewed_at_sign_in(desk: Desk) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(A_PASSWORD)
    with desk.services.unit_of_work() as work:
        agent = work.agents.hold(ANN)
        assert agent
        work.agents.set_password_hash(agent.id, weak)
    assert (await desk.browser().signs_in()).status_code == 200
    assert weak not in everything_stored(desk.services)
    assert (await desk.browser().signs_in()).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"email": ANN}, {"email": ANN, "password": "x" * 1001}, {"email": "a\x00", "password": "x"}],
)
async def test_what_is_no_sign_in_is_refused_without_repeating_it(desk: Desk, body: object) -> None:
    answer = await desk.browser().posts("sign-in", body)
    assert the_problem(answer) == (422, "invalid_request")
    assert "xxx" not in answer.text


async def test_what_a_browser_calls_itself_is_kept_short_and_printable(desk: Desk) -> None:
    browser = desk.browser(user_agent="Fire\tfox" + "x" * 300)
    await browser.signs_in()
    with desk.services.database.begin() as connection:
        kept = connection.execute(select(agent_session.c.user_agent)).scalar_one()
    assert kept == ("Firefox" + "x" * 300)[:200]


async def test_without_a_public_address_agents_sign_in_on_this_machine_only(
    services: Services, tmp_path: Path
) -> None:
    app = an_app(services, tmp_path, public_url=None)
    for host, status in (("localhost:8000", 200), ("127.0.0.1:8000", 200), ("evil.example.com", 403)):
        origin = f"http://{host}"
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=origin) as client:
            answer = await client.post(
                "/api/v1/desk/sign-in",
                json={"email": ANN, "password": A_PASSWORD},
                headers={"Origin": origin},
            )
        assert answer.status_code == status
        if status == 200:
            assert answer.headers["set-cookie"].startswith("giftline-desk=")
            assert "Secure" not in answer.headers["set-cookie"]
