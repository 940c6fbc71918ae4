"""of which teams an agent is given conversations, and how many"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    with op.batch_alter_table('agent') as batch:
        batch.add_column(sa.Column('teams', sa.JSON(), server_default='[]', nullable=False))
        batch.add_column(sa.Column('capacity', sa.Integer(), nullable=True))
