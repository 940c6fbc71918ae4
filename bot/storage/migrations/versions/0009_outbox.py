"""contacts, and the outbox"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table('contact',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('added_at', time, nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_contact_conversation_id')),
    sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_contact'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('idem_key', sa.String(length=200), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('created_at', time, nullable=False),
    sa.Column('next_try_at', time, nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(length=32), nullable=True),
    sa.Column('claimed_until', time, nullable=True),
    sa.Column('sent_at', time, nullable=True),
    sa.Column('failed_at', time, nullable=True),
    sa.Column('trouble', sa.String(length=300), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_outbox_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('idem_key', name=op.f('uq_outbox_idem_key'))
    )
    op.create_index(op.f('ix_outbox_conversation_id'), 'outbox', ['conversation_id'])
    is_open = sa.text('sent_at IS NULL AND failed_at IS NULL')
    op.create_index('ix_outbox_open', 'outbox', ['next_try_at'], sqlite_where=is_open, postgresql_where=is_open)
