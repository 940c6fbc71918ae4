"""The desk's API as a browser uses it: what agents read and do, what is refused, what they are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.agents.agent import Role
from bot.bootstrap import Services, bootstrap
from bot.channels.wakeups import LocalWakeups
from bot.conversations.conversation import Owner
from bot.desk.api import PREFIX
from bot.privacy.audit import AuditAction
from bot.settings import Settings
from bot.slack.workspaces import ChannelId, SlackUserId, TeamChannel, Workspace, WorkspaceId
from tests.at_work import an_agent, stored
from tests.builders import A_CODE, Customer, ScriptedEngine, a_customer, a_ticket
from tests.channels.browser import EventStream, the_problem
from tests.conftest import NOW
from tests.desk.at_the_desk import (
    A_PASSWORD,
    ANN,
    AgentBrowser,
    Desk,
    MovedClock,
    a_door,
    a_session,
    an_app,
    listening,
)
from tests.desk.conftest import SHARED

SUE = "sue@example.com"


@pytest.fixture
def wakeups() -> LocalWakeups:
    return LocalWakeups()


@pytest.fixture
def services(
    settings: Settings, engine: ScriptedEngine, clock: MovedClock, wakeups: LocalWakeups
) -> Iterator[Services]:
    """As everywhere, and whoever listens is told of what is new."""
    made = bootstrap(settings, clock=clock, engine=engine, wakeups=wakeups)
    made.change_agents.add(ANN, "Ann", Role.AGENT, A_PASSWORD)
    yield made
    made.close()


@pytest_asyncio.fixture
async def desk(services: Services, clock: MovedClock, wakeups: LocalWakeups) -> AsyncIterator[Desk]:
    made = Desk(SHARED.over(services, wakeups), services, clock)
    yield made
    await made.close()


@pytest.fixture
def customer(services: Services) -> Customer:
    return a_customer(services)


@pytest_asyncio.fixture
async def sue(desk: Desk, services: Services) -> AgentBrowser:
    services.change_agents.add(SUE, "Sue", Role.SUPERVISOR, A_PASSWORD)
    browser = desk.browser()
    assert (await browser.signs_in(SUE)).status_code == 200
    return browser


def path_of(customer: Customer, what: str = "") -> str:
    return f"conversations/{customer.conversation}" + (f"/{what}" if what else "")


async def does(browser: AgentBrowser, customer: Customer, what: str, **more: object) -> httpx.Response:
    """A move of the conversation as it is now."""
    return await browser.posts(path_of(customer, what), {"version": stored(customer).version, **more})


async def test_the_way_of_a_conversation_as_one_agent_sees_it(
    engine: ScriptedEngine, customer: Customer, ann: AgentBrowser
) -> None:
    engine.says("A person comes.", owner=Owner.QUEUED, ticket=a_ticket())
    await customer.says(f"a person please, my code is {A_CODE}")
    listed = (await ann.gets("conversations")).json()
    (row,) = listed["conversations"]
    assert listed["counts"]["queue"] == 1
    assert (row["owner"], row["agent"], row["unread"], row["priority"]) == ("queued", None, 1, "high")
    assert (row["preview"], row["preview_author"], row["title"]) == (
        "A person comes.",
        "bot",
        "Asks for a person",
    )

    taken = (await ann.posts(path_of(customer, "take"), {"version": row["version"]})).json()
    assert (taken["owner"], taken["agent"]["name"]) == ("agent", "Ann")
    reply = (await ann.posts(path_of(customer, "reply"), {"client_id": "1", "text": "Hello!"})).json()
    assert (reply["author"], reply["agent"], reply["text"]) == ("agent", "Ann", "Hello!")
    note = (await ann.posts(path_of(customer, "notes"), {"client_id": "1", "text": "Polite."})).json()
    assert (note["agent"]["name"], note["text"]) == ("Ann", "Polite.")

    lines = (await ann.gets(path_of(customer, "messages"))).json()
    assert [line["author"] for line in lines["messages"]] == ["customer", "system", "bot", "system", "agent"]
    assert "XT2V" in lines["messages"][0]["text"]
    story = (await ann.gets(path_of(customer))).json()
    moves = [(move["move"], move["reason"]) for move in story["moves"]]
    assert moves == [("queue", "The assistant could not go on"), ("take", "")]
    assert [each["text"] for each in story["notes"]] == ["Polite."]
    assert [ticket["id"] for ticket in story["tickets"]] == [a_ticket().id]
    everything = f"{listed}{lines}{story}"
    assert [part for part in ("7KLM9P", "claim_") if part in everything] == []

    closed = (await does(ann, customer, "close", reason="solved")).json()
    assert (closed["owner"], closed["agent"]) == ("closed", None)
    assert [r["id"] for r in (await ann.gets("conversations?view=closed")).json()["conversations"]] == [
        customer.conversation
    ]


async def test_messages_are_read_page_by_page_from_the_end(
    services: Services, customer: Customer, ann: AgentBrowser
) -> None:
    for text in ("one", "two", "three"):
        customer.goes_to(Owner.AGENT)
        await customer.says(text)

    async def read(query: str) -> list[str]:
        answer = await ann.gets(path_of(customer, f"messages?{query}"))
        return [line["text"] for line in answer.json()["messages"]]

    assert await read("most=2") == ["two", "three"]
    assert await read("most=2&before=2") == ["one"]
    assert await read("after=2") == ["three"]


async def test_whoever_comes_second_is_told_who_has_it(
    customer: Customer, ann: AgentBrowser, sue: AgentBrowser
) -> None:
    seen = {"version": stored(customer).version}
    assert (await ann.posts(path_of(customer, "take"), seen)).status_code == 200
    late = await sue.posts(path_of(customer, "take"), seen)
    assert the_problem(late) == (409, "conversation_moved")
    assert "Ann has this conversation now." in late.json()["detail"]
    refused = await sue.posts(path_of(customer, "reply"), {"client_id": "1", "text": "Hello!"})
    assert the_problem(refused) == (409, "not_yours")
    assert (await does(sue, customer, "take")).json()["agent"]["name"] == "Sue"
    assert the_problem(await does(ann, customer, "close")) == (409, "not_yours")


async def test_a_conversation_is_passed_on_and_given_back(
    services: Services, customer: Customer, ann: AgentBrowser, sue: AgentBrowser
) -> None:
    sues_id = services.agent_sessions.agent(SUE).id
    await does(ann, customer, "take")
    passed = (await does(ann, customer, "transfer", to_agent=sues_id, reason="harder")).json()
    assert passed["agent"] == {"id": sues_id, "name": "Sue"}
    queued = (await does(sue, customer, "transfer", to_team="support")).json()
    assert (queued["owner"], queued["agent"]) == ("queued", None)
    assert (await does(ann, customer, "return")).json()["owner"] == "bot"
    await does(ann, customer, "take")
    for nobody in ({"to_agent": "0" * 32}, {"to_team": "the moon"}):
        answer = await does(ann, customer, "transfer", **nobody)
        assert the_problem(answer)[0] == 404


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("take", {}),
        ("take", {"version": -1}),
        ("take", {"version": 2**31}),
        ("close", {"version": 1, "reason": "a" * 1_001}),
        ("close", {"version": 1, "reason": "\x00"}),
        ("transfer", {"version": 1}),
        ("transfer", {"version": 1, "to_agent": "0" * 32, "to_team": "support"}),
        ("transfer", {"version": 1, "to_agent": "x"}),
        ("reply", {"client_id": "", "text": "a"}),
        ("reply", {"client_id": "a" * 65, "text": "a"}),
        ("reply", {"client_id": "\x00", "text": "a"}),
        ("reply", {"client_id": "1"}),
        ("read", {"sequence": -1}),
        ("read", {"sequence": 2**31}),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    customer: Customer, ann: AgentBrowser, what: str, body: dict[str, object]
) -> None:
    before = stored(customer)
    assert the_problem(await ann.posts(path_of(customer, what), body)) == (422, "invalid_request")
    assert stored(customer) == before


async def test_a_list_is_asked_for_in_the_words_there_are(ann: AgentBrowser) -> None:
    for query in ("view=everything", "most=0", "most=101", f"after={'a' * 301}", "topic=%00"):
        assert the_problem(await ann.gets(f"conversations?{query}")) == (422, "invalid_request")
    for cursor in ("x", "W10", "%C3%A9"):
        answer = await ann.gets(f"conversations?after={cursor}")
        assert the_problem(answer) == (422, "unreadable_cursor")


async def test_a_page_leads_to_the_next(services: Services, ann: AgentBrowser) -> None:
    customers = {a_customer(services).conversation for _ in range(5)}
    seen, after = [], ""
    for most_pages in range(3):
        page = (await ann.gets(f"conversations?view=open&most=2{after}")).json()
        seen += [row["id"] for row in page["conversations"]]
        assert (page["next"] is None) is (most_pages == 2)
        after = f"&after={page['next']}"
    assert (len(seen), set(seen)) == (5, customers)


async def test_every_list_says_which_team_gets_nothing_in_slack_and_why(
    services: Services, ann: AgentBrowser
) -> None:
    acme, place = WorkspaceId("T0ACME"), ChannelId("C0HELP")
    with services.unit_of_work() as work:
        work.slack.put_workspace(Workspace(acme, "Acme", SlackUserId("U0BOT"), "{}"), NOW)
        work.slack.put_channel(TeamChannel("support", acme, place, "help"))
    assert (await ann.gets("conversations")).json()["notices"] == []
    with services.unit_of_work() as work:
        work.slack.in_trouble(acme, place, "The channel is archived.")
    [notice] = (await ann.gets("conversations?view=mine")).json()["notices"]
    assert notice.startswith("Gift card support gets nothing in Slack, #help: The channel is archived.")


@pytest.mark.parametrize("what", ["", "messages"])
async def test_there_is_nothing_to_read_where_no_conversation_is(ann: AgentBrowser, what: str) -> None:
    nowhere = f"conversations/{'0' * 32}" + (f"/{what}" if what else "")
    assert the_problem(await ann.gets(nowhere)) == (404, "no_such_conversation")


def looks(services: Services) -> list[str]:
    return [each.actor.name for each in services.list_audit(50) if each.action is AuditAction.READ]


@pytest.mark.parametrize("way", ["story", "messages", "read"])
async def test_whichever_way_an_agent_looks_it_is_in_the_audit_once_an_hour(
    services: Services, desk: Desk, customer: Customer, ann: AgentBrowser, way: str
) -> None:
    async def look() -> None:
        if way == "read":
            assert (await ann.posts(path_of(customer, "read"), {"sequence": 0})).status_code == 204
        await ann.gets(path_of(customer, "" if way == "story" else "messages"))

    await look()
    await look()
    assert looks(services) == [ANN]
    desk.clock.passes(minutes=20)
    await ann.is_signed_in()
    desk.clock.passes(minutes=20)
    await ann.is_signed_in()
    desk.clock.passes(minutes=20)
    await look()
    assert looks(services) == [ANN] * 2


async def test_a_page_may_look_in_all_ways_at_once(
    services: Services, customer: Customer, ann: AgentBrowser
) -> None:
    answers = await asyncio.gather(
        ann.gets(path_of(customer)),
        ann.gets(path_of(customer, "messages")),
        ann.posts(path_of(customer, "read"), {"sequence": 0}),
        ann.gets(path_of(customer)),
    )
    assert [answer.status_code for answer in answers] == [200, 200, 204, 200]
    assert looks(services) == [ANN]


@asynccontextmanager
async def an_open_desk(
    services: Services, folder: Path, wakeups: LocalWakeups, token: str
) -> AsyncIterator[EventStream]:
    """The stream of an agent's page, over a real connection, from `listening` on."""
    app = an_app(services, folder, public_url=None, wakeups=wakeups)
    cookie = {"Cookie": f"{a_door(services, None).cookie_name()}={token}"}
    async with (
        listening(app) as url,
        httpx.AsyncClient(base_url=url) as client,
        client.stream("GET", f"{PREFIX}/events", headers=cookie) as answer,
    ):
        assert answer.status_code == 200
        events = EventStream(answer.aiter_lines())
        assert (await events.next()).kind == "listening"
        yield events


async def test_an_open_desk_is_told_of_every_message_move_and_note(
    services: Services, wakeups: LocalWakeups, customer: Customer, tmp_path: Path
) -> None:
    bea = an_agent(services, "Bea")
    async with an_open_desk(services, tmp_path, wakeups, a_session(services).token) as events:
        bea.takes(customer)
        assert (await events.next()).data == {"id": customer.conversation}
        bea.notes(customer, "Polite.")
        assert (await events.next()).data == {"id": customer.conversation}
        bea.replies(customer, "Hello!")
        assert (await events.next()).data == {"id": customer.conversation}
        other = a_customer(services)
        other.goes_to(Owner.AGENT)
        await other.says("hello")
        assert (await events.next()).data == {"id": other.conversation}


async def test_a_stream_ends_with_its_session(
    services: Services, wakeups: LocalWakeups, customer: Customer, tmp_path: Path
) -> None:
    session = a_session(services)
    bea = an_agent(services, "Bea")
    async with an_open_desk(services, tmp_path, wakeups, session.token) as events:
        services.agent_sessions.revoke(session.agent.id, session.session.id)
        bea.takes(customer)
        # Not even of what rings first.
        with pytest.raises(AssertionError, match="the stream has ended"):
            await events.next()


async def test_an_open_stream_does_not_keep_a_session_in_which_nobody_does_anything(
    services: Services, clock: MovedClock, wakeups: LocalWakeups, customer: Customer, tmp_path: Path
) -> None:
    session = a_session(services)
    bea = an_agent(services, "Bea")
    async with an_open_desk(services, tmp_path, wakeups, session.token) as events:
        clock.passes(minutes=29)
        bea.takes(customer)
        assert (await events.next()).kind == "conversation"
        clock.passes(minutes=1)
        bea.replies(customer, "Hello!")
        with pytest.raises(AssertionError, match="the stream has ended"):
            await events.next()


async def test_a_desk_that_opens_is_there_for_those_its_agent_has(
    services: Services, clock: MovedClock, wakeups: LocalWakeups, customer: Customer, tmp_path: Path
) -> None:
    session = a_session(services)
    bea = an_agent(services, "Bea")
    ann = replace(bea, agent=session.agent)
    ann.takes(customer)
    await customer.says("and?")
    clock.passes(minutes=9)
    async with an_open_desk(services, tmp_path, wakeups, session.token) as events:
        bea.notes(customer, "Polite.")
        assert (await events.next()).kind == "conversation"
        clock.passes(minutes=9)
        assert services.tidy_conversations().released == 0
