"""The site does not accept the code: no such card, a look-alike typed, or a cancelled card."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts, CardState, CodeMatch
from bot.ledger.outcomes import Outcome


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    if facts.card is None:
        return Outcome.UNKNOWN_CODE
    if facts.card.state is CardState.CANCELLED:
        return Outcome.CANCELLED
    return Outcome.MISTYPED if facts.match is CodeMatch.LOOK_ALIKE else None
