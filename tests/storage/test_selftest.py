"""The self-test passes where the ledger is safe, and refuses a database that would lose or double money."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.bootstrap import Services
from bot.errors import LedgerDamaged
from bot.serving import running_giftline
from bot.settings import Settings
from bot.storage.database import connect, migrate
from bot.storage.selftest import ROUNDS_AT_START, THREADS, self_test
from bot.storage.tables import isolation_probe


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    """An SQLite database with the tables, and nothing said of how it is connected."""
    url = f"sqlite:///{tmp_path / 'unsafe.db'}"
    safe = connect(url)
    migrate(safe)
    safe.dispose()
    engine = create_engine(url, connect_args={"timeout": 30})
    yield engine
    engine.dispose()


def set_up(database: Engine, *pragmas: str) -> None:
    @event.listens_for(database, "connect")
    def prepare(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def begin(database: Engine, statement: str) -> None:
    @event.listens_for(database, "begin")
    def hook(connection: Connection) -> None:
        connection.exec_driver_sql(statement)


def all_read_before_one_writes(database: Engine) -> None:
    """What may happen where writers are not kept apart does happen, once."""
    met, reads = threading.Barrier(THREADS), itertools.count(1)

    @event.listens_for(database, "after_cursor_execute")
    def hook(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("SELECT isolation_probe.value") and next(reads) <= THREADS:
            met.wait(timeout=30)


def probes_left(database: Engine) -> int:
    with database.begin() as connection:
        return connection.execute(select(func.count()).select_from(isolation_probe)).scalar_one()


def test_the_ledgers_own_databases_pass(services: Services) -> None:
    proofs = {proof.what: proof.seen for proof in services.self_test()}
    assert proofs["no change is lost"] == "8 writers added 200, all there"
    assert proofs["one thing is taken once"] == "1 of 8 writers took it"
    assert len(proofs) == (4 if services.database.dialect.name == "sqlite" else 5)
    assert probes_left(services.database) == 0


def test_writers_that_do_not_begin_a_transaction_are_refused(database: Engine) -> None:
    set_up(database, "journal_mode=WAL", "synchronous=FULL")
    all_read_before_one_writes(database)
    with pytest.raises(LedgerDamaged, match=r"8 writers added 200, and \d+ is left") as refused:
        self_test(database)
    assert "SQLite file on a local disk" in refused.value.detail
    assert probes_left(database) == 0


def test_transactions_that_begin_too_late_are_refused(database: Engine) -> None:
    set_up(database, "journal_mode=WAL", "synchronous=FULL")
    begin(database, "BEGIN DEFERRED")
    with pytest.raises(LedgerDamaged, match="writers that meet get an error: database is locked"):
        self_test(database)


def test_the_same_database_passes_once_its_transactions_begin_in_time(database: Engine) -> None:
    set_up(database, "journal_mode=WAL", "synchronous=FULL")
    begin(database, "BEGIN IMMEDIATE")
    self_test(database, ROUNDS_AT_START)


@pytest.mark.parametrize(
    "unsafe", ["synchronous=OFF", "synchronous=NORMAL", "journal_mode=OFF", "journal_mode=MEMORY"]
)
def test_a_database_that_may_forget_a_commit_is_refused(database: Engine, unsafe: str) -> None:
    set_up(database, "journal_mode=DELETE", "synchronous=FULL", unsafe)
    begin(database, "BEGIN IMMEDIATE")
    name = unsafe.partition("=")[0]
    with pytest.raises(LedgerDamaged, match=f"may forget what it has confirmed: {name} is"):
        self_test(database)


def test_the_short_test_at_a_start_still_finds_a_lost_change(database: Engine) -> None:
    set_up(database, "journal_mode=WAL", "synchronous=FULL")
    all_read_before_one_writes(database)
    with pytest.raises(LedgerDamaged, match="Money would be spent twice"):
        self_test(database, ROUNDS_AT_START)


async def test_a_server_whose_database_may_forget_a_commit_does_not_start(
    settings: Settings, tmp_path: Path
) -> None:
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        # Every connection of ours is made safe; only a file system could take that away.
        return
    unsafe = url.update_query_dict({"options": "-c synchronous_commit=off"})
    unsafe_settings = Settings(
        home=tmp_path, database_url=unsafe.render_as_string(hide_password=False), pepper="p" * 32, port=0
    )
    with pytest.raises(LedgerDamaged, match="synchronous_commit is off"):
        async with running_giftline(
            unsafe_settings, model=tmp_path / "no.tar.gz", folder=tmp_path, demo=False
        ):
            pytest.fail("it serves")
