"""Proves that the database in use keeps changes apart and keeps them for good, as the ledger needs it.

Not how it is configured but what it does: threads race on scratch rows in the way the ledger writes.
Whether a commit survives a power cut cannot be tried out, so there the settings are read.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Engine, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import LedgerDamaged
from bot.storage.tables import isolation_probe as probes

THREADS = 8
ROUNDS = 25
# Enough to see a lost change at every start of a server, in less than a second.
ROUNDS_AT_START = 5

T = TypeVar("T")

_READ_HELD = select(probes.c.value).where(probes.c.id == bindparam("of_probe")).with_for_update()
_WRITE = update(probes).where(probes.c.id == bindparam("of_probe")).values(value=bindparam("to_value"))
_TAKE = update(probes).where(probes.c.id == bindparam("of_probe"), probes.c.value == 0).values(value=1)

_SQLITE_NEEDS = {"journal_mode": ("wal", "delete"), "synchronous": ("2", "3")}  # 2 is FULL, 3 is EXTRA
_POSTGRESQL_REFUSES = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Proof:
    """Something that was shown to hold, and what was seen."""

    what: str
    seen: str


def self_test(database: Engine, rounds: int = ROUNDS) -> list[Proof]:
    """What was proven, with `rounds` increments a thread. Raises LedgerDamaged, and says what to do, if
    the database would lose money or spend it twice. Leaves no rows behind.
    """
    try:
        return [*_settings(database), _no_lost_change(database, rounds), _one_winner(database)]
    except SQLAlchemyError as error:
        seen = str(error.__cause__ or error).splitlines()[0]
        raise _damaged(f"writers that meet get an error: {seen}") from error


def _no_lost_change(database: Engine, rounds: int) -> Proof:
    with _probe(database) as probe:

        def increment() -> None:
            for _ in range(rounds):
                with database.begin() as connection:
                    value = connection.execute(_READ_HELD, {"of_probe": probe}).scalar_one()
                    connection.execute(_WRITE, {"of_probe": probe, "to_value": value + 1})

        _in_threads(increment)
        with database.begin() as connection:
            counted = connection.execute(_READ_HELD, {"of_probe": probe}).scalar_one()
    expected = THREADS * rounds
    if counted != expected:
        raise _damaged(f"{THREADS} writers added {expected}, and {counted} is left")
    return Proof("no change is lost", f"{THREADS} writers added {expected}, all there")


def _one_winner(database: Engine) -> Proof:
    with _probe(database) as probe:

        def take() -> int:
            with database.begin() as connection:
                return connection.execute(_TAKE, {"of_probe": probe}).rowcount

        wins = sum(_in_threads(take))
    if wins != 1:
        raise _damaged(f"{wins} of {THREADS} writers took the same thing")
    return Proof("one thing is taken once", f"1 of {THREADS} writers took it")


def _settings(database: Engine) -> Iterator[Proof]:
    with database.connect() as connection:
        if database.dialect.name == "sqlite":
            for name, good in _SQLITE_NEEDS.items():
                seen = str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
                if seen not in good:
                    raise _unsafe(name, seen)
                yield Proof(name, seen)
        else:
            for name, bad in _POSTGRESQL_REFUSES.items():
                seen = str(connection.exec_driver_sql(f"SHOW {name}").scalar_one())
                if seen == bad:
                    raise _unsafe(name, seen)
                yield Proof(name, seen)


@contextmanager
def _probe(database: Engine) -> Iterator[str]:
    """The id of a scratch row that holds 0."""
    probe = uuid.uuid4().hex
    with database.begin() as connection:
        connection.execute(insert(probes), {"id": probe, "value": 0})
    try:
        yield probe
    finally:
        with database.begin() as connection:
            connection.execute(delete(probes).where(probes.c.id == probe))


def _in_threads(work: Callable[[], T]) -> list[T]:
    """Does it in all threads, started at the same moment."""
    start = threading.Barrier(THREADS)

    def run() -> T:
        start.wait()
        return work()

    with ThreadPoolExecutor(THREADS) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(THREADS)]]


def _damaged(seen: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"This database does not keep changes apart: {seen}. Money would be spent twice, so nothing is "
        "served. Keep a SQLite file on a local disk, never a shared folder; connect to PostgreSQL itself, "
        "not through a proxy that pools statements; and open either with bot.storage.database.connect."
    )


def _unsafe(name: str, seen: str) -> LedgerDamaged:
    return LedgerDamaged(
        f"This database may forget what it has confirmed: {name} is {seen}. A power cut would undo "
        f"payments, so nothing is served. Set {name} back to its safe value and start again."
    )
