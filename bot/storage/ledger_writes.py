"""The one way in which the ledger changes: read under lock, decide by the rules, store with the receipt.

Every UPDATE of a card names the version it expects and its rows are counted, so that a decision made on
stale facts cannot be stored. Several redemptions that share nothing are one transaction with the
statements of one: what costs time is each statement and each commit, not each row.

Rows are held in one order: a chain, accounts' tries, cards, balances.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, select, update

from bot.errors import LedgerConflict
from bot.knowledge.brand import BrandPolicy
from bot.ledger import rules
from bot.ledger.cards import Account, Card, CardFacts, CardState
from bot.ledger.claimants import locked_until
from bot.ledger.commands import (
    ChangeCard,
    Command,
    Issue,
    Move,
    Receipt,
    Redeem,
    Refund,
    Reissue,
    Request,
    Spend,
    Write,
    request_hash,
)
from bot.ledger.entries import Entry, LedgerAccount, LedgerAccountKind, of_customer
from bot.ledger.outcomes import Outcome
from bot.ledger.rules import Decision
from bot.privacy.claim_code import CodeFingerprint
from bot.storage.balances import change_balances, held_balances
from bot.storage.cards import HeldCard, SqlCards, new_card_id
from bot.storage.claimants import SqlClaimants
from bot.storage.dialect import ForEachRow, InsertRows, among
from bot.storage.journal import Journal
from bot.storage.tables import account as accounts
from bot.storage.tables import card as cards
from bot.storage.tables import redemption as redemptions
from bot.values import AccountId, CardId, Money

# Made once: building a statement costs more than running it.
_ACCOUNTS = select(accounts).where(among(accounts.c.id, "ids"))
_CHANGE_CARDS = ForEachRow(
    lambda row: (
        update(cards)
        .where(cards.c.id == row["of_card"], cards.c.version == row["seen"])
        .values(
            state=row["to_state"],
            balance_minor=cards.c.balance_minor + row["by_minor"],
            activated_at=row["activated"],
            version=cards.c.version + 1,
        )
    ),
    of_card=cards.c.id.type,
    seen=cards.c.version.type,
    to_state=cards.c.state.type,
    by_minor=cards.c.balance_minor.type,
    activated=cards.c.activated_at.type,
)
_INSERT_CARDS = InsertRows(cards)
REVERSE_REDEMPTIONS = ForEachRow(
    lambda row: (
        update(redemptions)
        .where(redemptions.c.card_id == row["of_card"], redemptions.c.reversed_at.is_(None))
        .values(reversed_at=row["at"])
    ),
    of_card=redemptions.c.card_id.type,
    at=redemptions.c.reversed_at.type,
)
INSERT_REDEMPTIONS = InsertRows(redemptions)


@dataclass(frozen=True)
class _NewCard:
    id: CardId
    code: CodeFingerprint
    region: str
    face_value: Money
    retailer: str | None
    sealed_code: str | None
    replaces: CardId | None = None


@dataclass(frozen=True)
class _Draft:
    """A decision with what its receipt names."""

    decision: Decision
    held: HeldCard | None = None
    account: AccountId | None = None
    last_four: str | None = None
    unlocks_at: datetime | None = None
    new_card: _NewCard | None = None


@dataclass
class _Rows:
    """What decisions change, gathered to be written with one statement a table."""

    cards: list[dict[str, Any]] = field(default_factory=list)
    new_cards: list[dict[str, Any]] = field(default_factory=list)
    reversed: list[dict[str, Any]] = field(default_factory=list)
    redeemed: list[dict[str, Any]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


class LedgerWrites:
    """Over one open transaction."""

    def __init__(
        self, connection: Connection, journal: Journal, claimants: SqlClaimants, policy: BrandPolicy
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._claimants = claimants
        self._policy = policy
        self._cards = SqlCards(connection)

    def write(self, writes: Sequence[Write]) -> list[Receipt]:
        """Does what is asked, each once, and returns what became of it.

        Raises LedgerConflict if somebody changed the same at the same moment, and ValueError for several
        that are not all independent of each other (`Write.touches`).
        """
        _require_independent(writes)
        requests = [write.request for write in writes]
        page = self._journal.page(requests[0].scope, requests[0].key)
        known = self._journal.find(requests)
        fresh = [write for write in writes if (write.request.scope, write.request.key) not in known]
        drafts = self._drafts(fresh) if fresh else []
        balances = self._store(drafts, [write.now for write in fresh])
        waiting = iter(zip(drafts, balances, strict=True))
        receipts = []
        for write in writes:
            asked = request_hash(write.command, write.request)
            if before := known.get((write.request.scope, write.request.key)):
                if before.request_hash == asked:
                    receipts.append(replace(before.receipt, is_repeat=True))
                else:
                    receipts.append(Receipt(before.receipt.txn, Outcome.IDEMPOTENCY_MISMATCH, write.now))
                continue
            draft, balance = next(waiting)
            receipt = _receipt(draft, page.next_txn, balance, write.now)
            reason = getattr(write.command, "reason", "")
            page.add(write.command.kind, write.request, asked, receipt, draft.decision.entries, reason)
            receipts.append(receipt)
        page.store()
        return receipts

    # Deciding

    def _drafts(self, writes: Sequence[Write]) -> list[_Draft]:
        redeeming = [(write.command, write.now) for write in writes if isinstance(write.command, Redeem)]
        if redeeming:
            return self._redeem(redeeming)
        (write,) = writes
        return [self._draft(write.command, write.request, write.now)]

    def _draft(self, command: Command, request: Request, now: datetime) -> _Draft:
        match command:
            case Redeem():
                return self._redeem([(command, now)])[0]
            case Issue():
                return self._issue(command)
            case Spend() | Refund():
                return self._spend_or_refund(command, request)
            case ChangeCard():
                return self._change_card(command, now)
            case Reissue():
                return self._reissue(command, request)
            case Move():
                return self._move(command, request)

    def _redeem(self, asked: Sequence[tuple[Redeem, datetime]]) -> list[_Draft]:
        commands = [command for command, _ in asked]
        known = self._accounts(command.account for command in commands)
        # Tries before cards: whoever is locked must wait for nothing that tells them of a card.
        tries = self._claimants.hold(bucket for command in commands for bucket in command.buckets)
        found = self._cards.hold_by_code([command.code for command in commands])
        drafts = []
        for command, now in asked:
            account = known.get(command.account)
            if account is None:
                drafts.append(_Draft(Decision(Outcome.UNKNOWN_ACCOUNT), last_four=command.code.last_four))
                continue
            if command.region:
                account = replace(account, region=command.region)
            match, held = found[command.code.exact]
            facts = CardFacts(
                account=account,
                now=now,
                last_four=held.card.last_four if held else command.code.last_four,
                match=match,
                card=held.card if held else None,
                locked_until=locked_until(
                    (tries[bucket] for bucket in command.buckets if bucket in tries), now
                ),
            )
            drafts.append(self._redemption(command, facts, held))
        return drafts

    def _redemption(self, command: Redeem, facts: CardFacts, held: HeldCard | None) -> _Draft:
        decision = rules.redeem(command, facts, self._policy.currency(facts.account.region))
        unlocks_at = facts.locked_until
        if decision.outcome is Outcome.CLAIMANT_LOCKED:
            # The receipt is that of a wrong code: who is locked must not learn which codes are right.
            return _Draft(decision, None, command.account, command.code.last_four, unlocks_at)
        if decision.outcome is Outcome.UNKNOWN_CODE:
            unlocks_at = self._claimants.failed(command.buckets, command.code.exact, facts.now)
        return _Draft(decision, held, command.account, facts.last_four, unlocks_at)

    def _issue(self, command: Issue) -> _Draft:
        decision = rules.issue(command, self._policy.cards, self._policy.currency(command.region))
        if decision.outcome is not Outcome.DONE:
            return _Draft(decision)
        new = _NewCard(
            new_card_id(),
            command.code,
            command.region,
            command.face_value,
            command.retailer,
            command.sealed_code,
        )
        return _Draft(decision, last_four=command.code.last_four, new_card=new)

    def _spend_or_refund(self, command: Spend | Refund, request: Request) -> _Draft:
        account = self._account(command.account)
        if account is None:
            return _Draft(Decision(Outcome.UNKNOWN_ACCOUNT))
        currency = command.amount.currency
        # Held for a refund too: whoever spends or refunds at the same moment has to wait for it.
        balance = self._held_balance(account.id, currency)
        if isinstance(command, Refund):
            spent = Money(self._journal.spent_minor(of_customer(account.id, currency)), currency)
            decision = rules.refund(command, request, account, spent, self._policy.cards)
        else:
            decision = rules.spend(command, account, balance)
        return _Draft(decision, account=account.id)

    def _change_card(self, command: ChangeCard, now: datetime) -> _Draft:
        held = self._hold_card(command.card)
        if held is None:
            return _Draft(Decision(Outcome.UNKNOWN_CARD))
        decision = rules.change_card(command, held.card, self._policy.cards, now)
        return _Draft(decision, held, last_four=held.card.last_four)

    def _reissue(self, command: Reissue, request: Request) -> _Draft:
        held = self._hold_card(command.card)
        if held is None:
            return _Draft(Decision(Outcome.UNKNOWN_CARD))
        old = self._or_replaced(held.card)
        new = _NewCard(
            new_card_id(),
            command.code,
            old.region,
            old.face_value,
            old.retailer,
            command.sealed_code,
            replaces=old.id,
        )
        decision = rules.reissue(request, old, new.id, self._policy.cards)
        done = decision.outcome is Outcome.DONE
        return _Draft(decision, held, last_four=old.last_four, new_card=new if done else None)

    def _move(self, command: Move, request: Request) -> _Draft:
        held = self._hold_card(command.card)
        account = self._account(command.to)
        if held is None or account is None:
            missing = Outcome.UNKNOWN_CARD if held is None else Outcome.UNKNOWN_ACCOUNT
            return _Draft(Decision(missing), held)
        currency = held.card.face_value.currency
        has = Money(0, currency)
        if held.card.redemption:
            # Both balances are held in order of their names: two moves between them cannot block.
            has = self._held_balance(held.card.redemption.account, currency, and_of=account.id)
        decision = rules.move(
            request,
            self._or_replaced(held.card),
            account,
            has,
            self._policy.cards,
            self._policy.currency(account.region),
        )
        return _Draft(decision, held, account.id, held.card.last_four)

    def _or_replaced(self, card: Card) -> Card:
        """The card, knowing whether another has taken its place."""
        return replace(card, is_replaced=self._cards.is_replaced(card.id))

    def _hold_card(self, card: CardId) -> HeldCard | None:
        return self._cards.hold([card]).get(card)

    def _account(self, account: AccountId) -> Account | None:
        return self._accounts([account]).get(account)

    def _accounts(self, ids: Iterable[AccountId]) -> Mapping[AccountId, Account]:
        rows = self._connection.execute(_ACCOUNTS, {"ids": list(ids)})
        return {AccountId(row.id): Account(AccountId(row.id), row.region) for row in rows}

    def _held_balance(self, account: AccountId, currency: str, and_of: AccountId | None = None) -> Money:
        wanted = of_customer(account, currency)
        also = {of_customer(and_of, currency)} if and_of else set()
        held = held_balances(self._connection, {wanted} | also)
        return Money(held.get(wanted.id, 0), currency)

    # Storing

    def _store(self, drafts: Sequence[_Draft], at: Sequence[datetime]) -> list[Money | None]:
        """Stores the decisions that are DONE; returns the balance after each that names an account."""
        rows = _Rows()
        for draft, now in zip(drafts, at, strict=True):
            if draft.decision.outcome is Outcome.DONE:
                _gather(rows, draft, now)
        if _CHANGE_CARDS(self._connection, rows.cards) != len(rows.cards):
            raise LedgerConflict("the card was changed at the same moment; nothing was stored")
        _INSERT_CARDS(self._connection, rows.new_cards)
        REVERSE_REDEMPTIONS(self._connection, rows.reversed)
        INSERT_REDEMPTIONS(self._connection, rows.redeemed)
        after = change_balances(self._connection, rows.entries)
        return [self._balance_after(draft, after) for draft in drafts]

    def _balance_after(self, draft: _Draft, after: Mapping[LedgerAccount, int]) -> Money | None:
        done = draft.decision.outcome is Outcome.DONE
        if not done or draft.account is None or draft.decision.amount is None:
            return None
        customer = of_customer(draft.account, draft.decision.amount.currency)
        if customer not in after:  # A card of nothing has no entries.
            return self._held_balance(draft.account, customer.currency)
        return Money(after[customer], customer.currency)


def _require_independent(writes: Sequence[Write]) -> None:
    for one, other in combinations((write.touches for write in writes), 2):
        if one is None or other is None or one & other:
            raise ValueError("only redemptions that share nothing can be written together")


def _receipt(draft: _Draft, txn: str, balance: Money | None, now: datetime) -> Receipt:
    new = draft.new_card.id if draft.new_card else None
    return Receipt(
        txn=txn,
        outcome=draft.decision.outcome,
        at=now,
        card=draft.held.card.id if draft.held else new,
        last_four=draft.last_four,
        account=draft.account,
        amount=draft.decision.amount,
        balance=balance,
        unlocks_at=draft.unlocks_at,
        new_card=new if draft.held else None,
    )


def _gather(rows: _Rows, draft: _Draft, now: datetime) -> None:
    decision, held, new = draft.decision, draft.held, draft.new_card
    on_cards: Counter[str] = Counter()
    for entry in decision.entries:
        if entry.account.kind is LedgerAccountKind.CARD:
            on_cards[entry.account.owner] += entry.amount_minor
    rows.entries += decision.entries
    if held and (decision.state or decision.redeemed_by):
        state = decision.state or held.card.state
        was_activated = held.card.state is CardState.ISSUED and state is CardState.ACTIVE
        rows.cards.append(
            {
                "of_card": held.card.id,
                "seen": held.version,
                "to_state": state.value,
                "by_minor": on_cards[held.card.id],
                "activated": now if was_activated else held.card.activated_at,
            }
        )
    if new and decision.makes_card:
        rows.new_cards.append(_card_row(new, decision.makes_card, on_cards[new.id], now))
    if held and decision.redeemed_by and decision.amount:
        if held.card.redemption:
            rows.reversed.append({"of_card": held.card.id, "at": now})
        rows.redeemed.append(
            {
                "card_id": held.card.id,
                # The card's version after this: no two changes of a card have one, and later ones are higher.
                "number": held.version + 1,
                "account_id": decision.redeemed_by,
                "amount_minor": decision.amount.minor,
                "currency": decision.amount.currency,
                "redeemed_at": now,
                "reversed_at": None,
            }
        )


def _card_row(new: _NewCard, state: CardState, balance_minor: int, now: datetime) -> dict[str, Any]:
    return {
        "id": new.id,
        "code_hash": new.code.exact,
        "skeleton_hash": new.code.skeleton,
        "pepper_version": new.code.pepper_version,
        "last_four": new.code.last_four,
        "sealed_code": new.sealed_code,
        "state": state.value,
        "region": new.region,
        "face_value_minor": new.face_value.minor,
        "currency": new.face_value.currency,
        "balance_minor": balance_minor,
        "retailer": new.retailer,
        "activated_at": now if state is CardState.ACTIVE else None,
        "replaces_id": new.replaces,
        "load_id": None,
        "load_line": None,
        "version": 1,
    }
