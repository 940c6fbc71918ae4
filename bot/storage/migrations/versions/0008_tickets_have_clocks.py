"""tickets have clocks, a team and an agent"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'


# SQLite adds no column that is never null to a table with rows, and Alembic's way of making a table anew
# breaks the keys that point to it. Within a transaction that looks at keys at its end, they are whole again.
# Until now an answer was promised within a day of opening, whatever the hour.
SQLITE = [
    'PRAGMA defer_foreign_keys = ON',
    'CREATE TEMPORARY TABLE kept_ticket AS SELECT * FROM ticket',
    'DROP TABLE ticket',
    """CREATE TABLE ticket (
        id VARCHAR(16) NOT NULL,
        conversation_id VARCHAR(32) NOT NULL,
        subject_key VARCHAR(120) NOT NULL,
        category VARCHAR(40) NOT NULL,
        priority VARCHAR(10) NOT NULL,
        status VARCHAR(10) NOT NULL,
        summary TEXT NOT NULL,
        opened_at DATETIME NOT NULL,
        team VARCHAR(40) NOT NULL,
        agent_id VARCHAR(32),
        answer_by DATETIME NOT NULL,
        resolve_by DATETIME NOT NULL,
        first_answered_at DATETIME,
        waiting_since DATETIME,
        closed_at DATETIME,
        close_reason TEXT,
        merged_into VARCHAR(16),
        CONSTRAINT pk_ticket PRIMARY KEY (id),
        CONSTRAINT uq_ticket_conversation_id_subject_key UNIQUE (conversation_id, subject_key),
        CONSTRAINT fk_ticket_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversation (id),
        CONSTRAINT fk_ticket_agent_id FOREIGN KEY(agent_id) REFERENCES agent (id)
    )""",
    """INSERT INTO ticket
        (id, conversation_id, subject_key, category, priority, status, summary, opened_at,
         team, answer_by, resolve_by)
        SELECT id, conversation_id, subject_key, category, priority, status, summary, opened_at, 'support',
         strftime('%Y-%m-%d %H:%M:%f000', opened_at, '+1 day'),
         strftime('%Y-%m-%d %H:%M:%f000', opened_at, '+7 days')
        FROM kept_ticket""",
    'DROP TABLE kept_ticket',
    'CREATE INDEX ix_ticket_status_opened_at ON ticket (status, opened_at)',
]
POSTGRESQL = [
    """ALTER TABLE ticket
        ADD COLUMN team VARCHAR(40),
        ADD COLUMN agent_id VARCHAR(32) CONSTRAINT fk_ticket_agent_id REFERENCES agent (id),
        ADD COLUMN answer_by TIMESTAMP WITH TIME ZONE,
        ADD COLUMN resolve_by TIMESTAMP WITH TIME ZONE,
        ADD COLUMN first_answered_at TIMESTAMP WITH TIME ZONE,
        ADD COLUMN waiting_since TIMESTAMP WITH TIME ZONE,
        ADD COLUMN closed_at TIMESTAMP WITH TIME ZONE,
        ADD COLUMN close_reason TEXT,
        ADD COLUMN merged_into VARCHAR(16)""",
    """UPDATE ticket SET team = 'support', answer_by = opened_at + INTERVAL '1 day',
        resolve_by = opened_at + INTERVAL '7 days'""",
    """ALTER TABLE ticket
        ALTER COLUMN team SET NOT NULL,
        ALTER COLUMN answer_by SET NOT NULL,
        ALTER COLUMN resolve_by SET NOT NULL""",
]


def upgrade() -> None:
    for statement in POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else SQLITE:
        op.execute(statement)
    op.create_index(op.f('ix_ticket_merged_into'), 'ticket', ['merged_into'], unique=False)
    op.create_index(op.f('ix_ticket_agent_id'), 'ticket', ['agent_id'], unique=False)
