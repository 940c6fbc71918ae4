"""No command leaves a connection to the database open, whatever came of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from tests.cli.conftest import Giftline


class Connections:
    """How many connections this process made to any database, and how many it closed."""

    def __init__(self) -> None:
        self.made = 0
        self.closed = 0

    def makes(self, *_: object) -> None:
        self.made += 1

    def closes(self, *_: object) -> None:
        self.closed += 1


@pytest.fixture
def connections() -> Iterator[Connections]:
    seen = Connections()
    listeners = {"connect": seen.makes, "close": seen.closes}
    for name, heard in listeners.items():
        event.listen(Pool, name, heard)
    yield seen
    for name, heard in listeners.items():
        event.remove(Pool, name, heard)


@pytest.mark.parametrize(
    "command",
    [
        ("tickets", "list"),
        ("tickets", "show", "GL-2222222"),
        ("doctor",),
        ("ledger", "show"),
        ("ledger", "show", "nobody"),
        ("ledger", "history", "--account", "alice"),
        ("ledger", "export"),
        ("ledger", "issue", "--value", "25"),
        ("ledger", "freeze", "XT2V", "--reason", "found"),
        ("ledger", "spend", "nobody", "5"),
        ("ledger", "verify"),
        ("ledger", "selftest"),
        ("ledger", "rotate-pepper", "--yes"),
    ],
    ids=" ".join,
)
def test_a_command_closes_every_connection_that_it_made(
    giftline: Giftline, connections: Connections, command: tuple[str, ...]
) -> None:
    giftline(*command)
    assert connections.made == connections.closed > 0


def test_a_command_that_is_refused_by_the_database_closes_its_connections(
    giftline: Giftline, connections: Connections
) -> None:
    assert giftline("ledger", "issue", "--value", "25", GIFTLINE_PEPPER="p" * 32).exit_code == 0
    assert giftline("doctor", GIFTLINE_PEPPER="n" * 32).exit_code == 1
    assert giftline("ledger", "show", GIFTLINE_PEPPER="n" * 32).exit_code == 2
    assert connections.made == connections.closed > 0
