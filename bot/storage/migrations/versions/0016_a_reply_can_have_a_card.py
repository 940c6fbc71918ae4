"""a reply can have a card"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.add_column('message', sa.Column('card', sa.JSON(none_as_null=True)))
