"""The ledger, in SQL: cards, accounts and balances, and the one way in which they change.

A change reads what it stands on under lock, asks bot/ledger/rules.py, and stores the decision, its
entries and its receipt together. Every UPDATE names the state it expects and its rows are counted, so
that a decision made on stale facts cannot be stored.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, text, update

from bot.errors import LedgerConflict
from bot.knowledge.brand import BrandPolicy
from bot.ledger import rules
from bot.ledger.cards import Account, Card, CardFacts, CardState, CodeMatch, FoundCard, Redemption
from bot.ledger.claimants import Bucket
from bot.ledger.commands import (
    ChangeCard,
    Command,
    Fault,
    Issue,
    Move,
    Receipt,
    Redeem,
    Refund,
    Reissue,
    Request,
    Spend,
    Transaction,
    request_hash,
)
from bot.ledger.entries import LedgerAccountKind, of_customer
from bot.ledger.outcomes import Outcome
from bot.ledger.rules import Decision
from bot.privacy.claim_code import LAST_FOUR, CodeFingerprint, Fingerprinter
from bot.storage.balances import accounts_that_spent, balance_faults, change_balances, held_balances
from bot.storage.card_import import SqlCardImport
from bot.storage.card_states import state_faults
from bot.storage.claimants import SqlClaimants
from bot.storage.dialect import insert_if_absent
from bot.storage.journal import Journal
from bot.storage.tables import account as accounts
from bot.storage.tables import card as cards
from bot.storage.tables import ledger_account as balances
from bot.storage.tables import redemption as redemptions
from bot.values import AccountId, CardId, Money

# Made once: building a statement costs more than running it.
_ACCOUNT = select(accounts).where(accounts.c.id == bindparam("id"))
_CARD_BY_ID = select(cards).where(cards.c.id == bindparam("id"))
_CARD_BY_CODE = select(cards).where(cards.c.code_hash == bindparam("code"))
_CARDS_ALIKE = select(cards).where(cards.c.skeleton_hash == bindparam("skeleton")).limit(2)
_CARD_BY_ID_HELD = _CARD_BY_ID.with_for_update()
_REDEMPTION = select(redemptions).where(
    redemptions.c.card_id == bindparam("card"), redemptions.c.reversed_at.is_(None)
)
_IS_REPLACED = select(cards.c.id).where(cards.c.replaces_id == bindparam("card"))
_CHANGE_CARD = (
    update(cards)
    .where(cards.c.id == bindparam("of_card"), cards.c.version == bindparam("seen"))
    .values(
        state=bindparam("to_state"),
        balance_minor=cards.c.balance_minor + bindparam("by_minor"),
        activated_at=bindparam("activated"),
        version=cards.c.version + 1,
    )
)
_LAST_REDEMPTION = select(func.max(redemptions.c.number)).where(redemptions.c.card_id == bindparam("card"))
_REVERSE_REDEMPTION = (
    update(redemptions)
    .where(redemptions.c.card_id == bindparam("of_card"), redemptions.c.reversed_at.is_(None))
    .values(reversed_at=bindparam("at"))
)
_INSERT_REDEMPTION = insert(redemptions)
_INSERT_CARD = insert(cards)
_SEE_ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


@dataclass(frozen=True)
class _Held:
    """A card that nobody else can change until this transaction ends, and the version seen."""

    card: Card
    version: int


@dataclass(frozen=True)
class _Draft:
    """A decision with what its receipt names."""

    decision: Decision
    held: _Held | None = None
    account: AccountId | None = None
    last_four: str | None = None
    unlocks_at: datetime | None = None
    new_card: _NewCard | None = None


@dataclass(frozen=True)
class _NewCard:
    id: CardId
    code: CodeFingerprint
    region: str
    face_value: Money
    retailer: str | None
    sealed_code: str | None
    replaces: CardId | None = None


class SqlLedger:
    """Implements ports.Ledger, over one open transaction."""

    def __init__(self, connection: Connection, fingerprinter: Fingerprinter, policy: BrandPolicy) -> None:
        self._connection = connection
        self._fingerprinter = fingerprinter
        self._journal = Journal(connection, fingerprinter.journal_key)
        self._claimants = SqlClaimants(connection, policy.lock)
        self._policy = policy

    # Reading

    def account(self, account: AccountId) -> Account | None:
        row = self._connection.execute(_ACCOUNT, {"id": account}).one_or_none()
        return Account(AccountId(row.id), row.region) if row else None

    def accounts(self) -> Sequence[Account]:
        rows = self._connection.execute(select(accounts).order_by(accounts.c.id))
        return [Account(AccountId(row.id), row.region) for row in rows]

    def cards(self, most: int | None = None) -> Iterator[Card]:
        rows = self._connection.execute(
            _with_redemption()
            .order_by(cards.c.last_four, cards.c.id)
            .limit(most)
            .execution_options(yield_per=1000)
        )
        return map(_card_with_redemption, rows)

    def find_cards(self, beginning: str) -> Sequence[Card]:
        """The cards whose id begins so, or with four characters whose code ends so; at most 20."""
        named = cards.c.id.startswith(beginning.lower(), autoescape=True)
        if len(beginning) == LAST_FOUR:
            named = cards.c.last_four == beginning.upper()
        rows = self._connection.execute(_with_redemption().where(named).order_by(cards.c.id).limit(20))
        return [_card_with_redemption(row) for row in rows]

    def find(self, code: CodeFingerprint) -> FoundCard:
        match, held = self._find(code)
        return FoundCard(match, held.card if held else None)

    def cards_with_codes(self) -> Iterator[tuple[Card, CodeFingerprint]]:
        rows = self._connection.execute(
            _with_redemption().order_by(cards.c.id).execution_options(yield_per=1000)
        )
        return ((_card_with_redemption(row), _code(row)) for row in rows)

    def facts(
        self, account: Account, code: CodeFingerprint, claimant: Sequence[Bucket], now: datetime
    ) -> CardFacts:
        match, held = self._find(code)
        card = held.card if held else None
        return CardFacts(
            account=account,
            now=now,
            last_four=card.last_four if card else code.last_four,
            match=match,
            card=card,
            locked_until=self._claimants.locked_until(claimant, now),
        )

    def balances(self, account: AccountId) -> Sequence[Money]:
        rows = self._connection.execute(
            select(balances.c.balance_minor, balances.c.currency)
            .where(balances.c.kind == LedgerAccountKind.CUSTOMER.value, balances.c.owner == account)
            .order_by(balances.c.currency)
        )
        return [Money(row.balance_minor, row.currency) for row in rows]

    def accounts_that_spent(self) -> int:
        return accounts_that_spent(self._connection)

    def history(
        self, *, card: CardId | None = None, account: AccountId | None = None
    ) -> Sequence[Transaction]:
        return self._journal.history(card=card, account=account)

    def faults(self) -> Iterator[Fault]:
        if self._connection.dialect.name == "postgresql":
            # All statements must see one moment, or a write between two of them would look like a fault.
            self._connection.execute(_SEE_ONE_MOMENT)
        yield from self._journal.faults()
        yield from balance_faults(self._connection)
        yield from state_faults(self._connection)

    # Writing

    def importing(self, account: AccountId | None, now: datetime) -> SqlCardImport:
        return SqlCardImport(
            self._connection,
            self._fingerprinter,
            self._journal,
            self._claimants,
            self._policy.lock,
            account,
            now,
        )

    def wrong_code(self, claimant: Sequence[Bucket], code: CodeFingerprint, now: datetime) -> datetime | None:
        return self._claimants.failed(claimant, code.exact, now)

    def add_account(self, account: Account) -> None:
        insert_if_absent(self._connection, accounts, {"id": account.id, "region": account.region})
        self._connection.execute(
            update(accounts)
            .where(accounts.c.id == account.id, accounts.c.region != account.region)
            .values(region=account.region)
        )

    def write(self, command: Command, request: Request, now: datetime) -> Receipt:
        """Does what is asked, once. Raises LedgerConflict if somebody changed the same at the same moment."""
        head = self._journal.hold(request.scope, request.key)
        asked = request_hash(command, request)
        if known := self._journal.find(request.scope, request.key):
            if known.request_hash == asked:
                return replace(known.receipt, is_repeat=True)
            return Receipt(known.receipt.txn, Outcome.IDEMPOTENCY_MISMATCH, now)
        draft = self._draft(command, request, now)
        decision = draft.decision
        balance = self._store(draft, now) if decision.outcome is Outcome.DONE else None
        receipt = Receipt(
            txn=head.next_txn,
            outcome=decision.outcome,
            at=now,
            card=draft.held.card.id if draft.held else (draft.new_card.id if draft.new_card else None),
            last_four=draft.last_four,
            account=draft.account,
            amount=decision.amount,
            balance=balance,
            unlocks_at=draft.unlocks_at,
            new_card=draft.new_card.id if draft.new_card and draft.held else None,
        )
        reason = getattr(command, "reason", "")
        self._journal.append(head, command.kind, request, asked, receipt, decision.entries, reason)
        return receipt

    def _draft(self, command: Command, request: Request, now: datetime) -> _Draft:
        match command:
            case Redeem():
                return self._redeem(command, now)
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

    def _redeem(self, command: Redeem, now: datetime) -> _Draft:
        account = self.account(command.account)
        if account is None:
            return _Draft(Decision(Outcome.UNKNOWN_ACCOUNT), last_four=command.code.last_four)
        if command.region:
            account = replace(account, region=command.region)
        match, held = self._find(command.code, hold=True)
        facts = CardFacts(
            account=account,
            now=now,
            last_four=held.card.last_four if held else command.code.last_four,
            match=match,
            card=held.card if held else None,
            locked_until=self._claimants.locked_until(command.buckets, now),
        )
        decision = rules.redeem(command, facts, self._policy.currency(account.region))
        unlocks_at = facts.locked_until
        if decision.outcome is Outcome.CLAIMANT_LOCKED:
            # The receipt is that of a wrong code: who is locked must not learn which codes are right.
            return _Draft(decision, None, account.id, command.code.last_four, unlocks_at)
        if decision.outcome is Outcome.UNKNOWN_CODE:
            unlocks_at = self._claimants.failed(command.buckets, command.code.exact, now)
        return _Draft(
            decision,
            held,
            account.id,
            facts.last_four,
            unlocks_at=unlocks_at,
        )

    def _issue(self, command: Issue) -> _Draft:
        decision = rules.issue(command, self._policy.cards, self._policy.currency(command.region))
        if decision.outcome is not Outcome.DONE:
            return _Draft(decision)
        new = _NewCard(
            _new_card_id(),
            command.code,
            command.region,
            command.face_value,
            command.retailer,
            command.sealed_code,
        )
        return _Draft(decision, last_four=command.code.last_four, new_card=new)

    def _spend_or_refund(self, command: Spend | Refund, request: Request) -> _Draft:
        account = self.account(command.account)
        if account is None:
            return _Draft(Decision(Outcome.UNKNOWN_ACCOUNT))
        if isinstance(command, Refund):
            decision = rules.refund(command, request, account, self._policy.cards)
        else:
            balance = self._held_balance(command.account, command.amount.currency)
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
            _new_card_id(),
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
        account = self.account(command.to)
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
        replaced = self._connection.execute(_IS_REPLACED, {"card": card.id}).first() is not None
        return replace(card, is_replaced=replaced)

    def _store(self, draft: _Draft, now: datetime) -> Money | None:
        """Stores a decision that is DONE; returns the account's balance after it, if it names one."""
        decision, held, new = draft.decision, draft.held, draft.new_card
        on_cards: dict[str, int] = {}
        for entry in decision.entries:
            if entry.account.kind is LedgerAccountKind.CARD:
                on_cards[entry.account.owner] = on_cards.get(entry.account.owner, 0) + entry.amount_minor
        if held and decision.state:
            self._change_held(held, decision, on_cards.get(held.card.id, 0), now)
        if new and decision.makes_card:
            self._insert_card(new, decision.makes_card, on_cards.get(new.id, 0), now)
        if held and decision.redeemed_by and decision.amount:
            self._redeemed(held.card, decision.redeemed_by, decision.amount, now)
        after = change_balances(self._connection, decision.entries)
        if draft.account is None or decision.amount is None:
            return None
        customer = of_customer(draft.account, decision.amount.currency)
        if customer not in after:  # A card of nothing has no entries.
            return self._held_balance(draft.account, customer.currency)
        return Money(after[customer], customer.currency)

    def _change_held(self, held: _Held, decision: Decision, by_minor: int, now: datetime) -> None:
        card, state = held.card, decision.state or held.card.state
        activated = card.activated_at
        if card.state is CardState.ISSUED and state is CardState.ACTIVE:
            activated = now
        changed = self._connection.execute(
            _CHANGE_CARD,
            {
                "of_card": card.id,
                "seen": held.version,
                "to_state": state.value,
                "by_minor": by_minor,
                "activated": activated,
            },
        )
        if changed.rowcount != 1:
            raise LedgerConflict("the card was changed at the same moment; nothing was stored")

    def _insert_card(self, new: _NewCard, state: CardState, balance_minor: int, now: datetime) -> None:
        self._connection.execute(
            _INSERT_CARD,
            {
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
            },
        )

    def _redeemed(self, card: Card, account: AccountId, amount: Money, now: datetime) -> None:
        """Makes the redemption that holds from now on, after reversing the one that did."""
        if card.redemption:
            self._connection.execute(_REVERSE_REDEMPTION, {"of_card": card.id, "at": now})
        # A file of cards may have reversed earlier ones, also where none holds now.
        number = 1 + (self._connection.execute(_LAST_REDEMPTION, {"card": card.id}).scalar_one() or 0)
        self._connection.execute(
            _INSERT_REDEMPTION,
            {
                "card_id": card.id,
                "number": number,
                "account_id": account,
                "amount_minor": amount.minor,
                "currency": amount.currency,
                "redeemed_at": now,
                "reversed_at": None,
            },
        )

    def _held_balance(self, account: AccountId, currency: str, and_of: AccountId | None = None) -> Money:
        wanted = of_customer(account, currency)
        also = {of_customer(and_of, currency)} if and_of else set()
        held = held_balances(self._connection, {wanted} | also)
        return Money(held.get(wanted.id, 0), currency)

    # Cards

    def _find(self, code: CodeFingerprint, *, hold: bool = False) -> tuple[CodeMatch, _Held | None]:
        """The card of this code, or the only one whose code looks like it."""
        row = self._connection.execute(_CARD_BY_CODE, {"code": code.exact}).one_or_none()
        match = CodeMatch.EXACT
        if row is None:
            alike = self._connection.execute(_CARDS_ALIKE, {"skeleton": code.skeleton}).all()
            # Two cards alike: guessing between them would speak of a card the customer may not hold.
            if len(alike) != 1:
                return CodeMatch.NONE, None
            row, match = alike[0], CodeMatch.LOOK_ALIKE
        if hold:
            return match, self._hold_card(CardId(row.id))
        return match, self._with_redemption_of(row)

    def _hold_card(self, card: CardId) -> _Held | None:
        row = self._connection.execute(_CARD_BY_ID_HELD, {"id": card}).one_or_none()
        # Its redemption is read in a statement of its own: one that waited for the card's row would
        # see the redemptions of before the wait.
        return self._with_redemption_of(row) if row else None

    def _with_redemption_of(self, row: Row[Any]) -> _Held:
        redemption = None
        if row.state == CardState.REDEEMED.value:
            redemption = self._connection.execute(_REDEMPTION, {"card": row.id}).one_or_none()
        return _Held(_card(row, _redemption(redemption) if redemption else None), row.version)


def _new_card_id() -> CardId:
    return CardId(uuid.uuid4().hex)


def _with_redemption() -> Any:
    return select(
        cards,
        redemptions.c.account_id,
        redemptions.c.amount_minor,
        redemptions.c.currency.label("redeemed_currency"),
        redemptions.c.redeemed_at,
    ).join(
        redemptions,
        (redemptions.c.card_id == cards.c.id) & redemptions.c.reversed_at.is_(None),
        isouter=True,
    )


def _card_with_redemption(row: Row[Any]) -> Card:
    if row.account_id is None:
        return _card(row, None)
    amount = Money(row.amount_minor, row.redeemed_currency)
    return _card(row, Redemption(AccountId(row.account_id), amount, row.redeemed_at))


def _redemption(row: Row[Any]) -> Redemption:
    return Redemption(AccountId(row.account_id), Money(row.amount_minor, row.currency), row.redeemed_at)


def _code(row: Row[Any]) -> CodeFingerprint:
    return CodeFingerprint(row.code_hash, row.skeleton_hash, row.last_four, row.pepper_version)


def _card(row: Row[Any], redemption: Redemption | None) -> Card:
    return Card(
        id=CardId(row.id),
        last_four=row.last_four,
        state=CardState(row.state),
        region=row.region,
        face_value=Money(row.face_value_minor, row.currency),
        retailer=row.retailer,
        redemption=redemption,
        activated_at=row.activated_at,
    )
