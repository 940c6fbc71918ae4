"""attachments and ratings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.create_table('attachment',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('bytes', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id', 'sequence'], ['message.conversation_id', 'message.sequence'], name=op.f('fk_attachment_conversation_id_sequence')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('conversation_id', 'sequence', name=op.f('uq_attachment_conversation_id_sequence'))
    )
    op.create_table('attachment_blob',
    sa.Column('attachment_id', sa.String(length=32), nullable=False),
    sa.Column('part', sa.String(length=10), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_attachment_blob_attachment_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_attachment_blob_conversation_id')),
    sa.PrimaryKeyConstraint('attachment_id', 'part', name=op.f('pk_attachment_blob'))
    )
    with op.batch_alter_table('attachment_blob', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_blob_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('rating',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('closing', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=True),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('score BETWEEN 1 AND 5', name=op.f('ck_rating_score_in_range')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_rating_conversation_id')),
    sa.PrimaryKeyConstraint('conversation_id', 'closing', name=op.f('pk_rating'))
    )
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rating_first_at'), ['first_at'], unique=False)
