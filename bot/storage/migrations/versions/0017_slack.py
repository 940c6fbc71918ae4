"""Slack: workspaces, channels of teams, people, and threads that show conversations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcTime


revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    op.create_table(
        'slack_workspace',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('bot_user', sa.String(length=40), nullable=False),
        sa.Column('sealed_installation', sa.Text(), nullable=False),
        sa.Column('added_at', UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_slack_workspace')),
    )
    op.create_table(
        'slack_channel',
        sa.Column('team', sa.String(length=40), nullable=False),
        sa.Column('workspace_id', sa.String(length=40), nullable=False),
        sa.Column('channel_id', sa.String(length=40), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('replies_in_thread', sa.Boolean(), nullable=False),
        sa.Column('trouble', sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['slack_workspace.id'], name=op.f('fk_slack_channel_workspace_id')
        ),
        sa.PrimaryKeyConstraint('team', name=op.f('pk_slack_channel')),
        sa.UniqueConstraint('workspace_id', 'channel_id', name=op.f('uq_slack_channel_workspace_id_channel_id')),
    )
    op.create_table(
        'slack_person',
        sa.Column('workspace_id', sa.String(length=40), nullable=False),
        sa.Column('user_id', sa.String(length=40), nullable=False),
        sa.Column('account_id', sa.String(length=120), nullable=False),
        sa.Column('linked_at', UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['slack_workspace.id'], name=op.f('fk_slack_person_workspace_id')
        ),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_slack_person_account_id')),
        sa.PrimaryKeyConstraint('workspace_id', 'user_id', name=op.f('pk_slack_person')),
    )
    op.create_index(op.f('ix_slack_person_account_id'), 'slack_person', ['account_id'])
    op.create_table(
        'slack_thread',
        sa.Column('conversation_id', sa.String(length=32), nullable=False),
        sa.Column('audience', sa.String(length=10), nullable=False),
        sa.Column('workspace_id', sa.String(length=40), nullable=False),
        sa.Column('channel_id', sa.String(length=40), nullable=False),
        sa.Column('ts', sa.String(length=30), nullable=True),
        sa.Column('user_id', sa.String(length=40), nullable=True),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('notes', sa.Integer(), nullable=False),
        sa.Column('opened_at', UtcTime(), nullable=False),
        sa.Column('due_at', UtcTime(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('claimed_by', sa.String(length=32), nullable=True),
        sa.Column('claimed_until', UtcTime(), nullable=True),
        sa.Column('trouble', sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name=op.f('fk_slack_thread_conversation_id')
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['slack_workspace.id'], name=op.f('fk_slack_thread_workspace_id')
        ),
        sa.PrimaryKeyConstraint('conversation_id', 'audience', name=op.f('pk_slack_thread')),
        sa.UniqueConstraint(
            'workspace_id', 'channel_id', 'ts', name=op.f('uq_slack_thread_workspace_id_channel_id_ts')
        ),
    )
    op.create_index(op.f('ix_slack_thread_due_at'), 'slack_thread', ['due_at'])
    op.create_table(
        'slack_post',
        sa.Column('conversation_id', sa.String(length=32), nullable=False),
        sa.Column('audience', sa.String(length=10), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('ts', sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name=op.f('fk_slack_post_conversation_id')
        ),
        sa.PrimaryKeyConstraint('conversation_id', 'audience', 'key', name=op.f('pk_slack_post')),
    )
