"""What the cases say: complete, filled with what is known, and no more than may be said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from bot.cases.diagnosis import Diagnosis
from bot.cases.registry import Case, diagnose, load_cases
from bot.knowledge.brand import load_brand
from bot.knowledge.values import brand_values, placeholders
from bot.ledger.outcomes import Outcome
from bot.privacy.find_codes import find_codes
from bot.services.answers import ticket_values
from bot.tickets.ticket import TicketRequest, new_ticket_id
from tests.builders import A_MOMENT
from tests.cases.grid import COMPLAINTS, EVERY_KIND
from tests.promises import PROMISES

POLICY = load_brand("amazon")
CASES = load_cases()
OF_A_CARD = {slug: case for slug, case in CASES.items() if case.texts.needs_code}
WITHOUT_A_CODE = {slug: case for slug, case in CASES.items() if not case.texts.needs_code}
OF_A_TICKET = {"ticket_id", "answer_by", "phone"}
EVERY_TEXT = {
    f"{case.slug}/{name}": text
    for case in CASES.values()
    for name, text in (("general", case.texts.general), *case.texts.replies.items())
}


def _every_diagnosis() -> Iterator[Diagnosis]:
    for claimed, built in product(COMPLAINTS, EVERY_KIND):
        yield diagnose(claimed, built.facts, POLICY)


def _known_values(case: Case, diagnosis: Diagnosis) -> dict[str, str]:
    policy = case.texts.ticket
    known = {**case.values(case.texts.replies[diagnosis.outcome], POLICY), **diagnosis.values}
    if diagnosis.outcome not in policy.opens_on:
        return known
    ticket = TicketRequest(new_ticket_id(), policy.category, policy.priority, "subject", "summary")
    return {**known, **ticket_values(ticket, POLICY, A_MOMENT)}


@pytest.mark.parametrize("case", OF_A_CARD.values(), ids=OF_A_CARD)
def test_a_case_has_a_reply_for_each_outcome_it_can_find(case: Case) -> None:
    assert case.diagnose is not None
    found = {case.diagnose(built.facts, POLICY) for built in EVERY_KIND} - {None}
    assert found - set(case.texts.replies) == set()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_case_has_no_reply_that_is_never_said(case: Case) -> None:
    said = {diagnosis.outcome for diagnosis in _every_diagnosis() if diagnosis.case == case.slug}
    assert set(case.texts.replies) - said == set()


def test_every_placeholder_of_a_reply_is_known_when_it_is_said() -> None:
    unknown = {
        (diagnosis.case, str(diagnosis.outcome), name)
        for diagnosis in _every_diagnosis()
        if (case := CASES.get(diagnosis.case or ""))
        for name in placeholders(case.texts.replies[diagnosis.outcome])
        if name not in _known_values(case, diagnosis)
    }
    assert unknown == set()


@pytest.mark.parametrize("case", OF_A_CARD.values(), ids=OF_A_CARD)
def test_general_advice_names_facts_of_the_brand_and_nothing_of_a_card(case: Case) -> None:
    named = placeholders(case.texts.general)
    assert named - set(case.texts.choices) - set(brand_values(POLICY)) == set()


@pytest.mark.parametrize("case", WITHOUT_A_CODE.values(), ids=WITHOUT_A_CODE)
def test_what_needs_no_code_names_its_ticket_and_what_to_have_ready_and_no_card(case: Case) -> None:
    named = placeholders(case.texts.general)
    assert {"ticket_id", "answer_by", "asks_for"} <= named
    known = set(case.values(case.texts.general, POLICY)) | OF_A_TICKET
    assert named - known == set()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_case_has_no_choice_that_no_text_of_it_names(case: Case) -> None:
    texts = [case.texts.general, *case.texts.replies.values()]
    assert set(case.texts.choices) - set().union(*map(placeholders, texts)) == set()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_reply_that_names_a_ticket_opens_one(case: Case) -> None:
    naming = {outcome for outcome, text in case.texts.replies.items() if "{ticket_id}" in text}
    assert naming == set(case.texts.ticket.opens_on)


@pytest.mark.parametrize("text", EVERY_TEXT.values(), ids=EVERY_TEXT)
def test_no_text_promises_money(text: str) -> None:
    assert PROMISES.search(text) is None


def test_no_reply_shows_more_of_a_code_than_its_last_four() -> None:
    for diagnosis in _every_diagnosis():
        if case := CASES.get(diagnosis.case or ""):
            said = case.texts.replies[diagnosis.outcome].format(**_known_values(case, diagnosis))
            assert find_codes(said, POLICY.cards.code_format) == []


def test_no_value_names_the_account_that_redeemed_a_card() -> None:
    told = {value for diagnosis in _every_diagnosis() for value in diagnosis.values.values()}
    assert [value for value in told if "bruno" in value] == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_no_example_holds_a_claim_code(case: Case) -> None:
    assert [example for example in case.examples if find_codes(example, POLICY.cards.code_format)] == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_no_example_is_written_twice(case: Case) -> None:
    everywhere = [example.lower() for other in CASES.values() for example in other.examples]
    assert [example for example in case.examples if everywhere.count(example.lower()) > 1] == []


@pytest.mark.parametrize(
    ("outcome", "name", "shown"),
    [
        (Outcome.CLAIMANT_LOCKED, "unlocks_at", "24 November 2026, 15:00 UTC"),
        (Outcome.REDEEMED_HERE, "redeemed_on", "25 October 2026"),
        (Outcome.REDEEMED_HERE, "amount", "$25.00"),
        (Outcome.REDEEMED_HERE, "account_site", "amazon.com"),
    ],
)
def test_values_are_written_for_people(outcome: Outcome, name: str, shown: str) -> None:
    told = {diagnosis.values[name] for diagnosis in _every_diagnosis() if diagnosis.outcome is outcome}
    assert told == {shown}


def test_a_shop_without_a_name_is_the_shop_that_sold_it() -> None:
    told = {
        diagnosis.values["retailer"]
        for diagnosis in _every_diagnosis()
        if diagnosis.outcome is Outcome.NOT_ACTIVATED
    }
    assert told == {"the shop that sold it", "the Corner Market"}
