"""Link codes, in SQL: of each account the hash of the one that works, and until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.storage.dialect import delete_expired, insert_if_absent
from bot.storage.slack_tables import link_code as codes
from bot.values import AccountId


class SqlLinkCodes:
    """Implements slack.records.LinkCodes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, account: AccountId, key: str, expires_at: datetime, now: datetime) -> None:
        delete_expired(self._connection, codes, now)
        row = {"code_key": key, "account_id": account, "expires_at": expires_at}
        if not insert_if_absent(self._connection, codes, row):
            self._connection.execute(update(codes).where(codes.c.account_id == account).values(row))

    def take(self, key: str, now: datetime) -> AccountId | None:
        # Of two at once one deletes it.
        taken = self._connection.execute(
            delete(codes)
            .where(codes.c.code_key == key, codes.c.expires_at > now)
            .returning(codes.c.account_id)
        ).scalar_one_or_none()
        return AccountId(taken) if taken is not None else None

    def end_of(self, account: AccountId) -> None:
        self._connection.execute(delete(codes).where(codes.c.account_id == account))

    def end_at(self, account: AccountId) -> datetime | None:
        found: datetime | None = self._connection.execute(
            select(codes.c.expires_at).where(codes.c.account_id == account)
        ).scalar_one_or_none()
        return found
