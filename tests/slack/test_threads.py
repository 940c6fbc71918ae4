"""A thread shows what its conversation holds, in order and once, whoever dies, refuses or comes at once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import pytest

from bot.bootstrap import Services, bootstrap
from bot.channels.slack.showing import keep_slack_leases
from bot.channels.wakeups import LocalWakeups
from bot.conversations.conversation import Owner
from bot.errors import ChannelClosed, DeliveryFailed, SlackBusy
from bot.ledger.actions import ActionKind
from bot.ports import Work
from bot.services.draft_ledger_action import WantedAction
from bot.services.move_conversation import mover
from bot.services.send_file import IncomingFile
from bot.services.show_in_slack import CLAIMED_FOR, ShowInSlack
from bot.settings import Settings
from bot.slack.posting import Posted
from bot.slack.threads import Place
from bot.slack.workspaces import ChannelId
from tests.at_work import AgentAtWork, an_agent, asks_for_a_person, sight_of, stored
from tests.builders import A_CODE, WIDE_LIMITS, Customer, LoadCards, ScriptedEngine, a_customer
from tests.conftest import NOW
from tests.desk.at_the_desk import MovedClock
from tests.slack.at_slack import (
    BILLING,
    DIRECT,
    SUPPORT,
    WORKSPACE,
    a_team_channel,
    a_worker,
    is_in_slack,
    sender_of_files,
    thread_of,
    with_two_teams,
)
from tests.slack.memory_poster import Killed, MemoryPoster

_PATIENCE_S = 30


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def wakeups() -> LocalWakeups:
    return LocalWakeups()


@pytest.fixture
def services(
    settings: Settings, engine: ScriptedEngine, clock: MovedClock, wakeups: LocalWakeups
) -> Iterator[Services]:
    wide = settings.model_copy(update={"limits": WIDE_LIMITS})
    made = bootstrap(wide, clock=clock, engine=engine, wakeups=wakeups)
    a_team_channel(made)
    yield made
    made.close()


@pytest.fixture
def slack() -> MemoryPoster:
    return MemoryPoster()


@pytest.fixture
def customer(services: Services) -> Customer:
    return a_customer(services)


@pytest.fixture
def ann(services: Services) -> AgentAtWork:
    return an_agent(services, "Ann")


def keys_in(slack: MemoryPoster, channel: ChannelId = SUPPORT) -> list[str]:
    """What the channel shows, as names of what it is, without the conversation's."""
    return [each.key.split("-", 2)[2].split(":")[0] for each in slack.channels[channel]]


def says(slack: MemoryPoster, text: str, channel: ChannelId = SUPPORT) -> int:
    """How many messages there say it."""
    return sum(text in each for each in slack.texts(channel))


async def _is_taken_in_slack(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer, ann: AgentAtWork
) -> None:
    """The customer waited, the team was shown so, and Ann took it."""
    await asks_for_a_person(customer, engine)
    await a_worker(services, slack)()
    ann.takes(customer)


async def test_whoever_waits_is_shown_to_the_team_with_all_that_was_said(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer
) -> None:
    await asks_for_a_person(customer, engine)
    assert await a_worker(services, slack)() == 1
    head, *lines = slack.channels[SUPPORT]
    assert head.thread_ts is None
    assert {line.thread_ts for line in lines} == {head.ts}
    assert [line.message.text for line in lines] == [
        "Customer: a person please",
        "Assistant, to the customer: A person comes.",
        "The assistant asks for a person: the assistant could not go on",
    ]


async def test_whoever_is_with_the_assistant_is_shown_to_nobody(
    services: Services, slack: MemoryPoster, customer: Customer
) -> None:
    await customer.says("hello")
    assert await a_worker(services, slack)() == 0
    assert not slack.channels[SUPPORT]


async def test_nothing_new_is_nothing_posted(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer
) -> None:
    await asks_for_a_person(customer, engine)
    worker = a_worker(services, slack)
    await worker()
    calls: list[str] = []
    slack.before = calls.append
    assert await worker() == 0
    assert calls == []


async def test_agents_see_moves_notes_and_replies_and_the_head_says_who_has_it(
    services: Services,
    engine: ScriptedEngine,
    slack: MemoryPoster,
    clock: MovedClock,
    customer: Customer,
    ann: AgentAtWork,
) -> None:
    await asks_for_a_person(customer, engine)
    worker = a_worker(services, slack)
    await worker()
    assert "It waits in the queue" in slack.texts(SUPPORT)[0]
    ann.takes(customer)
    clock.passes(seconds=1)
    ann.notes(customer, "Looks honest.")
    clock.passes(seconds=1)
    ann.replies(customer, "Let me look.")
    await worker()
    head, *texts = slack.texts(SUPPORT)
    assert "Ann has it" in head
    assert [each for each in texts if "Ann" in each] == [
        "Ann has it now.",
        "Private note by Ann: Looks honest.",
        "Ann, to the customer: Let me look.",
    ]


async def test_a_note_never_reaches_the_customer_s_thread(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer, ann: AgentAtWork
) -> None:
    is_in_slack(customer)
    await asks_for_a_person(customer, engine)
    worker = a_worker(services, slack)
    await worker()
    ann.takes(customer)
    ann.notes(customer, "Looks like a thief.")
    ann.replies(customer, "Let me look.")
    await worker()
    assert says(slack, "thief", DIRECT) == 0
    assert says(slack, "Let me look.", DIRECT) == 1
    assert says(slack, "thief", SUPPORT) == 1


async def test_what_the_customer_wrote_in_slack_is_not_posted_to_them_again(
    services: Services, slack: MemoryPoster, customer: Customer
) -> None:
    is_in_slack(customer)
    await customer.says("from the phone", client_id="slack-5f2c")
    await customer.says("from the website")
    await a_worker(services, slack)()
    assert says(slack, "from the phone", DIRECT) == 0
    assert says(slack, "from the website", DIRECT) == 1


async def test_no_claim_code_is_posted_anywhere(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer, ann: AgentAtWork
) -> None:
    is_in_slack(customer)
    await customer.says(f"my code is {A_CODE}")
    await asks_for_a_person(customer, engine)
    worker = a_worker(services, slack)
    await worker()
    ann.takes(customer)
    ann.notes(customer, f"She typed {A_CODE}.")
    ann.replies(customer, f"Is it {A_CODE}?")
    await worker()
    shown = repr(slack.channels)
    assert A_CODE not in shown
    assert A_CODE.replace("-", "") not in shown
    assert says(slack, "card ending XT2V") == 3


# Who dies


class Steps:
    """Counts the steps of a worker, and ends it at one of them."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.taken = 0
        self._dies_at = dies_at

    def step(self, name: str = "") -> None:
        if self.taken == self._dies_at:
            raise Killed
        self.taken += 1

    def of(self, services: Services) -> Services:
        """Before and after each transaction is a step."""

        @contextmanager
        def unit_of_work(*, only_reads: bool = False) -> Iterator[Work]:
            self.step()
            with services.unit_of_work(only_reads=only_reads) as work:
                yield work
            self.step()

        return replace(services, unit_of_work=unit_of_work)


async def _a_story(services: Services, engine: ScriptedEngine) -> Customer:
    """Of a customer who has it on the website and in Slack, and wants a person."""
    customer = a_customer(services, "alice")
    is_in_slack(customer, ChannelId(f"D-{customer.conversation}"))
    await customer.says(f"locked {A_CODE}")
    await asks_for_a_person(customer, engine)
    return customer


def _goes_on(customer: Customer, ann: AgentAtWork) -> None:
    """With an agent, a note, a reply, and a ledger action that waits for somebody else."""
    services = customer.services
    ann.takes(customer)
    ann.notes(customer, "She is right.")
    ann.replies(customer, "I look into it.")
    wanted = WantedAction(
        ActionKind.MOVE, "she has the receipt", customer.conversation[:20], customer.handle_of(A_CODE)
    )
    drafted = services.draft_ledger_action(customer.conversation, wanted, mover(ann.agent).actor)
    services.decide_ledger_action.confirm(customer.conversation, drafted.id, mover(ann.agent).actor)


async def _sends_files(customer: Customer, ann: AgentAtWork) -> None:
    """The customer sends a picture on the website, and Ann two files at the desk."""
    send = sender_of_files(customer.services)
    await send.from_customer(IncomingFile(customer.conversation, "receipt", "receipt.png", b"receipt"))
    ann.takes(customer)
    for name in ("card.png", "terms.pdf"):
        await send.from_agent(IncomingFile(customer.conversation, name, name, name.encode()), ann.agent)


@pytest.mark.proof
@pytest.mark.parametrize("part", ["the beginning", "what comes then", "files"])
async def test_a_worker_that_dies_at_any_step_leaves_nothing_out_and_nothing_doubled(
    services: Services,
    engine: ScriptedEngine,
    clock: MovedClock,
    load_cards: LoadCards,
    ann: AgentAtWork,
    part: str,
) -> None:
    load_cards("bob", {"code": A_CODE, "status": "redeemed", "redeemed_by": "bob"})
    load_cards("alice", {"code": "BR4T-09WXYZ-3MKP", "status": "active"})

    async def shown(dies_at: int | None) -> tuple[list[str], list[str], list[bytes], int]:
        """What both threads show in the end, the files too, and how many steps the first worker took."""
        slack, steps = MemoryPoster(), Steps(dies_at)
        customer = await _a_story(services, engine)
        if part == "what comes then":
            await a_worker(services, slack)()
            _goes_on(customer, ann)
        if part == "files":
            await a_worker(services, slack)()
            await _sends_files(customer, ann)
        slack.before = slack.after = steps.step
        dying = a_worker(steps.of(services), slack)
        if dies_at is None:
            await dying()
        else:
            with pytest.raises(Killed):
                await dying()
        slack.before = slack.after = lambda call: None
        clock.passes(seconds=CLAIMED_FOR.total_seconds() + 1)
        # Another worker comes, and comes again until there is nothing to do.
        while await a_worker(services, slack)():
            pass
        direct = f"D-{customer.conversation}"
        files = [*slack.files_in(SUPPORT), *slack.files_in(direct)]
        return slack.texts(SUPPORT), slack.texts(direct), files, steps.taken

    in_team, to_customer, files, count = await shown(None)
    # Ann's; what the customer sent stays at the desk.
    assert files == ([b"card.png", b"terms.pdf"] if part == "files" else [])
    assert len(in_team) == len(set(in_team))
    assert count > 20
    for dies_at in range(count):
        again = await shown(dies_at)
        assert sorted(again[0][1:]) == sorted(in_team[1:]), dies_at
        assert again[1:3] == (to_customer, files), dies_at


async def test_what_happens_between_two_tries_is_not_mistaken_for_what_is_there(
    services: Services,
    engine: ScriptedEngine,
    slack: MemoryPoster,
    clock: MovedClock,
    customer: Customer,
    ann: AgentAtWork,
) -> None:
    await _is_taken_in_slack(services, engine, slack, customer, ann)
    await _dies_with_a_message_posted(services, slack)
    # A machine whose clock is behind stores a note of before what was posted last.
    clock.passes(minutes=-1)
    ann.notes(customer, "From another machine.")
    clock.passes(minutes=10)
    await a_worker(services, slack)()
    names = [each.key for each in slack.channels[SUPPORT]]
    assert len(names) == len(set(names))
    assert says(slack, "From another machine.") == 1


def _fails_once(error: BaseException, name: str = "post") -> Callable[[str], None]:
    left = [name]

    def fail(call: str) -> None:
        if call in left:
            left.remove(call)
            raise error

    return fail


async def _dies_with_a_message_posted(services: Services, slack: MemoryPoster) -> None:
    slack.after = _fails_once(Killed())
    with pytest.raises(Killed):
        await a_worker(services, slack)()


async def test_two_workers_at_once_post_each_message_once(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster
) -> None:
    for _ in range(3):
        await asks_for_a_person(a_customer(services), engine)
    await asyncio.gather(a_worker(services, slack)(), a_worker(services, slack)())
    await a_worker(services, slack)()
    keys = [each.key for each in slack.channels[SUPPORT]]
    assert len(keys) == len(set(keys)) == 3 * 4


async def test_more_who_wait_than_are_shown_at_once_are_all_shown_in_both_threads(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster
) -> None:
    waiting = [a_customer(services) for _ in range(25)]
    for customer in waiting:
        is_in_slack(customer, ChannelId(f"D-{customer.conversation}"))
        await asks_for_a_person(customer, engine)
    await a_worker(services, slack)()
    assert keys_in(slack).count("brief") == len(waiting)
    assert all(slack.texts(f"D-{customer.conversation}") for customer in waiting)


# Who refuses


async def test_when_slack_asks_us_to_wait_the_thread_waits_as_long_and_goes_on_where_it_was(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, clock: MovedClock, customer: Customer
) -> None:
    await asks_for_a_person(customer, engine)
    slack.before = _fails_once(SlackBusy("Slack asked us to wait.", 42))
    assert await a_worker(services, slack)() == 0
    clock.passes(seconds=41)
    assert await a_worker(services, slack)() == 0
    assert not slack.channels[SUPPORT]
    clock.passes(seconds=1)
    assert await a_worker(services, slack)() == 1
    assert keys_in(slack) == ["brief", "message", "message", "move"]


async def test_a_thread_that_has_to_wait_holds_up_no_other(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer
) -> None:
    await asks_for_a_person(customer, engine)
    slack.before = _fails_once(SlackBusy("Slack asked us to wait.", 3600))
    await a_worker(services, slack)()
    other = a_customer(services)
    await asks_for_a_person(other, engine)
    assert await a_worker(services, slack)() == 1
    assert {each.key.split("-")[0] for each in slack.channels[SUPPORT]} == {other.conversation}


async def test_what_failed_is_tried_again_later_and_its_trouble_is_kept_until_then(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, clock: MovedClock, customer: Customer
) -> None:
    await asks_for_a_person(customer, engine)
    slack.before = _fails_once(DeliveryFailed("Slack answered 500."))
    await a_worker(services, slack)()
    assert thread_of(customer).trouble == "Slack answered 500."
    clock.passes(seconds=5)
    assert await a_worker(services, slack)() == 1
    assert thread_of(customer).trouble is None


async def test_an_archived_channel_is_told_of_and_left_alone_until_it_is_back(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, clock: MovedClock, customer: Customer
) -> None:
    await asks_for_a_person(customer, engine)
    slack.before = _fails_once(ChannelClosed("The channel is archived."))
    await a_worker(services, slack)()
    assert [each.trouble for each in services.list_slack_channels()] == ["The channel is archived."]
    clock.passes(hours=1)
    await asks_for_a_person(a_customer(services), engine)
    assert await a_worker(services, slack)() == 0
    with services.unit_of_work() as work:
        work.slack.in_trouble(WORKSPACE, SUPPORT, None)
    assert await a_worker(services, slack)() == 2


async def test_a_conversation_that_is_erased_meanwhile_is_posted_no_further(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer
) -> None:
    await asks_for_a_person(customer, engine)

    def erase(call: str) -> None:
        slack.after = lambda call: None
        with services.unit_of_work() as work:
            work.personal_data.erase_conversations([customer.conversation])

    slack.after = erase
    assert await a_worker(services, slack)() == 0
    assert keys_in(slack) == ["brief"]


# Where it is shown


async def test_a_conversation_for_another_team_moves_to_that_team_s_channel_with_all_of_it(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, ann: AgentAtWork
) -> None:
    both = with_two_teams(services)
    a_team_channel(both, "billing", BILLING)
    customer = a_customer(both)
    await asks_for_a_person(customer, engine)
    worker = a_worker(both, slack)
    await worker()
    both.move_conversation.pass_to_team(sight_of(customer), ann.agent, "billing", "about a bill")
    await worker()
    assert keys_in(slack, BILLING) == ["brief", *["message"] * 3, "move", "move"]
    assert "Billing has this conversation now" in slack.texts(SUPPORT)[0]
    before = len(slack.channels[SUPPORT])
    await customer.says("hello?")
    await worker()
    assert says(slack, "hello?", BILLING) == 1
    assert len(slack.channels[SUPPORT]) == before


async def test_a_conversation_that_comes_back_is_shown_from_its_beginning_and_not_found_where_it_was(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, clock: MovedClock, ann: AgentAtWork
) -> None:
    both = with_two_teams(services)
    a_team_channel(both, "billing", BILLING)
    customer = a_customer(both)
    await asks_for_a_person(customer, engine)
    for team in ("billing", "support"):
        await a_worker(both, slack)()
        both.move_conversation.pass_to_team(sight_of(customer), ann.agent, team, "")
    await _dies_with_a_message_posted(both, slack)
    clock.passes(minutes=10)
    await a_worker(both, slack)()
    heads = [each for each in slack.channels[SUPPORT] if each.thread_ts is None]
    assert len(heads) == 2
    lines = [each.key for each in slack.channels[SUPPORT] if each.thread_ts == heads[1].ts]
    assert len(lines) == len(set(lines)) == 4 + 3


async def test_it_is_the_new_channel_that_is_in_trouble_if_that_one_is_closed(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, ann: AgentAtWork
) -> None:
    both = with_two_teams(services)
    a_team_channel(both, "billing", BILLING)
    customer = a_customer(both)
    await asks_for_a_person(customer, engine)
    await a_worker(both, slack)()
    both.move_conversation.pass_to_team(sight_of(customer), ann.agent, "billing", "about a bill")
    slack.before = _fails_once(ChannelClosed("The channel is archived."))
    await a_worker(both, slack)()
    trouble = {each.team: each.trouble for each in services.list_slack_channels()}
    assert trouble == {"support": None, "billing": "The channel is archived."}


async def test_passed_on_to_a_colleague_it_stays_where_it_is(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer, ann: AgentAtWork
) -> None:
    await asks_for_a_person(customer, engine)
    worker = a_worker(services, slack)
    await worker()
    place = thread_of(customer).place
    ann.takes(customer)
    ann.passes_to(customer, an_agent(services, "Ben"), "he knows her")
    await worker()
    assert thread_of(customer).place == place
    assert "Ben has it" in slack.texts(SUPPORT)[0]


# When


async def test_a_worker_that_runs_posts_as_soon_as_something_is_said(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, wakeups: LocalWakeups, customer: Customer
) -> None:
    posted = asyncio.Event()
    slack.after = lambda call: posted.set() if len(slack.channels[SUPPORT]) == 4 else None
    async with _running(a_worker(services, slack), wakeups):
        await asks_for_a_person(customer, engine)
        await asyncio.wait_for(posted.wait(), _PATIENCE_S)


async def test_a_worker_that_runs_finds_without_a_bell_what_another_process_stored(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer
) -> None:
    posted = asyncio.Event()
    slack.after = lambda call: posted.set() if len(slack.channels[SUPPORT]) == 4 else None
    bells_of_this_process = LocalWakeups()
    async with _running(a_worker(services, slack), bells_of_this_process):
        await asks_for_a_person(customer, engine)
        # Others ring all the time, for what is nothing to the worker.
        while not posted.is_set():
            bells_of_this_process.wake(a_customer(services).conversation)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(posted.wait(), 0.1)


class SlowPoster(MemoryPoster):
    """Posts nothing in one channel until it may."""

    def __init__(self, channel: ChannelId) -> None:
        super().__init__()
        self._channel = channel
        self.waits, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.is_done: Callable[[], bool] = lambda: False
        self.done = asyncio.Event()

    async def post(self, place: Place, message: Posted, key: str) -> str:
        if place.channel == self._channel:
            self.waits.set()
            await self.may_go_on.wait()
        ts = await super().post(place, message, key)
        if self.is_done():
            self.done.set()
        return ts


async def test_what_takes_long_in_one_thread_keeps_no_other_waiting(
    services: Services, wakeups: LocalWakeups, customer: Customer
) -> None:
    other, others = a_customer(services), ChannelId("D-other")
    is_in_slack(customer)
    is_in_slack(other, others)
    slack = SlowPoster(DIRECT)
    slack.is_done = lambda: len(slack.channels[others]) == 2
    async with _running(a_worker(services, slack), wakeups):
        await customer.says("hello")
        await asyncio.wait_for(slack.waits.wait(), _PATIENCE_S)
        await other.says("hello")
        await asyncio.wait_for(slack.done.wait(), _PATIENCE_S)
        assert not slack.channels[DIRECT]
        slack.may_go_on.set()


async def test_what_is_said_while_a_thread_is_being_shown_is_shown_after_that(
    services: Services, wakeups: LocalWakeups, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough that nothing else finds it.
    monkeypatch.setattr("bot.services.show_in_slack._LOOK_AGAIN_S", 3_600)
    is_in_slack(customer)
    slack = SlowPoster(DIRECT)
    slack.is_done = lambda: len(slack.channels[DIRECT]) == 4
    async with _running(a_worker(services, slack), wakeups):
        await customer.says("hello")
        await asyncio.wait_for(slack.waits.wait(), _PATIENCE_S)
        await customer.says("are you there?")
        # The worker has heard of it, and cannot show it yet.
        other = a_customer(services)
        is_in_slack(other, ChannelId("D-other"))
        slack.after = lambda call: slack.may_go_on.set()
        await other.says("hello")
        await asyncio.wait_for(slack.done.wait(), _PATIENCE_S)


@asynccontextmanager
async def _running(worker: ShowInSlack, bell: LocalWakeups) -> AsyncIterator[None]:
    running = asyncio.create_task(worker.run(bell))
    yield
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_whoever_is_active_in_slack_keeps_what_they_have_and_whoever_is_not_does_not(
    services: Services,
    engine: ScriptedEngine,
    slack: MemoryPoster,
    clock: MovedClock,
    customer: Customer,
    ann: AgentAtWork,
) -> None:
    await _is_taken_in_slack(services, engine, slack, customer, ann)
    slack.active = {"ann@example.com"}
    keep = keep_slack_leases(services, slack)
    for _ in range(3):
        clock.passes(minutes=8)
        assert await keep() == 1
        assert services.tidy_conversations().released == 0
    slack.active = set()
    clock.passes(minutes=11)
    assert await keep() == 0
    assert services.tidy_conversations().released == 1
    assert stored(customer).owner is Owner.QUEUED


async def test_that_slack_does_not_say_who_is_there_ends_no_lease_at_once(
    services: Services, engine: ScriptedEngine, slack: MemoryPoster, customer: Customer, ann: AgentAtWork
) -> None:
    await _is_taken_in_slack(services, engine, slack, customer, ann)
    slack.before = _fails_once(DeliveryFailed("Slack was not reached."), "is_active")
    assert await keep_slack_leases(services, slack)() == 0
    assert stored(customer).owner is Owner.AGENT
