"""What the ledger can be asked to do: one frozen value a kind of write. Pure.

Every command goes with a `Request`, whose scope and key make it safe to send twice: the same key with
the same command is the same transaction, whatever became of it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.errors import UnstorableText
from bot.ledger.claimants import Bucket
from bot.ledger.outcomes import Outcome
from bot.privacy.claim_code import CodeFingerprint
from bot.values import AccountId, CardId, Money, is_storable


class Kind(StrEnum):
    LOAD = "load"
    ISSUE = "issue"
    ACTIVATE = "activate"
    REDEEM = "redeem"
    SPEND = "spend"
    REFUND = "refund"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REISSUE = "reissue"
    MOVE = "move"


@dataclass(frozen=True)
class Request:
    """Who asks, and under which key. `approved_by` is the second person, where one is needed."""

    scope: str
    key: str
    actor: str
    approved_by: str | None = None


@dataclass(frozen=True)
class Issue:
    """Makes a card, not yet activated. The code was made at the edge and is known here by its hashes."""

    kind: ClassVar[Kind] = Kind.ISSUE
    code: CodeFingerprint
    face_value: Money
    region: str
    retailer: str | None = None
    sealed_code: str | None = None


@dataclass(frozen=True)
class Redeem:
    """Moves the whole value of a card to an account. `buckets` are whose tries a wrong code costs."""

    kind: ClassVar[Kind] = Kind.REDEEM
    code: CodeFingerprint
    account: AccountId
    region: str | None = None  # of this visit, where it is not the account's own
    accepts_look_alike: bool = False  # the customer has been told which card it is
    buckets: tuple[Bucket, ...] = ()


@dataclass(frozen=True)
class Spend:
    kind: ClassVar[Kind] = Kind.SPEND
    account: AccountId
    amount: Money


@dataclass(frozen=True)
class Refund:
    """Puts money that was spent back on the account's balance: no more than that, and nowhere else."""

    kind: ClassVar[Kind] = Kind.REFUND
    account: AccountId
    amount: Money


@dataclass(frozen=True)
class ChangeCard:
    """Activate, freeze, unfreeze, cancel or expire one card."""

    kind: Kind
    card: CardId
    reason: str = ""


@dataclass(frozen=True)
class Reissue:
    """Cancels a card and makes another, active one with its value; of a redeemed card, as a loss by fraud."""

    kind: ClassVar[Kind] = Kind.REISSUE
    card: CardId
    code: CodeFingerprint
    reason: str = ""
    sealed_code: str | None = None


@dataclass(frozen=True)
class Move:
    """Takes a redemption from the account it went to, and gives it to the right one."""

    kind: ClassVar[Kind] = Kind.MOVE
    card: CardId
    to: AccountId
    reason: str = ""


Command = Issue | Redeem | Spend | Refund | ChangeCard | Reissue | Move


@dataclass(frozen=True)
class Write:
    """One command as the ledger is given it: what, asked by whom under which key, and when.

    Raises UnstorableText where a database would refuse a text, or keep it and not find it again.
    """

    command: Command
    request: Request
    now: datetime

    def __post_init__(self) -> None:
        texts = [*vars(self.command).values(), *vars(self.request).values()]
        if isinstance(self.command, Redeem):
            texts += [bucket.key for bucket in self.command.buckets]
        if not all(is_storable(text) for text in texts if isinstance(text, str)):
            raise UnstorableText

    @property
    def touches(self) -> frozenset[tuple[str, str]] | None:
        """What another redemption must not touch to be decided together with this one.

        None for a command that is always decided alone: what it touches is not known beforehand.
        """
        if not isinstance(self.command, Redeem):
            return None
        named = {("account", self.command.account), ("code", self.command.code.skeleton)}
        named |= {(bucket.kind.value, bucket.key) for bucket in self.command.buckets}
        return frozenset({*named, (f"key of {self.request.scope}", self.request.key)})


# Made anew for each attempt, so no part of what makes two requests the same.
_NOT_COMPARED = ("sealed_code", "buckets")


def request_hash(command: Command, request: Request) -> str:
    """The same for two requests that ask for the same. A new card's code is made anew each time.

    A code is compared by its last four, which the receipt shows anyway. Its hash would not do: a rotation of
    the peppers changes it, and the journal, where nothing can be changed, would keep the one from before,
    by which whoever learns the old pepper could test codes.
    """
    said: dict[str, object] = {"kind": command.kind, "approved_by": request.approved_by}
    for part in fields(command):
        value = getattr(command, part.name)
        if part.name in _NOT_COMPARED:
            continue
        if isinstance(value, CodeFingerprint):
            if isinstance(command, Redeem):
                said["code"] = value.last_four
        elif isinstance(value, Money):
            said[part.name] = [value.minor, value.currency]
        else:
            said[part.name] = value
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Receipt:
    """What became of a command; stored with it, and given again to whoever repeats it.

    `txn` names its place in the journal. `balance` is the account's after it. `is_repeat` says that it
    was given before and nothing was done now; the journal does not hold it.
    """

    txn: str
    outcome: Outcome
    at: datetime
    card: CardId | None = None
    last_four: str | None = None
    account: AccountId | None = None
    amount: Money | None = None
    balance: Money | None = None
    unlocks_at: datetime | None = None
    new_card: CardId | None = None
    is_repeat: bool = field(default=False, compare=False)

    @property
    def is_done(self) -> bool:
        return self.outcome is Outcome.DONE


@dataclass(frozen=True)
class Transaction:
    """One line of the journal, as people read it."""

    txn: str
    kind: Kind
    outcome: Outcome
    actor: str
    approved_by: str | None
    reason: str
    at: datetime
    receipt: Receipt


@dataclass(frozen=True)
class Fault:
    """Something in the ledger that is not as it was written. `where` names the row."""

    where: str
    what: str
