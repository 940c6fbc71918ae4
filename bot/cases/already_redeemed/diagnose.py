"""The card has been redeemed, by the account that asks or by another."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts
from bot.ledger.outcomes import Outcome


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    if facts.redeemed_here:
        return Outcome.REDEEMED_HERE
    return Outcome.REDEEMED_ELSEWHERE if facts.redeemed_elsewhere else None
