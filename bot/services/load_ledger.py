"""Loads a file of cards into the ledger: all of it, or nothing with every bad row reported."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.errors import LedgerFileError
from bot.knowledge.brand import BrandPolicy
from bot.ledger.card_file import parse_card_file
from bot.ledger.cards import Account
from bot.ports import UnitOfWork
from bot.values import AccountId, Clock


@dataclass(frozen=True)
class CardSource:
    """A file's text, and what to call it when a row is bad."""

    name: str
    text: str = field(repr=False)
    is_csv: bool = False


@dataclass(frozen=True)
class LoadedCards:
    count: int


class LoadLedger:
    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy
        self._clock = clock

    def __call__(self, source: CardSource, account: AccountId | None, region: str = "US") -> LoadedCards:
        """`account` is who the rows call self; it is added with `region`, or its region is changed.

        Raises LedgerFileError, with the bad rows, and then stores nothing.
        """
        parsed = parse_card_file(source.text, csv_format=source.is_csv, account=account)
        if parsed.bad:
            raise LedgerFileError(
                f"{len(parsed.bad)} bad row(s) in {source.name}; nothing was loaded. "
                "Mend them and load again.",
                tuple(parsed.bad),
            )
        with self._unit_of_work() as work:
            if account is not None:
                work.ledger.add_account(Account(account, region.upper()))
            work.ledger.add_cards(parsed.rows, self._policy.lock_hours, account, self._clock.now())
        return LoadedCards(len(parsed.rows))
