"""The tables about Slack, as SQLAlchemy Core: more of `bot.storage.tables`."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.schema import UtcTime, metadata

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
