"""Redeemed, but the value went to another account than the one that asks."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts
from bot.ledger.outcomes import Outcome


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    return Outcome.REDEEMED_ELSEWHERE if facts.redeemed_elsewhere else None
