"""The tables, as SQLAlchemy Core. Migrations make them; a test holds the two against each other.

No column can hold a claim code: codes are known by keyed hashes and their last four characters.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql

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

# A card is its own account of the ledger: `balance_minor` is the sum of its postings.
card = Table(
    "card",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("skeleton_hash", String(64), nullable=False, index=True),
    Column("pepper_version", Integer, nullable=False),
    Column("last_four", String(4), nullable=False),
    # Only for a brand that sends codes again; readable with a key that is not in the database.
    Column("sealed_code", Text),
    Column("state", String(20), nullable=False),
    Column("region", String(2), nullable=False),
    Column("face_value_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("balance_minor", BigInteger, nullable=False),
    Column("retailer", String(200)),
    Column("activated_at", UtcTime),
    Column("replaces_id", ForeignKey("card.id"), unique=True),
    # Where a file of cards named it last: finds a code that one file names twice.
    Column("load_id", String(32)),
    Column("load_line", Integer),
    Column("version", Integer, nullable=False),
    CheckConstraint("face_value_minor >= 0", name="face_value_not_negative"),
    CheckConstraint("balance_minor >= 0", name="balance_not_negative"),
)

# Moving a redemption reverses one and makes the next; at most one holds.
redemption = Table(
    "redemption",
    metadata,
    Column("card_id", ForeignKey("card.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("redeemed_at", UtcTime, nullable=False),
    Column("reversed_at", UtcTime),
)
Index(
    "ix_redemption_holds",
    redemption.c.card_id,
    unique=True,
    sqlite_where=redemption.c.reversed_at.is_(None),
    postgresql_where=redemption.c.reversed_at.is_(None),
)

# The ledger's accounts other than cards: customers' balances and the house's.
ledger_account = Table(
    "ledger_account",
    metadata,
    # Compared byte by byte, as Python does: whoever holds several holds them in one order.
    Column(
        "id",
        String(150).with_variant(postgresql.VARCHAR(150, collation="C"), "postgresql"),
        primary_key=True,
    ),
    Column("kind", String(20), nullable=False),
    Column("owner", String(120), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("balance_minor", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("kind <> 'customer' OR balance_minor >= 0", name="customer_not_negative"),
)

# The journal: transactions and their postings, append-only, in chains of hashes.
txn = Table(
    "txn",
    metadata,
    Column("chain", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("scope", String(60), nullable=False),
    Column("idem_key", String(120), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("receipt", Text, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("approved_by", String(120)),
    Column("reason", Text, nullable=False),
    Column("card_id", String(32), index=True),
    Column("new_card_id", String(32), index=True),
    Column("account_id", String(120), index=True),
    Column("at", UtcTime, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("scope", "idem_key"),
)

posting = Table(
    "posting",
    metadata,
    Column("chain", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("account", String(150), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    ForeignKeyConstraint(["chain", "seq"], ["txn.chain", "txn.seq"], deferrable=True, initially="DEFERRED"),
)

# The end of each chain; whoever writes to a chain holds its row.
journal_head = Table(
    "journal_head",
    metadata,
    Column("chain", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

claimant_bucket = Table(
    "claimant_bucket",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_failed_at", UtcTime),
    Column("locked_until", UtcTime),
    Column("last_code", String(64)),
)

# Scratch rows on which the self-test races; see storage/selftest.py.
isolation_probe = Table(
    "isolation_probe",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)

# A page that customers come from: what may embed the chat, and how its word on who they are is checked.
site = Table(
    "site",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("brand", String(60), nullable=False),
    Column("region", String(2), nullable=False),
    # Readable with a key that is not in the database: HS256 needs the secret itself.
    Column("sealed_secret", Text),
    Column("eddsa_key", Text),
    Column("added_at", UtcTime, nullable=False),
    Column("accent", String(7)),
    # Of the brand's file, which may not have it any more.
    Column("team", String(40)),
)

site_origin = Table(
    "site_origin",
    metadata,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("origin", String(300), primary_key=True, index=True),
)

# Identity tokens that were used, by the hash of their jti, until they have expired anyway.
used_identity = Table(
    "used_identity",
    metadata,
    Column("site_id", String(40), primary_key=True),
    Column("jti_hash", String(64), primary_key=True),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(20), nullable=False),
    # Not a foreign key: a conversation remembers its site when that is gone.
    Column("site_id", String(40)),
    Column("account_id", ForeignKey("account.id")),
    Column("region", String(2)),
    Column("owner", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_sequence", Integer, nullable=False),
    # The keyed hash of the address that opened it: guesses from one address count together.
    Column("address_key", String(64)),
    Column("opened_at", UtcTime, nullable=False),
    # Not a foreign key, because SQLite adds none to a table that there is; agents are never deleted.
    Column("agent_id", String(32)),
    Column("team", String(40), nullable=False),
    Column("topic", String(60)),
    # As the desk sorts: 3 for urgent down to 0 for low.
    Column("urgency", Integer, nullable=False),
    Column("queued_at", UtcTime),
    Column("lease_until", UtcTime),
    Column("closed_at", UtcTime),
    Column("last_message_at", UtcTime, nullable=False),
    Index(None, "owner", "urgency", "queued_at", "id"),
    Index(None, "owner", "last_message_at", "id"),
    # The order of a search.
    Index(None, "last_message_at", "id"),
    Index(None, "agent_id", "owner"),
    # Reports count by it.
    Index(None, "opened_at"),
)

# Every change of who has a conversation, the version that it made, and who made it. Append-only.
ownership_move = Table(
    "ownership_move",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("move", String(10), nullable=False),
    Column("from_owner", String(10), nullable=False),
    Column("to_owner", String(10), nullable=False),
    # Who has it after the move, and whose hands it was in before.
    Column("agent_id", ForeignKey("agent.id")),
    Column("from_agent_id", ForeignKey("agent.id")),
    Column("team", String(40), nullable=False),
    Column("actor", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
)

# What agents tell each other. A table of its own, so that no way leads from here to a customer.
note = Table(
    "note",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("agent_id", ForeignKey("agent.id"), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("conversation_id", "agent_id", "client_id"),
)

# Whom a note names. `conversation_id` is the note's, so that erasing needs no second look.
mention = Table(
    "mention",
    metadata,
    Column("note_id", ForeignKey("note.id"), primary_key=True),
    Column("agent_id", ForeignKey("agent.id"), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("read_at", UtcTime),
    Index(None, "agent_id", "read_at"),
)

# How far an agent has read a conversation, and when they looked last.
read_mark = Table(
    "read_mark",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("agent_id", ForeignKey("agent.id"), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# What opens a conversation: tokens, by their hashes. One that was replaced stays until it expires, so
# that its use is noticed.
session_token = Table(
    "session_token",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("expires_at", UtcTime, nullable=False, index=True),
    # However often tokens are replaced, none outlives this.
    Column("ends_at", UtcTime, nullable=False),
    Column("replaced_at", UtcTime),
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
    Column("payload", Text),
    Column("form", String(20)),
    Column("card", JSON(none_as_null=True)),
    Column("agent_id", String(32)),
    Column("sent_at", UtcTime, nullable=False),
    UniqueConstraint("conversation_id", "client_id"),
)

# A file that a message brought: what is known of it, and apart from that its bytes, which few ask for.
attachment = Table(
    "attachment",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    UniqueConstraint("conversation_id", "sequence"),
    ForeignKeyConstraint(["conversation_id", "sequence"], ["message.conversation_id", "message.sequence"]),
)

attachment_blob = Table(
    "attachment_blob",
    metadata,
    Column("attachment_id", ForeignKey("attachment.id"), primary_key=True),
    Column("part", String(10), primary_key=True),
    # Here too, so that erasing a conversation finds it without a look at the attachment.
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
)

# What a customer thought of the help they had; `closing` is the version of the conversation that they were
# asked at, so that each end of it can be rated once.
rating = Table(
    "rating",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("closing", Integer, primary_key=True, autoincrement=False),
    Column("score", Integer, nullable=False),
    Column("comment", Text),
    Column("first_at", UtcTime, nullable=False, index=True),
    Column("changed_at", UtcTime, nullable=False),
    CheckConstraint("score BETWEEN 1 AND 5", name="score_in_range"),
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

# Of all messages a report on agents reads theirs alone.
Index(
    "ix_message_agent_id_sent_at",
    message.c.agent_id,
    message.c.sent_at,
    sqlite_where=message.c.agent_id.is_not(None),
    postgresql_where=message.c.agent_id.is_not(None),
)

claim_handle = Table(
    "claim_handle",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("handle", String(16), primary_key=True),
    Column("code_hash", String(64), nullable=False),
    Column("skeleton_hash", String(64), nullable=False),
    Column("pepper_version", Integer, nullable=False),
    Column("last_four", String(4), nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
    UniqueConstraint("conversation_id", "code_hash"),
    # How the desk finds conversations by a card.
    Index(None, "code_hash"),
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
    Column("team", String(40), nullable=False),
    Column("agent_id", ForeignKey("agent.id"), index=True),
    Column("answer_by", UtcTime, nullable=False),
    Column("resolve_by", UtcTime, nullable=False),
    Column("first_answered_at", UtcTime),
    Column("waiting_since", UtcTime),
    Column("closed_at", UtcTime),
    Column("close_reason", Text),
    # Not a foreign key: the conversation of the ticket that it went into may be erased before its own.
    Column("merged_into", String(16), index=True),
    UniqueConstraint("conversation_id", "subject_key"),
    Index(None, "status", "opened_at"),
)

# Messages to learn from, anonymous. `conversation_id` and what goes with it are emptied when a line that
# somebody has reviewed outlives its conversation.
training_line = Table(
    "training_line",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("conversation_id", String(32)),
    Column("sequence", Integer),
    Column("text", Text, nullable=False),
    Column("guessed", String(60)),
    Column("confidence", Float),
    Column("why", String(12), nullable=False),
    Column("said_at", UtcTime),
    Column("state", String(10), nullable=False),
    Column("label", String(60)),
    Column("labelled_by", String(254)),
    Column("labelled_at", UtcTime),
    ForeignKeyConstraint(["conversation_id", "sequence"], ["message.conversation_id", "message.sequence"]),
    UniqueConstraint("conversation_id", "sequence"),
    Index(None, "state", "said_at"),
)

# Where a customer is reached when they are not in the conversation: their site's word, or their own.
contact = Table(
    "contact",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("added_at", UtcTime, nullable=False),
)

# What has to leave the house, written in one transaction with the change that it tells of. It is due from
# `next_try_at` until it is sent or given up, for whichever worker has not let its claim run out.
outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("idem_key", String(200), nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("payload", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("next_try_at", UtcTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("claimed_by", String(32)),
    Column("claimed_until", UtcTime),
    Column("sent_at", UtcTime),
    Column("failed_at", UtcTime),
    Column("trouble", String(300)),
)
_IS_OPEN = outbox.c.sent_at.is_(None) & outbox.c.failed_at.is_(None)
Index("ix_outbox_open", outbox.c.next_try_at, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)

# What agents do to the ledger: from what they were told would happen to what did. Money is moved by the
# journal alone; `id` is the key under which the journal is asked.
ledger_action = Table(
    "ledger_action",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("asked_by", String(254), nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("needs_second", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("handle", String(16)),
    Column("card_id", String(32)),
    Column("last_four", String(4)),
    Column("to_account", String(120)),
    Column("amount_minor", BigInteger),
    Column("currency", String(3)),
    Column("confirmed_at", UtcTime),
    Column("decided_by", String(254)),
    Column("decided_at", UtcTime),
    Column("decision_reason", Text, nullable=False),
    Column("outcome", String(40)),
    Column("txn", String(40)),
    Column("new_card_id", String(32)),
    UniqueConstraint("conversation_id", "asked_by", "client_id"),
    Index(None, "state", "asked_at"),
)

# Who works at the desk. The e-mail address is kept in lower case, so that it is unique whatever its case.
agent = Table(
    "agent",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(10), nullable=False),
    # None for whoever signs in elsewhere only.
    Column("password_hash", String(255)),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    # What they are given: of these teams, or of all; so many at a time, or as many as everybody.
    Column("teams", JSON, nullable=False, server_default="[]"),
    Column("capacity", Integer),
)

agent_session = Table(
    "agent_session",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("agent_id", ForeignKey("agent.id"), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("last_seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("user_agent", String(200), nullable=False),
    Column("address_key", String(64)),
    Column("revoked_at", UtcTime),
)

# Who tried passwords: keyed hashes only, for what was typed as an e-mail address may be anything.
sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcTime, index=True),
    Column("locked_until", UtcTime),
)

# Slack workspaces that added Giftline. What Slack gave us there is readable with a key that is not in the
# database.
slack_workspace = Table(
    "slack_workspace",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("bot_user", String(40), nullable=False),
    Column("sealed_installation", Text, nullable=False),
    Column("added_at", UtcTime, nullable=False),
)

# Where the brand's teams get their escalations.
slack_channel = Table(
    "slack_channel",
    metadata,
    Column("team", String(40), primary_key=True),
    Column("workspace_id", ForeignKey("slack_workspace.id"), nullable=False),
    Column("channel_id", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("replies_in_thread", Boolean, nullable=False),
    Column("trouble", String(300)),
    UniqueConstraint("workspace_id", "channel_id"),
)

# Which customer a person in Slack is.
slack_person = Table(
    "slack_person",
    metadata,
    Column("workspace_id", ForeignKey("slack_workspace.id"), primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("linked_at", UtcTime, nullable=False),
    Column("proof", String(10), nullable=False, server_default="email"),
)

# What shows in Slack who somebody is, by its keyed hash, for some minutes and once. An account has one.
link_code = Table(
    "link_code",
    metadata,
    Column("code_key", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, unique=True),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

# Threads, each a view of a conversation's log. One is behind while it shows less than there is; then it is
# due from `due_at` on for whichever worker has not let its claim run out.
slack_thread = Table(
    "slack_thread",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("audience", String(10), primary_key=True),
    Column("workspace_id", ForeignKey("slack_workspace.id"), nullable=False),
    Column("channel_id", String(40), nullable=False),
    Column("ts", String(30)),
    Column("user_id", String(40)),
    Column("sequence", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("notes", Integer, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("claimed_by", String(32)),
    Column("claimed_until", UtcTime),
    Column("trouble", String(300)),
    UniqueConstraint("workspace_id", "channel_id", "ts"),
    Index(None, "due_at"),
)

# What of a conversation is in its thread, and as which message.
slack_post = Table(
    "slack_post",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("audience", String(10), primary_key=True),
    Column("key", String(60), primary_key=True),
    Column("ts", String(30), nullable=False),
)

# Codes that no customer should ever have: known as cards are, and cards of nobody.
canary = Table(
    "canary",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("skeleton_hash", String(64), nullable=False, index=True),
    Column("pepper_version", Integer, nullable=False),
    Column("last_four", String(4), nullable=False),
    Column("note", String(200), nullable=False),
    Column("added_at", UtcTime, nullable=False),
)

# Who read, looked behind a handle, changed the ledger, exported, erased, or tried a canary. Append-only,
# as the journal is.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("action", String(20), nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("subject", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Index(None, "subject"),
)
