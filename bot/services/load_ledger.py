"""Loads a file of cards into the ledger: all of it, or nothing with every bad row reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from bot.errors import BadRow, LeakPrevented, LedgerFileError
from bot.knowledge.brand import BrandPolicy
from bot.ledger.card_file import CardRow, names_a_code, read_card_file
from bot.ledger.cards import Account
from bot.ports import UnitOfWork
from bot.values import AccountId, Clock, region_code

# Small enough for one statement, large enough that its cost is spread over many rows.
_BATCH = 1_000
_MOST_BAD_ROWS_KEPT = 1_000


@dataclass(frozen=True)
class CardSource:
    """A file's lines, and what to call it when a row is bad."""

    name: str
    lines: Iterable[str] = field(repr=False)
    is_csv: bool = False


@dataclass(frozen=True)
class LoadedCards:
    """`bad` are the first of the `bad_count` rows that were left out."""

    count: int
    bad_count: int = 0
    bad: tuple[BadRow, ...] = ()


class LoadLedger:
    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy
        self._clock = clock

    def __call__(
        self,
        source: CardSource,
        account: AccountId | None,
        region: str = "US",
        *,
        keep_going: bool = False,
        progress: Callable[[int], None] = lambda count: None,
    ) -> LoadedCards:
        """`account` is who the rows call self; it is added with `region`, or its region is changed.

        Raises LedgerFileError, with the bad rows, and then stores nothing; with `keep_going` it stores
        the good rows and returns the bad ones. Raises InvalidRegion for a region that is none.
        `progress` hears how many rows are done.
        """
        loaded, bad_count = 0, 0
        bad: list[BadRow] = []
        if account is not None and names_a_code(account, self._policy.cards.code_format):
            raise LeakPrevented("The account's name holds a claim code, and the ledger would keep it.")
        with self._unit_of_work() as work:
            if account is not None:
                work.ledger.add_account(Account(account, region_code(region)))
            rows = read_card_file(
                source.lines,
                self._policy.cards.code_format,
                csv_format=source.is_csv,
                account=account,
                currency_of=self._policy.currency,
            )
            with work.ledger.importing(account, self._clock.now()) as importing:
                while batch := list(islice(rows, _BATCH)):
                    good = [row for row in batch if isinstance(row, CardRow)]
                    wrong = [row for row in batch if isinstance(row, BadRow)]
                    wrong += importing.put(good) if good else ()
                    loaded += len(batch) - len(wrong)
                    bad_count += len(wrong)
                    bad += sorted(wrong, key=lambda row: row.line)[: _MOST_BAD_ROWS_KEPT - len(bad)]
                    progress(loaded + bad_count)
            if not loaded and not bad:
                raise LedgerFileError(
                    f"{source.name} holds no cards; write one JSON object a line, or CSV with a header."
                )
            if bad and not keep_going:
                raise LedgerFileError(
                    f"{bad_count} bad row(s) in {source.name}; nothing was loaded. "
                    "Mend them and load again, or leave them out with --keep-going.",
                    tuple(bad),
                )
        return LoadedCards(loaded, bad_count, tuple(bad))
