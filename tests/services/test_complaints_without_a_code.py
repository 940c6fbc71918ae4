"""Complaints that no ledger shows: answered at once, with a ticket; a code that comes along still counts."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.cases.registry import load_cases
from bot.conversations.conversation import Owner
from bot.knowledge.values import placeholders
from bot.services.answers import Answer
from bot.tickets.ticket import Priority
from tests.builders import A_CODE, ANOTHER_CODE, Customer, LoadCards, ScriptedEngine, a_customer

CASES = {slug: case for slug, case in load_cases().items() if not case.texts.needs_code}
LOOKED_UP = [slug for slug, case in CASES.items() if not case.texts.hands_over]
ACTIVE = {"code": A_CODE, "status": "active"}
SPENT_BY_SOMEBODY = {"code": A_CODE, "status": "redeemed", "redeemed_by": "other"}

PRIORITIES = {
    "account_hold": Priority.NORMAL,
    "code_not_received": Priority.NORMAL,
    "damaged_code": Priority.NORMAL,
    "scam": Priority.URGENT,
}


def _said(case: str, answer: Answer) -> str:
    """The advice as the customer reads it. Fails if a value is missing."""
    text = load_cases()[case].texts.general
    assert placeholders(text) <= set(answer.values)
    return text.format(**answer.values)


async def _stored(customer: Customer, engine: ScriptedEngine, answer: Answer) -> None:
    """The customer has been given this answer: its ticket is open now."""
    engine.says("I have opened a ticket.", ticket=answer.ticket)
    await customer.says("it happened")


@pytest.mark.parametrize("account", ["alice", None])
@pytest.mark.parametrize("case", CASES)
def test_it_is_answered_at_once_signed_in_or_not(
    services: Services, load_cards: LoadCards, case: str, account: str | None
) -> None:
    load_cards("alice", ACTIVE)
    answer = services.diagnose_problem(a_customer(services, account).complains_of(case))
    assert (answer.reply, answer.case, answer.outcome) == (f"utter_{case}_general", case, None)
    assert answer.ticket is not None
    assert (answer.ticket.category, answer.ticket.priority) == (case, PRIORITIES[case])
    assert answer.ticket.id in _said(case, answer)


@pytest.mark.parametrize("case", CASES)
def test_only_a_scam_goes_to_a_person_at_once(services: Services, case: str) -> None:
    answer = services.diagnose_problem(a_customer(services).complains_of(case))
    assert answer.owner == (Owner.QUEUED if case == "scam" else None)


TOLD = {
    "damaged_code": [
        "do not scratch any further",
        "never post a photo of the whole code",
        "what can still be read",
        "the order number and the receipt",
        "by 16:00 today, Eastern Time (the team is closed now, and opens at 08:00 today)",
    ],
    "code_not_received": [
        "spam",
        "The e-mail address or phone number that the card was sent to",
        "The delivery date",
        "can send a digital card again, from Your Orders",
        "the order number",
        "by 16:00 today, Eastern Time (the team is closed now, and opens at 08:00 today)",
    ],
    "account_hold": [
        "the receipt or another proof of purchase is asked for",
        "do not try to redeem the card again in between",
        "tells you what is needed",
        "by 16:00 today, Eastern Time (the team is closed now, and opens at 08:00 today)",
    ],
    "scam": [
        "This is a scam.",
        "No genuine company or authority asks to be paid in gift cards",
        "not send or read out any more codes",
        "Keep the cards and the receipts",
        "They try to freeze what has not been spent, if you can prove that the card is yours",
        "passed you on to a person",
        "1-888-280-4331",
    ],
}


@pytest.mark.parametrize("case", CASES)
def test_its_advice_says_what_to_do_what_to_have_ready_and_when_there_is_an_answer(
    services: Services, case: str
) -> None:
    said = _said(case, services.diagnose_problem(a_customer(services).complains_of(case)))
    assert [fact for fact in TOLD[case] if fact not in said] == []


def test_the_ticket_tells_the_person_what_was_asked_for(services: Services) -> None:
    answer = services.diagnose_problem(a_customer(services).complains_of("damaged_code"))
    assert answer.ticket is not None
    assert answer.ticket.summary == "The code cannot be read. Asked for the order number and the receipt."


@pytest.mark.parametrize("case", LOOKED_UP)
async def test_complained_of_twice_it_is_the_same_ticket_and_the_advice_is_not_repeated(
    services: Services, engine: ScriptedEngine, case: str
) -> None:
    customer = a_customer(services)
    first = services.diagnose_problem(customer.complains_of(case))
    await _stored(customer, engine, first)
    again = services.diagnose_problem(customer.complains_of(case))
    assert (again.reply, again.ticket) == ("utter_added_to_ticket", first.ticket)


@pytest.mark.parametrize("case", LOOKED_UP)
async def test_what_the_customer_adds_goes_to_the_ticket_without_the_advice_again(
    services: Services, engine: ScriptedEngine, case: str
) -> None:
    customer = a_customer(services)
    first = services.diagnose_problem(customer.complains_of(case))
    await _stored(customer, engine, first)
    added = services.diagnose_problem(customer.asks("inform", "order 113-7720415-8862001", problem=case))
    assert (added.reply, added.case, added.ticket) == ("utter_added_to_ticket", case, first.ticket)
    assert added.values["ticket_id"] == first.values["ticket_id"]


@pytest.mark.parametrize("case", LOOKED_UP)
@pytest.mark.parametrize(
    ("row", "found", "outcome"),
    [
        (SPENT_BY_SOMEBODY, "already_redeemed", "redeemed_elsewhere"),
        ({"code": A_CODE, "status": "inactive"}, "not_activated", "not_activated"),
        ({"code": A_CODE, "status": "active", "region": "GB"}, "wrong_region", "wrong_region"),
        ({"code": ANOTHER_CODE, "status": "active"}, "invalid_code", "unknown_code"),
    ],
)
def test_if_a_code_comes_with_it_the_ledger_has_the_last_word(
    services: Services, load_cards: LoadCards, case: str, row: dict[str, object], found: str, outcome: str
) -> None:
    load_cards("alice", row)
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of(case, A_CODE))
    assert (answer.case, answer.outcome) == (found, outcome)


@pytest.mark.parametrize("case", LOOKED_UP)
def test_if_nothing_is_wrong_with_the_card_the_complaint_is_answered_with_that(
    services: Services, load_cards: LoadCards, case: str
) -> None:
    load_cards("alice", ACTIVE)
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of(case, A_CODE))
    assert (answer.reply, answer.case, answer.outcome) == (f"utter_{case}_redeemable", case, "redeemable")


@pytest.mark.parametrize(
    ("case", "then"),
    [
        ("damaged_code", "utter_offer_to_redeem"),
        ("code_not_received", "utter_offer_to_redeem"),
        ("account_hold", None),
    ],
)
def test_a_card_is_not_offered_while_a_person_looks_into_it(
    services: Services, load_cards: LoadCards, case: str, then: str | None
) -> None:
    load_cards("alice", ACTIVE)
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of(case, A_CODE))
    assert answer.then == then
    assert (answer.ticket is None) is (then is not None)


def test_a_scam_stays_one_whatever_the_card_and_tells_nothing_of_it(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", SPENT_BY_SOMEBODY)
    customer = a_customer(services, "alice")
    told = [services.diagnose_problem(customer.complains_of("scam", code)) for code in (A_CODE, ANOTHER_CODE)]
    for answer in told:
        assert (answer.reply, answer.outcome, answer.owner) == ("utter_scam_general", None, Owner.QUEUED)
    assert told[0].values.keys() == told[1].values.keys()


def test_whoever_takes_over_a_scam_knows_which_card_to_freeze(services: Services) -> None:
    answer = services.diagnose_problem(a_customer(services).complains_of("scam", A_CODE))
    assert answer.ticket is not None
    assert "Card ending XT2V." in answer.ticket.summary
    assert "7KLM9P" not in answer.ticket.summary


def test_a_scam_costs_no_try(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", ACTIVE)
    customer = a_customer(services, "alice")
    for _ in range(20):
        services.diagnose_problem(customer.complains_of("scam", ANOTHER_CODE))
    assert services.diagnose_problem(customer.complains_of("invalid_code", A_CODE)).outcome == "redeemable"


@pytest.mark.parametrize("case", LOOKED_UP)
def test_whoever_is_not_signed_in_learns_nothing_of_the_card_that_comes_with_it(
    services: Services, load_cards: LoadCards, case: str
) -> None:
    load_cards("alice", SPENT_BY_SOMEBODY)
    customer = a_customer(services)
    known, unknown = (
        services.diagnose_problem(customer.complains_of(case, code)) for code in (A_CODE, ANOTHER_CODE)
    )
    assert known.reply == unknown.reply == f"utter_{case}_general"
    assert (known.outcome, unknown.outcome) == (None, None)


@pytest.mark.parametrize("case", LOOKED_UP)
async def test_whoever_is_not_signed_in_and_sends_the_code_afterwards_is_told_to_sign_in(
    services: Services, engine: ScriptedEngine, case: str
) -> None:
    customer = a_customer(services)
    await _stored(customer, engine, services.diagnose_problem(customer.complains_of(case)))
    answer = services.diagnose_problem(customer.asks("inform", problem=case, code=A_CODE))
    assert (answer.reply, answer.values) == ("utter_sign_in", {})
