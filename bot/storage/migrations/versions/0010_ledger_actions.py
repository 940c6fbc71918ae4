"""ledger actions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table('ledger_action',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('client_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('asked_by', sa.String(length=254), nullable=False),
    sa.Column('asked_at', time, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('needs_second', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('handle', sa.String(length=16), nullable=True),
    sa.Column('card_id', sa.String(length=32), nullable=True),
    sa.Column('last_four', sa.String(length=4), nullable=True),
    sa.Column('to_account', sa.String(length=120), nullable=True),
    sa.Column('amount_minor', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('confirmed_at', time, nullable=True),
    sa.Column('decided_by', sa.String(length=254), nullable=True),
    sa.Column('decided_at', time, nullable=True),
    sa.Column('decision_reason', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.Column('txn', sa.String(length=40), nullable=True),
    sa.Column('new_card_id', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_ledger_action_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_action')),
    sa.UniqueConstraint('conversation_id', 'asked_by', 'client_id', name=op.f('uq_ledger_action_conversation_id_asked_by_client_id'))
    )
    op.create_index(op.f('ix_ledger_action_state_asked_at'), 'ledger_action', ['state', 'asked_at'])
    # Whether an agent's first look at a conversation is noted already is asked at every look.
    op.create_index(op.f('ix_audit_subject'), 'audit', ['subject'])
