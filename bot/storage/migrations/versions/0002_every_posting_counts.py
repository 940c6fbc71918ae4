"""every posting counts"""

from __future__ import annotations

from alembic import op


revision = '0002'
down_revision = '0001'


# Before, a transaction without a first line was not looked at, and neither were lines that came later.
# A transaction's postings are written by one statement. So what a statement adds must sum to zero, and
# what is there already did when it came: nothing need be read again, and each is looked at once.
POSTGRESQL = [
    'DROP TRIGGER postings_sum_to_zero ON posting',
    """CREATE OR REPLACE FUNCTION postings_sum_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM added GROUP BY chain, seq, currency HAVING sum(amount_minor) <> 0
        ) THEN RAISE EXCEPTION 'the postings of a transaction must sum to zero';
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER postings_sum_to_zero AFTER INSERT ON posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION postings_sum_to_zero()""",
]


def upgrade() -> None:
    # SQLite has no trigger that sees what a statement adds; there the app alone makes sure of it.
    if op.get_bind().dialect.name == 'postgresql':
        for statement in POSTGRESQL:
            op.execute(statement)
