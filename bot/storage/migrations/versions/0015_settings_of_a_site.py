"""the colour of a site, and the team that answers its customers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    with op.batch_alter_table('site') as batch:
        batch.add_column(sa.Column('accent', sa.String(length=7), nullable=True))
        batch.add_column(sa.Column('team', sa.String(length=40), nullable=True))
