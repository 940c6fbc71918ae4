"""The vault, in SQL: a conversation's handles and the fingerprints behind them."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, String, bindparam, insert, select

from bot.privacy.claim_code import ClaimCode, CodeFingerprint, Fingerprinter
from bot.storage.dialect import among
from bot.storage.tables import claim_handle as handles
from bot.values import ClaimHandle, ConversationId

_LAST_FOUR = (
    select(handles.c.handle, handles.c.last_four)
    .where(handles.c.conversation_id == bindparam("of", type_=String()))
    .order_by(handles.c.first_seen_at, handles.c.handle)
)


class SqlVault:
    """Implements ports.Vault."""

    def __init__(self, connection: Connection, fingerprinter: Fingerprinter) -> None:
        self._connection = connection
        self._fingerprinter = fingerprinter

    def handle_for(self, conversation: ConversationId, code: ClaimCode, at: datetime) -> ClaimHandle:
        fingerprint = self._fingerprinter.of(code)
        rows = self._connection.execute(
            select(handles.c.code_hash, handles.c.handle).where(handles.c.conversation_id == conversation)
        )
        taken = {row.code_hash: row.handle for row in rows}
        if known := taken.get(fingerprint.exact):
            return ClaimHandle(known)
        handle = _new_handle()
        while handle in taken.values():
            handle = _new_handle()
        self._connection.execute(
            insert(handles).values(
                conversation_id=conversation,
                handle=handle,
                code_hash=fingerprint.exact,
                skeleton_hash=fingerprint.skeleton,
                pepper_version=fingerprint.pepper_version,
                last_four=fingerprint.last_four,
                first_seen_at=at,
            )
        )
        return handle

    def fingerprint(self, conversation: ConversationId, handle: ClaimHandle) -> CodeFingerprint | None:
        row = self._connection.execute(
            select(handles).where(handles.c.conversation_id == conversation, handles.c.handle == handle)
        ).one_or_none()
        if row is None:
            return None
        return CodeFingerprint(row.code_hash, row.skeleton_hash, row.last_four, row.pepper_version)

    def last_four(self, conversation: ConversationId) -> dict[str, str]:
        rows = self._connection.execute(_LAST_FOUR, {"of": conversation})
        return {row.handle: row.last_four for row in rows}

    def last_four_in(self, conversations: Sequence[ConversationId]) -> Mapping[str, Mapping[str, str]]:
        rows = self._connection.execute(
            select(handles.c.conversation_id, handles.c.handle, handles.c.last_four).where(
                among(handles.c.conversation_id, "ids")
            ),
            {"ids": list(conversations)},
        )
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows:
            found[row.conversation_id][row.handle] = row.last_four
        return found


def _new_handle() -> ClaimHandle:
    return ClaimHandle(f"claim_{secrets.token_hex(2)}")
