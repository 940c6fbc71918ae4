"""Redeeming and loading on SQLite, against the bare driver and against a small ledger."""

from __future__ import annotations

import random
import resource
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, Self

from sqlalchemy import event

from benchmarks.ground import (
    ACCOUNTS,
    AT_ONCE,
    Asked,
    Customers,
    add_accounts,
    card_lines,
    fill,
    open_ledger,
    redeem_all,
    redemptions,
)
from benchmarks.results import Result, Tell, compared
from bot.bootstrap import Services
from bot.services.load_ledger import CardSource

# A statement with its values, or with a list of values for one that runs several times.
_Write = tuple[str, Any]


def redeeming(home: Path, tell: Tell, *, rounds: int, in_round: int) -> Result:
    """Redemptions a second of many customers at once, over a loop that only sends the same writes.

    The writes are recorded while one copy of the ledger redeems, and replayed on another.
    """
    # Before the first round every account is paid once, so that no balance is new.
    warm_up = ACCOUNTS
    count = warm_up + rounds * in_round
    tell("SQLite, redeeming: filling the ledgers")
    filled = open_ledger(home / "recorded")
    fill(filled, count)
    filled.close()
    for copy in ("ours", "theirs"):
        shutil.copytree(home / "recorded", home / copy)
    recorded, ours = open_ledger(home / "recorded"), open_ledger(home / "ours")
    theirs = _bare_connection(home / "theirs" / "giftline.db")
    asked = redemptions(ours, range(count))
    tell("SQLite, redeeming: recording the writes")
    writes = _recorded_writes(recorded, asked)
    customers = Customers(ours)
    customers.redeem_all(asked[:warm_up])
    _replay(theirs, writes[:warm_up])
    seconds: list[tuple[float, float]] = []
    for start in range(warm_up, count, in_round):
        tell(f"SQLite, redeeming: {start:,} of {count:,}")
        part = slice(start, start + in_round)
        seconds.append(
            _in_turn(
                len(seconds),
                partial(customers.redeem_all, asked[part]),
                partial(_replay, theirs, writes[part]),
            )
        )
    theirs.close()
    recorded.close()
    ours.close()
    return compared(
        f"SQLite: redemptions by {AT_ONCE} customers at once, over the same writes sent by the bare driver",
        "per second",
        [(in_round / of_ours, in_round / of_theirs) for of_ours, of_theirs in seconds],
        least=0.8,
    )


def latency(home: Path, big: Path, tell: Tell, *, big_cards: int, small_cards: int, samples: int) -> Result:
    """The 95th percentile of a redemption's latency in a big ledger, over that in a small one.

    The two take turns at each redemption, on cards drawn from everywhere in the ledger.
    """
    tell("SQLite, latency: filling the small ledger")
    small_ledger, big_ledger = open_ledger(home / "small"), open_ledger(big)
    fill(small_ledger, small_cards)
    draw = random.Random(1)  # noqa: S311 - it draws which cards are redeemed, the same in every run
    in_small = redemptions(small_ledger, draw.sample(range(small_cards), samples))
    in_big = redemptions(big_ledger, draw.sample(range(big_cards), samples))
    took: list[tuple[float, float]] = []
    for number, (of_small, of_big) in enumerate(zip(in_small, in_big, strict=True)):
        if number % 100 == 0:
            tell(f"SQLite, latency: {number:,} of {samples:,}")
        took.append(
            _in_turn(
                number,
                partial(redeem_all, big_ledger, [of_big]),
                partial(redeem_all, small_ledger, [of_small]),
            )
        )
    small_ledger.close()
    big_ledger.close()
    # The first of six parts is the warm-up.
    size = samples // 6
    parts = [took[start : start + size] for start in range(size, 6 * size, size)]
    return compared(
        f"SQLite: p95 of a redemption among {big_cards:,} cards, over {small_cards:,}",
        "milliseconds",
        [(_p95_ms(big_s for big_s, _ in part), _p95_ms(small_s for _, small_s in part)) for part in parts],
        most=1.2,
    )


def loading(home: Path, tell: Tell, *, cards: int, early: int) -> list[Result]:
    """Rows a second of one file, and how much more memory its end needs than its beginning.

    In a process of its own, whose peak nothing else has raised. The ledger stays, with accounts.
    """
    tell(f"SQLite, loading {cards:,} cards")
    with get_context("spawn").Pool(1) as pool:
        seconds, early_peak_mb, peak_mb = pool.apply(_load, (home, cards, early))
    return [
        Result(f"SQLite: loading {cards:,} cards", "rows per second", cards / seconds, least=10_000),
        Result(
            f"SQLite: memory that the last {cards - early:,} cards add to the peak of the first {early:,}",
            "MB",
            peak_mb - early_peak_mb,
            ours=peak_mb,
            theirs=early_peak_mb,
            most=20,
        ),
    ]


def _load(home: Path, cards: int, early: int) -> tuple[float, float, float]:
    services = open_ledger(home)
    peaks: list[float] = []

    def note_peak(count: int) -> None:
        if count >= early and not peaks:
            peaks.append(_peak_mb())

    began = perf_counter()
    services.load_ledger(CardSource("the benchmark", card_lines(cards)), None, progress=note_peak)
    took = perf_counter() - began
    peaks.append(_peak_mb())
    add_accounts(services)
    services.close()
    return took, peaks[0], peaks[-1]


def _peak_mb() -> float:
    """The most memory that this process has had resident."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    # In bytes on macOS, in kilobytes elsewhere.
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _in_turn(number: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[float, float]:
    """What both give; the one and the other goes first in turn."""
    if number % 2:
        second = theirs()
        return ours(), second
    first = ours()
    return first, theirs()


def _p95_ms(seconds: Iterable[float]) -> float:
    return quantiles(seconds, n=20)[-1] * 1000


def _recorded_writes(services: Services, asked: Sequence[Asked]) -> list[list[_Write]]:
    """What each of the redemptions writes, as the driver is told."""
    writes: list[list[_Write]] = []

    class Recording(sqlite3.Cursor):
        def execute(self, statement: str, values: Any = ()) -> Self:
            self._note(statement, values)
            return super().execute(statement, values)

        def executemany(self, statement: str, values: Any) -> Self:
            self._note(statement, values)
            return super().executemany(statement, values)

        def _note(self, statement: str, values: Any) -> None:
            if statement.startswith("BEGIN"):
                writes.append([])
            elif statement.startswith(("INSERT", "UPDATE", "DELETE")):
                writes[-1].append((statement, values))

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Recording) -> Any:
            return super().cursor(factory)

    def connect_so(dialect: object, record: object, arguments: object, options: dict[str, Any]) -> None:
        options["factory"] = Connection

    services.database.dispose()
    event.listen(services.database, "do_connect", connect_so)
    redeem_all(services, asked)
    return writes


def _bare_connection(path: Path) -> sqlite3.Connection:
    """With the settings that the product makes its own connections with."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _replay(connection: sqlite3.Connection, writes: Sequence[Sequence[_Write]]) -> float:
    """Sends each redemption's writes as one transaction; returns how many seconds it took."""
    began = perf_counter()
    cursor = connection.cursor()
    for of_one in writes:
        cursor.execute("BEGIN IMMEDIATE")
        for statement, values in of_one:
            if values and isinstance(values[0], (list, tuple)):
                cursor.executemany(statement, values)
            else:
                cursor.execute(statement, values).fetchall()
        cursor.execute("COMMIT")
    return perf_counter() - began
