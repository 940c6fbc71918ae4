"""Nobody waits for an agent who is gone, and what has been quiet for long is closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Owner
from bot.conversations.desk import DeskQuestion, View
from bot.services.tidy_conversations import Tidied
from bot.settings import Settings
from tests.at_work import AgentAtWork, an_agent, asks_for_a_person, at_once, stored, told
from tests.builders import A_CODE, Customer, ScriptedEngine, a_customer
from tests.conftest import NOW
from tests.desk.at_the_desk import MovedClock

_MINE = DeskQuestion(View.MINE, most=10)
NOTHING, RELEASED, CLOSED = Tidied(0, 0), Tidied(1, 0), Tidied(0, 1)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine, clock: MovedClock) -> Iterator[Services]:
    made = bootstrap(settings, clock=clock, engine=engine)
    yield made
    made.close()


@pytest.fixture
def customer(services: Services) -> Customer:
    return a_customer(services)


@pytest.fixture
def ann(services: Services) -> AgentAtWork:
    return an_agent(services, "Ann")


async def test_whoever_waits_for_an_agent_whose_desk_is_gone_queues_again_in_their_old_place(
    services: Services, engine: ScriptedEngine, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    await asks_for_a_person(customer, engine)
    asked_at = clock.now()
    clock.passes(minutes=5)
    ann.takes(customer)
    ann.replies(customer, "Let me look.")
    await customer.says("and?")
    clock.passes(minutes=10)
    assert services.tidy_conversations() == NOTHING
    clock.passes(seconds=1)
    assert services.tidy_conversations() == RELEASED
    now = stored(customer)
    assert (now.owner, now.agent, now.queued_at) == (Owner.QUEUED, None, asked_at)
    assert told(customer) == ["take", "release"]
    assert services.tidy_conversations() == NOTHING


async def test_whoever_was_told_that_a_person_is_here_waits_for_that_person(
    services: Services, engine: ScriptedEngine, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    # What the assistant and the app said since is no answer of a person.
    await asks_for_a_person(customer, engine)
    ann.takes(customer)
    clock.passes(minutes=11)
    assert services.tidy_conversations() == RELEASED
    assert told(customer) == ["take", "release"]


async def test_whoever_typed_a_code_to_an_agent_waits_for_an_answer(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    ann.takes(customer)
    ann.replies(customer, "Which code is it?")
    await customer.says(A_CODE)
    (row,) = services.read_desk.page(_MINE, ann.agent)[0].entries
    assert row.waiting_since == clock.now()
    clock.passes(minutes=11)
    assert services.tidy_conversations() == RELEASED


async def test_a_customer_who_has_been_answered_stays_with_the_agent_who_is_gone(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    ann.takes(customer)
    await customer.says("and?")
    ann.replies(customer, "It works now.")
    clock.passes(hours=1)
    assert services.tidy_conversations() == NOTHING
    assert stored(customer).agent == ann.agent.id


async def test_an_open_desk_keeps_all_that_the_agent_has(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    ann.takes(customer)
    await customer.says("and?")
    for _ in range(10):
        clock.passes(minutes=9)
        services.tidy_conversations.is_here(ann.agent.id)
        assert services.tidy_conversations() == NOTHING


async def test_a_reply_to_one_customer_shows_that_the_agent_is_there_for_all(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    other = a_customer(services)
    for one in (customer, other):
        ann.takes(one)
        await one.says("and?")
    clock.passes(minutes=9)
    ann.replies(other, "One moment.")
    clock.passes(minutes=9)
    assert services.tidy_conversations() == NOTHING


def test_a_colleague_who_never_comes_is_not_waited_for(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    ben = an_agent(services, "Ben")
    ann.takes(customer)
    with services.unit_of_work() as work:
        work.conversations.append_from_customer(customer.conversation, "one", "and?", clock.now())
    ann.passes_to(customer, ben)
    services.tidy_conversations.is_here(ann.agent.id)
    clock.passes(minutes=11)
    assert services.tidy_conversations() == RELEASED
    assert told(customer) == ["take", "transfer", "release"]


async def test_what_nobody_wrote_in_for_a_week_is_closed(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    ann.takes(customer)
    await customer.says("and?")
    ann.replies(customer, "It works now.")
    clock.passes(days=7)
    assert services.tidy_conversations() == NOTHING
    clock.passes(seconds=1)
    assert services.tidy_conversations() == CLOSED
    assert (stored(customer).owner, told(customer)) == (Owner.CLOSED, ["take", "close"])
    await customer.says("it does not")
    assert (stored(customer).owner, told(customer)) == (Owner.QUEUED, ["take", "close", "reopen"])


def test_where_nobody_ever_wrote_it_is_closed_as_well(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    ann.takes(customer)
    clock.passes(days=8)
    assert services.tidy_conversations() == CLOSED


async def test_nothing_is_closed_while_its_customer_waits(
    services: Services, engine: ScriptedEngine, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    queued = a_customer(services)
    await asks_for_a_person(queued, engine)
    ann.takes(customer)
    await customer.says(f"it is {A_CODE}")
    clock.passes(days=30)
    services.tidy_conversations.is_here(ann.agent.id)
    assert services.tidy_conversations() == NOTHING


async def test_several_who_tidy_at_once_release_once(
    services: Services, clock: MovedClock, ann: AgentAtWork
) -> None:
    customers = [a_customer(services) for _ in range(3)]
    for customer in customers:
        ann.takes(customer)
        await customer.says("and?")
    clock.passes(minutes=11)
    came_of = at_once(*[services.tidy_conversations] * 3)
    assert sum(one.released for one in came_of if isinstance(one, Tidied)) == 3
    assert [told(customer) for customer in customers] == [["take", "release"]] * 3


async def test_an_agent_who_comes_back_in_time_is_not_robbed(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork
) -> None:
    ann.takes(customer)
    await customer.says("and?")
    clock.passes(minutes=11)
    came_of = at_once(services.tidy_conversations, lambda: ann.replies(customer, "Here I am."))
    # Either the reply came first and nobody waits any more, or it was refused and says why.
    released = came_of[0] == RELEASED
    assert isinstance(came_of[1], Exception) is released
    assert told(customer) == (["take", "release"] if released else ["take"])
    assert stored(customer).lease_until == (None if released else clock.now() + timedelta(minutes=10))
