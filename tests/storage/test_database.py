"""Which databases are taken, what is said of one that is not, and what a transaction is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.bootstrap import Services
from bot.errors import ConfigurationError, LedgerConflict, UnstorableText
from bot.ledger.cards import Account
from bot.storage.database import connect, migrate
from bot.values import AccountId
from tests.builders import LoadCards, a_customer, a_ticket

# Nothing can listen on port 0.
NOWHERE = "127.0.0.1:0/giftline"
# Less than SQLite waits for a lock.
_PATIENCE_S = 20


@pytest.mark.parametrize("url", ["mysql://user:hunter2@host/giftline", "mssql+pyodbc://user:hunter2@host/db"])
def test_another_kind_of_database_is_refused_with_those_that_work(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"DATABASE_URL must name SQLite or PostgreSQL\.") as refused:
        connect(url)
    assert "hunter2" not in refused.value.detail


@pytest.mark.parametrize("url", ["", "giftline.db", "postgresql:user:hunter2@host"])
def test_what_is_no_url_is_refused_with_examples(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"such as sqlite:///giftline\.db") as refused:
        connect(url)
    assert "hunter2" not in refused.value.detail


def test_a_port_that_is_no_number_is_refused_with_examples() -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        connect("postgresql://user:hunter2@host:port/giftline")


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_a_database_out_of_reach_is_named_without_its_password(scheme: str) -> None:
    database = connect(f"{scheme}://user:hunter2@{NOWHERE}")
    with pytest.raises(ConfigurationError) as refused:
        migrate(database)
    assert f"user:***@{NOWHERE}" in refused.value.detail
    assert "Check DATABASE_URL and that the server is running." in refused.value.detail
    assert "hunter2" not in refused.value.detail


def test_a_password_among_the_options_of_a_url_is_not_shown_either() -> None:
    with pytest.raises(ConfigurationError) as refused:
        migrate(connect(f"postgresql://user@{NOWHERE}?password=hunter2"))
    assert "hunter2" not in refused.value.detail


@pytest.mark.parametrize("content", ["a letter, and no database", None])
def test_a_path_that_is_no_database_is_refused_by_its_name(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "giftline.db"
    path.mkdir() if content is None else path.write_text(content * 100)
    with pytest.raises(ConfigurationError, match=r"giftline\.db cannot be used"):
        migrate(connect(f"sqlite:///{path}"))


def test_a_path_below_a_file_is_refused_as_a_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError):
        migrate(connect(f"sqlite:///{tmp_path / 'file' / 'giftline.db'}"))


def test_the_folder_of_a_database_file_is_made(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'new' / 'folder' / 'giftline.db'}")
    migrate(database)
    database.dispose()
    assert (tmp_path / "new" / "folder" / "giftline.db").is_file()


def test_what_fails_halfway_leaves_nothing_behind(services: Services) -> None:
    customer = a_customer(services)

    def open_and_fail() -> None:
        with services.unit_of_work() as work:
            work.tickets.open_once(customer.conversation, a_ticket(), services.clock.now())
            raise InterruptedError

    with pytest.raises(InterruptedError):
        open_and_fail()
    assert services.list_tickets() == []


@pytest.mark.parametrize(
    ("database_url", "character"),
    [("sqlite", "\ud800"), ("postgresql", "\ud800"), ("postgresql", "\x00")],
    indirect=["database_url"],
    ids=ascii,
)
def test_a_text_that_the_database_cannot_hold_is_refused_and_nothing_is_stored(
    services: Services, character: str
) -> None:
    name = AccountId(f"bruno{character}")

    def add_both() -> None:
        with services.unit_of_work() as work:
            work.ledger.add_account(Account(AccountId("alice"), "US"))
            work.ledger.add_account(Account(name, "US"))

    with pytest.raises(UnstorableText) as refused:
        add_both()
    assert "bruno" not in refused.value.detail
    with services.unit_of_work() as work:
        assert work.ledger.accounts() == []


@pytest.mark.parametrize("statement", ["DELETE FROM account", "UPDATE card SET face_value_minor = -1"])
def test_the_database_itself_refuses_what_would_break_its_rules(
    services: Services, load_cards: LoadCards, statement: str
) -> None:
    load_cards("alice", {"code": "AQ3D-7KLM9P-XT2V", "status": "redeemed", "redeemed_by": "self"})
    with pytest.raises(IntegrityError), services.database.begin() as connection:
        connection.execute(text(statement))
    with services.unit_of_work() as work:
        assert work.ledger.account(AccountId("alice")) is not None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_two_who_wait_for_each_other_one_is_told_to_send_again_and_stores_nothing(
    services: Services, load_cards: LoadCards
) -> None:
    names = [AccountId("alice"), AccountId("bruno")]
    with services.unit_of_work() as work:
        for name in names:
            work.ledger.add_account(Account(name, "US"))
    both_hold_one = threading.Barrier(2)

    def move_to(region: str, order: list[AccountId]) -> str:
        try:
            with services.unit_of_work() as work:
                work.ledger.add_account(Account(order[0], region))
                both_hold_one.wait()
                work.ledger.add_account(Account(order[1], region))
        except LedgerConflict:
            return ""
        return region

    with ThreadPoolExecutor(2) as threads:
        moved = list(threads.map(move_to, ["GB", "DE"], [names, names[::-1]]))
    (region,) = filter(None, moved)
    with services.unit_of_work() as work:
        assert {account.region for account in work.ledger.accounts()} == {region}


def test_who_only_reads_waits_for_no_writer_and_sees_what_was_stored_before(
    services: Services,
) -> None:
    customer = a_customer(services)

    def tickets() -> int:
        with services.unit_of_work(only_reads=True) as work:
            return len(work.tickets.of(customer.conversation))

    with ThreadPoolExecutor(1) as threads:
        with services.unit_of_work() as work:
            work.tickets.open_once(customer.conversation, a_ticket(), services.clock.now())
            assert threads.submit(tickets).result(timeout=_PATIENCE_S) == 0
        assert threads.submit(tickets).result(timeout=_PATIENCE_S) == 1


def test_who_said_that_they_only_read_cannot_write_and_others_still_can(services: Services) -> None:
    customer = a_customer(services)
    with (
        pytest.raises(DBAPIError, match=r"read-?\s?only"),
        services.unit_of_work(only_reads=True) as work,
    ):
        work.tickets.open_once(customer.conversation, a_ticket(), services.clock.now())
    with services.unit_of_work() as work:
        work.tickets.open_once(customer.conversation, a_ticket(), services.clock.now())
    assert len(services.list_tickets()) == 1
