"""The connection to the database, and one transaction as a unit of work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DataError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import ConfigurationError, LedgerConflict, UnstorableText
from bot.identity.sealed_secrets import SecretKind, SecretSealer
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork, Work
from bot.privacy.claim_code import Fingerprinter
from bot.storage.agents import SqlAgents, SqlAgentSessions, SqlSignInTries
from bot.storage.attachments import SqlAttachments
from bot.storage.audit import SqlAudit
from bot.storage.canaries import SqlCanaries
from bot.storage.contacts import SqlContacts
from bot.storage.conversations import SqlConversations
from bot.storage.desk import SqlDesk
from bot.storage.ledger import SqlLedger
from bot.storage.ledger_actions import SqlLedgerActions
from bot.storage.link_codes import SqlLinkCodes
from bot.storage.mentions import SqlMentions
from bot.storage.outbox import SqlOutbox
from bot.storage.personal_data import SqlPersonalData
from bot.storage.ratings import SqlRatings
from bot.storage.reports import SqlReports
from bot.storage.search import SqlSearch
from bot.storage.session_tokens import SqlSessionTokens
from bot.storage.sites import SqlSites
from bot.storage.slack import SqlSlackRecords
from bot.storage.tickets import SqlTickets
from bot.storage.training import SqlTraining
from bot.storage.vault import SqlVault

MIGRATIONS = Path(__file__).parent / "migrations"

_ONLY_READS = "giftline_only_reads"
# So long somebody waits to write to SQLite.
_WAITS_S = 30


class SqlWork:
    """The repositories over one open transaction."""

    def __init__(self, connection: Connection, fingerprinter: Fingerprinter, policy: BrandPolicy) -> None:
        self._connection = connection
        self._fingerprinter = fingerprinter
        self._policy = policy

    @cached_property
    def sites(self) -> SqlSites:
        return SqlSites(self._connection, SecretSealer(self._fingerprinter.peppers))

    @cached_property
    def session_tokens(self) -> SqlSessionTokens:
        return SqlSessionTokens(self._connection)

    @cached_property
    def conversations(self) -> SqlConversations:
        return SqlConversations(self._connection)

    @cached_property
    def desk(self) -> SqlDesk:
        return SqlDesk(self._connection)

    @cached_property
    def attachments(self) -> SqlAttachments:
        return SqlAttachments(self._connection)

    @cached_property
    def ratings(self) -> SqlRatings:
        return SqlRatings(self._connection)

    @cached_property
    def mentions(self) -> SqlMentions:
        return SqlMentions(self._connection)

    @cached_property
    def search(self) -> SqlSearch:
        return SqlSearch(self._connection, self._fingerprinter)

    @cached_property
    def vault(self) -> SqlVault:
        return SqlVault(self._connection, self._fingerprinter)

    @cached_property
    def ledger(self) -> SqlLedger:
        return SqlLedger(self._connection, self._fingerprinter, self._policy)

    @cached_property
    def tickets(self) -> SqlTickets:
        return SqlTickets(self._connection, self._policy.support)

    @cached_property
    def reports(self) -> SqlReports:
        return SqlReports(self._connection)

    @cached_property
    def training(self) -> SqlTraining:
        return SqlTraining(self._connection)

    @cached_property
    def contacts(self) -> SqlContacts:
        return SqlContacts(self._connection)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._connection)

    @cached_property
    def slack(self) -> SqlSlackRecords:
        return SqlSlackRecords(self._connection, SecretSealer(self._fingerprinter.peppers, SecretKind.SLACK))

    @cached_property
    def link_codes(self) -> SqlLinkCodes:
        return SqlLinkCodes(self._connection)

    @cached_property
    def ledger_actions(self) -> SqlLedgerActions:
        return SqlLedgerActions(self._connection)

    @cached_property
    def agents(self) -> SqlAgents:
        return SqlAgents(self._connection)

    @cached_property
    def agent_sessions(self) -> SqlAgentSessions:
        return SqlAgentSessions(self._connection)

    @cached_property
    def tries_to_sign_in(self) -> SqlSignInTries:
        return SqlSignInTries(self._connection)

    @cached_property
    def canaries(self) -> SqlCanaries:
        return SqlCanaries(self._connection)

    @cached_property
    def audit(self) -> SqlAudit:
        return SqlAudit(self._connection)

    @cached_property
    def personal_data(self) -> SqlPersonalData:
        return SqlPersonalData(self._connection)


def connect(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL. Raises ConfigurationError for a URL of another kind."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend in ("postgresql", "postgres"):
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        if backend != "sqlite":
            raise ConfigurationError("DATABASE_URL must name SQLite or PostgreSQL.")
        if not parsed.database or parsed.database == ":memory:":
            raise ConfigurationError("DATABASE_URL must name a file, such as sqlite:///giftline.db.")
        engine = create_engine(parsed, connect_args={"timeout": _WAITS_S})
    except (ArgumentError, ImportError, ValueError):
        # Without the cause: it may show a part of the password.
        raise ConfigurationError(
            "DATABASE_URL is not a database URL, such as sqlite:///giftline.db "
            "or postgresql+psycopg://user@host/giftline."
        ) from None
    try:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder of the database {parsed.database} cannot be made: {error.strerror}. "
            "Check DATABASE_URL and GIFTLINE_HOME."
        ) from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def unit_of_work(
    engine: Engine,
    fingerprinter: Fingerprinter,
    policy: BrandPolicy,
    outbox_grew: Callable[[], None] = lambda: None,
) -> UnitOfWork:
    """A factory of transactions: each `with` block commits as one, or not at all.

    `outbox_grew` is called after the commit of one that put something into the outbox.
    Leaving the block raises, with nothing stored, LedgerConflict if the database had to choose between two
    that waited for each other, and UnstorableText if it was given a text that it cannot hold.
    """

    # SQLite lets one write, and has the others look again after longer and longer whiles, whoever came first.
    turn = threading.RLock() if engine.dialect.name == "sqlite" else None
    reader = engine.execution_options(**{_ONLY_READS: True}, postgresql_readonly=True)

    @contextmanager
    def work(*, only_reads: bool = False) -> Iterator[Work]:
        try:
            with (
                _in_turn(None if only_reads else turn),
                (reader if only_reads else engine).begin() as connection,
            ):
                open_work = SqlWork(connection, fingerprinter, policy)
                yield open_work
            if open_work.outbox.has_grown:
                outbox_grew()
        except OperationalError as error:
            if _is_conflict(error):
                raise LedgerConflict(
                    "Somebody else changed the same at the same moment; nothing was stored. Send it again "
                    "with the same key."
                ) from error
            raise
        except UnicodeEncodeError:
            # Without the cause, which repeats the text.
            raise UnstorableText from None
        except DataError as error:
            if _was_never_sent(error):
                raise UnstorableText from None
            raise

    return work


@contextmanager
def _in_turn(turn: threading.RLock | None) -> Iterator[None]:
    """Within this process; what comes of it where others write for too long, the database says."""
    has_it = turn is not None and turn.acquire(timeout=_WAITS_S)
    try:
        yield
    finally:
        if turn is not None and has_it:
            turn.release()


def _is_conflict(error: OperationalError) -> bool:
    """Deadlocks and failed serialisations of PostgreSQL, and SQLite's file being locked for too long."""
    state = getattr(error.orig, "sqlstate", None)
    return state in ("40001", "40P01") or getattr(error.orig, "sqlite_errorname", "") == "SQLITE_BUSY"


def _was_never_sent(error: DataError) -> bool:
    """True of what PostgreSQL's driver refuses by itself, which of a text is NUL."""
    return isinstance(error.orig, psycopg.DataError) and error.orig.sqlstate is None


def migrate(engine: Engine) -> None:
    """Brings the tables up to date. Raises ConfigurationError if the database cannot be reached."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.begin() as connection:
            # Alembic reads every migration to find out that there is nothing to do.
            if MigrationContext.configure(connection).get_current_revision() == _newest_revision():
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise ConfigurationError(
            f"The database at {shown_url(engine)} was made by a later version of Giftline. Use that version, "
            "or a copy of the database from before it."
        ) from error
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise ConfigurationError(
            f"The database at {shown_url(engine)} cannot be used: {reason} "
            "Check DATABASE_URL and that the server is running."
        ) from error


@cache
def _newest_revision() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def shown_url(engine: Engine) -> str:
    """Where the database is, without a password: neither before the @ nor among the options."""
    return engine.url.set(query={}).render_as_string(hide_password=True)


def _prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling is off: it would begin late, and deferred.
    connection.isolation_level = None
    cursor = connection.cursor()
    pragmas = (
        *("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"),
        # Without it REPLACE would delete rows past the guard of the journal.
        "recursive_triggers=ON",
        # What is erased is overwritten, and does not stay in the file's free pages.
        "secure_delete=ON",
        # 32 MB of pages, where SQLite would keep 2: a large load touches its indexes everywhere.
        "cache_size=-32768",
    )
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    only_reads = bool(connection.get_execution_options().get(_ONLY_READS))
    if connection.info.get(_ONLY_READS, False) != only_reads:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(only_reads)}")
        connection.info[_ONLY_READS] = only_reads
    # A deferred BEGIN fails with "database is locked" when two readers both want to write.
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
