"""The migrations make the tables the code speaks of, however often and from wherever they start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from bot.errors import ConfigurationError
from bot.storage.database import connect, migrate
from bot.storage.tables import metadata

# All is imported and connected before it is told to begin, so that several begin together.
MIGRATE_ON_COMMAND = """
import sys
import tempfile
from bot.storage.database import connect, migrate
with tempfile.TemporaryDirectory() as folder:  # warm, so that all three are equally quick
    migrate(connect(f"sqlite:///{folder}/warm.db"))
database = connect(sys.argv[1])
database.connect().close()
print("ready", flush=True)
sys.stdin.readline()
migrate(database)
"""


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Engine]:
    made = connect(empty_database_url)
    yield made
    made.dispose()


def _differences(database: Engine) -> list[object]:
    with database.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_migrations_make_the_tables_of_the_code(database: Engine) -> None:
    migrate(database)
    assert _differences(database) == []


def test_migrations_make_the_checks_of_the_code(database: Engine) -> None:
    # What Alembic compares leaves these out.
    migrate(database)
    found = {
        str(check["name"])
        for table in metadata.tables
        for check in inspect(database).get_check_constraints(table)
    }
    assert found == {
        "ck_card_face_value_not_negative",
        "ck_card_balance_not_negative",
        "ck_ledger_account_customer_not_negative",
    }


def test_migrating_again_changes_nothing(database: Engine) -> None:
    migrate(database)
    with database.begin() as connection:
        connection.execute(text("INSERT INTO account (id, region) VALUES ('alice', 'US')"))
    migrate(database)
    with database.begin() as connection:
        assert connection.execute(text("SELECT id FROM account")).scalars().all() == ["alice"]


def test_processes_that_start_together_migrate_once(database: Engine) -> None:
    url = database.url.render_as_string(hide_password=False)
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE_ON_COMMAND, url], stdin=PIPE, stdout=PIPE, text=True)
        for _ in range(3)
    ]
    ready = [process.stdout and process.stdout.readline() for process in started]
    for process in started:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        process.communicate()
    assert (ready, [process.returncode for process in started]) == (["ready\n"] * 3, [0] * 3)


def test_a_database_of_a_later_version_is_refused_as_a_setting(database: Engine) -> None:
    migrate(database)
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError):
        migrate(database)
