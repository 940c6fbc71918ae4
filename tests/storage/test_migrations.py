"""The migrations make the tables the code speaks of, however often and from wherever they start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from subprocess import PIPE

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from bot.errors import ConfigurationError
from bot.storage.database import MIGRATIONS, connect, migrate
from bot.storage.tables import metadata, ticket

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

A_TRANSACTION = """INSERT INTO txn (chain, seq, kind, scope, idem_key, request_hash, outcome, receipt,
    actor, reason, at, prev_hash, hash)
    VALUES (1, 1, 'refund', 'x', 'a key', '', 'done', '{}', 'x', '', '2026-11-24T12:00:00+00:00', '', '')"""
POSTINGS = "INSERT INTO posting (chain, seq, line, account, currency, amount_minor) VALUES "
TWO_THAT_BALANCE = "(1, 1, 1, 'customer:alice:USD', 'USD', 900), (1, 1, 2, 'revenue:US:USD', 'USD', -900)"


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Engine]:
    made = connect(empty_database_url)
    yield made
    made.dispose()


@pytest.fixture(params=["nothing", "0001", "0002"])
def migrated(request: pytest.FixtureRequest, database: Engine) -> Engine:
    """A database that was brought up to date from nothing, or from an earlier version with a ledger in it."""
    if request.param != "nothing":
        _migrate_to(database, request.param)
        with database.begin() as connection:
            connection.execute(text(A_TRANSACTION))
            connection.execute(text(POSTINGS + TWO_THAT_BALANCE))
    migrate(database)
    return database


def _migrate_to(database: Engine, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def _differences(database: Engine) -> list[object]:
    with database.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_migrations_make_the_tables_of_the_code(migrated: Engine) -> None:
    assert _differences(migrated) == []


def test_migrations_make_the_checks_of_the_code(migrated: Engine) -> None:
    # What Alembic compares leaves these out.
    found = {
        str(check["name"])
        for table in metadata.tables
        for check in inspect(migrated).get_check_constraints(table)
    }
    assert found == {
        "ck_card_face_value_not_negative",
        "ck_card_balance_not_negative",
        "ck_ledger_account_customer_not_negative",
        "ck_rating_score_in_range",
    }


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
def test_migrations_make_the_guard_over_every_posting(migrated: Engine) -> None:
    with migrated.connect() as connection:
        connection.execute(text(A_TRANSACTION.replace("(1, 1,", "(2, 1,").replace("'a key'", "'another'")))
        connection.execute(text(POSTINGS + TWO_THAT_BALANCE.replace("(1, 1,", "(2, 1,")))
        with pytest.raises(DBAPIError, match="must sum to zero"):
            connection.execute(text(POSTINGS + "(2, 1, 3, 'customer:alice:USD', 'USD', 900)"))


def test_migrating_keeps_the_journal_and_its_guard(migrated: Engine) -> None:
    with migrated.begin() as connection:
        connection.execute(text(A_TRANSACTION + " ON CONFLICT DO NOTHING"))
    with pytest.raises(DBAPIError, match="the journal is append-only"), migrated.begin() as connection:
        connection.execute(text("DELETE FROM txn"))


def test_conversations_from_before_there_were_sessions_keep_their_log_and_their_token(
    database: Engine,
) -> None:
    _migrate_to(database, "0002")
    with database.begin() as connection:
        connection.execute(text("INSERT INTO account (id, region) VALUES ('alice', 'US')"))
        connection.execute(
            text("""INSERT INTO conversation (id, channel, account_id, owner, version, last_sequence,
                token_hash, address_key, opened_at) VALUES ('c', 'web', 'alice', 'queued', 7, 1, 'a hash',
                'a key', '2026-11-24T12:00:00+00:00')""")
        )
        connection.execute(
            text("""INSERT INTO message (conversation_id, sequence, author, text, buttons, sent_at)
                VALUES ('c', 1, 'customer', 'hi', '[]', '2026-11-24T12:00:00+00:00')""")
        )
    migrate(database)
    with database.begin() as connection:
        kept = connection.execute(
            text("SELECT account_id, owner, version, last_sequence, address_key, site_id FROM conversation")
        ).one()
        opened = connection.execute(text("SELECT token_hash, conversation_id FROM session_token")).one()
    assert kept == ("alice", "queued", 7, 1, "a key", None)
    assert opened == ("a hash", "c")


def test_migrating_keeps_the_keys_that_point_to_a_conversation(migrated: Engine) -> None:
    orphan = "INSERT INTO session_token VALUES ('h', 'nobody', '2026-11-24', '2026-11-24', NULL)"
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), migrated.begin() as connection:
        connection.execute(text(orphan))


def test_tickets_from_before_they_had_clocks_are_answered_as_it_was_promised(database: Engine) -> None:
    _migrate_to(database, "0006")
    with database.begin() as connection:
        connection.execute(
            text("""INSERT INTO conversation (id, channel, owner, version, last_sequence, opened_at)
                VALUES ('c', 'web', 'queued', 7, 1, '2026-11-24 12:00:00.000000+00:00')""")
        )
        connection.execute(
            text("""INSERT INTO ticket (id, conversation_id, subject_key, category, priority, status, summary,
                opened_at) VALUES ('GL-2222222', 'c', 'person', 'human_agent', 'high', 'open', 'A summary.',
                '2026-11-24 12:00:00.000000+00:00')""")
        )
        connection.execute(
            text("""INSERT INTO message (conversation_id, sequence, author, text, buttons, sent_at)
                VALUES ('c', 1, 'customer', 'hi', '[]', '2026-11-24 12:00:00.000000+00:00')""")
        )
        connection.execute(
            text("INSERT INTO turn (conversation_id, sequence, ticket_id) VALUES ('c', 1, 'GL-2222222')")
        )
    migrate(database)
    opened_at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    with database.begin() as connection:
        kept = connection.execute(select(ticket)).one()
        assert connection.execute(text("SELECT ticket_id FROM turn")).scalar_one() == kept.id
    assert (kept.team, kept.agent_id, kept.opened_at) == ("support", None, opened_at)
    assert kept.answer_by == opened_at + timedelta(days=1)
    assert kept.resolve_by == opened_at + timedelta(days=7)


def test_migrating_keeps_the_keys_that_point_to_a_ticket(migrated: Engine) -> None:
    orphan = "INSERT INTO turn (conversation_id, sequence, ticket_id) VALUES ('c', 1, 'GL-nobody')"
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), migrated.begin() as connection:
        connection.execute(text(orphan))


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
