"""A customer rates the help once it has come to an end: once for each end, and with a day to think again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.agents.agent import Agent, Role
from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Owner
from bot.errors import NoSuchConversation, NotRatable
from bot.privacy.audit import Actor
from bot.privacy.role import Machine
from bot.services.rate_conversation import AskedRating
from bot.settings import Settings
from bot.values import AccountId, ConversationId
from tests.builders import A_CODE, Customer, LoadCards, ScriptedEngine, a_customer, everything_stored
from tests.conftest import NOW
from tests.desk.at_the_desk import MovedClock

SAM = Actor("sam", Machine.OPERATOR)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine, clock: MovedClock) -> Iterator[Services]:
    made = bootstrap(settings, clock=clock, engine=engine)
    yield made
    made.close()


@pytest.fixture
def ann(services: Services) -> Agent:
    return services.change_agents.add("ann@example.com", "Ann", Role.AGENT, None)


@pytest.fixture
def alice(services: Services, load_cards: LoadCards) -> Customer:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    return a_customer(services, "alice")


def rate(services: Services, customer: Customer, score: int, comment: str | None = None) -> AskedRating:
    with services.unit_of_work() as work:
        conversation = work.conversations.get(customer.conversation)
    assert conversation is not None
    return services.rate_conversation(conversation, score, comment)


def is_asked(services: Services, customer: Customer) -> bool:
    return services.rate_conversation.asked(customer.conversation).is_open


def answered_by(services: Services, agent: Agent, customer: Customer) -> None:
    with services.unit_of_work() as work:
        work.conversations.append_from_agent(customer.conversation, agent.id, "reply", "Here you are.", NOW)


def test_nobody_is_asked_while_somebody_works_on_it(services: Services, alice: Customer) -> None:
    for owner in (Owner.QUEUED, Owner.AGENT):
        alice.goes_to(owner)
        assert not is_asked(services, alice)
        with pytest.raises(NotRatable, match="nothing to rate"):
            rate(services, alice, 5)


def test_whoever_only_asks_the_bot_is_left_in_peace(services: Services, alice: Customer) -> None:
    assert not is_asked(services, alice)
    alice.goes_to(Owner.QUEUED, Owner.BOT)
    assert not is_asked(services, alice)


def test_who_is_closed_is_asked(services: Services, alice: Customer) -> None:
    alice.goes_to(Owner.AGENT, Owner.CLOSED)
    assert is_asked(services, alice)


def test_who_was_helped_by_a_person_and_is_the_bots_again_is_asked(
    services: Services, alice: Customer, ann: Agent
) -> None:
    alice.goes_to(Owner.AGENT)
    answered_by(services, ann, alice)
    assert not is_asked(services, alice)
    alice.goes_to(Owner.BOT)
    assert is_asked(services, alice)


def test_a_rating_is_read_as_it_was_given(services: Services, alice: Customer) -> None:
    alice.goes_to(Owner.CLOSED)
    given = rate(services, alice, 4, "  quick and kind ").given
    assert given is not None
    assert (given.score, given.comment, given.first_at) == (4, "quick and kind", NOW)
    assert services.rate_conversation.of(alice.conversation) == [given]


def test_a_rating_can_be_changed_for_a_day_and_not_longer(
    services: Services, alice: Customer, clock: MovedClock
) -> None:
    alice.goes_to(Owner.CLOSED)
    rate(services, alice, 1, "nobody answered")
    clock.passes(hours=23, minutes=59)
    changed = rate(services, alice, 5).given
    assert changed is not None
    assert (changed.score, changed.comment) == (5, None)
    assert (changed.first_at, changed.changed_at) == (NOW, clock.now())
    # Counted from the first time, or one could go on for ever.
    clock.passes(minutes=1)
    with pytest.raises(NotRatable, match="already in"):
        rate(services, alice, 1)
    assert [one.score for one in services.rate_conversation.of(alice.conversation)] == [5]


def test_each_closing_is_rated_by_itself(services: Services, alice: Customer, clock: MovedClock) -> None:
    alice.goes_to(Owner.CLOSED)
    rate(services, alice, 2)
    alice.goes_to(Owner.QUEUED, Owner.CLOSED)
    clock.passes(days=2)
    assert is_asked(services, alice)
    rate(services, alice, 5)
    assert [one.score for one in services.rate_conversation.of(alice.conversation)] == [5, 2]


def test_a_code_in_a_comment_is_hidden(services: Services, alice: Customer) -> None:
    alice.goes_to(Owner.CLOSED)
    given = rate(services, alice, 2, f"{A_CODE} still fails, my password is hunter22").given
    assert given is not None
    assert given.comment == "card ending XT2V still fails, my password is [password]"
    assert "7KLM9P" not in everything_stored(services)


def test_a_rating_is_in_what_a_customer_is_given_and_goes_when_they_are_erased(
    services: Services, alice: Customer
) -> None:
    alice.goes_to(Owner.CLOSED)
    rate(services, alice, 3, "it took long")
    held = services.export_customer(AccountId("alice"), SAM, "asked for it")
    assert [(one.score, one.comment) for one in held.conversations[0].ratings] == [(3, "it took long")]
    services.erase_customer(AccountId("alice"), SAM, "asked for it")
    assert "it took long" not in everything_stored(services)


def test_there_has_to_be_a_conversation(services: Services) -> None:
    with pytest.raises(NoSuchConversation):
        services.rate_conversation.of(ConversationId("0" * 32))
