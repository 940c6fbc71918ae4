"""The site does not accept the code: no such card, a look-alike, or a card closed or on hold."""

from __future__ import annotations

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts, CardState, CodeMatch
from bot.ledger.outcomes import Outcome

_CLOSED = {
    CardState.CANCELLED: Outcome.CANCELLED,
    CardState.EXPIRED: Outcome.EXPIRED,
    CardState.FROZEN: Outcome.FROZEN,
}


def diagnose(facts: CardFacts, policy: BrandPolicy) -> Outcome | None:
    if facts.card is None:
        return Outcome.UNKNOWN_CODE
    if closed := _CLOSED.get(facts.card.state):
        return closed
    return Outcome.MISTYPED if facts.match is CodeMatch.LOOK_ALIKE else None
