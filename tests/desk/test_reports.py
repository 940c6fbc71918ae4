"""A supervisor's figures are those of the conversations that there were, on both databases."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import pytest_asyncio

from bot.agents.agent import Agent, Role
from bot.bootstrap import Services
from bot.conversations.conversation import Owner, Turn
from bot.desk.csv_table import csv_table
from bot.services.move_conversation import SeenConversation
from tests.builders import Customer, ScriptedEngine, a_customer, a_ticket
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import A_PASSWORD, AgentBrowser, Desk, MovedClock

THAT_DAY = "from=2026-11-24&to=2026-11-25"


@pytest_asyncio.fixture
async def sue(desk: Desk, services: Services) -> AgentBrowser:
    """A supervisor's browser, signed in."""
    services.change_agents.add("sue@example.com", "=Sue", Role.SUPERVISOR, A_PASSWORD)
    browser = desk.browser()
    assert (await browser.signs_in("sue@example.com")).status_code == 200
    return browser


def agent_of(services: Services, name: str) -> Agent:
    return next(each for each in services.list_agents() if each.name == name)


def seen(services: Services, customer: Customer) -> SeenConversation:
    with services.unit_of_work() as work:
        return SeenConversation(customer.conversation, work.conversations.hold(customer.conversation).version)


@pytest_asyncio.fixture
async def a_day(services: Services, engine: ScriptedEngine, clock: MovedClock) -> None:
    """At noon four open the chat. The assistant helps one; one is handed over, answered after 5 minutes and
    closed after 30; one is handed over and still waits; and one writes nothing.
    """
    engine.says("Here is how.", turn=Turn("redeem_online", 0.9))
    await a_customer(services).says("how do I redeem")
    a_customer(services)
    engine.says("A person will.", turn=Turn("scam", 0.9, "scam"), owner=Owner.QUEUED, ticket=a_ticket())
    helped = a_customer(services)
    await helped.says("they want gift cards")
    waits = a_ticket(ticket_id="GL-3333333")
    engine.says("A person will.", turn=Turn("human_agent", 0.9), owner=Owner.QUEUED, ticket=waits)
    await a_customer(services).says("a person please")

    ann = agent_of(services, "Ann")
    clock.passes(minutes=4)
    services.move_conversation.take(seen(services, helped), ann)
    clock.passes(minutes=1)
    services.reply_to_customer(helped.conversation, ann, "1", "That is a scam.")
    services.reply_to_customer(helped.conversation, ann, "2", "Do not pay.")
    clock.passes(minutes=25)
    services.move_conversation.close(seen(services, helped), ann, "done")
    with services.unit_of_work() as work:
        closed = work.conversations.hold(helped.conversation)
    services.rate_conversation(closed, 2, None)
    services.rate_conversation(closed, 4, "Thank you.")


async def report(sue: AgentBrowser, query: str = THAT_DAY) -> dict[str, Any]:
    answer = await sue.gets(f"reports?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.usefixtures("a_day")
async def test_conversations_are_counted_by_who_ended_them(sue: AgentBrowser) -> None:
    told = await report(sue)
    assert (told["totals"]["conversations"], told["totals"]["contained"]) == (3, 1)
    assert told["totals"]["handoff_rate"] == pytest.approx(2 / 3)
    assert [(each["topic"], each["conversations"], each["handed_over"]) for each in told["topics"]] == [
        (None, 1, 0), ("human_agent", 1, 1), ("scam", 1, 1),
    ]  # fmt: skip
    assert [(each["reason"], each["title"], each["count"]) for each in told["reasons"]] == [
        ("human_agent", "Wants a person", 1), ("scam", "Payment in gift cards was demanded", 1),
    ]  # fmt: skip


@pytest.mark.usefixtures("a_day")
async def test_times_are_of_those_who_were_answered(sue: AgentBrowser) -> None:
    told = await report(sue)
    assert told["handoffs"] == 2
    assert told["first_response"] == {"count": 1, "median_s": 300, "p90_s": 300}
    assert told["resolution"] == {"count": 1, "median_s": 1800, "p90_s": 1800}


@pytest.mark.usefixtures("a_day")
async def test_a_ticket_is_answered_in_time_or_not_due_yet(sue: AgentBrowser, clock: MovedClock) -> None:
    told = await report(sue)
    assert told["answers_in_time"] == {"met": 1, "missed": 0, "pending": 1, "share": 1}
    assert told["resolutions_in_time"]["missed"] == 0
    clock.passes(minutes=29)
    assert (await report(sue))["over_time"][0]["answers_in_time"]["pending"] == 1


@pytest.mark.usefixtures("a_day")
async def test_a_rating_counts_once_by_its_last_score(sue: AgentBrowser) -> None:
    told = await report(sue)
    assert told["satisfaction"] == {"count": 1, "mean": 4, "satisfied": 1, "share": 1}
    assert told["over_time"][0]["satisfaction"]["count"] == 1
    assert (await report(sue, f"{THAT_DAY}&team=support"))["satisfaction"]["count"] == 0


@pytest.mark.usefixtures("a_day")
async def test_an_agents_load_is_what_they_took_and_wrote(services: Services, sue: AgentBrowser) -> None:
    (load,) = (await report(sue))["agents"]
    assert load == {
        "agent": agent_of(services, "Ann").id,
        "name": "Ann", "taken": 1, "replies": 2, "conversations": 1, "active": 0,
    }  # fmt: skip


@pytest.mark.usefixtures("a_day")
@pytest.mark.parametrize("days", ["from=2026-11-23&to=2026-11-24", "from=2026-11-25&to=2026-11-26"])
async def test_what_was_on_another_day_is_not_counted(sue: AgentBrowser, days: str) -> None:
    told = await report(sue, days)
    assert (told["totals"]["conversations"], told["handoffs"], told["agents"]) == (0, 0, [])


@pytest.mark.usefixtures("a_day")
async def test_a_report_can_be_on_one_team_and_by_week(sue: AgentBrowser) -> None:
    told = await report(sue, f"{THAT_DAY}&team=support&by=week")
    assert (told["totals"]["conversations"], told["handoffs"]) == (2, 1)
    assert [step["date"] for step in told["over_time"]] == ["2026-11-23"]
    # Scams go to a team of their own.
    told = await report(sue, f"{THAT_DAY}&team=fraud")
    assert (told["totals"]["conversations"], told["handoffs"], told["agents"][0]["replies"]) == (1, 1, 2)
    assert the_problem(await sue.gets(f"reports?{THAT_DAY}&team=nobody")) == (404, "unknown_team")


async def test_days_that_make_no_period_are_refused(sue: AgentBrowser) -> None:
    for days in (
        "from=2026-11-25&to=2026-11-25",
        "from=0001-01-01&to=0001-01-02",
        "from=9999-12-30&to=9999-12-31",
    ):
        assert the_problem(await sue.gets(f"reports?{days}")) == (422, "unreadable_period")


async def test_figures_are_for_supervisors(ann: AgentBrowser) -> None:
    assert the_problem(await ann.gets(f"reports?{THAT_DAY}")) == (403, "not_allowed")
    assert the_problem(await ann.gets(f"reports.csv?table=agents&{THAT_DAY}")) == (403, "not_allowed")


@pytest.mark.usefixtures("a_day")
@pytest.mark.parametrize(
    ("table", "row"),
    [
        (
            "over_time",
            [
                *("2026-11-24", "3", "1", "2", "2", "1", "300.0", "300.0", "1", "1800.0", "1800.0"),
                *("1", "0", "1", "1", "4.0", "1"),
            ],
        ),
        ("topics", ["", "No problem named yet", "1", "1", "0"]),
        ("reasons", ["human_agent", "Wants a person", "1"]),
        ("agents", ["Ann", "1", "2", "1", "0"]),
    ],
)
async def test_each_table_can_be_had_for_a_spreadsheet(sue: AgentBrowser, table: str, row: list[str]) -> None:
    answer = await sue.gets(f"reports.csv?table={table}&{THAT_DAY}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="{table}-2026-11-24-2026-11-25.csv"'
    )
    columns, first, *_ = csv.reader(io.StringIO(answer.text))
    assert first == row
    assert len(columns) == len(row)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|calc"])
def test_no_text_of_ours_is_a_formula(name: str) -> None:
    (_, (cell, number)) = csv.reader(io.StringIO(csv_table(("name", "count"), [(name, -1)]), newline=""))
    assert (cell, number) == (f"'{name}", "-1")
