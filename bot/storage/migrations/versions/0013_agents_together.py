"""whom notes name, and how conversations are found by a card"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'


def upgrade() -> None:
    op.create_table('mention',
    sa.Column('note_id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_mention_agent_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_mention_conversation_id')),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_mention_note_id')),
    sa.PrimaryKeyConstraint('note_id', 'agent_id', name=op.f('pk_mention'))
    )
    op.create_index(op.f('ix_mention_conversation_id'), 'mention', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_mention_agent_id_read_at'), 'mention', ['agent_id', 'read_at'], unique=False)
    op.create_index(op.f('ix_claim_handle_code_hash'), 'claim_handle', ['code_hash'], unique=False)
    op.create_index(op.f('ix_conversation_last_message_at_id'), 'conversation', ['last_message_at', 'id'])
