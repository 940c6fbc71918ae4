"""All that the product has written, and which planted codes are in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.whole_path.hidden_codes import hidden_codes
from tests.whole_path.planting import Codes


def leaks(written: Mapping[str, bytes], codes: Codes) -> list[str]:
    """Where a planted code is, in which encoding, and how it was sent; the code's last four only."""
    return [
        f"{place}, {encoding}: …{code[-4:]} sent as {codes.sent[code]}"
        for place, data in written.items()
        for code, encoding in sorted(hidden_codes(data, codes.sent))
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tables_of(url: str) -> dict[str, bytes]:
    """Every table of a PostgreSQL database as it would be copied out; SQLite's are files."""
    if not url.startswith("postgresql"):
        return {}
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        tables = [
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        assert "message" in tables
        return {f"table {table}": _copied(connection, table) for table in tables}


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    statement = psycopg.sql.SQL("COPY {} TO STDOUT").format(psycopg.sql.Identifier(table))
    with connection.cursor().copy(statement) as rows:
        return b"".join(map(bytes, rows))
