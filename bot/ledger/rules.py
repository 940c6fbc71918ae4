"""What a command does to the ledger, decided from what is there. Pure: state in, decision out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ledger.cards import Account, Card, CardFacts, CardState, CodeMatch
from bot.ledger.commands import ChangeCard, Issue, Kind, Redeem, Refund, Request, Spend
from bot.ledger.entries import (
    Entry,
    LedgerAccount,
    LedgerAccountKind,
    of_card,
    of_customer,
    of_house,
    transfer,
)
from bot.ledger.outcomes import Outcome
from bot.ledger.policy import CardPolicy
from bot.values import AccountId, CardId, Money


@dataclass(frozen=True)
class Decision:
    """What to store. Entries and changes come with DONE only; anything else changes nothing.

    `state` is the card's new one; `redeemed_by` is who a new redemption belongs to, which replaces
    the one there was; `makes_card` says that the command's new card is made, in that state.
    """

    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    amount: Money | None = None
    state: CardState | None = None
    redeemed_by: AccountId | None = None
    makes_card: CardState | None = None


def standing(facts: CardFacts, currency: str | None) -> Outcome:
    """How a card stands for the account that asks, the first in precedence of all that applies.

    `currency` is that of the account's region; None where the brand names none.
    """
    card = facts.card
    applies = {
        Outcome.REDEEMED_HERE: facts.redeemed_here,
        Outcome.CLAIMANT_LOCKED: facts.locked_until is not None,
        Outcome.UNKNOWN_CODE: card is None,
        Outcome.MISTYPED: facts.match is CodeMatch.LOOK_ALIKE,
        Outcome.REDEEMABLE: True,
    }
    if card is not None:
        applies |= {
            Outcome.REDEEMED_ELSEWHERE: facts.redeemed_elsewhere,
            Outcome.CANCELLED: card.state is CardState.CANCELLED,
            Outcome.EXPIRED: card.state is CardState.EXPIRED,
            Outcome.FROZEN: card.state is CardState.FROZEN,
            Outcome.NOT_ACTIVATED: card.state is CardState.ISSUED,
            Outcome.WRONG_REGION: card.region != facts.account.region,
            Outcome.WRONG_CURRENCY: currency not in (None, card.face_value.currency),
        }
    return min((outcome for outcome, holds in applies.items() if holds), key=lambda found: found.precedence)


def redeem(command: Redeem, facts: CardFacts, currency: str | None) -> Decision:
    found = standing(facts, currency)
    ready = (Outcome.REDEEMABLE, Outcome.MISTYPED) if command.accepts_look_alike else (Outcome.REDEEMABLE,)
    if found not in ready or facts.card is None:
        return Decision(found)
    value = facts.card.value
    card, customer = _card(facts.card), of_customer(facts.account.id, value.currency)
    return Decision(
        Outcome.DONE,
        transfer(value, card, customer),
        value,
        state=CardState.REDEEMED,
        redeemed_by=facts.account.id,
    )


def issue(command: Issue, policy: CardPolicy, currency: str | None) -> Decision:
    if not policy.allows(command.face_value):
        return Decision(Outcome.INVALID_AMOUNT)
    if currency not in (None, command.face_value.currency):
        return Decision(Outcome.WRONG_CURRENCY)
    return Decision(Outcome.DONE, amount=command.face_value, makes_card=CardState.ISSUED)


def spend(command: Spend, account: Account, balance: Money) -> Decision:
    if command.amount.minor <= 0:
        return Decision(Outcome.INVALID_AMOUNT)
    if balance.minor < command.amount.minor:
        return Decision(Outcome.INSUFFICIENT_BALANCE)
    return Decision(
        Outcome.DONE, transfer(command.amount, *_checkout(account, command.amount)), command.amount
    )


def refund(command: Refund, request: Request, account: Account, spent: Money, policy: CardPolicy) -> Decision:
    """`spent` is what the account spent in that currency and was not given back yet.

    Without that limit whoever may refund could make money, a little below the second person's at a time.
    """
    if command.amount.minor <= 0:
        return Decision(Outcome.INVALID_AMOUNT)
    if spent.minor < command.amount.minor:
        return Decision(Outcome.MORE_THAN_SPENT)
    if _lacks_second_person(request, command.amount, policy):
        return Decision(Outcome.NEEDS_SECOND_PERSON)
    path = reversed(_checkout(account, command.amount))
    return Decision(Outcome.DONE, transfer(command.amount, *path), command.amount)


def change_card(command: ChangeCard, card: Card, policy: CardPolicy, now: datetime) -> Decision:
    """Activate, freeze, unfreeze, cancel or expire."""
    allowed = _CHANGES[command.kind]
    if card.state not in allowed.before:
        return Decision(Outcome.WRONG_STATE)
    if command.kind is Kind.EXPIRE and not _has_expired(card, policy, now):
        return Decision(Outcome.NOT_EXPIRING)
    entries: tuple[Entry, ...] = ()
    if allowed.to_house:
        house = of_house(allowed.to_house, card.region, card.face_value.currency)
        if command.kind is Kind.ACTIVATE:
            entries = transfer(card.face_value, house, _card(card))
        else:
            entries = transfer(card.value, _card(card), house)
    return Decision(Outcome.DONE, entries, card.face_value, state=allowed.after)


def reissue(request: Request, card: Card, new: CardId, policy: CardPolicy) -> Decision:
    """The old card's value goes to the new one; for a redeemed card the house takes the loss."""
    if card.is_replaced:
        return Decision(Outcome.ALREADY_REPLACED)
    if card.state not in (CardState.ACTIVE, CardState.FROZEN, CardState.REDEEMED):
        return Decision(Outcome.WRONG_STATE)
    by_fraud = card.state is CardState.REDEEMED
    if _lacks_second_person(request, card.face_value, policy, always=by_fraud):
        return Decision(Outcome.NEEDS_SECOND_PERSON)
    currency = card.face_value.currency
    path = [of_house(LedgerAccountKind.FRAUD_LOSS, card.region, currency)]
    if not by_fraud:
        path = [_card(card), of_house(LedgerAccountKind.REISSUE, card.region, currency)]
    return Decision(
        Outcome.DONE,
        transfer(card.face_value, *path, of_card(new, currency)),
        card.face_value,
        state=None if by_fraud else CardState.CANCELLED,
        makes_card=CardState.ACTIVE,
    )


def move(
    request: Request,
    card: Card,
    account: Account,
    holder_balance: Money,
    policy: CardPolicy,
    currency: str | None,
) -> Decision:
    """`account` is the right one; `holder_balance` is what the account it went to still has.

    The value of a card that was reissued is with its replacement, so it is not given a second time.
    """
    if card.region != account.region:
        return Decision(Outcome.WRONG_REGION)
    if currency not in (None, card.face_value.currency):
        return Decision(Outcome.WRONG_CURRENCY)
    if card.is_replaced:
        return Decision(Outcome.ALREADY_REPLACED)
    if card.redemption is None or card.redemption.account == account.id:
        return Decision(Outcome.NOTHING_TO_MOVE)
    amount = card.redemption.amount
    if holder_balance.minor < amount.minor:
        return Decision(Outcome.INSUFFICIENT_BALANCE)
    if _lacks_second_person(request, amount, policy):
        return Decision(Outcome.NEEDS_SECOND_PERSON)
    source = of_customer(card.redemption.account, amount.currency)
    target = of_customer(account.id, amount.currency)
    return Decision(Outcome.DONE, transfer(amount, source, target), amount, redeemed_by=account.id)


@dataclass(frozen=True)
class _Change:
    before: tuple[CardState, ...]
    after: CardState
    to_house: LedgerAccountKind | None = None


_CHANGES = {
    Kind.ACTIVATE: _Change((CardState.ISSUED,), CardState.ACTIVE, LedgerAccountKind.LIABILITY),
    Kind.FREEZE: _Change((CardState.ACTIVE,), CardState.FROZEN),
    Kind.UNFREEZE: _Change((CardState.FROZEN,), CardState.ACTIVE),
    Kind.CANCEL: _Change(
        (CardState.ISSUED, CardState.ACTIVE, CardState.FROZEN),
        CardState.CANCELLED,
        LedgerAccountKind.LIABILITY,
    ),
    Kind.EXPIRE: _Change((CardState.ACTIVE,), CardState.EXPIRED, LedgerAccountKind.REVENUE),
}


def _card(card: Card) -> LedgerAccount:
    return of_card(card.id, card.face_value.currency)


def _checkout(account: Account, amount: Money) -> tuple[LedgerAccount, LedgerAccount]:
    """From the customer's balance to the revenue of their region."""
    return (
        of_customer(account.id, amount.currency),
        of_house(LedgerAccountKind.REVENUE, account.region, amount.currency),
    )


def _has_expired(card: Card, policy: CardPolicy, now: datetime) -> bool:
    if policy.expires_after_days is None or card.activated_at is None:
        return False
    return card.activated_at + timedelta(days=policy.expires_after_days) <= now


def _lacks_second_person(
    request: Request, amount: Money, policy: CardPolicy, *, always: bool = False
) -> bool:
    """True if two people must decide and there are not two: nobody approves what they asked for."""
    if not always and not policy.needs_two_people(amount):
        return False
    return not request.approved_by or request.approved_by == request.actor
