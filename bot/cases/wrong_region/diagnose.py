"""The card belongs to another country than the account."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts
from bot.ledger.outcomes import Outcome


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    elsewhere = facts.card is not None and facts.card.region != facts.account.region
    return Outcome.WRONG_REGION if elsewhere else None
