"""The team of a site answers its customers, whatever they ask, and by its own hours."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Owner, Turn
from bot.identity.site import Site
from bot.privacy.audit import Actor
from bot.privacy.role import Machine
from bot.services.answers import Answer
from bot.tickets.ticket import Ticket
from bot.values import SiteId
from tests.at_work import an_agent, asks_for_a_person, stored
from tests.builders import Customer, ScriptedEngine, a_customer
from tests.conftest import NOW
from tests.services.asking import ALICE, add

SAM = Actor("sam", Machine.OPERATOR)
# At NOW it is seven in New York: one team works around the clock, the other from eight. Four hours of either.
BY_FRAUD = "by 11:00 today, Eastern Time"
BY_SUPPORT = "by 12:00 today, Eastern Time (the team is closed now, and opens at 08:00 today)"


def _of_a_site(services: Services, team: str | None) -> Customer:
    """A customer of a site that has the team. It is stored as it is, even if the brand has no such team."""
    with services.unit_of_work() as work:
        work.sites.add(Site(SiteId("my-shop"), "My shop", (), services.brand, "US", team=team), NOW)
    return a_customer(services, site="my-shop")


async def _is_told(
    customer: Customer, engine: ScriptedEngine, answer: Answer, case: str | None = None
) -> None:
    """The engine answers with what the assistant's service said."""
    engine.says("Yes.", ticket=answer.ticket, owner=answer.owner, turn=Turn(case=case))
    await customer.says("please")


def _tickets(customer: Customer) -> list[Ticket]:
    with customer.services.unit_of_work() as work:
        return list(work.tickets.of(customer.conversation))


@pytest.mark.parametrize(
    ("team", "told", "answers"),
    [("fraud", BY_FRAUD, "fraud"), (None, BY_SUPPORT, "support"), ("gone", BY_SUPPORT, "support")],
    ids=["its own", "none", "one that is gone"],
)
async def test_whoever_asks_for_a_person_is_promised_one_of_the_team_and_gets_in_its_queue(
    services: Services, engine: ScriptedEngine, team: str | None, told: str, answers: str
) -> None:
    customer = _of_a_site(services, team)
    answer = services.hand_over(customer.asks("human_agent"))
    assert answer.values["answer_by"] == told
    await _is_told(customer, engine, answer)
    (ticket,) = _tickets(customer)
    assert answer.ticket is not None
    assert (ticket.team, ticket.answer_by) == (answers, answer.ticket.answer_by)
    assert (stored(customer).owner, stored(customer).team) == (Owner.QUEUED, answers)
    about_it = services.tell_ticket_status(customer.asks("ticket_status"))
    assert about_it.values["answer_by"] == told


@pytest.mark.parametrize(("team", "answers"), [("support", "support"), (None, "fraud"), ("gone", "fraud")])
async def test_what_belongs_to_another_team_is_the_sites_teams_too(
    services: Services, engine: ScriptedEngine, team: str | None, answers: str
) -> None:
    customer = _of_a_site(services, team)
    await _is_told(customer, engine, services.diagnose_problem(customer.complains_of("scam")), case="scam")
    (ticket,) = _tickets(customer)
    assert ticket.category == "scam"
    assert (ticket.team, stored(customer).team) == (answers, answers)


@pytest.mark.parametrize(("team", "told"), [("fraud", BY_FRAUD), (None, BY_SUPPORT), ("gone", BY_SUPPORT)])
def test_who_asks_how_to_reach_somebody_is_told_the_hours_of_the_team(
    services: Services, team: str | None, told: str
) -> None:
    answer = services.answer_question(_of_a_site(services, team).asks("contact_support"))
    assert answer.values["answer_by"] == told


@pytest.mark.parametrize(("team", "answers"), [("fraud", "fraud"), (None, "support"), ("gone", "support")])
def test_whom_an_agent_takes_from_the_assistant_stays_with_the_team(
    services: Services, team: str | None, answers: str
) -> None:
    customer = _of_a_site(services, team)
    ann = an_agent(services)
    ann.takes(customer)
    assert stored(customer).team == answers


async def test_a_ticket_that_is_opened_again_is_answered_by_the_hours_of_its_team(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = _of_a_site(services, "fraud")
    await _is_told(customer, engine, services.hand_over(customer.asks("human_agent")))
    (first,) = _tickets(customer)
    services.change_tickets.close(first.id, SAM, "done")
    again = services.change_tickets.reopen(first.id, SAM, "not done")
    assert (again.team, again.answer_by) == ("fraud", first.answer_by)


async def test_a_customer_of_no_site_is_answered_by_what_they_ask(
    services: Services, engine: ScriptedEngine
) -> None:
    _of_a_site(services, "fraud")
    customer = a_customer(services)
    await asks_for_a_person(customer, engine)
    assert stored(customer).team == "support"
    assert services.hand_over(customer.asks("human_agent")).values["answer_by"] == BY_SUPPORT


async def test_an_alarm_is_no_business_of_the_sites_team(services: Services) -> None:
    add(services, ALICE)
    canary = services.canary_codes.add("the printer's batch", SAM).code
    customer = _of_a_site(services, "support")
    await customer.says(canary)
    (alarm,) = _tickets(customer)
    assert (alarm.category, alarm.team) == ("canary", "fraud")
