"""Alembic runs this for each command; `bot.storage.database.migrate` hands over the connection."""

from __future__ import annotations

from typing import Literal

from alembic import context
from sqlalchemy import Connection, text

from bot.storage.schema import UtcTime
from bot.storage.tables import metadata


def _plainly(kind: str, item: object, _: object) -> str | Literal[False]:
    """Keeps our own types out of migrations, which must still run when those have changed."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Two replicas that start together must not migrate at once; the number is only a name.
        connection.execute(text("SELECT pg_advisory_xact_lock(4766745)"))
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, render_item=_plainly
    )
    context.run_migrations()


run(context.config.attributes["connection"])
