"""The customer's words are a claim; the ledger is the truth."""

from __future__ import annotations

from itertools import product

import pytest

from bot.cases.registry import diagnose, load_cases
from bot.knowledge.brand import load_brand
from bot.ledger.outcomes import Outcome
from bot.ledger.rules import standing
from tests.builders import BuiltFacts, a_card, no_card
from tests.cases.grid import COMPLAINTS, EVERY_KIND

POLICY = load_brand("amazon")
OF_A_CARD = slice(Outcome.REDEEMED_HERE.precedence, Outcome.UNKNOWN_CODE.precedence + 1)


def _found(claimed: str | None, built: BuiltFacts) -> tuple[str | None, str]:
    diagnosis = diagnose(claimed, built.facts, POLICY)
    return diagnosis.case, diagnosis.outcome


@pytest.mark.parametrize("claimed", COMPLAINTS)
@pytest.mark.parametrize(
    ("built", "case", "outcome"),
    [
        (no_card(), "invalid_code", Outcome.UNKNOWN_CODE),
        (a_card().typed_with_a_look_alike(), "invalid_code", Outcome.MISTYPED),
        (a_card().cancelled(), "invalid_code", Outcome.CANCELLED),
        (a_card().not_activated(), "not_activated", Outcome.NOT_ACTIVATED),
        (a_card().frozen(), "invalid_code", Outcome.FROZEN),
        (a_card().expired(), "invalid_code", Outcome.EXPIRED),
        (a_card().of_region("GB"), "wrong_region", Outcome.WRONG_REGION),
        (a_card().of_currency("EUR"), "wrong_region", Outcome.WRONG_CURRENCY),
        (a_card().locked_for(3), "code_locked", Outcome.CLAIMANT_LOCKED),
    ],
)
def test_the_facts_decide_whatever_was_complained_of(
    claimed: str | None, built: BuiltFacts, case: str, outcome: Outcome
) -> None:
    assert _found(claimed, built) == (case, outcome)


@pytest.mark.parametrize("claimed", COMPLAINTS)
def test_a_hold_on_the_account_stands_although_its_card_was_redeemed(claimed: str | None) -> None:
    case = "account_hold" if claimed == "account_hold" else "already_redeemed"
    assert _found(claimed, a_card().redeemed_by("alice")) == (case, Outcome.REDEEMED_HERE)


def test_no_other_complaint_than_a_hold_overrules_the_case_that_the_facts_show() -> None:
    overruling = set()
    for claimed, built in product(COMPLAINTS, EVERY_KIND):
        case, outcome = _found(claimed, built)
        diagnose_case = load_cases()[case].diagnose if case else None
        shown = diagnose_case and diagnose_case(built.facts, POLICY)
        if outcome is not Outcome.REDEEMABLE and shown is not outcome:
            overruling.add((claimed, outcome))
    assert overruling == {("account_hold", Outcome.REDEEMED_HERE)}


@pytest.mark.parametrize(
    ("claimed", "case"),
    [
        ("wrong_account", "wrong_account"),
        ("already_redeemed", "already_redeemed"),
        ("invalid_code", "already_redeemed"),
        (None, "already_redeemed"),
    ],
)
def test_where_two_cases_share_an_outcome_the_complaint_decides(claimed: str | None, case: str) -> None:
    assert _found(claimed, a_card().redeemed_by("bruno")) == (case, Outcome.REDEEMED_ELSEWHERE)


@pytest.mark.parametrize(
    ("built", "outcome"),
    [
        (a_card().redeemed_by("alice").of_region("GB").locked_for(3), Outcome.REDEEMED_HERE),
        # Whoever is locked out guesses: nothing of any card is told but that it is theirs already.
        (a_card().redeemed_by("bruno").locked_for(3), Outcome.CLAIMANT_LOCKED),
        (a_card().cancelled().locked_for(3), Outcome.CLAIMANT_LOCKED),
        (a_card().not_activated().locked_for(3), Outcome.CLAIMANT_LOCKED),
        (a_card().of_region("GB").locked_for(3), Outcome.CLAIMANT_LOCKED),
        (a_card().locked_for(3).typed_with_a_look_alike(), Outcome.CLAIMANT_LOCKED),
        (a_card().redeemed_by("bruno").of_region("GB"), Outcome.REDEEMED_ELSEWHERE),
        (a_card().cancelled().of_region("GB"), Outcome.CANCELLED),
        (a_card().not_activated().of_region("GB"), Outcome.NOT_ACTIVATED),
        (a_card().of_currency("EUR").of_region("GB"), Outcome.WRONG_REGION),
        (a_card().of_region("GB").typed_with_a_look_alike(), Outcome.WRONG_REGION),
        (no_card().locked_for(3), Outcome.CLAIMANT_LOCKED),
    ],
)
def test_of_several_problems_the_one_to_deal_with_first_is_told(built: BuiltFacts, outcome: Outcome) -> None:
    assert _found("invalid_code", built)[1] is outcome


@pytest.mark.parametrize("claimed", COMPLAINTS)
def test_where_nothing_is_wrong_the_complaint_is_answered_with_that(claimed: str | None) -> None:
    assert _found(claimed, a_card()) == (claimed, Outcome.REDEEMABLE)


@pytest.mark.parametrize("hours", [-1.0, 0.0])
def test_a_lock_that_has_ended_is_none(hours: float) -> None:
    assert _found("code_locked", a_card().locked_for(hours)) == ("code_locked", Outcome.REDEEMABLE)


@pytest.mark.parametrize("claimed", COMPLAINTS)
def test_the_cases_and_the_ledger_agree_on_every_card(claimed: str | None) -> None:
    """What a customer is told is what redeeming would be answered with."""
    differing = [
        built
        for built in EVERY_KIND
        if _found(claimed, built)[1] is not standing(built.facts, POLICY.currency(built.facts.account.region))
    ]
    assert differing == []


def test_every_outcome_of_a_card_can_come_about() -> None:
    found = {_found(claimed, built)[1] for claimed, built in product(COMPLAINTS, EVERY_KIND)}
    assert found == set(list(Outcome)[OF_A_CARD]) | {Outcome.REDEEMABLE}
