"""agents"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table('agent',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('created_at', time, nullable=False),
    sa.Column('disabled_at', time, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent')),
    sa.UniqueConstraint('email', name=op.f('uq_agent_email'))
    )
    op.create_table('agent_session',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.String(length=32), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', time, nullable=False),
    sa.Column('last_seen_at', time, nullable=False),
    sa.Column('expires_at', time, nullable=False),
    sa.Column('user_agent', sa.String(length=200), nullable=False),
    sa.Column('address_key', sa.String(length=64), nullable=True),
    sa.Column('revoked_at', time, nullable=True),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_agent_session_agent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_agent_session_token_hash'))
    )
    op.create_index(op.f('ix_agent_session_agent_id'), 'agent_session', ['agent_id'])
    op.create_table('sign_in_tries',
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_at', time, nullable=True),
    sa.Column('locked_until', time, nullable=True),
    sa.PrimaryKeyConstraint('kind', 'key', name=op.f('pk_sign_in_tries'))
    )
    op.create_index(op.f('ix_sign_in_tries_last_at'), 'sign_in_tries', ['last_at'])
