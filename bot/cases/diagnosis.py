"""A diagnosis: which case the ledger shows, and the values its reply is filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from babel.dates import format_date, format_datetime

from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import Account, CardFacts
from bot.ledger.commands import Receipt
from bot.ledger.outcomes import Outcome


@dataclass(frozen=True)
class Diagnosis:
    """What is true of one card. `case` is None if nothing is wrong and nothing was complained of."""

    case: str | None
    outcome: Outcome
    values: Mapping[str, str] = field(default_factory=dict)


def reply_values(facts: CardFacts, policy: BrandPolicy) -> dict[str, str]:
    """What a case's texts may name. Never another customer's account, never more than four characters."""
    values = {
        "last_four": facts.last_four,
        "account_site": policy.site(facts.account.region),
        "account_country": policy.country(facts.account.region),
        "retailer": "the shop that sold it",
    }
    if facts.locked_until:
        values["unlocks_at"] = moment_in_words(facts.locked_until)
    if card := facts.card:
        values |= {
            "face_value": str(card.face_value),
            "card_site": policy.site(card.region),
            "card_country": policy.country(card.region),
            "retailer": card.retailer or "the shop that sold it",
        }
        if card.redemption:
            values["amount"] = str(card.redemption.amount)
            values["redeemed_on"] = format_date(card.redemption.redeemed_at, "d MMMM y", locale="en")
    return values


def outcome_values(receipt: Receipt, account: Account, policy: BrandPolicy) -> dict[str, str]:
    """What the text of a receipt's outcome may name (bot/ledger/outcomes.yml)."""
    value = str(receipt.amount or "its value")
    return {
        "last_four": receipt.last_four or "",
        "face_value": value,
        "balance": str(receipt.balance or value),
        "unlocks_at": moment_in_words(receipt.unlocks_at) if receipt.unlocks_at else "later",
        "account_site": policy.site(account.region),
        "card_site": "the site of its own country",
    }


def moment_in_words(at: datetime) -> str:
    """As customers read it: 24 November 2026, 15:00 UTC."""
    return format_datetime(at.astimezone(UTC), "d MMMM y, HH:mm", locale="en") + " UTC"
