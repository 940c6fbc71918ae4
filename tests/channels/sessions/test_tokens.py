"""What opens a conversation is renewed, changes when somebody signs in, and ends; stolen, it opens none."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.bootstrap import Services
from bot.channels.sessions import PREFIX
from tests.builders import ScriptedEngine
from tests.channels.browser import Browser, the_problem
from tests.channels.sessions.site import SESSIONS, Claims, MovedClock, Shop, bearing, reads


async def _refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{SESSIONS}/refresh", headers=bearing(token))


async def _identify(site: Shop, token: str, identity: str) -> httpx.Response:
    return await site.client.post(
        f"{SESSIONS}/identify", json={"identity_token": identity}, headers=bearing(token)
    )


@pytest.fixture
async def session(my_shop: Shop) -> Claims:
    return await my_shop.opened()


async def test_a_token_works_for_a_day(shop: httpx.AsyncClient, session: Claims, clock: MovedClock) -> None:
    clock.passes(hours=23, minutes=59)
    assert await reads(shop, session["token"]) == 200
    clock.passes(minutes=1)
    assert await reads(shop, session["token"]) == 401


async def test_a_renewed_token_opens_the_same_conversation(shop: httpx.AsyncClient, session: Claims) -> None:
    answer = await _refresh(shop, session["token"])
    assert answer.status_code == 200
    assert answer.json()["conversation_id"] == session["conversation_id"]
    assert answer.json()["token"] != session["token"]
    assert await reads(shop, answer.json()["token"]) == 200


async def test_two_tabs_that_renew_together_both_go_on(
    shop: httpx.AsyncClient, session: Claims, clock: MovedClock
) -> None:
    first = (await _refresh(shop, session["token"])).json()["token"]
    clock.passes(seconds=59)
    second = (await _refresh(shop, session["token"])).json()["token"]
    clock.passes(hours=1)
    assert [await reads(shop, first), await reads(shop, second)] == [200, 200]


async def test_a_renewed_token_that_is_used_later_ends_the_whole_session(
    shop: httpx.AsyncClient, session: Claims, clock: MovedClock
) -> None:
    renewed = (await _refresh(shop, session["token"])).json()["token"]
    clock.passes(minutes=1)
    assert the_problem(await _refresh(shop, session["token"])) == (401, "unknown_conversation")
    assert await reads(shop, renewed) == 401


async def test_a_session_cannot_be_renewed_for_longer_than_a_month(
    shop: httpx.AsyncClient, session: Claims, clock: MovedClock
) -> None:
    token = session["token"]
    for _ in range(32):
        clock.passes(hours=23)
        answer = await _refresh(shop, token)
        if answer.status_code == 401:
            break
        token = answer.json()["token"]
    assert answer.status_code == 401


async def test_signing_in_changes_the_token_and_ends_the_old_one_at_once(
    my_shop: Shop, session: Claims, services: Services
) -> None:
    answer = await _identify(my_shop, session["token"], my_shop.token())
    assert (answer.status_code, answer.json()["signed_in"]) == (200, True)
    assert answer.json()["conversation_id"] == session["conversation_id"]
    assert await reads(my_shop.client, session["token"]) == 401
    assert services.find_conversation(answer.json()["token"]).account == "alice"


async def test_whoever_planted_a_session_cannot_follow_its_owner_in(
    my_shop: Shop, session: Claims, clock: MovedClock
) -> None:
    planted = session["token"]
    kept_aside = (await _refresh(my_shop.client, planted)).json()["token"]
    signed_in = (await _identify(my_shop, planted, my_shop.token())).json()["token"]
    assert [await reads(my_shop.client, token) for token in (planted, kept_aside, signed_in)] == [
        401,
        401,
        200,
    ]
    assert (await _refresh(my_shop.client, kept_aside)).status_code == 401


async def test_a_renewal_that_meets_a_sign_in_leaves_no_token_from_before(
    my_shop: Shop, services: Services
) -> None:
    for _ in range(10):
        planted = (await my_shop.opened())["token"]
        renewed, signed_in = await asyncio.gather(
            _refresh(my_shop.client, planted), _identify(my_shop, planted, my_shop.token())
        )
        assert signed_in.status_code in (200, 401)
        if signed_in.status_code == 200 and renewed.status_code == 200:
            assert await reads(my_shop.client, renewed.json()["token"]) == 401


async def test_a_refused_sign_in_leaves_the_session_as_it_was(my_shop: Shop, session: Claims) -> None:
    answer = await _identify(my_shop, session["token"], my_shop.token(aud="another"))
    assert the_problem(answer) == (401, "identity_refused")
    assert await reads(my_shop.client, session["token"]) == 200


async def test_a_conversation_of_one_account_is_not_given_to_another(my_shop: Shop) -> None:
    alices = await my_shop.opened(my_shop.token())
    answer = await _identify(my_shop, alices["token"], my_shop.token(sub="bob"))
    assert the_problem(answer) == (409, "already_signed_in")
    assert (await _identify(my_shop, alices["token"], my_shop.token())).status_code == 200


async def test_a_conversation_of_no_site_takes_no_sites_word(shop: httpx.AsyncClient, my_shop: Shop) -> None:
    opened = (await shop.post(SESSIONS, json={})).json()
    answer = await _identify(my_shop, opened["token"], my_shop.token())
    assert the_problem(answer) == (401, "identity_refused")


async def test_a_session_that_was_ended_opens_nothing(shop: httpx.AsyncClient, session: Claims) -> None:
    renewed = (await _refresh(shop, session["token"])).json()["token"]
    assert (await shop.delete(SESSIONS, headers=bearing(renewed))).status_code == 204
    assert [await reads(shop, renewed), await reads(shop, session["token"])] == [401, 401]


async def test_a_site_that_is_removed_takes_its_sessions_with_it(
    shop: httpx.AsyncClient, session: Claims, services: Services
) -> None:
    on_our_own_page = (await shop.post(SESSIONS, json={})).json()["token"]
    services.change_sites.remove("my-shop")
    assert [await reads(shop, session["token"]), await reads(shop, on_our_own_page)] == [401, 200]


@pytest.mark.parametrize("path", ["/refresh", "/identify", ""])
async def test_without_a_token_there_is_no_session_to_change(shop: httpx.AsyncClient, path: str) -> None:
    method = "POST" if path else "DELETE"
    answer = await shop.request(method, SESSIONS + path, json={"identity_token": "x"})
    assert the_problem(answer) == (401, "unknown_conversation")


async def test_whoever_listens_hears_no_more_once_the_session_has_ended(
    demo_url: str, engine: ScriptedEngine, my_shop: Shop
) -> None:
    async with httpx.AsyncClient(base_url=demo_url) as client:
        token = (await client.post(SESSIONS, json={"site": my_shop.id})).json()["token"]
        browser = Browser(client, token)
        async with browser.listens() as events:
            assert (await events.next()).kind == "owner"
            answer = await client.post(
                f"{SESSIONS}/identify", json={"identity_token": my_shop.token()}, headers=bearing(token)
            )
            await Browser(client, answer.json()["token"]).says("of my account")
            with pytest.raises(AssertionError, match="the stream has ended"):
                await events.next()


async def test_a_token_is_told_with_its_end_and_no_cache_keeps_it(my_shop: Shop) -> None:
    answer = await my_shop.opens()
    assert answer.json()["expires_at"] == "2026-11-25T12:00:00Z"
    assert answer.headers["cache-control"] == "no-store"
    assert PREFIX in str(answer.request.url)
