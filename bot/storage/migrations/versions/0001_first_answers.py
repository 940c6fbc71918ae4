"""first answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0001'
down_revision = None


# The journal is append-only, whoever writes to it.
SQLITE = [
    f"""CREATE TRIGGER {table}_is_append_only_{change.lower()} BEFORE {change} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
    for table in ('txn', 'posting')
    for change in ('UPDATE', 'DELETE')
]
POSTGRESQL = [
    """CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    *(
        f"""CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()"""
        for table in ('txn', 'posting')
    ),
    """CREATE FUNCTION postings_sum_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM posting WHERE chain = NEW.chain AND seq = NEW.seq
            GROUP BY currency HAVING sum(amount_minor) <> 0
        ) THEN RAISE EXCEPTION 'the postings of a transaction must sum to zero';
        END IF;
        RETURN NULL;
    END $$""",
    # Once a transaction is enough, when it commits and all its postings are there.
    """CREATE CONSTRAINT TRIGGER postings_sum_to_zero AFTER INSERT ON posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.line = 1)
    EXECUTE FUNCTION postings_sum_to_zero()""",
]


def upgrade() -> None:
    op.create_table('account',
    sa.Column('id', sa.String(length=120), nullable=False),
    sa.Column('region', sa.String(length=2), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account'))
    )
    op.create_table('card',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('skeleton_hash', sa.String(length=64), nullable=False),
    sa.Column('pepper_version', sa.Integer(), nullable=False),
    sa.Column('last_four', sa.String(length=4), nullable=False),
    sa.Column('sealed_code', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('region', sa.String(length=2), nullable=False),
    sa.Column('face_value_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('balance_minor', sa.BigInteger(), nullable=False),
    sa.Column('retailer', sa.String(length=200), nullable=True),
    sa.Column('activated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replaces_id', sa.String(length=32), nullable=True),
    sa.Column('load_id', sa.String(length=32), nullable=True),
    sa.Column('load_line', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('balance_minor >= 0', name=op.f('ck_card_balance_not_negative')),
    sa.CheckConstraint('face_value_minor >= 0', name=op.f('ck_card_face_value_not_negative')),
    sa.ForeignKeyConstraint(['replaces_id'], ['card.id'], name=op.f('fk_card_replaces_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_card_code_hash')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_card_replaces_id'))
    )
    with op.batch_alter_table('card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_skeleton_hash'), ['skeleton_hash'], unique=False)

    op.create_table('claimant_bucket',
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_code', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('kind', 'key', name=op.f('pk_claimant_bucket'))
    )
    op.create_table('isolation_probe',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_isolation_probe'))
    )
    op.create_table('journal_head',
    sa.Column('chain', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('chain', name=op.f('pk_journal_head'))
    )
    op.create_table('ledger_account',
    sa.Column('id', sa.String(length=150).with_variant(postgresql.VARCHAR(150, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('owner', sa.String(length=120), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('balance_minor', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind <> 'customer' OR balance_minor >= 0", name=op.f('ck_ledger_account_customer_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_account'))
    )
    op.create_table('txn',
    sa.Column('chain', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('scope', sa.String(length=60), nullable=False),
    sa.Column('idem_key', sa.String(length=120), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('receipt', sa.Text(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('approved_by', sa.String(length=120), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('card_id', sa.String(length=32), nullable=True),
    sa.Column('new_card_id', sa.String(length=32), nullable=True),
    sa.Column('account_id', sa.String(length=120), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('prev_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('chain', 'seq', name=op.f('pk_txn')),
    sa.UniqueConstraint('scope', 'idem_key', name=op.f('uq_txn_scope_idem_key'))
    )
    with op.batch_alter_table('txn', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_txn_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_txn_card_id'), ['card_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_txn_new_card_id'), ['new_card_id'], unique=False)

    op.create_table('conversation',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('account_id', sa.String(length=120), nullable=True),
    sa.Column('region', sa.String(length=2), nullable=True),
    sa.Column('owner', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('last_sequence', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('address_key', sa.String(length=64), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_conversation_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_conversation_token_hash'))
    )
    op.create_table('posting',
    sa.Column('chain', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('account', sa.String(length=150), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['chain', 'seq'], ['txn.chain', 'txn.seq'], name=op.f('fk_posting_chain_seq'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('chain', 'seq', 'line', name=op.f('pk_posting'))
    )
    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_posting_account'), ['account'], unique=False)

    op.create_table('redemption',
    sa.Column('card_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.String(length=120), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('redeemed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reversed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_redemption_account_id')),
    sa.ForeignKeyConstraint(['card_id'], ['card.id'], name=op.f('fk_redemption_card_id')),
    sa.PrimaryKeyConstraint('card_id', 'number', name=op.f('pk_redemption'))
    )
    with op.batch_alter_table('redemption', schema=None) as batch_op:
        batch_op.create_index('ix_redemption_holds', ['card_id'], unique=True, sqlite_where=sa.text('reversed_at IS NULL'), postgresql_where=sa.text('reversed_at IS NULL'))

    op.create_table('claim_handle',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('handle', sa.String(length=16), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('skeleton_hash', sa.String(length=64), nullable=False),
    sa.Column('pepper_version', sa.Integer(), nullable=False),
    sa.Column('last_four', sa.String(length=4), nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_claim_handle_conversation_id')),
    sa.PrimaryKeyConstraint('conversation_id', 'handle', name=op.f('pk_claim_handle')),
    sa.UniqueConstraint('conversation_id', 'code_hash', name=op.f('uq_claim_handle_conversation_id_code_hash'))
    )
    op.create_table('message',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('author', sa.String(length=10), nullable=False),
    sa.Column('client_id', sa.String(length=64), nullable=True),
    sa.Column('answers', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('buttons', sa.JSON(), nullable=False),
    sa.Column('payload', sa.Text(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_message_conversation_id')),
    sa.PrimaryKeyConstraint('conversation_id', 'sequence', name=op.f('pk_message')),
    sa.UniqueConstraint('conversation_id', 'client_id', name=op.f('uq_message_conversation_id_client_id'))
    )
    op.create_table('ticket',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('subject_key', sa.String(length=120), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('priority', sa.String(length=10), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_ticket_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket')),
    sa.UniqueConstraint('conversation_id', 'subject_key', name=op.f('uq_ticket_conversation_id_subject_key'))
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ticket_status_opened_at'), ['status', 'opened_at'], unique=False)

    op.create_table('turn',
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('intent', sa.String(length=60), nullable=True),
    sa.Column('confidence', sa.Float(), nullable=True),
    sa.Column('problem_case', sa.String(length=60), nullable=True),
    sa.Column('outcome', sa.String(length=60), nullable=True),
    sa.Column('ticket_id', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id', 'sequence'], ['message.conversation_id', 'message.sequence'], name=op.f('fk_turn_conversation_id_sequence')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_turn_ticket_id')),
    sa.PrimaryKeyConstraint('conversation_id', 'sequence', name=op.f('pk_turn'))
    )
    heads = sa.table('journal_head', sa.column('chain'), sa.column('seq'), sa.column('hash'))
    op.bulk_insert(heads, [{'chain': chain, 'seq': 0, 'hash': '0' * 64} for chain in range(64)])
    for statement in POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else SQLITE:
        op.execute(statement)
