"""When what an agent writes in a thread goes to the customer: only ever what was meant to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Author
from bot.errors import EmptyMessage
from bot.services.write_from_thread import Written
from bot.settings import Settings
from bot.slack.incoming import SlackMessage, Where
from bot.slack.threads import Audience, Place, Thread
from bot.slack.workspaces import SlackUserId
from tests.at_work import AgentAtWork, an_agent
from tests.builders import Customer, ScriptedEngine, a_customer
from tests.conftest import NOW
from tests.desk.at_the_desk import MovedClock
from tests.slack.at_slack import SUPPORT, WORKSPACE, a_team_channel

_HEAD = "1764000000.000100"


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine, clock: MovedClock) -> Iterator[Services]:
    made = bootstrap(settings, clock=clock, engine=engine)
    a_team_channel(made, replies_in_thread=True)
    yield made
    made.close()


@pytest.fixture
def customer(services: Services) -> Customer:
    return a_customer(services)


@pytest.fixture
def ann(services: Services) -> AgentAtWork:
    return an_agent(services, "Ann")


@pytest.fixture
def thread(services: Services, customer: Customer) -> Thread:
    made = Thread(customer.conversation, Audience.AGENTS, Place(WORKSPACE, SUPPORT, _HEAD), 0, 0, 0, None)
    with services.unit_of_work() as work:
        assert work.slack.open_thread(made, NOW)
    return made


def a_message(at: datetime, text: str = "Hello.") -> SlackMessage:
    ts = f"{at.timestamp():.6f}"
    return SlackMessage(WORKSPACE, SUPPORT, SlackUserId("U-ann"), ts, _HEAD, Where.THREAD, text, False)


def notes_of(customer: Customer) -> list[str]:
    with customer.services.unit_of_work() as work:
        return [note.text for note in work.desk.notes(customer.conversation)]


def test_what_whoever_has_it_writes_is_a_reply(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork, thread: Thread
) -> None:
    ann.takes(customer)
    clock.passes(seconds=5)
    assert services.write_from_thread(thread, a_message(clock.now()), ann.agent) is Written.REPLY
    assert customer.texts_of(Author.AGENT) == ["Hello."]


def test_what_was_written_before_it_was_taken_is_a_note_however_late_it_comes(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork, thread: Thread
) -> None:
    late = a_message(clock.now(), "She lies.")
    clock.passes(seconds=5)
    ann.takes(customer)
    assert services.write_from_thread(thread, late, ann.agent) is Written.NOTE
    assert (customer.texts_of(Author.AGENT), notes_of(customer)) == ([], ["She lies."])


def test_whoever_has_it_no_longer_writes_a_note(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork, thread: Thread
) -> None:
    ann.takes(customer)
    ann.passes_to(customer, an_agent(services, "Ben"))
    clock.passes(seconds=5)
    assert services.write_from_thread(thread, a_message(clock.now()), ann.agent) is Written.NOTE


def test_where_the_team_wants_notes_only_everything_is_a_note(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork, thread: Thread
) -> None:
    a_team_channel(services, replies_in_thread=False)
    ann.takes(customer)
    clock.passes(seconds=5)
    assert services.write_from_thread(thread, a_message(clock.now()), ann.agent) is Written.NOTE


def test_what_came_already_stays_what_it_was(
    services: Services, clock: MovedClock, customer: Customer, ann: AgentAtWork, thread: Thread
) -> None:
    ann.takes(customer)
    clock.passes(seconds=5)
    reply = a_message(clock.now(), "Hello.")
    services.write_from_thread(thread, reply, ann.agent)
    ann.gives_back(customer)
    assert services.write_from_thread(thread, reply, ann.agent) is Written.REPLY
    assert (len(customer.texts_of(Author.AGENT)), notes_of(customer)) == (1, [])


def test_a_message_without_a_text_is_nothing(
    services: Services, customer: Customer, ann: AgentAtWork, thread: Thread
) -> None:
    with pytest.raises(EmptyMessage):
        services.write_from_thread(thread, a_message(NOW, " "), ann.agent)
    assert notes_of(customer) == []
