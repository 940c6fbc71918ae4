"""The account has used up its tries and must wait."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts
from bot.ledger.outcomes import Outcome


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    return Outcome.CLAIMANT_LOCKED if facts.locked_until else None
