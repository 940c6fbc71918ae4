"""What the {placeholders} of answers stand for, for one brand: its facts, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING

from babel.dates import format_timedelta

from bot.knowledge.evidence import in_words, listed
from bot.ledger.policy import LockPolicy
from bot.values import Money

if TYPE_CHECKING:
    from bot.knowledge.brand import BrandPolicy, Region


def placeholders(text: str) -> set[str]:
    """The names that stand in braces in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def brand_values(policy: BrandPolicy, region: str | None = None) -> dict[str, str]:
    """Every fact of the brand by its name, as somebody of that region is told it; by default of its home.

    A fact that the brand does not have, such as the days after which a card expires, is left out: texts
    name it only where `choices.py` knows that it is so.
    """
    own = policy.region_or_home(region)
    amounts = policy.cards.amounts[own.currency]
    facts = {
        "brand": policy.name,
        "phone": policy.support.phone,
        "help_page": policy.support.help_page,
        "escalates_to": policy.support.escalates_to,
        "site": own.site,
        "country": own.country,
        "sites": _lines(f"{each.country}: {each.site}" for each in policy.regions.values()),
        "code_length": policy.cards.code_format.in_words(),
        "longest_pause": _longest_pause(policy.lock),
        "least": _whole(amounts.least, own.currency),
        "most": _whole(amounts.most, own.currency),
        "message": policy.sale.message,
        "resent_from": policy.sale.resent_from,
        "gift_cards_page": policy.redeeming.gift_cards_page,
        "receipt_by": policy.redeeming.receipt_by,
        "balance_shows": listed(policy.balance.shows),
        "card_states": listed(policy.balance.card_states, "or"),
        "rest_paid_by": policy.balance.rest_paid_by,
        "cannot_buy": listed(policy.balance.cannot_buy, "or"),
        "lost_asks_for": in_words(policy.lost_cards.asks_for),
        **_facts_that_some_lack(policy, own),
    }
    # Only these may name other facts in their sentences.
    sentences = {
        "channels": _lines(
            f"{channel.name}: {channel.at}" if channel.at else channel.name
            for channel in policy.support.channels
        ),
        "forms": _lines(policy.sale.forms),
        "look_first": _lines(policy.sale.look_first),
        "online_steps": _numbered(policy.redeeming.online),
        "store_steps": _numbered(policy.redeeming.in_store),
        "balance_ways": _lines(policy.balance.ways),
        "reload_steps": _numbered(policy.reload_steps),
    }
    return facts | {name: text.format_map(facts) for name, text in sentences.items()}


def _facts_that_some_lack(policy: BrandPolicy, own: Region) -> dict[str, str]:
    facts = {}
    if policy.cards.expires_after_days:
        facts["expires_after_days"] = str(policy.cards.expires_after_days)
    if policy.refundable_within_days:
        facts["refund_days"] = str(policy.refundable_within_days)
    if policy.fees:
        facts["fees"] = listed(
            f"{_whole(fee.amounts[own.currency], own.currency)} {fee.charged}" for fee in policy.fees
        )
    if policy.balance.usable_from_abroad_for:
        facts["abroad_goods"] = policy.balance.usable_from_abroad_for
    return facts


def _whole(amount: Decimal, currency: str) -> str:
    """An amount in major units as a sentence has it: $25, and not $25.00."""
    return str(Money.parse(amount, currency)).removesuffix(".00")


def _longest_pause(lock: LockPolicy) -> str:
    longest_s = max(lock.longest_s, lock.imported_hours * 3600)
    return format_timedelta(timedelta(seconds=longest_s), locale="en")


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _numbered(steps: Iterable[str]) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
