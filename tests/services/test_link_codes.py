"""A link code is of one account, one at a time, and goes with what is held about its customer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.bootstrap import Services
from bot.errors import NotPermitted, TooManyRequests
from bot.ledger.cards import Account
from bot.privacy.audit import Actor
from bot.privacy.link_code import LinkCode
from bot.privacy.role import Machine
from bot.slack.incoming import SlackMessage, Where
from bot.slack.workspaces import ChannelId, LinkedPerson, Proof, SlackUserId, Workspace, WorkspaceId
from bot.values import AccountId
from tests.builders import Customer, a_customer, everything_stored
from tests.conftest import NOW

ALICE = AccountId("alice")
WORKSPACE, ANN = WorkspaceId("T0ACME"), SlackUserId("U0ANN")
OPERATOR = Actor("ops", Machine.OPERATOR)


@pytest.fixture
def alice(services: Services) -> Customer:
    with services.unit_of_work() as work:
        work.ledger.meet(Account(ALICE, "US"))
    return a_customer(services, ALICE)


def taken(services: Services, code: LinkCode) -> AccountId | None:
    with services.unit_of_work() as work:
        return work.link_codes.take(services.fingerprinter.link_key(code.value), NOW)


def in_slack(services: Services) -> Customer:
    """Somebody whom nobody knows, in a direct message."""
    with services.unit_of_work() as work:
        work.slack.put_workspace(Workspace(WORKSPACE, "Acme", SlackUserId("U0BOT"), "{}"), NOW)
    message = SlackMessage(
        WORKSPACE, ChannelId("D0ANN"), ANN, "1.000001", None, Where.DIRECT, "hello", mentions_us=False
    )
    return Customer(services, services.open_in_slack(message).conversation, "")


def test_only_its_keyed_hash_is_stored(services: Services, alice: Customer) -> None:
    code = services.make_link_code(alice.conversation)
    stored = everything_stored(services)
    assert code.value not in stored
    assert code.shown not in stored
    assert services.fingerprinter.link_key(code.value) in stored


def test_a_new_code_ends_the_one_before_and_leaves_others_alone(services: Services, alice: Customer) -> None:
    with services.unit_of_work() as work:
        work.ledger.meet(Account(AccountId("bruno"), "US"))
    brunos = services.make_link_code(a_customer(services, "bruno").conversation)
    first = services.make_link_code(alice.conversation)
    second = services.make_link_code(a_customer(services, ALICE).conversation)
    assert [taken(services, code) for code in (first, second, second, brunos)] == [
        None,
        "alice",
        None,
        "bruno",
    ]


def test_of_codes_made_at_once_one_works(services: Services, alice: Customer) -> None:
    conversations = [a_customer(services, ALICE).conversation for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(services.make_link_code, conversations))
    assert [taken(services, code) for code in made].count(ALICE) == 1


def test_nobody_who_is_not_signed_in_gets_one(services: Services) -> None:
    with pytest.raises(NotPermitted):
        services.make_link_code(a_customer(services).conversation)


def test_an_account_gets_ten_an_hour(services: Services, alice: Customer) -> None:
    for _ in range(10):
        services.make_link_code(alice.conversation)
    with pytest.raises(TooManyRequests):
        services.make_link_code(alice.conversation)


def test_who_ends_their_session_leaves_no_code_behind(services: Services, alice: Customer) -> None:
    code = services.make_link_code(alice.conversation)
    services.change_session.end(alice.token)
    assert taken(services, code) is None


def test_an_export_says_who_the_customer_is_in_slack_and_erasing_forgets_it(
    services: Services, alice: Customer
) -> None:
    in_slack(services)
    linked = LinkedPerson(WORKSPACE, ANN, ALICE, Proof.CODE, NOW)
    with services.unit_of_work() as work:
        work.slack.link(linked)
    code = services.make_link_code(alice.conversation)
    held = services.export_customer(ALICE, OPERATOR, "asked for it")
    assert list(held.in_slack) == [linked]
    assert held.link_code_until == NOW + timedelta(minutes=10)
    services.erase_customer(ALICE, OPERATOR, "asked for it")
    assert taken(services, code) is None
    with services.unit_of_work() as work:
        assert work.slack.person(WORKSPACE, ANN) is None


@pytest.mark.parametrize("problem", ["not_activated", None])
def test_in_slack_a_customer_is_told_the_way_that_there_is(services: Services, problem: str | None) -> None:
    customer = in_slack(services)
    question = customer.asks(problem or "nothing", problem=problem)
    said = [services.diagnose_problem(question)]
    services.change_sites.add("my-shop", "My shop", ["https://shop.example"], "US")
    said.append(services.diagnose_problem(question))
    told = [answer.then if problem else answer.reply for answer in said]
    assert told == ["utter_nobody_signs_in_to_slack", "utter_sign_in_to_slack"]
    on_the_web = services.diagnose_problem(a_customer(services).asks(problem or "nothing", problem=problem))
    assert "slack" not in f"{on_the_web.reply} {on_the_web.then}"
