"""What is held about customers, in SQL: finding it, and erasing it for good.

A conversation goes as a whole: messages, files, notes, turns, handles, tickets, ratings, contact, what waits
in the outbox, and its counted tries. The journal, the redemptions and the balances of the ledger stay:
docs/decisions/0008 says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, exists, func, or_, select, update

from bot.ledger.claimants import BucketKind, Tries
from bot.ledger.entries import LedgerAccountKind
from bot.storage.dialect import among
from bot.storage.slack_tables import link_code as link_codes
from bot.storage.slack_tables import slack_person as slack_people
from bot.storage.slack_tables import slack_post as slack_posts
from bot.storage.slack_tables import slack_thread as slack_threads
from bot.storage.tables import account as accounts
from bot.storage.tables import attachment as attachments
from bot.storage.tables import attachment_blob as attachment_blobs
from bot.storage.tables import claim_handle as handles
from bot.storage.tables import claimant_bucket as buckets
from bot.storage.tables import contact as contacts
from bot.storage.tables import conversation as conversations
from bot.storage.tables import ledger_account as balances
from bot.storage.tables import ledger_action as actions
from bot.storage.tables import mention as mentions
from bot.storage.tables import message as messages
from bot.storage.tables import note as notes
from bot.storage.tables import outbox
from bot.storage.tables import ownership_move as moves
from bot.storage.tables import rating as ratings
from bot.storage.tables import read_mark as read_marks
from bot.storage.tables import redemption as redemptions
from bot.storage.tables import session_token as session_tokens
from bot.storage.tables import ticket as tickets
from bot.storage.tables import training_line as training_lines
from bot.storage.tables import turn as turns
from bot.storage.tables import txn as txns
from bot.training.line import LineState
from bot.values import AccountId, CardId, ConversationId

_HOLD = (
    select(conversations.c.id)
    .where(among(conversations.c.id, "ids"))
    .order_by(conversations.c.id)
    .with_for_update()
)
_LAST_MESSAGE = (messages.c.conversation_id == conversations.c.id) & (
    messages.c.sequence == conversations.c.last_sequence
)
# What somebody has reviewed stays, apart from its conversation: docs/decisions/0015 says why.
_REVIEWED = (LineState.LABELLED.value, LineState.EXPORTED.value)
# In an order in which no row is deleted that another one still names.
OF_A_CONVERSATION = (
    training_lines.c.conversation_id,
    *(outbox.c.conversation_id, contacts.c.conversation_id),
    *(slack_posts.c.conversation_id, slack_threads.c.conversation_id),
    actions.c.conversation_id,
    *(attachment_blobs.c.conversation_id, attachments.c.conversation_id, ratings.c.conversation_id),
    *(turns.c.conversation_id, handles.c.conversation_id, tickets.c.conversation_id),
    *(mentions.c.conversation_id, notes.c.conversation_id),
    *(moves.c.conversation_id, read_marks.c.conversation_id),
    *(session_tokens.c.conversation_id, messages.c.conversation_id, conversations.c.id),
)


class SqlPersonalData:
    """Implements ports.PersonalData."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def conversations_of(
        self, account: AccountId, most: int | None = None
    ) -> Sequence[tuple[ConversationId, datetime]]:
        rows = self._connection.execute(
            select(conversations.c.id, conversations.c.opened_at)
            .where(conversations.c.account_id == account)
            .order_by(conversations.c.opened_at, conversations.c.id)
            .limit(most)
        )
        return [(ConversationId(row.id), row.opened_at) for row in rows]

    def existing(self, ids: Sequence[str]) -> frozenset[str]:
        found = self._connection.execute(
            select(conversations.c.id).where(among(conversations.c.id, "ids")), {"ids": list(ids)}
        )
        return frozenset(found.scalars())

    def cards_redeemed_by(self, account: AccountId) -> Sequence[CardId]:
        return [
            CardId(card)
            for card in self._connection.execute(
                select(redemptions.c.card_id)
                .where(redemptions.c.account_id == account, redemptions.c.reversed_at.is_(None))
                .order_by(redemptions.c.redeemed_at, redemptions.c.card_id)
            ).scalars()
        ]

    def tries_of(self, account: AccountId) -> Tries | None:
        row = self._connection.execute(
            select(buckets).where(buckets.c.kind == BucketKind.ACCOUNT.value, buckets.c.key == account)
        ).one_or_none()
        return Tries(row.failures, row.last_failed_at, row.locked_until) if row else None

    # Erasing

    def erase_conversations(self, ids: Sequence[ConversationId]) -> int:
        """Held first, so that a message that comes in just now is either gone with it or never stored."""
        held = sorted(self._connection.execute(_HOLD, {"ids": sorted(ids)}).scalars())
        self._connection.execute(
            update(training_lines)
            .where(among(training_lines.c.conversation_id, "ids"), training_lines.c.state.in_(_REVIEWED))
            .values(conversation_id=None, sequence=None, said_at=None),
            {"ids": held},
        )
        for column in OF_A_CONVERSATION:
            self._connection.execute(delete(column.table).where(among(column, "ids")), {"ids": held})
        self._connection.execute(
            delete(buckets).where(buckets.c.kind == BucketKind.SESSION.value, among(buckets.c.key, "ids")),
            {"ids": held},
        )
        return len(held)

    def erase_account(self, account: AccountId) -> bool:
        self._connection.execute(
            delete(buckets).where(buckets.c.kind == BucketKind.ACCOUNT.value, buckets.c.key == account)
        )
        for table in (slack_people, link_codes):
            self._connection.execute(delete(table).where(table.c.account_id == account))
        in_the_ledger = or_(
            exists().where(txns.c.account_id == account),
            exists().where(redemptions.c.account_id == account),
            exists().where(balances.c.kind == LedgerAccountKind.CUSTOMER.value, balances.c.owner == account),
        )
        return (
            self._connection.execute(
                delete(accounts).where(accounts.c.id == account, ~in_the_ledger)
            ).rowcount
            == 1
        )

    def erase_idle_conversations(self, before: datetime, most: int) -> Sequence[ConversationId]:
        idle = self._idle(before, most)
        self.erase_conversations(idle)
        return idle

    def erase_idle_handles(self, before: datetime, most: int) -> int:
        idle = self._idle(before, most, with_handles=True)
        return self._connection.execute(
            delete(handles).where(among(handles.c.conversation_id, "ids")), {"ids": idle}
        ).rowcount

    def erase_tries(self, before: datetime, now: datetime) -> int:
        return self._connection.execute(
            delete(buckets).where(
                or_(buckets.c.last_failed_at.is_(None), buckets.c.last_failed_at < before),
                or_(buckets.c.locked_until.is_(None), buckets.c.locked_until < now),
            )
        ).rowcount

    def _idle(self, before: datetime, most: int, *, with_handles: bool = False) -> list[ConversationId]:
        """Conversations whose last message is older, held."""
        last_at = func.coalesce(messages.c.sent_at, conversations.c.opened_at)
        idle = select(conversations.c.id).join(messages, _LAST_MESSAGE, isouter=True).where(last_at < before)
        if with_handles:
            idle = idle.where(exists().where(handles.c.conversation_id == conversations.c.id))
        ids = self._connection.execute(idle.order_by(conversations.c.id).limit(most)).scalars().all()
        held = self._connection.execute(_HOLD, {"ids": list(ids)}).scalars().all()
        # Read again once they are held: somebody may have written in one of them just before.
        still = self._connection.execute(idle.where(among(conversations.c.id, "ids")), {"ids": list(held)})
        return sorted(map(ConversationId, still.scalars()))


def forget_deleted(database: Engine) -> None:
    """Takes what was deleted out of SQLite's write-ahead log too. PostgreSQL's autovacuum does its own."""
    if database.dialect.name == "sqlite":
        raw = database.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
