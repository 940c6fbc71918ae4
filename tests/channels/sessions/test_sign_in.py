"""A site's token signs its customer in, once and for its moment; every other token is refused."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import func, select

from bot.bootstrap import Services
from bot.ledger.cards import Account
from bot.storage.tables import session_token, used_identity
from bot.values import AccountId
from tests.builders import A_CODE, LoadCards, everything_stored
from tests.channels.browser import the_problem
from tests.channels.sessions.site import Shop, private_key, public_pem, signed_eddsa, signed_hs256, written
from tests.conftest import NOW

AT = int(NOW.timestamp())
REFUSED = (401, "identity_refused")
ALICE = AccountId("alice")
Forge = Callable[[Shop], str]


async def _refuses(site: Shop, token: str) -> str:
    answer = await site.opens(token)
    assert the_problem(answer) == REFUSED
    for part in token.split("."):
        assert len(part) < 5 or part not in answer.text
    return str(answer.json()["detail"])


async def test_a_token_of_the_site_opens_a_signed_in_conversation(my_shop: Shop, services: Services) -> None:
    session = await my_shop.opened(my_shop.token())
    assert session["signed_in"] is True
    found = services.find_conversation(session["token"])
    assert (found.account, found.site) == ("alice", "my-shop")


@pytest.mark.parametrize("alg", ["EdDSA", "Ed25519"])
async def test_a_site_with_a_key_signs_with_eddsa_under_either_of_its_names(key_shop: Shop, alg: str) -> None:
    assert not isinstance(key_shop.key, str)
    token = signed_eddsa(key_shop.claims(), key_shop.key, alg)
    assert (await key_shop.opened(token))["signed_in"] is True


async def test_without_a_token_the_conversation_is_anonymous(my_shop: Shop, services: Services) -> None:
    session = await my_shop.opened()
    assert session["signed_in"] is False
    assert services.find_conversation(session["token"]).account is None


async def test_an_account_that_the_ledger_has_not_met_is_added_in_the_region_of_its_token(
    my_shop: Shop, services: Services
) -> None:
    await my_shop.opened(my_shop.token(region="gb"))
    await my_shop.opened(my_shop.token(sub="bob"))
    with services.unit_of_work() as work:
        assert work.ledger.account(ALICE) == Account(ALICE, "GB")
        assert work.ledger.account(AccountId("bob")) == Account(AccountId("bob"), "US")


async def test_a_token_does_not_move_an_account_that_the_ledger_knows(
    my_shop: Shop, services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"}, region="US")
    await my_shop.opened(my_shop.token(region="DE"))
    with services.unit_of_work() as work:
        assert work.ledger.account(ALICE) == Account(ALICE, "US")


FORGED: dict[str, Forge] = {
    "signed with another secret": lambda site: signed_hs256(site.claims(), "another secret, as long as ours"),
    "signed with an empty secret": lambda site: signed_hs256(site.claims(), ""),
    "algorithm none": lambda site: f"{written({'alg': 'none'})}.{written(site.claims())}.",
    "algorithm None": lambda site: f"{written({'alg': 'None'})}.{written(site.claims())}.",
    "none with a signature": lambda site: signed_hs256(site.claims(), str(site.key), {"alg": "none"}),
    "no algorithm": lambda site: signed_hs256(site.claims(), str(site.key), {"typ": "JWT"}),
    "another algorithm": lambda site: signed_hs256(site.claims(), str(site.key), {"alg": "HS512"}),
    "a list of algorithms": lambda site: signed_hs256(site.claims(), str(site.key), {"alg": ["HS256"]}),
    "a key of its own": lambda site: signed_hs256(
        site.claims(), b"k" * 32, {"alg": "HS256", "jwk": {"kty": "oct", "k": written(b"k" * 32)}}
    ),
    "an extension that it calls critical": lambda site: signed_hs256(
        site.claims(), str(site.key), {"alg": "HS256", "crit": ["b64"], "b64": False}
    ),
    "eddsa of somebody": lambda site: signed_eddsa(site.claims(), private_key()),
    "no signature": lambda site: site.token().rpartition(".")[0] + ".",
    "two parts": lambda site: site.token().rpartition(".")[0],
    "five parts": lambda site: site.token() + ".AA.AA",
    "no token": lambda site: "hello",
    "nothing": lambda site: "",
    "another alphabet": lambda site: "ｅｙＪ." + site.token(),
    "claims that are no object": lambda site: site.signs(["alice"]),
    "claims that are no json": lambda site: site.signs(b"\xff\xfe"),
}  # fmt: skip


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_token_is_refused(my_shop: Shop, forge: Forge) -> None:
    await _refuses(my_shop, forge(my_shop))


async def test_a_token_whose_claims_were_changed_is_refused(my_shop: Shop) -> None:
    header, _, signature = my_shop.token().split(".")
    await _refuses(my_shop, f"{header}.{written(my_shop.claims(sub='mallory'))}.{signature}")


async def test_the_public_key_is_no_secret_to_sign_with(key_shop: Shop) -> None:
    assert not isinstance(key_shop.key, str)
    pem = public_pem(key_shop.key)
    raw = key_shop.key.public_key().public_bytes_raw()
    for secret in (pem, pem.strip(), raw, written(raw).encode()):
        await _refuses(key_shop, signed_hs256(key_shop.claims(), secret))
        await _refuses(key_shop, signed_hs256(key_shop.claims(), secret, {"alg": "EdDSA"}))


async def test_another_key_signs_nobody_in(key_shop: Shop) -> None:
    await _refuses(key_shop, signed_eddsa(key_shop.claims(), private_key()))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": AT - 31}, "has expired"),
        ({"exp": AT + 631}, "lives too long"),
        ({"exp": 10**300}, "lives too long"),
        ({"exp": float("inf")}, "exp"),
        ({"exp": float("nan")}, "exp"),
        ({"exp": str(AT + 60)}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": None}, "exp"),
        ({"iat": AT + 31}, "of the future"),
        ({"nbf": AT + 31}, "of the future"),
        ({"iat": AT + 20, "exp": AT + 10}, "after its end"),
        ({"iat": "now"}, "iat"),
        ({"aud": "another-shop"}, "for somebody else"),
        ({"aud": ["my-shop", "another-shop"]}, "for somebody else"),
        ({"aud": []}, "for somebody else"),
        ({"aud": None}, "aud"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"jti": 7}, "jti"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": "  "}, "sub"),
        ({"sub": "a\x00"}, "sub"),
        ({"sub": "x" * 121}, "sub"),
        ({"sub": 7}, "sub"),
        ({"region": "Atlantis"}, "region"),
        ({"region": 7}, "region"),
    ],
)
async def test_a_token_that_does_not_hold_is_refused_with_what_to_do(
    my_shop: Shop, changes: dict[str, object], reason: str
) -> None:
    assert reason in await _refuses(my_shop, my_shop.token(**changes))


async def test_clocks_may_be_apart_by_half_a_minute(my_shop: Shop) -> None:
    await my_shop.opened(my_shop.token(exp=AT - 29, iat=AT - 60))
    await my_shop.opened(my_shop.token(exp=AT + 629, iat=AT + 29))


async def test_a_token_that_was_used_is_refused_until_it_has_expired(my_shop: Shop) -> None:
    token = my_shop.token()
    await my_shop.opened(token)
    assert "used before" in await _refuses(my_shop, token)
    my_shop.clock.passes(seconds=89)
    assert "used before" in await _refuses(my_shop, token)
    my_shop.clock.passes(seconds=1)
    assert "has expired" in await _refuses(my_shop, token)


async def test_another_token_with_the_same_jti_is_refused(my_shop: Shop) -> None:
    await my_shop.opened(my_shop.token(jti="same"))
    assert "used before" in await _refuses(my_shop, my_shop.token(jti="same", sub="bob"))


async def test_the_same_jti_at_another_site_is_another_token(my_shop: Shop, key_shop: Shop) -> None:
    await my_shop.opened(my_shop.token(jti="same"))
    await key_shop.opened(key_shop.token(jti="same"))


async def test_a_token_that_was_refused_is_not_used_up(my_shop: Shop, services: Services) -> None:
    await _refuses(my_shop, my_shop.token(jti="same", exp=AT - 31))
    await my_shop.opened(my_shop.token(jti="same"))


async def test_a_token_of_one_site_opens_nothing_at_another(my_shop: Shop, key_shop: Shop) -> None:
    await _refuses(key_shop, my_shop.token(aud="key-shop"))


async def test_expired_tokens_are_forgotten(my_shop: Shop, services: Services) -> None:
    for _ in range(3):
        await my_shop.opened(my_shop.token())
    my_shop.clock.passes(days=31)
    await my_shop.opened(my_shop.token())
    with services.database.begin() as connection:
        assert connection.execute(select(func.count()).select_from(used_identity)).scalar_one() == 1
        assert connection.execute(select(func.count()).select_from(session_token)).scalar_one() == 1


async def test_neither_jti_nor_token_nor_secret_is_stored_as_it_is(my_shop: Shop, services: Services) -> None:
    token = my_shop.token(jti=A_CODE)
    await my_shop.opened(token)
    stored = everything_stored(services)
    assert [part for part in (A_CODE, token, my_shop.key) if str(part) in stored] == []


async def test_the_old_secret_signs_nobody_in_after_a_rotation(my_shop: Shop, services: Services) -> None:
    services.change_sites.rotate_secret("my-shop")
    await _refuses(my_shop, my_shop.token())


async def test_a_site_that_there_is_not_is_not_found(shop: httpx.AsyncClient, my_shop: Shop) -> None:
    answer = await shop.post("/api/v1/chat/sessions", json={"site": "nowhere"})
    assert the_problem(answer) == (404, "unknown_site")


async def test_a_site_whose_customers_have_another_brands_cards_is_served_elsewhere(
    shop: httpx.AsyncClient, services: Services
) -> None:
    other = services.change_sites.add("other", "Other", [], "US", brand="northwind")
    assert other.brand != services.brand
    answer = await shop.post("/api/v1/chat/sessions", json={"site": "other"})
    assert the_problem(answer) == (404, "unknown_site")


async def test_a_token_without_a_site_is_refused(shop: httpx.AsyncClient, my_shop: Shop) -> None:
    answer = await shop.post("/api/v1/chat/sessions", json={"identity_token": my_shop.token()})
    assert the_problem(answer) == REFUSED
