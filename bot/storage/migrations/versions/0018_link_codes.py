"""Link codes, and by what somebody in Slack is known"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime


revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    with op.batch_alter_table('slack_person') as batch:
        batch.add_column(sa.Column('proof', sa.String(length=10), server_default='email', nullable=False))
    op.create_table(
        'link_code',
        sa.Column('code_key', sa.String(length=64), nullable=False),
        sa.Column('account_id', sa.String(length=120), nullable=False),
        sa.Column('expires_at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_link_code_account_id')),
        sa.PrimaryKeyConstraint('code_key', name=op.f('pk_link_code')),
        sa.UniqueConstraint('account_id', name=op.f('uq_link_code_account_id')),
    )
    op.create_index(op.f('ix_link_code_expires_at'), 'link_code', ['expires_at'])
