"""What became of a card, as a customer may read it beside the answer about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.ledger.cards import CardFacts, CodeMatch
from bot.ledger.outcomes import Outcome


class Step(StrEnum):
    ACTIVATED = "activated"
    NOT_ACTIVATED = "not_activated"
    REDEEMABLE = "redeemable"
    REDEEMED_HERE = "redeemed_here"
    REDEEMED_ELSEWHERE = "redeemed_elsewhere"
    FROZEN = "frozen"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class CardStep:
    what: Step
    on: date | None = None  # where it is known, and the customer's to know


@dataclass(frozen=True)
class CardStory:
    """Oldest first; the last step is how the card stands."""

    last_four: str
    steps: tuple[CardStep, ...]


# What the answer says as well. Of any other outcome the card itself is not the reason.
_LAST = {Outcome(step): step for step in Step if step is not Step.ACTIVATED}


def card_story(facts: CardFacts, outcome: Outcome) -> CardStory | None:
    """None where no more is told of the card than the answer says.

    When another account redeemed it is for people at the desk, so that day is left out.
    """
    card, last = facts.card, _LAST.get(outcome)
    if card is None or last is None or facts.match is not CodeMatch.EXACT:
        return None
    steps = [CardStep(last)]
    if last is Step.REDEEMED_HERE and card.redemption:
        steps = [CardStep(last, card.redemption.redeemed_at.date())]
    if card.activated_at:
        steps.insert(0, CardStep(Step.ACTIVATED, card.activated_at.date()))
    return CardStory(card.last_four, tuple(steps))
