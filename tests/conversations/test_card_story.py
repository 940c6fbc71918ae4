"""What a customer reads of a card, step by step: what the answer says, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.conversations.card_story import CardStep, CardStory, Step, card_story
from bot.ledger.outcomes import Outcome
from tests.builders import A_MOMENT, BuiltFacts, a_card, no_card

ACTIVATED = CardStep(Step.ACTIVATED, date(2026, 1, 5))
A_MONTH_AGO = (A_MOMENT - timedelta(days=30)).date()


def _activated(built: BuiltFacts) -> BuiltFacts:
    assert built.facts.card is not None
    at = A_MOMENT.replace(year=2026, month=1, day=5)
    return BuiltFacts(replace(built.facts, card=replace(built.facts.card, activated_at=at)))


@pytest.mark.parametrize(
    ("built", "outcome", "steps"),
    [
        (a_card().not_activated(), Outcome.NOT_ACTIVATED, [CardStep(Step.NOT_ACTIVATED)]),
        (a_card(), Outcome.REDEEMABLE, [CardStep(Step.REDEEMABLE)]),
        (_activated(a_card()), Outcome.REDEEMABLE, [ACTIVATED, CardStep(Step.REDEEMABLE)]),
        (
            _activated(a_card().redeemed_by("alice")),
            Outcome.REDEEMED_HERE,
            [ACTIVATED, CardStep(Step.REDEEMED_HERE, A_MONTH_AGO)],
        ),
        (_activated(a_card().frozen()), Outcome.FROZEN, [ACTIVATED, CardStep(Step.FROZEN)]),
        (a_card().cancelled(), Outcome.CANCELLED, [CardStep(Step.CANCELLED)]),
        (a_card().expired(), Outcome.EXPIRED, [CardStep(Step.EXPIRED)]),
    ],
)
def test_the_last_step_is_how_the_card_stands(
    built: BuiltFacts, outcome: Outcome, steps: list[CardStep]
) -> None:
    assert card_story(built.facts, outcome) == CardStory("XT2V", tuple(steps))


def test_when_another_account_redeemed_it_is_not_told() -> None:
    story = card_story(_activated(a_card().redeemed_by("bruno")).facts, Outcome.REDEEMED_ELSEWHERE)
    assert story == CardStory("XT2V", (ACTIVATED, CardStep(Step.REDEEMED_ELSEWHERE)))


@pytest.mark.parametrize(
    ("built", "outcome"),
    [
        (no_card(), Outcome.UNKNOWN_CODE),
        (a_card().typed_with_a_look_alike(), Outcome.MISTYPED),
        (a_card().typed_with_a_look_alike(), Outcome.REDEEMABLE),
        (a_card().locked_for(2), Outcome.CLAIMANT_LOCKED),
        (a_card().of_region("CA"), Outcome.WRONG_REGION),
    ],
)
def test_nothing_is_told_of_a_card_that_is_not_surely_the_one_or_not_the_reason(
    built: BuiltFacts, outcome: Outcome
) -> None:
    assert card_story(built.facts, outcome) is None
