"""`giftline tickets`: what was passed on to people, without any code."""

from __future__ import annotations

import pytest

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import TicketId
from tests.builders import A_CODE, LoadCards, ScriptedEngine, a_customer
from tests.cli.conftest import Giftline, the_reason

FIRST, SECOND = TicketId("GL-2222222"), TicketId("GL-3333333")


@pytest.fixture
async def tickets(services: Services, engine: ScriptedEngine, load_cards: LoadCards) -> None:
    """Two tickets of Alice's conversation, in which she sent a code."""
    load_cards("alice", {"code": A_CODE, "status": "active"})
    customer = a_customer(services, "alice")
    for number, ticket in enumerate((FIRST, SECOND)):
        request = TicketRequest(ticket, "wrong_account", Priority.HIGH, f"card:{number}", "Not [b]hers[/b].")
        engine.says("A person looks at it.", ticket=request)
        await customer.says(f"it is {A_CODE} :smile: [b]bold[/b]")


@pytest.mark.usefixtures("tickets")
def test_tickets_are_listed_each_with_what_it_is_about(giftline: Giftline) -> None:
    listed = giftline("tickets", "list").stdout
    row = next(line for line in listed.splitlines() if FIRST in line)
    # Whether it is late depends on when the command is run.
    *told, _ = [cell.strip() for cell in row.split("│")[1:-1]]
    assert told == [
        FIRST, "2026-11-24 12:00", "wrong_account", "high", "open", "alice", "bot", "", "2026-11-24 17:00",
    ]  # fmt: skip


@pytest.mark.usefixtures("tickets")
def test_no_more_tickets_are_listed_than_asked_for(giftline: Giftline) -> None:
    listed = giftline("tickets", "list", "--most", "1").stdout
    assert [ticket in listed for ticket in (FIRST, SECOND)].count(True) == 1


def test_without_tickets_the_list_is_empty(giftline: Giftline) -> None:
    listed = giftline("tickets", "list")
    assert listed.exit_code == 0
    assert "GL-" not in listed.stdout


def test_to_list_none_is_refused(giftline: Giftline) -> None:
    assert giftline("tickets", "list", "--most", "0").exit_code == 2


@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize("written", [FIRST, FIRST.lower()])
def test_a_ticket_is_shown_with_its_conversation(giftline: Giftline, written: str) -> None:
    first, *standing, question, notice, answer = giftline("tickets", "show", written).stdout.splitlines()[:7]
    assert first == f"{FIRST}: Not [b]hers[/b]."
    assert [line.partition("UTC: ")[0] for line in standing] == [
        "open, high, team support, with nobody",
        "answer by 2026-11-24 17:00 ",
        "settled by 2026-11-26 03:00 ",
    ]
    assert question.startswith("12:00 customer: it is ")
    assert notice.startswith("12:00 system: I have hidden the code")
    assert answer == "12:00 bot: A person looks at it."


@pytest.mark.usefixtures("tickets")
def test_a_ticket_shows_no_more_of_a_code_than_its_last_four(giftline: Giftline) -> None:
    shown = giftline("tickets", "show", FIRST).stdout
    assert "XT2V" in shown
    assert "7KLM9P" not in shown


@pytest.mark.usefixtures("tickets")
def test_a_customers_text_is_no_markup(giftline: Giftline) -> None:
    assert "[b]bold[/b]" in giftline("tickets", "show", FIRST).stdout


@pytest.mark.usefixtures("tickets")
def test_a_customers_text_is_shown_as_it_was_written(giftline: Giftline) -> None:
    assert ":smile:" in giftline("tickets", "show", FIRST).stdout


@pytest.mark.parametrize("unknown", ["GL-9999999", "nonsense", "[/b]"])
def test_an_unknown_ticket_is_refused_with_how_to_find_one(giftline: Giftline, unknown: str) -> None:
    reason = the_reason(giftline("tickets", "show", unknown))
    assert reason == f"There is no ticket {unknown}. `giftline tickets list` lists them."


@pytest.fixture
def ann(services: Services) -> str:
    """An agent's e-mail address."""
    return services.change_agents.add("ann@example.com", "Ann", Role.AGENT, None).email


def _row_of(giftline: Giftline, ticket: TicketId, *options: str) -> list[str]:
    listed = giftline("tickets", "list", *options).stdout.splitlines()
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in listed if ticket in line]
    return cells[0] if cells else []


@pytest.mark.usefixtures("tickets")
def test_a_ticket_is_given_to_an_agent_and_back_to_everybody(giftline: Giftline, ann: str) -> None:
    given = giftline("tickets", "assign", FIRST.lower(), ann)
    assert (given.exit_code, given.stderr.strip()) == (0, f"{FIRST} is with Ann now.")
    assert "Ann" in _row_of(giftline, FIRST)
    assert giftline("tickets", "assign", FIRST).stderr.strip() == f"{FIRST} is with nobody now."
    assert "Ann" not in _row_of(giftline, FIRST)


@pytest.mark.usefixtures("tickets")
def test_a_ticket_is_closed_for_a_reason_and_reopened(giftline: Giftline) -> None:
    closed = giftline("tickets", "close", FIRST, "--reason", "the value was moved")
    assert (closed.exit_code, closed.stderr.strip()) == (0, f"{FIRST} is closed now.")
    assert "closed: the value was moved" in giftline("tickets", "show", FIRST).stdout
    assert _row_of(giftline, FIRST, "--status", "open") == []
    again = giftline("tickets", "reopen", FIRST, "--reason", "it still fails")
    assert again.stderr.strip() == f"{FIRST} is open now."
    assert _row_of(giftline, FIRST, "--status", "open") != []


@pytest.mark.usefixtures("tickets")
def test_a_ticket_waits_for_the_customer(giftline: Giftline) -> None:
    assert giftline("tickets", "wait", FIRST).stderr.strip() == f"{FIRST} is waiting now."


@pytest.mark.usefixtures("tickets")
def test_a_duplicate_goes_into_another_ticket(giftline: Giftline) -> None:
    assert giftline("tickets", "merge", FIRST, SECOND).stderr.strip() == f"{SECOND} is open now."
    assert f"closed: Merged into {SECOND}." in giftline("tickets", "show", FIRST).stdout


@pytest.mark.usefixtures("tickets")
def test_what_an_operator_does_to_a_ticket_is_in_the_audit(giftline: Giftline) -> None:
    giftline("tickets", "close", FIRST, "--reason", "solved", "--by", "sam")
    kept = giftline("privacy", "audit").stdout
    assert [
        word for word in ("sam", "operator", "ticket_closed", f"ticket {FIRST}", "solved") if word not in kept
    ] == []


@pytest.mark.usefixtures("tickets")
def test_what_does_not_go_with_a_ticket_is_refused_with_why(giftline: Giftline) -> None:
    giftline("tickets", "close", FIRST, "--reason", "solved")
    refused = the_reason(giftline("tickets", "close", FIRST, "--reason", "solved"))
    assert refused == f"{FIRST} is closed. Reopen it first."


@pytest.mark.usefixtures("tickets")
def test_late_tickets_are_listed_alone(giftline: Giftline) -> None:
    """Closed tickets are never late, whenever the command is run."""
    for ticket in (FIRST, SECOND):
        giftline("tickets", "close", ticket, "--reason", "solved")
    assert "GL-" not in giftline("tickets", "list", "--breached").stdout
