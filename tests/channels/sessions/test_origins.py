"""Only pages of a site talk to its conversations; a cookie counts for our own pages only, and on purpose."""

from __future__ import annotations

import httpx
import pytest

from bot.bootstrap import Services
from bot.channels.origins import CSRF_HEADER
from bot.channels.session_access import COOKIE, SECURE_COOKIE
from bot.channels.sessions import PREFIX
from tests.channels.browser import the_problem
from tests.channels.sessions.site import SESSIONS, Shop, bearing

OWN = "http://giftline.test"
SHOP, FOREIGN = "https://shop.example", "https://evil.example"
MESSAGES = f"{PREFIX}/messages"
MEANT = {"Origin": OWN, CSRF_HEADER: "1"}
A_MESSAGE = {"client_id": "a", "text": "hi"}
ALLOWED = "access-control-allow-origin"


def _preflight(origin: str) -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }


async def _open_with_cookie(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    return await client.post(SESSIONS, json={"keep": "cookie"}, headers={**MEANT, **headers})


async def test_a_page_of_a_site_may_ask_and_is_told_what_it_may_send(my_shop: Shop) -> None:
    answer = await my_shop.client.options(MESSAGES, headers=_preflight(SHOP))
    assert answer.status_code == 204
    assert answer.headers[ALLOWED] == SHOP
    assert answer.headers["access-control-allow-methods"] == "GET, POST, DELETE"
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize(
    "origin",
    [
        FOREIGN,
        "null",
        "",
        "*",
        "http://shop.example",
        "https://shop.example:8443",
        "https://www.shop.example",
        "https://shop.example.evil.example",
        "https://shop.example/",
        "https://SHOP.example",
    ],
)
@pytest.mark.parametrize("path", [SESSIONS, MESSAGES, f"{PREFIX}/events"])
async def test_a_page_of_no_site_may_neither_ask_nor_read(my_shop: Shop, origin: str, path: str) -> None:
    for answer in (
        await my_shop.client.options(path, headers=_preflight(origin)),
        await my_shop.client.post(path, json={}, headers={"Origin": origin}),
    ):
        assert the_problem(answer) == (403, "foreign_origin")
        assert ALLOWED not in answer.headers


async def test_a_page_of_a_site_reads_what_it_is_answered(my_shop: Shop) -> None:
    opened = await my_shop.client.post(SESSIONS, json={"site": "my-shop"}, headers={"Origin": SHOP})
    assert (opened.status_code, opened.headers[ALLOWED]) == (201, SHOP)
    headers = {"Origin": SHOP, **bearing(opened.json()["token"])}
    answer = await my_shop.client.post(MESSAGES, json=A_MESSAGE, headers=headers)
    assert (answer.status_code, answer.headers[ALLOWED]) == (200, SHOP)


async def test_a_page_of_a_site_reads_why_it_was_refused(my_shop: Shop) -> None:
    answer = await my_shop.client.get(MESSAGES, headers={"Origin": SHOP, **bearing("made up")})
    assert the_problem(answer) == (401, "unknown_conversation")
    assert answer.headers[ALLOWED] == SHOP


async def test_no_page_is_ever_allowed_to_send_cookies(my_shop: Shop) -> None:
    preflight = await my_shop.client.options(MESSAGES, headers=_preflight(SHOP))
    opened = await my_shop.client.post(SESSIONS, json={"site": "my-shop"}, headers={"Origin": SHOP})
    for answer in (preflight, opened):
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.headers[ALLOWED] != "*"


async def test_a_page_of_one_site_cannot_open_or_use_a_conversation_of_another(
    my_shop: Shop, key_shop: Shop
) -> None:
    answer = await my_shop.client.post(SESSIONS, json={"site": "key-shop"}, headers={"Origin": SHOP})
    assert the_problem(answer) == (403, "foreign_origin")
    theirs = (await key_shop.opened())["token"]
    answer = await my_shop.client.get(MESSAGES, headers={"Origin": SHOP, **bearing(theirs)})
    assert the_problem(answer) == (403, "foreign_origin")


async def test_a_page_of_a_site_opens_no_conversation_without_it(my_shop: Shop) -> None:
    answer = await my_shop.client.post(SESSIONS, json={}, headers={"Origin": SHOP})
    assert the_problem(answer) == (403, "foreign_origin")


async def test_our_own_page_needs_no_site(shop: httpx.AsyncClient) -> None:
    assert (await shop.post(SESSIONS, json={}, headers={"Origin": OWN})).status_code == 201


async def test_our_own_page_behind_a_proxy_is_ours_if_its_browser_says_so(shop: httpx.AsyncClient) -> None:
    outside = {"Origin": "https://chat.example", "Sec-Fetch-Site": "same-origin"}
    assert (await shop.post(SESSIONS, json={}, headers=outside)).status_code == 201
    outside["Sec-Fetch-Site"] = "same-site"
    assert (await shop.post(SESSIONS, json={}, headers=outside)).status_code == 403


@pytest.mark.parametrize(
    ("scheme", "name", "is_secure"), [("http", COOKIE, False), ("https", SECURE_COOKIE, True)]
)
async def test_a_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    shop: httpx.AsyncClient, scheme: str, name: str, is_secure: bool
) -> None:
    shop.base_url = httpx.URL(f"{scheme}://giftline.test")
    answer = await _open_with_cookie(shop, Origin=f"{scheme}://giftline.test")
    assert answer.json()["token"] is None
    written = answer.headers["set-cookie"]
    assert written.startswith(f"{name}=")
    attributes = {part.strip().lower() for part in written.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    assert ("secure" in attributes) is is_secure
    assert not any(attribute.startswith("domain") for attribute in attributes)
    assert (await shop.get(MESSAGES)).status_code == 200


async def test_over_https_a_cookie_that_a_neighbour_could_set_counts_for_nothing(
    shop: httpx.AsyncClient,
) -> None:
    token = (await shop.post(SESSIONS, json={})).json()["token"]
    cookie = {"Cookie": f"{COOKIE}={token}"}
    assert (await shop.get(MESSAGES, headers=cookie)).status_code == 200
    shop.base_url = httpx.URL("https://giftline.test")
    assert (await shop.get(MESSAGES, headers=cookie)).status_code == 401


async def test_with_a_cookie_our_own_page_sends_renews_and_ends(shop: httpx.AsyncClient) -> None:
    await _open_with_cookie(shop)
    first = shop.cookies[COOKIE]
    assert (await shop.post(MESSAGES, json=A_MESSAGE, headers=MEANT)).status_code == 200
    renewed = await shop.post(f"{SESSIONS}/refresh", headers=MEANT)
    assert renewed.json()["token"] is None
    assert shop.cookies[COOKIE] != first
    assert (await shop.delete(SESSIONS, headers=MEANT)).status_code == 204
    assert COOKIE not in shop.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": OWN},
        {CSRF_HEADER: "1"},
        {"Origin": FOREIGN, CSRF_HEADER: "1"},
        {"Origin": "null", CSRF_HEADER: "1"},
        {"Origin": SHOP, CSRF_HEADER: "1"},
        {"Origin": OWN, "Sec-Fetch-Site": "cross-site", CSRF_HEADER: "1"},
    ],
    ids=["neither", "no header", "no origin", "foreign", "null", "a site's", "says it is ours"],
)
async def test_a_cookie_changes_nothing_unless_our_own_page_means_it(
    my_shop: Shop, headers: dict[str, str]
) -> None:
    client = my_shop.client
    await _open_with_cookie(client)
    for request in (
        client.build_request("POST", MESSAGES, json=A_MESSAGE, headers=headers),
        client.build_request("POST", f"{SESSIONS}/refresh", headers=headers),
        client.build_request("POST", f"{SESSIONS}/identify", json={"identity_token": "x"}, headers=headers),
        client.build_request("DELETE", SESSIONS, headers=headers),
        client.build_request("POST", SESSIONS, json={"keep": "cookie"}, headers=headers),
    ):
        assert the_problem(await client.send(request)) == (403, "foreign_origin")
    assert (await client.get(MESSAGES)).json()["messages"] == []


async def test_a_site_cannot_read_by_our_cookie(my_shop: Shop) -> None:
    await _open_with_cookie(my_shop.client)
    answer = await my_shop.client.get(MESSAGES, headers={"Origin": SHOP})
    assert the_problem(answer) == (403, "foreign_origin")


async def test_the_page_of_a_site_is_framed_by_its_origins_and_no_other(my_shop: Shop) -> None:
    policy = (await my_shop.client.get("/embed/my-shop")).headers["content-security-policy"]
    # Our own as well: the page with the <gift-chat> element may be served by us.
    assert f"frame-ancestors 'self' {SHOP};" in policy
    assert "default-src 'none'" in policy


async def test_changed_origins_count_at_once(my_shop: Shop, services: Services) -> None:
    services.change_sites.change("my-shop", origins=[FOREIGN])
    policy = (await my_shop.client.get("/embed/my-shop")).headers["content-security-policy"]
    assert f"frame-ancestors 'self' {FOREIGN};" in policy
    allowed = await my_shop.client.options(MESSAGES, headers=_preflight(FOREIGN))
    assert allowed.headers[ALLOWED] == FOREIGN
    refused = await my_shop.client.options(MESSAGES, headers=_preflight(SHOP))
    assert the_problem(refused) == (403, "foreign_origin")


async def test_our_own_page_is_framed_by_nobody(my_shop: Shop) -> None:
    policy = (await my_shop.client.get("/")).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy


async def test_a_site_without_origins_is_framed_by_nobody(
    my_shop: Shop,
) -> None:
    # Its customers follow a link.
    answer = await my_shop.client.get("/embed/nowhere")
    assert the_problem(answer) == (404, "unknown_site")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
