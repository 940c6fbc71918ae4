"""Takes the hashes of all codes to a new pepper, and refuses a database that was hashed under others.

Nobody knows the codes any more, so a new pepper goes over the hashes there are: see Fingerprinter. The
peppers and the hashes are in two places, and no step changes both. So within one transaction the hashes
are raised first, then the new pepper is put into its file, then the transaction commits:

- A crash before the file is replaced leaves both as they were.
- A crash between file and commit leaves one pepper more than the hashes know. Every start is refused
  until `giftline ledger rotate-pepper` runs again; it sees hashes that are behind, and raises them under
  the pepper that is in the file instead of making another.
- The other order could commit hashes under a pepper that was never stored: every code would be lost.

With GIFTLINE_PEPPER the operator has stored the new pepper before, and the second case is the normal one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, bindparam, func, select, tuple_, update

from bot.errors import ConfigurationError
from bot.identity.sealed_secrets import SecretKind, SecretSealer
from bot.privacy.claim_code import Fingerprinter
from bot.privacy.sealed_codes import CodeSealer
from bot.settings import Settings
from bot.storage.journal import Journal
from bot.storage.slack_tables import slack_workspace as workspaces
from bot.storage.tables import canary as canaries
from bot.storage.tables import card as cards
from bot.storage.tables import claim_handle as handles
from bot.storage.tables import site as sites

_BATCH = 1_000
_HASHED = (cards, handles, canaries)
_SECRET = ("code_hash", "skeleton_hash", "sealed_code")


@dataclass(frozen=True)
class Rotation:
    """`peppers` is how many there are now; `finished`, that no new one was made for it."""

    peppers: int
    rows: int
    finished: bool


def require_peppers(database: Engine, fingerprinter: Fingerprinter) -> None:
    """Raises ConfigurationError if a database was written under more or fewer peppers, or another first one.

    Served nevertheless, every code a customer sends would be one that no card has. Another pepper than the
    first is not noticed: nothing but the hashes of codes is made under it.
    """
    with database.connect() as connection:
        for table in _HASHED:
            others = (
                select(table.c.pepper_version).where(table.c.pepper_version != fingerprinter.version).limit(1)
            )
            found = connection.execute(others).scalar_one_or_none()
            if found is not None:
                raise _wrong_number(found, fingerprinter.version)
        _require_first_pepper(connection, fingerprinter)


def rotate_pepper(
    database: Engine, settings: Settings, progress: Callable[[int, int], object] = lambda done, total: None
) -> Rotation:
    """Adds a new pepper to the pepper file and raises every hash to it, or raises them to what
    GIFTLINE_PEPPER has already. Servers must be stopped: they go on with the peppers they started with.

    `progress` hears how many of how many rows are done. Raises ConfigurationError, with nothing changed,
    if there is nothing to raise to, if the database knows of more peppers than are set, or if its journal was
    written under another first one.
    """
    with database.begin() as connection:
        # Read here and not before: on SQLite nobody else rotates while this transaction is open.
        peppers = settings.peppers
        for table in _HASHED:
            most = connection.execute(select(func.max(table.c.pepper_version))).scalar_one()
            if most is not None and most > len(peppers):
                raise _wrong_number(most, len(peppers))
        _require_first_pepper(connection, Fingerprinter(peppers))
        is_behind = _count_behind(connection, len(peppers)) > 0
        if not is_behind:
            if settings.pepper is not None:
                raise ConfigurationError(
                    f"Every code is hashed under the {len(peppers)} pepper(s) of GIFTLINE_PEPPER. To rotate, "
                    "append a comma and a new one (`openssl rand -hex 32`), on every machine, and run this "
                    "again."
                )
            peppers = (*peppers, secrets.token_hex(32).encode())
        rows = _raise_all(connection, peppers, progress)
        _reseal_sites(connection, SecretSealer(peppers))
        _reseal_workspaces(connection, SecretSealer(peppers, SecretKind.SLACK))
        if not is_behind:
            settings.store_peppers(peppers)
    return Rotation(len(peppers), rows, finished=is_behind)


def _raise_all(
    connection: Connection, peppers: tuple[bytes, ...], progress: Callable[[int, int], object]
) -> int:
    fingerprinter, sealer = Fingerprinter(peppers), CodeSealer(peppers)
    total, done = _count_behind(connection, len(peppers)), 0
    for table in _HASHED:
        raising = (
            update(table)
            .where(*(column == bindparam(f"of_{column.name}") for column in table.primary_key))
            .values(
                pepper_version=len(peppers),
                **{name: bindparam(f"to_{name}") for name in _SECRET if name in table.c},
            )
        )
        for rows in _batches(connection, table, len(peppers)):
            connection.execute(raising, [_raised(row, table, fingerprinter, sealer) for row in rows])
            done += len(rows)
            progress(done, total)
    return done


def _reseal_sites(connection: Connection, sealer: SecretSealer) -> None:
    """Whoever saw an old pepper and the database shall not sign in a site's customers."""
    sealed = select(sites.c.id, sites.c.sealed_secret).where(sites.c.sealed_secret.is_not(None))
    for row in connection.execute(sealed.with_for_update()).all():
        connection.execute(
            update(sites).where(sites.c.id == row.id).values(sealed_secret=sealer.resealed(row.sealed_secret))
        )


def _reseal_workspaces(connection: Connection, sealer: SecretSealer) -> None:
    """Nor act in Slack as we do."""
    for row in connection.execute(select(workspaces).with_for_update()).all():
        connection.execute(
            update(workspaces)
            .where(workspaces.c.id == row.id)
            .values(sealed_installation=sealer.resealed(row.sealed_installation))
        )


def _raised(
    row: Row[Any], table: Table, fingerprinter: Fingerprinter, sealer: CodeSealer
) -> dict[str, str | None]:
    raised = {
        "to_code_hash": fingerprinter.raised(row.code_hash, row.pepper_version),
        "to_skeleton_hash": fingerprinter.raised(row.skeleton_hash, row.pepper_version),
    }
    if table is cards:
        raised["to_sealed_code"] = row.sealed_code and sealer.resealed(row.sealed_code)
    return raised | {f"of_{column.name}": row._mapping[column] for column in table.primary_key}


def _batches(connection: Connection, table: Table, peppers: int) -> Iterator[list[Row[Any]]]:
    """The rows that are behind, in order of their key and each held; a batch is read after the one before."""
    key = tuple_(*table.primary_key)
    behind = select(table).where(table.c.pepper_version < peppers)
    batch = behind.order_by(*table.primary_key).limit(_BATCH).with_for_update()
    while rows := list(connection.execute(batch)):
        yield rows
        last = tuple(rows[-1]._mapping[column.name] for column in table.primary_key)
        batch = behind.where(key > last).order_by(*table.primary_key).limit(_BATCH).with_for_update()


def _count_behind(connection: Connection, peppers: int) -> int:
    return sum(
        connection.execute(
            select(func.count()).select_from(table).where(table.c.pepper_version < peppers)
        ).scalar_one()
        for table in _HASHED
    )


def _require_first_pepper(connection: Connection, fingerprinter: Fingerprinter) -> None:
    if not Journal(connection, fingerprinter.journal_key).has_this_key():
        raise ConfigurationError(
            "The journal of this database was written under another first pepper than the one that is set. "
            "Set the peppers it was made with: in GIFTLINE_PEPPER or, without that, in the file `pepper` of "
            "the home folder; bring them back from a backup. If they are these, somebody changed the "
            "journal: keep the database as it is, and ask for help."
        )


def _wrong_number(found: int, peppers: int) -> ConfigurationError:
    if found < peppers:
        return ConfigurationError(
            f"The database has codes that were hashed under {found} pepper(s), and {peppers} are set. Stop "
            "every server and run `giftline ledger rotate-pepper`, which raises them."
        )
    return ConfigurationError(
        f"The database has codes that were hashed under {found} peppers, and {peppers} are set. Set all of "
        "them, the oldest first; `giftline ledger rotate-pepper` added the others."
    )
