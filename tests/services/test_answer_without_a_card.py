"""Questions that need no card, a person on request, and the apology of an action that failed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Owner
from bot.knowledge.faq import load_topics
from bot.knowledge.values import placeholders
from bot.services.answers import Answer, Question
from bot.tickets.ticket import Priority
from tests.builders import A_CODE, LoadCards, ScriptedEngine, a_customer

SPANISH = "mi tarjeta de regalo no funciona, ayuda por favor"


@pytest.mark.parametrize("topic", load_topics())
def test_a_topic_is_answered_with_the_values_that_its_text_names(services: Services, topic: str) -> None:
    answer = services.answer_question(a_customer(services).asks(topic))
    assert answer.reply == f"utter_{topic}"
    assert set(answer.values) == placeholders(load_topics()[topic].answer)


@pytest.mark.parametrize(
    ("account", "region", "site"),
    [
        (None, None, "amazon.com"),
        (None, "GB", "amazon.co.uk"),
        ("alice", None, "amazon.in"),
        ("alice", "GB", "amazon.co.uk"),
    ],
)
def test_a_question_is_answered_for_the_region_of_whoever_asks(
    services: Services, load_cards: LoadCards, account: str | None, region: str | None, site: str
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"}, region="IN")
    answer = services.answer_question(a_customer(services, account, region).asks("other_country"))
    assert answer.values["site"] == site


@pytest.mark.parametrize("intent", ["out_of_scope", None])
def test_what_was_not_understood_is_answered_with_what_can_be_asked(
    services: Services, intent: str | None
) -> None:
    own = a_customer(services)
    question = Question(own.conversation, intent, own.asks("").now, "what is the weather like")
    answer = services.answer_question(question)
    assert (answer.reply, answer.ticket, answer.owner) == ("utter_out_of_scope", None, None)


def test_another_language_goes_to_a_person_with_a_ticket(services: Services) -> None:
    answer = services.answer_question(a_customer(services).asks("out_of_scope", SPANISH))
    assert answer.reply == "utter_english_only"
    assert answer.ticket is not None
    assert (answer.ticket.category, answer.values["ticket_id"]) == ("other_language", answer.ticket.id)


def test_what_was_understood_is_answered_in_whatever_language(services: Services) -> None:
    answer = services.answer_question(a_customer(services).asks("check_balance", SPANISH))
    assert answer.reply == "utter_check_balance"


def test_whoever_asks_for_a_person_is_queued_with_an_urgent_enough_ticket(services: Services) -> None:
    answer = services.hand_over(a_customer(services).asks("human_agent"))
    assert (answer.reply, answer.owner) == ("utter_human_agent", Owner.QUEUED)
    assert answer.ticket is not None
    assert (answer.ticket.category, answer.ticket.priority) == ("human_agent", Priority.HIGH)


def test_an_action_that_failed_apologises_and_leaves_the_conversation_to_the_bot(services: Services) -> None:
    answer = services.apologise(a_customer(services).asks("invalid_code"))
    assert (answer.reply, answer.owner) == ("utter_apology", None)
    assert answer.ticket is not None
    assert answer.ticket.category == "bot_unavailable"


WITH_A_TICKET: dict[str, Callable[[Services, Question], Answer]] = {
    "another language": lambda services, question: services.answer_question(question),
    "a person": lambda services, question: services.hand_over(question),
    "an apology": lambda services, question: services.apologise(question),
}


@pytest.mark.parametrize("service", WITH_A_TICKET.values(), ids=WITH_A_TICKET)
async def test_asked_twice_it_is_the_same_ticket(
    services: Services, engine: ScriptedEngine, service: Callable[[Services, Question], Answer]
) -> None:
    customer = a_customer(services)
    question = customer.asks("out_of_scope", SPANISH)
    first = service(services, question)
    engine.says("I have opened a ticket.", ticket=first.ticket)
    await customer.says(SPANISH)
    again = service(services, question)
    assert again.ticket == first.ticket
    assert again.values == first.values


@pytest.mark.parametrize("service", WITH_A_TICKET.values(), ids=WITH_A_TICKET)
def test_a_ticket_is_decided_here_and_opened_with_the_reply(
    services: Services, service: Callable[[Services, Question], Answer]
) -> None:
    service(services, a_customer(services).asks("out_of_scope", SPANISH))
    assert services.list_tickets() == []


@pytest.mark.parametrize("service", WITH_A_TICKET.values(), ids=WITH_A_TICKET)
def test_a_customer_is_told_by_when_and_how_else_a_person_is_reached(
    services: Services, service: Callable[[Services, Question], Answer]
) -> None:
    values = service(services, a_customer(services).asks("out_of_scope", SPANISH)).values
    assert values["answer_by"].startswith("by ")
    assert values["phone"] == "1-888-280-4331"


async def test_the_apology_of_an_action_and_that_of_the_app_share_a_ticket(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    failed = services.apologise(customer.asks("invalid_code"))
    engine.says("Sorry.", ticket=failed.ticket)
    await customer.says("hello")
    assert services.apologise(customer.asks("invalid_code")).ticket == failed.ticket
    assert [listed.ticket.id for listed in services.list_tickets()] == [failed.values["ticket_id"]]
