"""Where a customer is reached is their site's word, goes with the conversation, and is theirs to have."""

from __future__ import annotations

import uuid

import pytest

from bot.bootstrap import Services
from bot.errors import RefusedIdentity
from bot.identity.site import Site
from bot.identity.token import read_identity
from bot.privacy.audit import Actor
from bot.privacy.role import Machine
from bot.values import AccountId, ConversationId, SiteId
from tests.builders import A_MOMENT, ScriptedEngine, a_customer, a_ticket, everything_stored
from tests.channels.sessions.site import signed_hs256
from tests.outbox.conftest import ALICE

SAM = Actor("sam", Machine.OPERATOR)
AT = int(A_MOMENT.timestamp())


SHOP = Site(SiteId("my-shop"), "My shop", ("https://shop.example",), "amazon", "US", secret="s" * 40)


@pytest.fixture
def site(services: Services) -> Site:
    added = services.change_sites.add("my-shop", "My shop", ["https://shop.example"], "US")
    with services.unit_of_work() as work:
        found = work.sites.get(SiteId("my-shop"))
    assert found is not None
    assert found.secret == added.secret
    return found


def a_token(site: Site, **claims: object) -> str:
    assert site.secret is not None
    said = {"aud": site.id, "sub": "alice", "exp": AT + 60, "jti": uuid.uuid4().hex} | claims
    return signed_hs256(said, site.secret)


def email_of(services: Services, conversation: ConversationId) -> str | None:
    with services.unit_of_work() as work:
        return work.contacts.email_of(conversation)


def test_a_site_says_where_its_customer_is_reached(services: Services, site: Site) -> None:
    started = services.start_conversation(
        "web", None, site=site.id, identity_token=a_token(site, email=ALICE)
    )
    assert email_of(services, started.id) == ALICE


def test_whoever_signs_in_later_is_reached_from_then_on(services: Services, site: Site) -> None:
    started = services.start_conversation("web", None, site=site.id)
    assert email_of(services, started.id) is None
    again = services.change_session.identify(started.token, a_token(site, email=ALICE))
    assert email_of(services, started.id) == ALICE
    # The site's last word holds; to say nothing takes nothing back.
    again = services.change_session.identify(again.token, a_token(site))
    assert email_of(services, started.id) == ALICE
    services.change_session.identify(again.token, a_token(site, email="a@example.org"))
    assert email_of(services, started.id) == "a@example.org"


@pytest.mark.parametrize("claims", [{}, {"email": ALICE, "email_verified": False}])
def test_without_a_verified_address_nobody_is_written_to(
    services: Services, site: Site, claims: dict[str, object]
) -> None:
    token = a_token(site, **claims)
    started = services.start_conversation("web", None, site=site.id, identity_token=token)
    assert email_of(services, started.id) is None


@pytest.mark.parametrize(
    "address",
    [
        *("", "alice", "alice@", "@example.com", "alice@example", "alice@-.com", "a..b@example.com"),
        *("alice@example.com\r\nBcc: mallory@example.com", "alice@example.com\x00", "alice@exam ple.com"),
        *("Alice <alice@example.com>", "a@example.com,b@example.com", '"a b"@example.com'),
        *("älice@example.com", "alice@exämple.com", "a@[127.0.0.1]", "\u2028a@example.com"),
        *("a" * 65 + "@example.com", "a@" + "b" * 63 + ".example" * 30, "a@example.com\n", 7),
    ],
)
def test_an_address_that_a_header_could_read_otherwise_is_refused(address: object) -> None:
    with pytest.raises(RefusedIdentity, match="email") as refused:
        read_identity(a_token(SHOP, email=address), SHOP, A_MOMENT)
    said = refused.value.detail.replace("ann@example.com", "")
    assert len(str(address)) < 5 or str(address) not in said


@pytest.mark.parametrize(
    "address", [ALICE, "A.Lice+cards@mail.example.co.uk", "o'hara@xn--exmple-cua.com", "a@b.cd"]
)
def test_an_address_that_mail_servers_take_is_kept_as_it_is(address: str) -> None:
    assert read_identity(a_token(SHOP, email=address), SHOP, A_MOMENT).email == address


async def test_the_address_and_what_was_told_are_exported_and_erased(
    services: Services, site: Site, engine: ScriptedEngine
) -> None:
    token = a_token(site, email=ALICE)
    started = services.start_conversation("web", None, site=site.id, identity_token=token)
    with services.unit_of_work() as work:
        ticket = a_ticket()
        work.tickets.open_once(started.id, ticket, A_MOMENT)
        services.notify_customer.of_ticket(work, started.id, ticket.id, ticket.category, A_MOMENT)
    await services.deliver_outbox()

    (held,) = services.export_customer(AccountId("alice"), SAM, "asked for it").conversations
    assert held.email == ALICE
    assert [(told.kind, told.sent_at) for told in held.notices] == [("email.ticket_opened", A_MOMENT)]

    services.erase_customer(AccountId("alice"), SAM, "asked for it")
    stored = everything_stored(services)
    assert [part for part in (ALICE, "email.ticket_opened") if part in stored] == []


async def test_a_conversation_that_has_an_address_is_no_other_customers(
    services: Services, site: Site
) -> None:
    token = a_token(site, email=ALICE)
    services.start_conversation("web", None, site=site.id, identity_token=token)
    assert email_of(services, a_customer(services).conversation) is None
