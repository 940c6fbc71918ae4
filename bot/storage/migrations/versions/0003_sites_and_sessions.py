"""sites and sessions"""

from __future__ import annotations

import datetime

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'


# SQLite cannot drop a unique column, and Alembic's way of making a table anew breaks the keys that point to
# it. Within a transaction that looks at keys at its end, they are whole again by then.
SQLITE = [
    'PRAGMA defer_foreign_keys = ON',
    'CREATE TEMPORARY TABLE kept_conversation AS SELECT * FROM conversation',
    'DROP TABLE conversation',
    """CREATE TABLE conversation (
        id VARCHAR(32) NOT NULL,
        channel VARCHAR(20) NOT NULL,
        site_id VARCHAR(40),
        account_id VARCHAR(120),
        region VARCHAR(2),
        owner VARCHAR(10) NOT NULL,
        version INTEGER NOT NULL,
        last_sequence INTEGER NOT NULL,
        address_key VARCHAR(64),
        opened_at DATETIME NOT NULL,
        CONSTRAINT pk_conversation PRIMARY KEY (id),
        CONSTRAINT fk_conversation_account_id FOREIGN KEY(account_id) REFERENCES account (id)
    )""",
    """INSERT INTO conversation
        (id, channel, account_id, region, owner, version, last_sequence, address_key, opened_at)
        SELECT id, channel, account_id, region, owner, version, last_sequence, address_key, opened_at
        FROM kept_conversation""",
    'DROP TABLE kept_conversation',
]


def upgrade() -> None:
    op.create_table('site',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('brand', sa.String(length=60), nullable=False),
    sa.Column('region', sa.String(length=2), nullable=False),
    sa.Column('sealed_secret', sa.Text(), nullable=True),
    sa.Column('eddsa_key', sa.Text(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site'))
    )
    op.create_table('site_origin',
    sa.Column('site_id', sa.String(length=40), nullable=False),
    sa.Column('origin', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_site_origin_site_id')),
    sa.PrimaryKeyConstraint('site_id', 'origin', name=op.f('pk_site_origin'))
    )
    op.create_index(op.f('ix_site_origin_origin'), 'site_origin', ['origin'], unique=False)
    op.create_table('used_identity',
    sa.Column('site_id', sa.String(length=40), nullable=False),
    sa.Column('jti_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('site_id', 'jti_hash', name=op.f('pk_used_identity'))
    )
    op.create_index(op.f('ix_used_identity_expires_at'), 'used_identity', ['expires_at'], unique=False)
    session_token = op.create_table('session_token',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'],
        name=op.f('fk_session_token_conversation_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_session_token'))
    )
    op.create_index(op.f('ix_session_token_conversation_id'), 'session_token', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_session_token_expires_at'), 'session_token', ['expires_at'], unique=False)

    # Whoever is in the middle of a conversation has a day to go on with it, and to renew their token.
    now = datetime.datetime.now(datetime.UTC)
    op.execute(session_token.insert().from_select(
        ['token_hash', 'conversation_id', 'expires_at', 'ends_at'],
        sa.select(
            sa.column('token_hash'),
            sa.column('id'),
            sa.literal(now + datetime.timedelta(days=1), sa.DateTime(timezone=True)),
            sa.literal(now + datetime.timedelta(days=30), sa.DateTime(timezone=True)),
        ).select_from(sa.table('conversation')),
    ))
    if op.get_bind().dialect.name == 'sqlite':
        for statement in SQLITE:
            op.execute(statement)
    else:
        op.add_column('conversation', sa.Column('site_id', sa.String(length=40), nullable=True))
        op.drop_column('conversation', 'token_hash')
