"""The engine's own store of dialogues, seen from outside: Rasa's table of events.

Rasa counts a dialogue's rows and appends behind them, so taking rows from a dialogue that it is about to
append to would garble it. Therefore a dialogue is erased only after its conversation is: from then on
nobody has a token to write there, and the engine is not asked about it any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    inspect,
    select,
)
from sqlalchemy.pool import NullPool

# Of Rasa's SQLTrackerStore, the one column that is needed here.
_events = Table("events", MetaData(), Column("sender_id", String(255)))


class EngineDialogues:
    """Implements ports.Dialogues. `url` is the tracker store's, as SQLAlchemy writes it."""

    def __init__(self, url: str) -> None:
        self._database = create_engine(url, poolclass=NullPool)

    @classmethod
    def in_file(cls, path: Path) -> EngineDialogues:
        return cls(f"sqlite:///{path}")

    def after(self, conversation: str, most: int) -> Sequence[str]:
        with self._opened() as connection:
            if connection is None:
                return []
            return (
                connection.execute(
                    select(_events.c.sender_id)
                    .where(_events.c.sender_id > conversation)
                    .distinct()
                    .order_by(_events.c.sender_id)
                    .limit(most)
                )
                .scalars()
                .all()
            )

    def erase(self, conversations: Sequence[str]) -> int:
        with self._opened() as connection:
            if connection is None:
                return 0
            known = set(
                connection.execute(
                    select(_events.c.sender_id).where(_events.c.sender_id.in_(conversations)).distinct()
                ).scalars()
            )
            connection.execute(delete(_events).where(_events.c.sender_id.in_(known)))
            return len(known)

    @contextmanager
    def _opened(self) -> Iterator[Connection | None]:
        """A transaction; None if the engine has never stored a dialogue there."""
        if not _is_there(self._database):
            yield None
            return
        with self._database.begin() as connection:
            if connection.dialect.name == "sqlite":
                # What is deleted is overwritten, and does not stay in the file's free pages.
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            yield connection


def _is_there(database: Engine) -> bool:
    if database.dialect.name == "sqlite" and not Path(database.url.database or "").exists():
        return False
    return inspect(database).has_table(_events.name)
