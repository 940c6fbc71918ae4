"""Takes cards from elsewhere into the ledger, a batch at a time, each batch one transaction of the journal.

A code that is known already takes the row's state: what the ledger held is reversed and what the row
says is entered, so that the journal shows both and no balance is ever just set.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.errors import BadRow
from bot.ledger.card_file import CardRow, RowStatus
from bot.ledger.cards import CardState
from bot.ledger.claimants import Bucket, BucketKind, Tries
from bot.ledger.commands import Kind, Receipt, Request
from bot.ledger.entries import Entry, LedgerAccount, LedgerAccountKind, of_card, of_customer, of_house
from bot.ledger.outcomes import Outcome
from bot.ledger.policy import LockPolicy
from bot.privacy.claim_code import ClaimCode, CodeFingerprint, Fingerprinter
from bot.storage.balances import change_balances, held_balances
from bot.storage.cards import new_card_id
from bot.storage.claimants import SqlClaimants
from bot.storage.dialect import ForEachRow, InsertRows, among, insert_if_absent
from bot.storage.journal import Journal
from bot.storage.ledger_writes import INSERT_REDEMPTIONS, REVERSE_REDEMPTIONS
from bot.storage.tables import account as accounts
from bot.storage.tables import card as cards
from bot.storage.tables import redemption as redemptions
from bot.values import AccountId, CardId, Money

_STATES = {
    RowStatus.INACTIVE: CardState.ISSUED,
    RowStatus.ACTIVE: CardState.ACTIVE,
    RowStatus.LOCKED: CardState.ACTIVE,
    RowStatus.REDEEMED: CardState.REDEEMED,
    RowStatus.CANCELLED: CardState.CANCELLED,
    RowStatus.FROZEN: CardState.FROZEN,
    RowStatus.EXPIRED: CardState.EXPIRED,
}
_HOLD = select(cards.c.id).where(among(cards.c.code_hash, "codes")).order_by(cards.c.id).with_for_update()
_KNOWN = (
    select(
        cards.c.id,
        cards.c.code_hash,
        cards.c.balance_minor,
        cards.c.region,
        cards.c.currency,
        cards.c.load_id,
        cards.c.load_line,
        cards.c.version,
        redemptions.c.account_id,
        redemptions.c.amount_minor,
    )
    .join(
        redemptions, (redemptions.c.card_id == cards.c.id) & redemptions.c.reversed_at.is_(None), isouter=True
    )
    .where(among(cards.c.code_hash, "codes"))
)
_INSERT_CARDS = InsertRows(cards)
_TAKEN_FROM_A_ROW = (
    *("state", "region", "face_value_minor", "currency", "balance_minor", "retailer"),
    *("activated_at", "load_id", "load_line"),
)
_UPDATE_CARDS = ForEachRow(
    lambda row: (
        update(cards)
        .where(cards.c.id == row["of_card"])
        .values({name: row[f"to_{name}"] for name in _TAKEN_FROM_A_ROW} | {"version": cards.c.version + 1})
    ),
    of_card=cards.c.id.type,
    **{f"to_{name}": cards.c[name].type for name in _TAKEN_FROM_A_ROW},
)


@dataclass
class _Batch:
    """What one batch stores, gathered row by row."""

    entries: list[Entry] = field(default_factory=list)
    house: Counter[LedgerAccount] = field(default_factory=Counter)
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    reversed: list[dict[str, Any]] = field(default_factory=list)
    redeemed: list[dict[str, Any]] = field(default_factory=list)

    def owes(self, account: LedgerAccount, minor: int, region: str) -> None:
        """Money on an account that the house owes; negative takes it back."""
        if minor:
            self.entries.append(Entry(account, minor))
            self.house[of_house(LedgerAccountKind.LIABILITY, region, account.currency)] -= minor

    def all_entries(self) -> list[Entry]:
        return self.entries + [Entry(account, minor) for account, minor in self.house.items() if minor]


class SqlCardImport:
    """Implements ports.CardImport: one load, over one open transaction."""

    def __init__(
        self,
        connection: Connection,
        fingerprinter: Fingerprinter,
        journal: Journal,
        claimants: SqlClaimants,
        policy: LockPolicy,
        account: AccountId | None,
        now: datetime,
    ) -> None:
        self._connection = connection
        self._fingerprinter = fingerprinter
        self._journal = journal
        self._claimants = claimants
        self._policy = policy
        self._account = account
        self._now = now
        self._load_id = uuid.uuid4().hex
        self._batches = 0

    def put(self, rows: Sequence[CardRow]) -> list[BadRow]:
        """Stores the rows that can be; returns the others with the reason."""
        page = self._journal.page("load", self._load_id)
        codes = [
            self._fingerprinter.of(row.code) if isinstance(row.code, ClaimCode) else row.code for row in rows
        ]
        known = self._known([code.exact for code in codes])
        spendable = self._spendable(known.values())
        batch, bad, stored, lines = _Batch(), [], list[CardRow](), dict[str, int]()
        for row, code in zip(rows, codes, strict=True):
            old = known.get(code.exact)
            first = old.load_line if old and old.load_id == self._load_id else lines.get(code.exact)
            if code.pepper_version != self._fingerprinter.version:
                reason: str | None = (
                    f"its code was hashed under {code.pepper_version} pepper(s), here there are "
                    f"{self._fingerprinter.version}; export it again from a ledger with the same peppers"
                )
            elif first:
                reason = f"the same code as line {first}"
            else:
                reason = self._take_back(batch, old, row, spendable)
            if reason:
                bad.append(BadRow(row.line, reason))
                continue
            lines[code.exact] = row.line
            self._enter(batch, old, row, code, spendable)
            stored.append(row)
        self._store(batch)
        self._note_tries(stored)
        self._batches += 1
        request = Request("load", f"{self._load_id}:{self._batches}", "giftline ledger load")
        receipt = Receipt(page.next_txn, Outcome.DONE, self._now)
        written = hashlib.sha256(request.key.encode()).hexdigest()
        page.add(Kind.LOAD, request, written, receipt, batch.all_entries())
        page.store()
        return bad

    def _known(self, codes: Sequence[str]) -> dict[str, Row[Any]]:
        # Held first and read after: what waited for a row would see the redemptions of before the wait.
        self._connection.execute(_HOLD, {"codes": codes})
        found: Iterable[Row[Any]] = self._connection.execute(_KNOWN, {"codes": codes})
        return {row.code_hash: row for row in found}

    def _spendable(self, known: Iterable[Row[Any]]) -> dict[str, int]:
        """What the accounts still have that the known cards were redeemed on."""
        holders = {of_customer(row.account_id, row.currency) for row in known if row.account_id}
        return held_balances(self._connection, holders) if holders else {}

    def _take_back(
        self, batch: _Batch, old: Row[Any] | None, row: CardRow, spendable: dict[str, int]
    ) -> str | None:
        """Reverses what the ledger holds of a known card; a reason if that cannot be."""
        if old is None:
            return None
        batch_card = of_card(CardId(old.id), old.currency)
        if old.account_id:
            customer = of_customer(AccountId(old.account_id), old.currency)
            stays = old.account_id == row.redeemed_by and row.face_value.currency == old.currency
            left = spendable.get(customer.id, 0) - old.amount_minor + (row.face_value.minor if stays else 0)
            if left < 0:
                return "its value was spent since it was redeemed; correct it with `giftline ledger` commands"
            spendable[customer.id] = spendable.get(customer.id, 0) - old.amount_minor
            batch.owes(customer, -old.amount_minor, old.region)
            batch.reversed.append({"of_card": old.id, "at": self._now})
        batch.owes(batch_card, -old.balance_minor, old.region)
        return None

    def _enter(
        self,
        batch: _Batch,
        old: Row[Any] | None,
        row: CardRow,
        code: CodeFingerprint,
        spendable: dict[str, int],
    ) -> None:
        """Enters what the row says."""
        state = _STATES[row.status]
        card = CardId(old.id) if old else new_card_id()
        value = row.face_value
        on_card = value.minor if state in (CardState.ACTIVE, CardState.FROZEN) else 0
        values = {
            "state": state.value,
            "region": row.region,
            "face_value_minor": value.minor,
            "currency": value.currency,
            "balance_minor": on_card,
            "retailer": row.retailer,
            "activated_at": None if state is CardState.ISSUED else self._now,
            "load_id": self._load_id,
            "load_line": row.line,
        }
        if old:
            batch.changed.append({"of_card": card, **{f"to_{name}": v for name, v in values.items()}})
        else:
            batch.new.append(
                {
                    "id": card,
                    "code_hash": code.exact,
                    "skeleton_hash": code.skeleton,
                    "pepper_version": code.pepper_version,
                    "last_four": code.last_four,
                    "sealed_code": None,
                    "replaces_id": None,
                    "version": 1,
                    **values,
                }
            )
        batch.owes(of_card(card, value.currency), on_card, row.region)
        if row.redeemed_by:
            customer = of_customer(row.redeemed_by, value.currency)
            spendable[customer.id] = spendable.get(customer.id, 0) + value.minor
            batch.owes(customer, value.minor, row.region)
            batch.redeemed.append(self._redemption(card, old, row.redeemed_by, value, row))

    def _redemption(
        self, card: CardId, old: Row[Any] | None, account: AccountId, amount: Money, row: CardRow
    ) -> dict[str, Any]:
        insert_if_absent(self._connection, accounts, {"id": account, "region": row.region})
        return {
            "card_id": card,
            "number": old.version + 1 if old else 1,  # as LedgerWrites numbers them
            "account_id": account,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "redeemed_at": row.redeemed_at or self._now,
            "reversed_at": None,
        }

    def _store(self, batch: _Batch) -> None:
        _INSERT_CARDS(self._connection, batch.new)
        _UPDATE_CARDS(self._connection, batch.changed)
        REVERSE_REDEMPTIONS(self._connection, batch.reversed)
        INSERT_REDEMPTIONS(self._connection, batch.redeemed)
        change_balances(self._connection, batch.all_entries())

    def _note_tries(self, rows: Sequence[CardRow]) -> None:
        """What the rows say of the account's wrong tries. The pause is the account's, never a card's."""
        if self._account is None:
            return
        bucket = Bucket(BucketKind.ACCOUNT, self._account)
        for row in rows:
            if row.status is RowStatus.LOCKED:
                ends = self._now + timedelta(hours=self._policy.imported_hours)
                self._claimants.lock(bucket, Tries(row.failed_attempts, self._now, ends))
            elif row.failed_attempts:
                self._claimants.lock(bucket, Tries(row.failed_attempts, self._now))
