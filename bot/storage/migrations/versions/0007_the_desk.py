"""who has a conversation, and how it came to be so"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'


# Moves are evidence, as the audit is; they go only when their whole conversation is erased.
SQLITE = [
    """CREATE TRIGGER ownership_move_stays BEFORE UPDATE ON ownership_move
    BEGIN SELECT RAISE(ABORT, 'moves are never changed'); END"""
]
POSTGRESQL = [
    """CREATE FUNCTION ownership_move_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'moves are never changed'; END $$""",
    """CREATE TRIGGER ownership_move_stays BEFORE UPDATE ON ownership_move
    FOR EACH STATEMENT EXECUTE FUNCTION ownership_move_stays()""",
]


def upgrade() -> None:
    op.add_column('conversation', sa.Column('agent_id', sa.String(length=32)))
    op.add_column('conversation', sa.Column('team', sa.String(length=40), nullable=False, server_default='support'))
    op.add_column('conversation', sa.Column('topic', sa.String(length=60)))
    op.add_column('conversation', sa.Column('urgency', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('conversation', sa.Column('queued_at', sa.DateTime(timezone=True)))
    op.add_column('conversation', sa.Column('lease_until', sa.DateTime(timezone=True)))
    op.add_column('conversation', sa.Column('closed_at', sa.DateTime(timezone=True)))
    # A column that may not be empty needs a value for the rows that there are; the next statement mends it.
    op.add_column('conversation', sa.Column(
        'last_message_at', sa.DateTime(timezone=True), nullable=False,
        server_default='2020-01-01 00:00:00.000000',
    ))
    op.add_column('message', sa.Column('agent_id', sa.String(length=32)))
    last_at = """SELECT message.sent_at FROM message WHERE message.conversation_id = conversation.id
        AND message.sequence = conversation.last_sequence"""
    op.execute(f'UPDATE conversation SET last_message_at = coalesce(({last_at}), opened_at)')
    op.execute("UPDATE conversation SET queued_at = last_message_at WHERE owner = 'queued'")
    latest = """SELECT coalesce(turn.problem_case, ticket.category) FROM turn
        LEFT JOIN ticket ON ticket.id = turn.ticket_id
        WHERE turn.conversation_id = conversation.id
        AND coalesce(turn.problem_case, ticket.category) IS NOT NULL
        ORDER BY turn.sequence DESC LIMIT 1"""
    op.execute(f'UPDATE conversation SET topic = ({latest})')
    urgent = """SELECT max(CASE priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END)
        FROM ticket WHERE ticket.conversation_id = conversation.id"""
    op.execute(f'UPDATE conversation SET urgency = coalesce(({urgent}), 1)')
    op.create_index(
        op.f('ix_conversation_owner_urgency_queued_at_id'), 'conversation', ['owner', 'urgency', 'queued_at', 'id']
    )
    op.create_index(
        op.f('ix_conversation_owner_last_message_at_id'), 'conversation', ['owner', 'last_message_at', 'id']
    )
    op.create_index(op.f('ix_conversation_agent_id_owner'), 'conversation', ['agent_id', 'owner'])
    op.create_table('ownership_move',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('move', sa.String(length=10), nullable=False),
    sa.Column('from_owner', sa.String(length=10), nullable=False),
    sa.Column('to_owner', sa.String(length=10), nullable=False),
    sa.Column('agent_id', sa.String(length=32), nullable=True),
    sa.Column('from_agent_id', sa.String(length=32), nullable=True),
    sa.Column('team', sa.String(length=40), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_ownership_move_agent_id')),
    sa.ForeignKeyConstraint(['from_agent_id'], ['agent.id'], name=op.f('fk_ownership_move_from_agent_id')),
    sa.ForeignKeyConstraint(
        ['conversation_id'], ['conversation.id'], name=op.f('fk_ownership_move_conversation_id')
    ),
    sa.PrimaryKeyConstraint('conversation_id', 'version', name=op.f('pk_ownership_move'))
    )
    op.create_index(op.f('ix_ownership_move_at'), 'ownership_move', ['at'], unique=False)
    op.create_table('note',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.String(length=32), nullable=False),
    sa.Column('client_id', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_note_agent_id')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_note_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note')),
    sa.UniqueConstraint(
        'conversation_id', 'agent_id', 'client_id', name=op.f('uq_note_conversation_id_agent_id_client_id')
    )
    )
    op.create_table('read_mark',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agent_id'], ['agent.id'], name=op.f('fk_read_mark_agent_id')),
    sa.ForeignKeyConstraint(
        ['conversation_id'], ['conversation.id'], name=op.f('fk_read_mark_conversation_id')
    ),
    sa.PrimaryKeyConstraint('conversation_id', 'agent_id', name=op.f('pk_read_mark'))
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else SQLITE:
        op.execute(statement)
