"""a reply can have a form"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.add_column('message', sa.Column('form', sa.String(20)))
