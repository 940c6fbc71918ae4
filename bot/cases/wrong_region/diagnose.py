"""The card belongs to another country than the account, or is in another currency."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts
from bot.ledger.outcomes import Outcome


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    if facts.card is None:
        return None
    if facts.card.region != facts.account.region:
        return Outcome.WRONG_REGION
    currency = policy.currency(facts.account.region)
    return Outcome.WRONG_CURRENCY if currency not in (None, facts.card.face_value.currency) else None
