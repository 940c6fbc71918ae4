"""Of two who take a conversation one has it; every move is told the customer once, and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.conversations.conversation import Author, Conversation, Owner
from bot.conversations.ownership import Move
from bot.errors import (
    ConversationMoved,
    DeskConflict,
    NoSuchConversation,
    NotYours,
    UnknownAgent,
    UnknownTeam,
)
from bot.privacy.audit import AuditAction
from bot.services.move_conversation import SeenConversation
from bot.values import AgentId, ConversationId
from tests.at_work import (
    AgentAtWork,
    an_agent,
    asks_for_a_person,
    at_once,
    sight_of,
    stored,
    told,
    with_agent_names,
)
from tests.builders import A_CODE, Customer, ScriptedEngine, a_customer


@pytest.fixture
def customer(services: Services) -> Customer:
    return a_customer(services)


@pytest.fixture
def ann(services: Services) -> AgentAtWork:
    return an_agent(services, "Ann")


@pytest.fixture
def ben(services: Services) -> AgentAtWork:
    return an_agent(services, "Ben")


@pytest.fixture
def sue(services: Services) -> AgentAtWork:
    return an_agent(services, "Sue", Role.SUPERVISOR)


def moves_of(customer: Customer) -> list[tuple[Move, str, Owner]]:
    """Each move, who made it, and whose the conversation was then."""
    with customer.services.unit_of_work() as work:
        made = work.desk.moves(customer.conversation)
    return [(each.move, each.actor, each.to_owner) for each in made]


def audited(services: Services) -> list[tuple[str, bool, str]]:
    """Who tried which move, and whether they were let; oldest first."""
    entries = [each for each in services.list_audit(100) if each.action is AuditAction.MOVE]
    return [(each.actor.name, each.allowed, each.reason) for each in reversed(entries)]


def test_whoever_takes_a_conversation_has_it(customer: Customer, ann: AgentAtWork) -> None:
    moved = ann.takes(customer)
    assert (moved.owner, moved.agent) == (Owner.AGENT, ann.agent.id)
    assert moved == replace(stored(customer), last_sequence=moved.last_sequence)


def test_of_many_who_take_it_at_once_one_has_it_and_the_others_read_who(services: Services) -> None:
    crowd = [an_agent(services, f"Agent{number}") for number in range(4)]
    for _ in range(5):
        customer = a_customer(services)
        seen = sight_of(customer)
        came_of = at_once(*[partial(one.takes, customer, seen=seen) for one in crowd])
        (winner,) = [one for one in came_of if isinstance(one, Conversation)]
        holder = stored(customer)
        assert (holder.agent, holder.version) == (winner.agent, seen.version + 1)
        (name,) = [one.agent.name for one in crowd if one.agent.id == holder.agent]
        refused = [one for one in came_of if isinstance(one, ConversationMoved)]
        assert len(refused) == 3
        assert {str(one) for one in refused} == {f"Nothing was changed: {name} has this conversation now."}
        assert (told(customer), len(moves_of(customer))) == (["take"], 1)


def test_of_an_agent_and_a_closing_colleague_at_once_one_is_told_what_the_other_did(
    services: Services, ann: AgentAtWork, ben: AgentAtWork
) -> None:
    for _ in range(5):
        customer = a_customer(services)
        before = sight_of(customer).version
        came_of = at_once(partial(ann.takes, customer), partial(ben.closes, customer))
        made = stored(customer).version - before
        refused = [one for one in came_of if isinstance(one, Exception)]
        assert all(isinstance(one, DeskConflict) for one in refused)
        # Whoever looked after the other's move may have made theirs as well: Ann takes what is closed.
        assert len(moves_of(customer)) == len(told(customer)) == made == 2 - len(refused)


@pytest.mark.parametrize(
    ("becomes", "who"),
    [
        (lambda ann, customer: ann.takes(customer), "Ann has this conversation now."),
        (lambda ann, customer: ann.closes(customer), "The conversation is closed now."),
        (
            lambda ann, customer: (ann.takes(customer), ann.passes_to_team(customer)),
            "It is waiting in the queue now.",
        ),
        (
            lambda ann, customer: (ann.takes(customer), ann.gives_back(customer)),
            "The assistant has this conversation now.",
        ),
    ],
    ids=["taken", "closed", "queued", "given back"],
)
def test_whoever_saw_an_older_version_changes_nothing_and_reads_who_has_it(
    customer: Customer,
    ann: AgentAtWork,
    ben: AgentAtWork,
    becomes: Callable[[AgentAtWork, Customer], object],
    who: str,
) -> None:
    seen = sight_of(customer)
    becomes(ann, customer)
    before = stored(customer), told(customer)
    with pytest.raises(ConversationMoved, match=f"^Nothing was changed: {who}$"):
        ben.takes(customer, seen=seen)
    assert (stored(customer), told(customer)) == before


def test_taken_twice_by_the_same_agent_it_is_taken_once(customer: Customer, ann: AgentAtWork) -> None:
    seen = sight_of(customer)
    ann.takes(customer, seen=seen)
    ann.takes(customer, seen=seen)
    assert (moves_of(customer), told(customer)) == ([(Move.TAKE, "ann@example.com", Owner.AGENT)], ["take"])


@pytest.mark.parametrize(
    "tries",
    [
        lambda ben, customer: ben.takes(customer),
        lambda ben, customer: ben.gives_back(customer),
        lambda ben, customer: ben.closes(customer),
        lambda ben, customer: ben.passes_to(customer, ben),
        lambda ben, customer: ben.passes_to_team(customer),
    ],
    ids=["take", "return", "close", "transfer", "to a team"],
)
def test_nobody_moves_what_a_colleague_has_but_a_supervisor_may(
    customer: Customer,
    ann: AgentAtWork,
    ben: AgentAtWork,
    sue: AgentAtWork,
    tries: Callable[[AgentAtWork, Customer], object],
) -> None:
    ann.takes(customer)
    with pytest.raises(NotYours, match="Ann has this conversation now"):
        tries(ben, customer)
    assert (stored(customer).agent, told(customer)) == (ann.agent.id, ["take"])
    tries(sue, customer)
    assert stored(customer).agent != ann.agent.id
    assert len(told(customer)) == 2


def test_a_colleague_to_whom_it_is_passed_has_it(
    customer: Customer, ann: AgentAtWork, ben: AgentAtWork
) -> None:
    ann.takes(customer)
    ann.passes_to(customer, ben, "he knows these cards")
    assert (stored(customer).owner, stored(customer).agent) == (Owner.AGENT, ben.agent.id)
    assert told(customer) == ["take", "transfer"]
    with customer.services.unit_of_work() as work:
        made = work.desk.moves(customer.conversation)[-1]
    assert (made.reason, made.agent and made.agent.name) == ("he knows these cards", "Ben")


async def test_passed_to_the_team_it_waits_where_it_waited_before(
    services: Services, engine: ScriptedEngine, customer: Customer, ann: AgentAtWork
) -> None:
    await asks_for_a_person(customer, engine)
    since = stored(customer).queued_at
    ann.takes(customer)
    ann.passes_to_team(customer)
    now = stored(customer)
    assert (now.owner, now.agent, now.queued_at) == (Owner.QUEUED, None, since)
    assert since is not None


@pytest.mark.parametrize("to", ["whoever has it", "the queue"])
def test_passed_to_where_it_is_already_nothing_is_done_and_nobody_told(
    customer: Customer, ann: AgentAtWork, to: str
) -> None:
    ann.takes(customer)
    if to == "the queue":
        ann.passes_to_team(customer)
    before = stored(customer), told(customer)
    if to == "the queue":
        ann.passes_to_team(customer)
    else:
        ann.passes_to(customer, ann)
    assert (stored(customer), told(customer)) == before


def test_it_is_passed_to_nobody_who_does_not_work_here(
    services: Services, customer: Customer, ann: AgentAtWork, ben: AgentAtWork
) -> None:
    ann.takes(customer)
    nobody = AgentAtWork(services, replace(ben.agent, id=AgentId("0" * 32)))
    services.change_agents.disable(ben.agent.email)
    for colleague in (nobody, ben):
        with pytest.raises(UnknownAgent):
            ann.passes_to(customer, colleague)
    with pytest.raises(UnknownTeam):
        ann.passes_to_team(customer, "the moon")
    assert (stored(customer).agent, told(customer)) == (ann.agent.id, ["take"])


async def test_given_back_the_assistant_speaks_again_to_what_is_written_from_then_on(
    engine: ScriptedEngine, customer: Customer, ann: AgentAtWork
) -> None:
    ann.takes(customer)
    await customer.says("to the agent")
    ann.gives_back(customer)
    engine.says("I am back.")
    await customer.says("to the assistant")
    assert engine.heard == ["to the assistant"]
    assert [(each.author, each.text) for each in customer.log][-1] == (Author.BOT, "I am back.")
    assert told(customer) == ["take", "return"]


async def test_whoever_writes_in_a_closed_conversation_is_in_the_queue_and_told_so_once(
    engine: ScriptedEngine, customer: Customer, ann: AgentAtWork
) -> None:
    ann.closes(customer)
    for text in ("one more thing", "hello?"):
        exchange = await customer.says(text)
        assert (exchange.owner, exchange.replies) == (Owner.QUEUED, ())
    assert [each.text for each in customer.log if each.author is Author.CUSTOMER] == [
        "one more thing",
        "hello?",
    ]
    assert [each.author for each in customer.log] == [
        Author.SYSTEM,
        Author.CUSTOMER,
        Author.SYSTEM,
        Author.CUSTOMER,
    ]
    assert (told(customer), engine.heard) == (["close", "reopen"], [])


async def test_all_that_a_customer_is_told_of_a_long_way_is_said_once_and_in_order(
    engine: ScriptedEngine, customer: Customer, ann: AgentAtWork, ben: AgentAtWork
) -> None:
    await asks_for_a_person(customer, engine)
    ann.takes(customer)
    ann.replies(customer, "Let me see.")
    ann.passes_to(customer, ben)
    ben.replies(customer, "I know this.")
    ben.closes(customer)
    await customer.says("it is back")
    ben.takes(customer)
    ben.gives_back(customer)
    assert told(customer) == ["take", "transfer", "close", "reopen", "take", "return"]
    assert [each.author.value for each in customer.log] == [
        *("customer", "bot", "system", "agent", "system", "agent"),
        *("system", "customer", "system", "system", "system"),
    ]
    assert [move for move, _, _ in moves_of(customer)] == [
        *(Move.QUEUE, Move.TAKE, Move.TRANSFER, Move.CLOSE, Move.REOPEN, Move.TAKE, Move.RETURN)
    ]


def test_the_agent_s_name_is_said_only_where_the_brand_shows_it(services: Services, ann: AgentAtWork) -> None:
    hidden, shown = a_customer(services), a_customer(services)
    ann.takes(hidden)
    replace(ann, services=with_agent_names(services)).takes(shown)
    assert told(hidden) == ["take"]
    assert told(shown)[0].startswith("Ann is here now")


def test_every_move_is_in_the_audit_and_every_try_that_was_refused(
    services: Services, customer: Customer, ann: AgentAtWork, ben: AgentAtWork
) -> None:
    seen = sight_of(customer)
    ann.takes(customer)
    nobody = AgentAtWork(services, replace(ben.agent, id=AgentId("0" * 32)))
    tries: list[Callable[[], object]] = [
        lambda: ben.closes(customer, "tidy"),
        lambda: ben.takes(customer, seen=seen),
        lambda: ann.passes_to(customer, nobody),
    ]
    for refused in tries:
        with pytest.raises((DeskConflict, UnknownAgent)):
            refused()
    ann.closes(customer, "solved")
    assert audited(services) == [
        ("ann@example.com", True, "take"),
        ("ben@example.com", False, "close: tidy"),
        ("ben@example.com", False, "take"),
        ("ann@example.com", False, "transfer"),
        ("ann@example.com", True, "close: solved"),
    ]


def test_a_reason_keeps_of_a_code_no_more_than_its_last_four(
    services: Services, customer: Customer, ann: AgentAtWork
) -> None:
    ann.closes(customer, f"{A_CODE} works, password: hunter2")
    with services.unit_of_work() as work:
        reason = work.desk.moves(customer.conversation)[-1].reason
    assert reason == "(code XT2V) works, password: [password]"
    assert audited(services) == [("ann@example.com", True, f"close: {reason}")]


def test_there_is_nothing_to_move_where_no_conversation_is(ann: AgentAtWork, services: Services) -> None:
    with pytest.raises(NoSuchConversation):
        services.move_conversation.take(SeenConversation(ConversationId("0" * 32), 0), ann.agent)
