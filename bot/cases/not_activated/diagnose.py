"""The card was printed but never activated at the till."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts, CardState
from bot.ledger.outcomes import Outcome


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    issued = facts.card is not None and facts.card.state is CardState.ISSUED
    return Outcome.NOT_ACTIVATED if issued else None
