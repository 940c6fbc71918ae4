"""What follows advice: it failed, a yes, a no, anger, a question about the ticket, more than one card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Owner
from bot.services.answers import Answer, OpenQuestion, Question
from bot.tickets.ticket import Priority
from tests.builders import A_CODE, ANOTHER_CODE, Customer, LoadCards, ScriptedEngine, a_customer

NOT_ACTIVATED = {"code": A_CODE, "status": "inactive"}
SPENT_BY_SOMEBODY = {"code": A_CODE, "status": "redeemed", "redeemed_by": "other"}
ACTIVE = {"code": A_CODE, "status": "active"}


def _after(answer: Answer, question: Question) -> Question:
    """The question as it reaches a service when this answer was the last one."""
    return replace(question, advised=answer.advice, open_question=answer.asks or OpenQuestion.NOTHING)


def _complaint(customer: Customer, text: str, intent: str = "not_activated") -> Question:
    return customer.asks(intent, text, problem="not_activated", code=A_CODE)


async def _stored(customer: Customer, engine: ScriptedEngine, answer: Answer) -> None:
    engine.says("I have opened a ticket.", ticket=answer.ticket)
    await customer.says("it happened")


def test_advice_that_failed_hands_over_with_a_ticket_of_high_priority(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", NOT_ACTIVATED)
    customer = a_customer(services, "alice")
    advice = services.diagnose_problem(_complaint(customer, ""))
    assert (advice.ticket, advice.owner) == (None, None)
    failed = services.diagnose_problem.still_failing(
        _after(advice, _complaint(customer, "they sent me home", "still_failing"))
    )
    assert (failed.reply, failed.owner) == ("utter_advice_failed", Owner.QUEUED)
    assert failed.ticket is not None
    assert (failed.ticket.category, failed.ticket.priority) == ("not_activated", Priority.HIGH)


@pytest.mark.parametrize(
    ("problem", "reply"), [(None, "utter_what_happens"), ("not_activated", "utter_ask_code")]
)
def test_before_any_advice_nothing_has_failed(
    services: Services, load_cards: LoadCards, problem: str | None, reply: str
) -> None:
    load_cards("alice", NOT_ACTIVATED)
    question = a_customer(services, "alice").asks("still_failing", "still no", problem=problem)
    answer = services.diagnose_problem.still_failing(question)
    assert (answer.reply, answer.ticket, answer.owner) == (reply, None, None)


@pytest.mark.parametrize(
    ("text", "owner"), [("it is not activated", None), ("it still says not activated", Owner.QUEUED)]
)
def test_the_same_complaint_escalates_if_the_customer_says_that_something_was_tried(
    services: Services, load_cards: LoadCards, text: str, owner: Owner | None
) -> None:
    load_cards("alice", NOT_ACTIVATED)
    customer = a_customer(services, "alice")
    advice = services.diagnose_problem(_complaint(customer, ""))
    assert services.diagnose_problem(_after(advice, _complaint(customer, text))).owner == owner


def test_the_same_complaint_a_third_time_goes_to_a_person(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", NOT_ACTIVATED)
    customer = a_customer(services, "alice")
    complaint = _complaint(customer, "it is not activated")
    first = services.diagnose_problem(complaint)
    second = services.diagnose_problem(_after(first, complaint))
    third = services.diagnose_problem(_after(second, complaint))
    assert [first.owner, second.owner, third.owner] == [None, None, Owner.QUEUED]


async def test_the_same_complaint_with_an_open_ticket_is_told_that_instead_of_the_same_paragraph(
    services: Services, load_cards: LoadCards, engine: ScriptedEngine
) -> None:
    load_cards("alice", SPENT_BY_SOMEBODY)
    customer = a_customer(services, "alice")
    complaint = customer.complains_of("wrong_account", A_CODE)
    first = services.diagnose_problem(complaint)
    await _stored(customer, engine, first)
    again = services.diagnose_problem(_after(first, replace(complaint, text="I only have one account")))
    assert first.reply == "utter_wrong_account_redeemed_elsewhere"
    assert (again.reply, again.ticket, again.owner) == ("utter_added_to_ticket", first.ticket, None)


def test_an_account_on_hold_stays_on_hold_although_its_card_was_redeemed(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "redeemed", "redeemed_by": "alice"})
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of("account_hold", A_CODE))
    assert (answer.reply, answer.case) == ("utter_account_hold_redeemed_here", "account_hold")
    assert answer.ticket is not None
    assert answer.ticket.category == "account_hold"


async def test_a_ticket_of_this_chat_is_told_while_one_of_another_is_not(
    services: Services, engine: ScriptedEngine
) -> None:
    customer, stranger = a_customer(services), a_customer(services)
    opened = services.diagnose_problem(customer.complains_of("damaged_code"))
    await _stored(customer, engine, opened)
    assert opened.ticket is not None
    told = services.tell_ticket_status(customer.asks("ticket_status", "any news?"))
    assert (told.reply, told.values["ticket_id"]) == ("utter_ticket_open", opened.ticket.id)
    foreign = services.tell_ticket_status(stranger.asks("ticket_status", f"what about {opened.ticket.id}"))
    assert (foreign.reply, foreign.ticket) == ("utter_ticket_elsewhere", None)
    assert dict(foreign.values) == {}


def test_without_a_ticket_the_status_offers_a_person(services: Services) -> None:
    answer = services.tell_ticket_status(a_customer(services).asks("ticket_status", "any news?"))
    assert (answer.reply, answer.asks) == ("utter_no_ticket", OpenQuestion.PERSON)


@pytest.mark.parametrize(
    ("open_question", "reply", "owner"),
    [
        (OpenQuestion.NOTHING, "utter_affirm", None),
        (OpenQuestion.CODE, "utter_ask_code_again", None),
        (OpenQuestion.PERSON, "utter_human_agent", Owner.QUEUED),
    ],
)
def test_a_yes_means_what_was_asked_last(
    services: Services,
    load_cards: LoadCards,
    open_question: OpenQuestion,
    reply: str,
    owner: Owner | None,
) -> None:
    load_cards("alice", ACTIVE)
    question = replace(a_customer(services, "alice").asks("affirm", "yes"), open_question=open_question)
    answer = services.answer_yes_or_no.yes(question)
    assert (answer.reply, answer.owner) == (reply, owner)


@pytest.mark.parametrize(
    ("open_question", "reply"),
    [
        (OpenQuestion.NOTHING, "utter_deny"),
        (OpenQuestion.PERSON, "utter_deny"),
        (OpenQuestion.CODE, "utter_invalid_code_general"),
    ],
)
def test_a_no_means_what_was_asked_last_and_hands_nobody_over(
    services: Services, load_cards: LoadCards, open_question: OpenQuestion, reply: str
) -> None:
    load_cards("alice", ACTIVE)
    asked = a_customer(services, "alice").asks("deny", "no", problem="invalid_code")
    answer = services.answer_yes_or_no.no(replace(asked, open_question=open_question))
    assert (answer.reply, answer.owner, answer.ticket) == (reply, None, None)


@pytest.mark.parametrize("answered", ["yes", "no"])
def test_a_code_counts_more_than_the_yes_or_no_that_comes_with_it(
    services: Services, load_cards: LoadCards, answered: str
) -> None:
    load_cards("alice", NOT_ACTIVATED)
    customer = a_customer(services, "alice")
    question = replace(customer.asks("affirm", answered, code=A_CODE), said_now=(customer.handle_of(A_CODE),))
    answers = services.answer_yes_or_no
    answer = answers.yes(question) if answered == "yes" else answers.no(question)
    assert answer.case == "not_activated"


def test_anger_is_met_with_the_offer_of_a_person_and_opens_nothing(services: Services) -> None:
    answer = services.keep_calm(a_customer(services).asks("abuse", "you thieves"))
    assert (answer.reply, answer.asks) == ("utter_calm", OpenQuestion.PERSON)
    assert (answer.ticket, answer.owner, answer.advice) == (None, None, None)


def test_each_card_of_a_message_is_answered_for_itself(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", NOT_ACTIVATED, {**SPENT_BY_SOMEBODY, "code": ANOTHER_CODE})
    customer = a_customer(services, "alice")
    handles = (customer.handle_of(A_CODE), customer.handle_of(ANOTHER_CODE))
    answer = services.diagnose_problem(replace(customer.complains_of("invalid_code"), said_now=handles))
    outcomes = [answer.outcome, *(other.outcome for other in answer.also)]
    assert outcomes == ["not_activated", "redeemed_elsewhere"]
    named = [answer.values["last_four"], *(other.values["last_four"] for other in answer.also)]
    assert named == [A_CODE[-4:], ANOTHER_CODE[-4:]]


def test_of_a_list_of_cards_three_are_answered(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", NOT_ACTIVATED)
    customer = a_customer(services, "alice")
    handles = (customer.handle_of(A_CODE),) * 5
    answer = services.diagnose_problem(replace(customer.complains_of("invalid_code"), said_now=handles))
    assert len(answer.also) == 2


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ticket_status", "how long again?"),
        ("code_locked", "when can I try again"),
        ("out_of_scope", "when does it open"),
    ],
)
def test_whoever_was_told_of_a_pause_and_asks_how_long_is_told_when_it_ends(
    services: Services, load_cards: LoadCards, intent: str, text: str
) -> None:
    load_cards("alice", {**ACTIVE, "status": "locked", "failed_attempts": 10})
    customer = a_customer(services, "alice")
    told = services.diagnose_problem(customer.complains_of("code_locked", A_CODE))
    asked = _after(told, customer.asks(intent, text, problem="code_locked", code=A_CODE))
    services_of: dict[str, Callable[[Question], Answer]] = {
        "ticket_status": services.tell_ticket_status,
        "out_of_scope": services.answer_question,
        "code_locked": services.diagnose_problem,
    }
    again = services_of[intent](asked)
    assert (told.reply, again.reply) == ("utter_code_locked_claimant_locked", "utter_opens_again")
    assert (again.values["unlocks_at"], again.owner) == (told.values["unlocks_at"], None)


def test_that_it_is_still_locked_is_no_question_how_long(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {**ACTIVE, "status": "locked", "failed_attempts": 10})
    customer = a_customer(services, "alice")
    told = services.diagnose_problem(customer.complains_of("code_locked", A_CODE))
    text = "how long do I wait, it is still not open"
    again = services.diagnose_problem(
        _after(told, customer.asks("code_locked", text, problem="code_locked", code=A_CODE))
    )
    assert again.owner is Owner.QUEUED


async def test_a_theft_after_a_card_that_somebody_else_redeemed_is_added_to_its_ticket(
    services: Services, load_cards: LoadCards, engine: ScriptedEngine
) -> None:
    load_cards("alice", SPENT_BY_SOMEBODY)
    customer = a_customer(services, "alice")
    first = services.diagnose_problem(customer.complains_of("already_redeemed", A_CODE))
    await _stored(customer, engine, first)
    theft = customer.asks("lost_or_stolen", "it was stolen", problem="already_redeemed", code=A_CODE)
    answer = services.answer_question(_after(first, theft))
    assert (answer.reply, answer.ticket) == ("utter_added_to_ticket", first.ticket)


def test_a_card_that_is_lost_with_no_ticket_about_it_is_answered_as_lost(services: Services) -> None:
    answer = services.answer_question(a_customer(services).asks("lost_or_stolen", "it was stolen"))
    assert (answer.reply, answer.ticket) == ("utter_lost_or_stolen", None)
