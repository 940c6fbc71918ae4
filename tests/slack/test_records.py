"""What is stored about Slack: a thread is due while it shows less than there is, for one worker at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.conversations.conversation import Owner, Reply
from bot.errors import ConfigurationError
from bot.identity.sealed_secrets import SecretKind, SecretSealer
from bot.ledger.cards import Account
from bot.ports import Work
from bot.slack.threads import Audience, Place, Thread
from bot.slack.workspaces import (
    ChannelId,
    LinkedPerson,
    Proof,
    SlackUserId,
    TeamChannel,
    Workspace,
    WorkspaceId,
)
from bot.storage.slack_tables import slack_workspace
from bot.values import AccountId, ConversationId
from tests.builders import A_MOMENT, Customer, a_customer, everything_stored

ACME = WorkspaceId("T0ACME")
HELP = ChannelId("C0HELP")
TOKEN = "xoxb-a-token-of-acme"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def acme(services: Services) -> Workspace:
    """A workspace whose channel #help is the support team's."""
    workspace = Workspace(ACME, "Acme", SlackUserId("U0BOT"), f'{{"bot_token": "{TOKEN}"}}')
    with services.unit_of_work() as work:
        work.slack.put_workspace(workspace, A_MOMENT)
        work.slack.put_channel(TeamChannel("support", ACME, HELP, "help"))
    return workspace


def a_thread(customer: Customer, audience: Audience = Audience.AGENTS, ts: str | None = "1.000001") -> Thread:
    channel = HELP if audience is Audience.AGENTS else ChannelId("D0ALICE")
    return Thread(customer.conversation, audience, Place(ACME, channel, ts), 0, 1, 0, None)


def opened(services: Services, thread: Thread) -> Thread:
    with services.unit_of_work() as work:
        assert work.slack.open_thread(thread, A_MOMENT)
    return thread


def claimed(services: Services, worker: str = "w1", after: timedelta = timedelta(0)) -> Thread | None:
    now = A_MOMENT + after
    with services.unit_of_work() as work:
        due = work.slack.behind(now, most=1)
        found = work.slack.claim_threads(worker, now, now + A_MINUTE, due)
    return found[0] if found else None


def settled(services: Services, settle: Callable[[Work], bool]) -> bool:
    with services.unit_of_work() as work:
        return settle(work)


def is_told(services: Services, conversation: ConversationId, text: str = "All right.") -> int:
    with services.unit_of_work() as work:
        return work.conversations.append_reply(conversation, Reply(text), A_MOMENT, answers=None).sequence


def test_a_workspace_is_told_as_it_was_stored_and_its_tokens_are_sealed(
    services: Services, acme: Workspace
) -> None:
    with services.unit_of_work() as work:
        assert work.slack.workspace(ACME) == acme
        assert work.slack.workspaces() == [acme]
    assert TOKEN not in everything_stored(services)
    assert TOKEN not in repr(acme)
    with services.database.begin() as connection:
        sealed = connection.execute(select(slack_workspace.c.sealed_installation)).scalar_one()
    with pytest.raises(ConfigurationError, match="slack installation"):
        SecretSealer([b"another pepper of thirty-two bytes"], SecretKind.SLACK).open(sealed)
    with pytest.raises(ConfigurationError):
        # What seals sites' secrets opens none of Slack's.
        SecretSealer([b"p" * 32]).open(sealed)


def test_a_workspace_that_is_added_again_has_its_new_tokens(services: Services, acme: Workspace) -> None:
    renewed = replace(acme, name="Acme Ltd", installation='{"bot_token": "xoxb-another"}')
    with services.unit_of_work() as work:
        work.slack.put_workspace(renewed, A_MOMENT)
        assert work.slack.workspaces() == [renewed]
        assert [channel.team for channel in work.slack.channels()] == ["support"]


def test_a_workspace_that_is_forgotten_takes_its_channels_threads_and_people_along(
    services: Services, acme: Workspace
) -> None:
    customer = a_customer(services)
    is_told(services, customer.conversation)
    thread = opened(services, a_thread(customer))
    assert claimed(services) is not None
    assert settled(services, lambda work: work.slack.posted(thread, "w1", key="m1", ts="1.000002"))
    with services.unit_of_work() as work:
        work.slack.forget_workspace(ACME)
        assert (work.slack.workspaces(), work.slack.channels()) == ([], [])
        assert work.slack.thread(customer.conversation, Audience.AGENTS) is None
        assert work.conversations.get(customer.conversation) is not None


def test_a_team_has_one_channel_and_a_channel_one_team(services: Services, acme: Workspace) -> None:
    with services.unit_of_work() as work:
        work.slack.put_channel(TeamChannel("support", ACME, ChannelId("C0NEW"), "new", True))
        work.slack.put_channel(TeamChannel("fraud", ACME, ChannelId("C0NEW"), "new"))
        assert [(each.team, each.channel) for each in work.slack.channels()] == [("fraud", "C0NEW")]
        assert work.slack.forget_channel("fraud")
        assert not work.slack.forget_channel("fraud")
        assert work.slack.channel_of("support") is None


def test_a_person_is_the_customer_that_they_were_linked_to_last(services: Services, acme: Workspace) -> None:
    ann = SlackUserId("U0ANN")
    with services.unit_of_work() as work:
        for account in ("alice", "bruno"):
            work.ledger.meet(Account(AccountId(account), "US"))
            linked = LinkedPerson(ACME, ann, AccountId(account), Proof.CODE, A_MOMENT)
            work.slack.link(linked)
        assert work.slack.person(ACME, ann) == linked
        assert work.slack.person(WorkspaceId("T0OTHER"), ann) is None
        assert work.slack.people_of(AccountId("alice")) == []
        work.personal_data.erase_account(AccountId("bruno"))
        assert work.slack.person(ACME, ann) is None


def test_a_thread_is_due_while_it_shows_less_than_there_is(services: Services, acme: Workspace) -> None:
    customer = a_customer(services)
    opened(services, a_thread(customer))
    assert claimed(services) is None
    is_told(services, customer.conversation)
    found = claimed(services)
    assert found is not None
    shown = replace(found, sequence=1)
    assert settled(services, lambda work: work.slack.caught_up(shown, "w1"))
    assert claimed(services) is None


def test_whoever_has_it_and_notes_are_news_for_agents_and_not_for_the_customer(
    services: Services, acme: Workspace
) -> None:
    customer = a_customer(services)
    opened(services, a_thread(customer, Audience.CUSTOMER, ts=""))
    customer.goes_to(Owner.QUEUED)
    agent = services.change_agents.add("ann@example.com", "Ann", Role.AGENT, None)
    services.write_note(customer.conversation, agent, "n1", "a secret between us")
    assert claimed(services) is None
    opened(services, a_thread(customer))
    for_agents = claimed(services)
    assert for_agents is not None
    assert for_agents.audience is Audience.AGENTS
    behind_with_a_note = replace(for_agents, version=2)
    assert settled(services, lambda work: work.slack.caught_up(behind_with_a_note, "w1"))
    assert claimed(services) == replace(behind_with_a_note, tries=1)


def test_what_one_worker_has_no_other_gets_until_its_claim_runs_out(
    services: Services, acme: Workspace
) -> None:
    customer = a_customer(services)
    is_told(services, customer.conversation)
    opened(services, a_thread(customer))
    first = claimed(services, "w1")
    assert first is not None
    assert not first.is_retry
    assert claimed(services, "w2") is None
    second = claimed(services, "w2", 2 * A_MINUTE)
    assert second is not None
    # The first worker may have posted something whose end nobody has seen, and can store nothing any more.
    assert second.is_retry
    late = replace(first, sequence=1)
    assert not settled(services, lambda work: work.slack.posted(late, "w1", key="m1", ts="1.000002"))
    assert not settled(services, lambda work: work.slack.caught_up(late, "w1"))
    with services.unit_of_work() as work:
        assert work.slack.posted_keys(customer.conversation, Audience.AGENTS) == frozenset()


def test_after_a_failure_it_is_due_when_it_was_said_and_may_have_been_posted(
    services: Services, acme: Workspace
) -> None:
    customer = a_customer(services)
    is_told(services, customer.conversation)
    thread = opened(services, a_thread(customer))
    assert claimed(services) is not None
    due = A_MOMENT + 5 * A_MINUTE
    assert settled(services, lambda work: work.slack.try_again(thread, "w1", due, "Slack is busy."))
    assert claimed(services, after=4 * A_MINUTE) is None
    again = claimed(services, after=5 * A_MINUTE)
    assert again is not None
    assert (again.is_retry, again.trouble) == (True, "Slack is busy.")


def test_what_is_posted_is_known_and_begins_the_tries_anew(services: Services, acme: Workspace) -> None:
    customer = a_customer(services)
    is_told(services, customer.conversation)
    thread = opened(services, a_thread(customer, ts=None))
    assert claimed(services) is not None
    assert claimed(services, "w2", 2 * A_MINUTE) is not None
    assert settled(services, lambda work: work.slack.placed(thread, "w2", "1.000001"))
    assert settled(services, lambda work: work.slack.posted(thread, "w2", key="m1", ts="1.000002"))
    with services.unit_of_work() as work:
        assert work.slack.posted_keys(customer.conversation, Audience.AGENTS) == {"m1"}
        found = work.slack.thread_at(ACME, HELP, "1.000001")
    assert found is not None
    assert (found.conversation, found.is_retry) == (customer.conversation, False)


def test_a_channel_in_trouble_is_left_alone_until_it_is_well_again(
    services: Services, acme: Workspace
) -> None:
    waiting, shown = a_customer(services), a_customer(services)
    for customer in (waiting, shown):
        customer.goes_to(Owner.QUEUED)
    opened(services, a_thread(shown))
    with services.unit_of_work() as work:
        work.slack.in_trouble(ACME, HELP, "It is archived.")
        assert work.slack.without_thread(5) == []
    assert claimed(services) is None
    with services.unit_of_work() as work:
        work.slack.renamed(ACME, HELP, "helpdesk")
        work.slack.in_trouble(ACME, HELP, None)
        channel = work.slack.channel_of("support")
        assert work.slack.without_thread(5) == [waiting.conversation]
    assert channel == TeamChannel("support", ACME, HELP, "helpdesk")
    assert claimed(services) is not None


def test_whoever_was_taken_before_there_was_a_thread_gets_one(services: Services, acme: Workspace) -> None:
    taken, never_queued, settled_since = (a_customer(services) for _ in range(3))
    taken.goes_to(Owner.QUEUED, Owner.AGENT)
    never_queued.goes_to(Owner.AGENT)
    settled_since.goes_to(Owner.QUEUED, Owner.AGENT, Owner.CLOSED)
    with services.unit_of_work() as work:
        assert work.slack.without_thread(5) == [taken.conversation]


def test_a_place_shows_one_conversation_and_a_conversation_has_one_place_for_each_audience(
    services: Services, acme: Workspace
) -> None:
    one, other = a_customer(services), a_customer(services)
    opened(services, a_thread(one))
    with services.unit_of_work() as work:
        assert not work.slack.open_thread(a_thread(other), A_MOMENT)
        assert not work.slack.open_thread(a_thread(one, ts="2.000001"), A_MOMENT)
        assert work.slack.open_thread(a_thread(one, Audience.CUSTOMER, ts=""), A_MOMENT)


def test_an_erased_conversation_leaves_no_thread(services: Services, acme: Workspace) -> None:
    customer = a_customer(services)
    is_told(services, customer.conversation)
    thread = opened(services, a_thread(customer))
    assert claimed(services) is not None
    assert settled(services, lambda work: work.slack.posted(thread, "w1", key="m1", ts="1.000002"))
    with services.unit_of_work() as work:
        assert work.personal_data.erase_conversations([customer.conversation]) == 1
        assert work.slack.thread_at(ACME, HELP, "1.000001") is None
