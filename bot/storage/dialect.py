"""What has to be said to SQLite and to PostgreSQL in different words, to mean and cost the same.

A statement is made once and its text never depends on how many values it is given: a database keeps it
prepared, and SQLAlchemy compiled. SQLite runs a change once for each row, which costs it nothing;
PostgreSQL is given all rows at once, because it is asked over a wire.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Dialect,
    Executable,
    Insert,
    Integer,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeEngine

Row = Mapping[str, Any]


def insert_if_absent(connection: Connection, table: Table, row: Row) -> bool:
    """Inserts the row unless one with its key is there, also if that is being written just now.

    Returns whether it did.
    """
    done = connection.execute(
        _if_absent(table, connection.dialect.name), row, execution_options={"preserve_rowcount": True}
    )
    return done.rowcount == 1


@cache
def _if_absent(table: Table, dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


def delete_expired(connection: Connection, table: Table, now: datetime) -> None:
    """Deletes some rows whose `expires_at` is past: those that nobody else deletes at this moment.

    Whoever adds a row calls it, so a table never holds much more than what has not expired.
    """
    (key, *more) = table.primary_key
    of_row = tuple_(key, *more)
    expired = select(key, *more).where(table.c.expires_at < now).limit(100).with_for_update(skip_locked=True)
    connection.execute(delete(table).where(of_row.in_(expired)))


@contextmanager
def large_cache(connection: Connection) -> Iterator[None]:
    """For changes all over large tables: 128 MB of SQLite's pages in memory, where it otherwise keeps 32."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql("PRAGMA cache_size = -131072")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


class _List(TypeDecorator[Sequence[Any]]):
    """A list as one value: an array of PostgreSQL, JSON for SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        array: TypeEngine[Any] = postgresql.ARRAY(self.of)
        return dialect.type_descriptor(array if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[Any]):
    name = "among"
    # Not Boolean: to that SQLAlchemy would add "= 1" on SQLite, which then reads the whole table.
    type = NullType()
    inherit_cache = True


def among(one: Column[Any], name: str) -> ColumnElement[bool]:
    """That the column is one of the values in the list that is bound to `name`."""
    of: TypeEngine[Any] = Integer() if isinstance(one.type, Integer) else String()
    return _Among(one, bindparam(name, type_=_List(of)))


@compiles(_Among, "sqlite")
def _among_in_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    one, values = (compiler.process(part, **options) for part in element.clauses)
    # Of compiled parts: a column and a placeholder.
    return f"{one} IN (SELECT value FROM json_each({values}))"  # noqa: S608


@compiles(_Among, "postgresql")
def _among_in_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    one, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{one} = ANY ({values})"


def holds(connection: Connection, text: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """That the words, to the letter, are in the text, in whatever case; on SQLite that of ASCII's letters.

    SQLite's own LIKE takes a fifth of the time of `lower()` on both sides.
    """
    escaped = words.replace("/", "//").replace("%", "/%").replace("_", "/_")
    like = text.ilike if connection.dialect.name == "postgresql" else text.like
    return like(f"%{escaped}%", escape="/")


class ForEachRow:
    """A change made once for each row of a list, whatever number that is.

    `make` is given the row's values by name, of these types, and makes the statement. The statements of
    rows that share nothing; their order is not promised.
    """

    def __init__(
        self,
        make: Callable[[Mapping[str, ColumnElement[Any]]], Executable],
        **types: TypeEngine[Any],
    ) -> None:
        self._one: Executable = make({name: bindparam(name, type_=kind) for name, kind in types.items()})
        self._all = make(_columns_of_json(types))

    def __call__(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Returns how many rows of the table were changed."""
        if not rows:
            return 0
        if connection.dialect.name != "postgresql":
            done: CursorResult[Any] = connection.execute(self._one, rows)
        else:
            done = connection.execute(self._all, {_ROWS.key: json.dumps(rows, default=str)})
        return done.rowcount


class InsertRows:
    """Inserts a list of rows, each with all columns of the table."""

    def __init__(self, table: Table) -> None:
        self._one: Insert = insert(table)
        self._columns = {each.name: each.type for each in table.columns}
        values = _columns_of_json(self._columns)
        self._all = insert(table).from_select(list(values), select(*values.values()))

    def __call__(self, connection: Connection, rows: Sequence[Row]) -> None:
        if not rows:
            return
        if connection.dialect.name == "postgresql":
            connection.execute(self._all, {_ROWS.key: json.dumps(rows, default=str)})
        else:
            # Without SQLAlchemy's own look at each row, which takes longer than SQLite needs to store it.
            text, to_database = self._for_driver(connection.dialect)
            connection.exec_driver_sql(
                text,
                [
                    tuple([row[name] if to is None else to(row[name]) for name, to in to_database])
                    for row in rows
                ],
            )

    @cache  # noqa: B019 - there is one of each in a process, made with the module that uses it
    def _for_driver(self, dialect: Dialect) -> tuple[str, list[tuple[str, Callable[[Any], Any] | None]]]:
        """The statement as the driver takes it, and what turns a column's value into what it stores."""
        return str(self._one.compile(dialect=dialect)), [
            (name, kind.dialect_impl(dialect).bind_processor(dialect)) for name, kind in self._columns.items()
        ]


_ROWS: BindParameter[str] = bindparam("rows", type_=Text())


def _columns_of_json(types: Mapping[str, TypeEngine[Any]]) -> Mapping[str, ColumnElement[Any]]:
    document = func.json_to_recordset(func.cast(_ROWS, postgresql.JSON))
    listed = document.table_valued(*(column(name, kind) for name, kind in types.items()))
    return dict(listed.render_derived("listed", with_types=True).columns)
