"""The one statement that SQLite and PostgreSQL share but SQLAlchemy spells for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_absent(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Inserts the row unless one with its key is there, also if that is being written just now."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).values(**row).on_conflict_do_nothing())
