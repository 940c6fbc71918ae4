"""Signing in through an OpenID Connect provider: whom we believe it to have signed in, and whom not."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.channels.wakeups import LocalWakeups
from bot.desk.api import PREFIX
from bot.desk.identity_provider import IdentityProvider, identity_provider
from bot.errors import ConfigurationError
from bot.settings import Settings
from tests.desk import provider_double as double
from tests.desk.at_the_desk import ANN, AgentBrowser, Desk, MovedClock, an_app, listening
from tests.desk.provider_double import CLIENT_ID, CLIENT_SECRET, ProviderDouble
from tests.shared_app import Later, SharedApp

HER = {"email": ANN, "email_verified": True}
STATE_COOKIE = "__Host-giftline-oidc"

_PROVIDER_OF_THE_TEST: list[IdentityProvider] = []
_SHARED = SharedApp(
    lambda services, wakeups, demo: an_app(
        services,
        Path("no-engine"),
        provider=cast("IdentityProvider", Later(lambda: _PROVIDER_OF_THE_TEST[-1])),
        wakeups=wakeups,
    )
)


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The database does not matter here, so it is SQLite."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'giftline.db')}"


@pytest_asyncio.fixture
async def provider(clock: MovedClock) -> AsyncIterator[ProviderDouble]:
    """A provider at which Ann is signed in."""
    made = ProviderDouble(clock.now, person=dict(HER))
    async with listening(made.app()) as url:
        made.url = url
        yield made


@pytest_asyncio.fixture
async def desk(services: Services, clock: MovedClock, provider: ProviderDouble) -> AsyncIterator[Desk]:
    _PROVIDER_OF_THE_TEST.append(IdentityProvider(provider.url, CLIENT_ID, CLIENT_SECRET))
    made = Desk(_SHARED.over(services, LocalWakeups()), services, clock)
    yield made
    _PROVIDER_OF_THE_TEST.clear()
    await made.close()


async def _goes_to_provider(browser: AgentBrowser) -> str:
    """Where the provider then sends the browser back to, which is a path of ours with a query."""
    sent = await browser.gets("oidc/start")
    assert sent.status_code == 303, sent.text
    async with httpx.AsyncClient() as client:
        back = urlsplit((await client.get(sent.headers["location"])).headers["location"])
    assert f"{back.scheme}://{back.netloc}" == browser.origin
    return f"{back.path}?{back.query}"


async def _signs_in(browser: AgentBrowser) -> httpx.Response:
    return await browser.client.get(await _goes_to_provider(browser))


async def _is_refused(browser: AgentBrowser, answer: httpx.Response) -> bool:
    assert answer.status_code == 401
    assert "That did not let you in here." in answer.text
    return browser.cookie == "" and not await browser.is_signed_in()


async def test_an_agent_whom_the_provider_has_verified_is_let_in(desk: Desk) -> None:
    browser = desk.browser()
    assert (await _signs_in(browser)).status_code == 200
    assert (await browser.gets("me")).json()["email"] == ANN


async def test_the_session_is_kept_as_after_a_password(desk: Desk) -> None:
    answer = await _signs_in(desk.browser())
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-giftline-desk=")]
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "HttpOnly",
        "Path=/",
        "SameSite=strict",
        "Secure",
    }


async def test_the_address_is_the_same_in_any_case(desk: Desk, provider: ProviderDouble) -> None:
    provider.person["email"] = "Ann@EXAMPLE.com"
    browser = desk.browser()
    await _signs_in(browser)
    assert await browser.is_signed_in()


async def test_the_role_is_ours_whatever_the_provider_says(desk: Desk, provider: ProviderDouble) -> None:
    provider.claims |= {"role": "admin", "roles": ["admin"], "groups": ["admin"]}
    browser = desk.browser()
    await _signs_in(browser)
    assert (await browser.gets("me")).json()["role"] == "agent"


@pytest.mark.parametrize(
    "sign",
    [
        double.signed_by_somebody_else,
        double.signed_with_the_public_key_as_a_secret,
        double.signed_with_our_secret,
        double.unsigned,
        double.changed_after_signing,
        double.no_token,
    ],
)
async def test_a_forged_token_is_refused(
    desk: Desk,
    provider: ProviderDouble,
    sign: Callable[[dict[str, Any]], str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    provider.sign = sign
    browser = desk.browser()
    assert await _is_refused(browser, await _signs_in(browser))
    assert "its token does not hold" in caplog.text


A_MOMENT = 1_795_521_600  # The `clock` of the tests, as seconds since 1970.


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": A_MOMENT - 120},
        {"exp": None},
        {"iat": A_MOMENT + 3600},
        {"iat": None},
        {"nbf": A_MOMENT + 3600},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"iss": "https://evil.example.com"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": ["another client", "a third"]},
        {"aud": [CLIENT_ID, "another client"]},
        {"aud": [CLIENT_ID, "another client"], "azp": "another client"},
        {"aud": None},
        {"azp": "another client"},
        {"sub": None},
        {"at_hash": "of another access token"},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email_verified": 1},
        {"email": None},
        {"email": ["ann@example.com"]},
        {"email": "nobody@example.com"},
        {"email": "ａnn@example.com"},
    ],
    ids=str,
)
async def test_a_token_that_does_not_fit_is_refused(
    desk: Desk, provider: ProviderDouble, claims: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims = claims
    browser = desk.browser()
    assert await _is_refused(browser, await _signs_in(browser))
    # Nothing else may be what is wrong.
    assert "no answer that reads" not in caplog.text


async def test_a_disabled_agent_is_refused(desk: Desk) -> None:
    desk.services.change_agents.disable(ANN)
    browser = desk.browser()
    assert await _is_refused(browser, await _signs_in(browser))


async def test_an_agent_without_a_password_is_let_in(desk: Desk, provider: ProviderDouble) -> None:
    desk.services.change_agents.add("ben@example.com", "Ben", Role.SUPERVISOR, None)
    provider.person["email"] = "ben@example.com"
    browser = desk.browser()
    await _signs_in(browser)
    assert (await browser.gets("me")).json()["role"] == "supervisor"


async def test_who_did_not_begin_here_is_refused(desk: Desk) -> None:
    """Somebody else's link back would sign this browser in as them."""
    theirs = await _goes_to_provider(desk.browser())
    browser = desk.browser()
    assert await _is_refused(browser, await browser.client.get(theirs))


async def test_the_state_of_another_browser_is_refused(desk: Desk) -> None:
    theirs = await _goes_to_provider(desk.browser())
    browser = desk.browser()
    await _goes_to_provider(browser)
    assert await _is_refused(browser, await browser.client.get(theirs))


async def test_a_way_back_leads_in_once(desk: Desk) -> None:
    browser = desk.browser()
    back = await _goes_to_provider(browser)
    kept = browser.client.cookies.get(STATE_COOKIE) or ""
    assert (await browser.client.get(back)).status_code == 200
    thief = desk.browser()
    assert await _is_refused(thief, await thief.client.get(back))
    thief.client.cookies.set(STATE_COOKIE, kept, domain="desk.example.com")
    assert await _is_refused(thief, await thief.client.get(back))


async def test_what_the_browser_keeps_meanwhile_cannot_be_made_up(desk: Desk) -> None:
    browser = desk.browser()
    back = await _goes_to_provider(browser)
    browser.client.cookies.set(STATE_COOKIE, "made-up", domain="desk.example.com")
    assert await _is_refused(browser, await browser.client.get(back))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=y", "?error=denied&state=y", "?code=x&state=y"])
async def test_a_way_back_with_nothing_in_it_is_refused(desk: Desk, query: str) -> None:
    browser = desk.browser()
    await _goes_to_provider(browser)
    assert await _is_refused(browser, await browser.client.get(f"{PREFIX}/oidc/callback{query}"))


async def test_another_provider_cannot_send_anybody_back(desk: Desk) -> None:
    browser = desk.browser()
    back = urlsplit(await _goes_to_provider(browser))
    query = {name: value for name, (value, *_) in parse_qs(back.query).items()}
    answer = await browser.client.get(back.path, params={**query, "iss": "https://evil.example.com"})
    assert await _is_refused(browser, answer)


async def test_what_the_browser_keeps_is_for_no_script_and_ends_soon(desk: Desk) -> None:
    sent = await desk.browser().gets("oidc/start")
    assert {part.strip() for part in sent.headers["set-cookie"].split(";")[1:]} == {
        "HttpOnly",
        "Max-Age=600",
        "Path=/",
        "SameSite=lax",
        "Secure",
    }


async def test_the_provider_is_asked_with_pkce_state_and_nonce(desk: Desk) -> None:
    first, second = [
        parse_qs(urlsplit((await desk.browser().gets("oidc/start")).headers["location"]).query)
        for _ in range(2)
    ]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43
        assert first[name] != second[name]
    assert first["redirect_uri"] == [f"https://desk.example.com{PREFIX}/oidc/callback"]


async def test_a_provider_that_fails_lets_nobody_in(desk: Desk, provider: ProviderDouble) -> None:
    provider.fails = True
    browser = desk.browser()
    assert await _is_refused(browser, await _signs_in(browser))


async def test_a_provider_that_says_it_is_another_is_not_asked(desk: Desk, provider: ProviderDouble) -> None:
    provider.metadata = {"issuer": "https://evil.example.com"}
    answer = await desk.browser().gets("oidc/start")
    assert answer.status_code == 502
    assert "set-cookie" not in answer.headers


async def test_the_log_says_why_and_repeats_no_secret(
    desk: Desk, provider: ProviderDouble, caplog: pytest.LogCaptureFixture
) -> None:
    provider.sign = double.signed_by_somebody_else
    await _signs_in(desk.browser())
    assert "BadSignatureError" in caplog.text
    assert ANN not in caplog.text


@pytest.mark.parametrize("missing", ["oidc_issuer", "oidc_client_id", "oidc_client_secret"])
def test_half_a_provider_is_refused_at_start(missing: str) -> None:
    whole = {"oidc_issuer": "https://id.example.com", "oidc_client_id": "x", "oidc_client_secret": "y"}
    assert identity_provider(Settings.model_validate(whole)) is not None
    with pytest.raises(ConfigurationError):
        identity_provider(Settings.model_validate({**whole, missing: None}))


def test_without_a_provider_there_is_none() -> None:
    assert identity_provider(Settings()) is None
