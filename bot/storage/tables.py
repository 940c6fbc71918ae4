"""The tables, as SQLAlchemy Core. Migrations make them; a test holds the two against each other.

No column can hold a claim code: codes are known by keyed hashes and their last four characters.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A moment, in UTC. SQLite forgets the zone of a time; this puts it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


account = Table(
    "account",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("region", String(2), nullable=False),
)

card = Table(
    "card",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("skeleton_hash", String(64), nullable=False, index=True),
    Column("last_four", String(4), nullable=False),
    Column("state", String(20), nullable=False),
    Column("region", String(2), nullable=False),
    Column("face_value_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("retailer", String(200)),
    CheckConstraint("face_value_minor >= 0", name="face_value_not_negative"),
)

redemption = Table(
    "redemption",
    metadata,
    Column("card_id", ForeignKey("card.id"), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("redeemed_at", UtcTime, nullable=False),
)

claimant_lock = Table(
    "claimant_lock",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("failed_attempts", Integer, nullable=False),
    Column("unlocks_at", UtcTime, nullable=False),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("region", String(2)),
    Column("owner", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_sequence", Integer, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("opened_at", UtcTime, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("author", String(10), nullable=False),
    Column("client_id", String(64)),
    Column("answers", Integer),
    Column("text", Text, nullable=False),
    Column("buttons", JSON, nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    UniqueConstraint("conversation_id", "client_id"),
)

turn = Table(
    "turn",
    metadata,
    Column("conversation_id", String(32), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("intent", String(60)),
    Column("confidence", Float),
    Column("problem_case", String(60)),
    Column("outcome", String(60)),
    Column("ticket_id", ForeignKey("ticket.id")),
    ForeignKeyConstraint(["conversation_id", "sequence"], ["message.conversation_id", "message.sequence"]),
)

claim_handle = Table(
    "claim_handle",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("handle", String(16), primary_key=True),
    Column("code_hash", String(64), nullable=False),
    Column("skeleton_hash", String(64), nullable=False),
    Column("last_four", String(4), nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
    UniqueConstraint("conversation_id", "code_hash"),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("subject_key", String(120), nullable=False),
    Column("category", String(40), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("status", String(10), nullable=False),
    Column("summary", Text, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    UniqueConstraint("conversation_id", "subject_key"),
    Index(None, "status", "opened_at"),
)
