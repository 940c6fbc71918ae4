"""training lines, and what reports count by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    op.create_table('training_line',
    sa.Column('id', sa.String(length=12), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('guessed', sa.String(length=60), nullable=True),
    sa.Column('confidence', sa.Float(), nullable=True),
    sa.Column('why', sa.String(length=12), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('label', sa.String(length=60), nullable=True),
    sa.Column('labelled_by', sa.String(length=254), nullable=True),
    sa.Column('labelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id', 'sequence'], ['message.conversation_id', 'message.sequence'],
        name=op.f('fk_training_line_conversation_id_sequence')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_line')),
    sa.UniqueConstraint('conversation_id', 'sequence', name=op.f('uq_training_line_conversation_id_sequence'))
    )
    op.create_index(op.f('ix_training_line_state_said_at'), 'training_line', ['state', 'said_at'])
    op.create_index(op.f('ix_conversation_opened_at'), 'conversation', ['opened_at'])
    op.create_index(
        op.f('ix_message_agent_id_sent_at'), 'message', ['agent_id', 'sent_at'],
        sqlite_where=sa.text('agent_id IS NOT NULL'), postgresql_where=sa.text('agent_id IS NOT NULL'),
    )
