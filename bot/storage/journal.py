"""The journal: transactions and their postings, append-only, each chained to the one before by a hash.

There are several chains, so that writers do not wait for each other: each takes one that nobody holds,
its own if it can. Two writers with one key are kept apart by the table itself, where the second fails.
The hashes are keyed: whoever can write to the database but does not have the pepper cannot make a chain
that verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.errors import LedgerConflict
from bot.ledger.commands import Fault, Kind, Receipt, Request, Transaction
from bot.ledger.entries import Entry, LedgerAccount, LedgerAccountKind, unbalanced_currencies
from bot.ledger.outcomes import Outcome
from bot.storage.balances import card_account_id
from bot.storage.dialect import InsertRows, among
from bot.storage.tables import card as cards
from bot.storage.tables import journal_head as heads
from bot.storage.tables import ledger_account as balances
from bot.storage.tables import posting as postings
from bot.storage.tables import txn as txns
from bot.values import AccountId, CardId

CHAINS = 64
GENESIS = "0" * 64

_RECEIPT = TypeAdapter(Receipt)
_Line = tuple[int, str, str, int]

# Made once: building a statement costs more than running it.
_HOLD_HEAD = select(heads).where(heads.c.chain == bindparam("chain")).with_for_update()
# The chain that is wanted, or the next after it that nobody holds.
_HOLD_FREE_HEAD = (
    select(heads)
    .order_by(heads.c.chain < bindparam("chain"), heads.c.chain)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_MOVE_HEAD = (
    update(heads)
    .where(heads.c.chain == bindparam("of_chain"))
    .values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))
)
# Each scope with each key, where the journal is asked for pairs: few enough more, and the text is fixed.
_FIND = select(txns.c.scope, txns.c.idem_key, txns.c.request_hash, txns.c.receipt).where(
    among(txns.c.scope, "scopes"), among(txns.c.idem_key, "keys")
)
_SPENT = (
    select(func.coalesce(-func.sum(postings.c.amount_minor), 0))
    .join(txns, (txns.c.chain == postings.c.chain) & (txns.c.seq == postings.c.seq))
    .where(
        postings.c.account == bindparam("customer"),
        txns.c.kind.in_([Kind.SPEND.value, Kind.REFUND.value]),
    )
)
_FIRSTS = select(txns).where(txns.c.chain.in_(range(CHAINS)), txns.c.seq == 1).order_by(txns.c.chain)
_LINES = (
    select(postings.c.line, postings.c.account, postings.c.currency, postings.c.amount_minor)
    .where(postings.c.chain == bindparam("chain"), postings.c.seq == bindparam("seq"))
    .order_by(postings.c.line)
)
_APPEND_TXNS = InsertRows(txns)
_APPEND_POSTINGS = InsertRows(postings)


@dataclass(frozen=True)
class Head:
    """The end of a chain."""

    chain: int
    seq: int
    hash: str


@dataclass(frozen=True)
class Known:
    """A transaction that is in the journal already."""

    request_hash: str
    receipt: Receipt


class Page:
    """Transactions on their way into the journal, at the end of a chain that nobody else appends to."""

    def __init__(self, connection: Connection, key: bytes, end: Head) -> None:
        self._connection = connection
        self._key = key
        self._end = end
        self._txns: list[dict[str, Any]] = []
        self._postings: list[dict[str, Any]] = []

    @property
    def next_txn(self) -> str:
        """What the transaction that is added next will be called."""
        return f"{self._end.chain}-{self._end.seq + 1}"

    def add(
        self,
        kind: Kind,
        request: Request,
        request_hash: str,
        receipt: Receipt,
        entries: Sequence[Entry],
        reason: str = "",
    ) -> None:
        if unbalanced_currencies(entries):
            raise AssertionError("the entries of a transaction must sum to zero")
        end, seq = self._end, self._end.seq + 1
        row: dict[str, Any] = {
            "chain": end.chain,
            "seq": seq,
            "kind": kind.value,
            "scope": request.scope,
            "idem_key": request.key,
            "request_hash": request_hash,
            "outcome": receipt.outcome.value,
            "receipt": _RECEIPT.dump_json(receipt, exclude_none=True, exclude={"is_repeat"}).decode(),
            "actor": request.actor,
            "approved_by": request.approved_by,
            "reason": reason,
            "card_id": receipt.card,
            "new_card_id": receipt.new_card,
            "account_id": receipt.account,
            "at": receipt.at,
        }
        lines = [
            (line, entry.account.id, entry.account.currency, entry.amount_minor)
            for line, entry in enumerate(entries, start=1)
        ]
        row |= {"prev_hash": end.hash, "hash": _hash(self._key, end.hash, row, lines)}
        self._txns.append(row)
        self._postings += [
            {
                "chain": end.chain,
                "seq": seq,
                "line": line,
                "account": account,
                "currency": currency,
                "amount_minor": amount,
            }
            for line, account, currency, amount in lines
        ]
        self._end = Head(end.chain, seq, row["hash"])

    def store(self) -> None:
        """Writes what was added, and where the chain ends now.

        Raises LedgerConflict if somebody else stored one of the same keys meanwhile.
        """
        if not self._txns:
            return
        try:
            _APPEND_TXNS(self._connection, self._txns)
        except IntegrityError as error:
            raise LedgerConflict("the same key was sent at the same moment; nothing was stored") from error
        _APPEND_POSTINGS(self._connection, self._postings)
        self._connection.execute(
            _MOVE_HEAD,
            {"of_chain": self._end.chain, "to_seq": self._end.seq, "to_hash": self._end.hash},
        )


class Journal:
    """Over one open transaction of the database."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection = connection
        self._key = key

    def page(self, scope: str, key: str) -> Page:
        """The chain of that key, or another while that is held. It is ours until this transaction ends."""
        wanted = {"chain": chain_of(scope, key)}
        row = self._connection.execute(_HOLD_FREE_HEAD, wanted).one_or_none()
        if row is None:  # More writers than chains: this one waits.
            row = self._connection.execute(_HOLD_HEAD, wanted).one()
        return Page(self._connection, self._key, Head(row.chain, row.seq, row.hash))

    def find(self, requests: Iterable[Request]) -> dict[tuple[str, str], Known]:
        """What is in the journal of these requests, by scope and key."""
        asked = {(request.scope, request.key) for request in requests}
        found = self._connection.execute(
            _FIND,
            {"scopes": sorted({scope for scope, _ in asked}), "keys": sorted({key for _, key in asked})},
        )
        return {
            (row.scope, row.idem_key): Known(row.request_hash, _RECEIPT.validate_json(row.receipt))
            for row in found
            if (row.scope, row.idem_key) in asked
        }

    def spent_minor(self, customer: LedgerAccount) -> int:
        """What was spent from there and was not refunded yet; it stays so if the balance is held before."""
        return int(self._connection.execute(_SPENT, {"customer": customer.id}).scalar_one())

    def history(self, *, card: CardId | None, account: AccountId | None) -> list[Transaction]:
        """The transactions that name the card or the account or have postings on it, oldest first."""
        named: list[ColumnElement[bool]] = []
        if card is not None:
            its = select(card_account_id()).where(cards.c.id == card)
            named += [txns.c.card_id == card, txns.c.new_card_id == card, _has_posting_on(its)]
        if account is not None:
            its = select(balances.c.id).where(
                balances.c.kind == LedgerAccountKind.CUSTOMER.value, balances.c.owner == account
            )
            named += [txns.c.account_id == account, _has_posting_on(its)]
        rows = self._connection.execute(
            select(txns).where(or_(*named)).order_by(txns.c.at, txns.c.chain, txns.c.seq)
        )
        return [
            Transaction(
                txn=f"{row.chain}-{row.seq}",
                kind=Kind(row.kind),
                outcome=Outcome(row.outcome),
                actor=row.actor,
                approved_by=row.approved_by,
                reason=row.reason,
                at=row.at,
                receipt=_RECEIPT.validate_json(row.receipt),
            )
            for row in rows
        ]

    def has_this_key(self) -> bool:
        """Whether the journal was written under the key; true of an empty one.

        Looks at the first transaction of each chain until one fits. Under another key none does, while one
        that somebody changed must keep nobody from `faults`, which names it.
        """
        firsts = self._connection.execute(_FIRSTS).all()
        return not firsts or any(self._is_as_written(row) for row in firsts)

    def _is_as_written(self, row: Row[Any]) -> bool:
        found = self._connection.execute(_LINES, {"chain": row.chain, "seq": row.seq})
        lines = [(line, account, currency, amount) for line, account, currency, amount in found]
        stored: str = row.hash
        return _hash(self._key, row.prev_hash, row._asdict(), lines) == stored

    def faults(self) -> Iterator[Fault]:
        """Every transaction that is not as it was written, or is missing; reads the whole journal."""
        ends = {
            row.chain: Head(row.chain, row.seq, row.hash)
            for row in self._connection.execute(select(heads).order_by(heads.c.chain))
        }
        for chain in sorted(set(range(CHAINS)) - set(ends)):
            yield Fault(f"chain {chain}", "its end is missing")
        last = {chain: Head(chain, 0, GENESIS) for chain in ends}
        for row, lines in self._rows():
            where = f"transaction {row.chain}-{row.seq}"
            before = last.get(row.chain, Head(row.chain, 0, GENESIS))
            if row.seq != before.seq + 1:
                yield Fault(where, f"it follows {row.chain}-{before.seq}: what was between is missing")
            elif row.prev_hash != before.hash:
                yield Fault(where, "it does not follow the transaction before it")
            if _hash(self._key, row.prev_hash, row._asdict(), lines) != row.hash:
                yield Fault(where, "it or its postings were changed, added or removed")
            sums: dict[str, int] = {}
            for _, _, currency, amount in lines:
                sums[currency] = sums.get(currency, 0) + amount
            if any(sums.values()):
                yield Fault(where, "its postings do not sum to zero")
            last[row.chain] = Head(row.chain, row.seq, row.hash)
        for chain, end in ends.items():
            if last[chain] != end:
                yield Fault(
                    f"chain {chain}", f"it ends at {chain}-{last[chain].seq} and should at {chain}-{end.seq}"
                )
        yield from self._stray_postings()

    def _rows(self) -> Iterator[tuple[Row[Any], list[_Line]]]:
        """Each transaction with its postings, a chain after the other, without holding them all."""
        in_parts = {"yield_per": 1000}
        every_line = select(postings).order_by(postings.c.chain, postings.c.seq, postings.c.line)
        every_txn = select(txns).order_by(txns.c.chain, txns.c.seq)
        with (
            self._connection.execute(every_line.execution_options(**in_parts)) as read_lines,
            self._connection.execute(every_txn.execution_options(**in_parts)) as rows,
        ):
            lines = _Grouped(iter(read_lines))
            for row in rows:
                yield row, lines.of(row.chain, row.seq)

    def _stray_postings(self) -> Iterator[Fault]:
        strays = self._connection.execute(
            select(postings.c.chain, postings.c.seq, postings.c.line)
            .join(txns, (txns.c.chain == postings.c.chain) & (txns.c.seq == postings.c.seq), isouter=True)
            .where(txns.c.seq.is_(None))
        )
        for row in strays:
            yield Fault(f"posting {row.chain}-{row.seq}/{row.line}", "it belongs to no transaction")


def _hash(key: bytes, before: str, row: Any, lines: Sequence[_Line]) -> str:
    at: datetime = row["at"]
    written = json.dumps(
        [before, *(row[name] for name in _HASHED), at.astimezone(UTC).isoformat(), lines],
        separators=(",", ":"),
    )
    return hmac.digest(key, written.encode(), "sha256").hex()


def _has_posting_on(ledger_accounts: Select[str]) -> ColumnElement[bool]:
    posted = select(postings.c.chain, postings.c.seq).where(postings.c.account.in_(ledger_accounts))
    return tuple_(txns.c.chain, txns.c.seq).in_(posted)


_HASHED = (
    *("chain", "seq", "kind", "scope", "idem_key", "request_hash", "outcome", "receipt"),
    *("actor", "approved_by", "reason", "card_id", "new_card_id", "account_id"),
)


@dataclass
class _Grouped:
    """Postings in order, handed out a transaction at a time."""

    rows: Iterator[Row[Any]]
    _waiting: Row[Any] | None = field(default=None, init=False)

    def of(self, chain: int, seq: int) -> list[_Line]:
        found: list[_Line] = []
        while True:
            row = self._waiting if self._waiting is not None else next(self.rows, None)
            self._waiting = row
            if row is None or (row.chain, row.seq) > (chain, seq):
                return found
            self._waiting = None
            if (row.chain, row.seq) == (chain, seq):
                found.append((row.line, row.account, row.currency, row.amount_minor))


def chain_of(scope: str, key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{scope}\0{key}".encode()).digest()[:4]) % CHAINS
