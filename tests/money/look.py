"""What stands in the database about one scope's requests: a few sums, cheap enough for every step."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import text

from tests.money.till import Till

# One statement, so that all of it is of one moment and costs one way to the server.
_LOOK = text(
    """
    WITH posted AS (
        SELECT p.chain, p.seq, p.account, p.currency, p.amount_minor
        FROM txn t JOIN posting p ON p.chain = t.chain AND p.seq = t.seq WHERE t.scope = :scope
    ), named AS (
        SELECT card_id AS id FROM txn WHERE scope = :scope AND card_id IS NOT NULL
        UNION SELECT new_card_id FROM txn WHERE scope = :scope AND new_card_id IS NOT NULL
    )
    SELECT 'unbalanced', min(account), currency, CAST(sum(amount_minor) AS bigint) FROM posted
        GROUP BY chain, seq, currency HAVING sum(amount_minor) <> 0
    UNION ALL SELECT 'posted', account, currency, CAST(sum(amount_minor) AS bigint) FROM posted
        GROUP BY account, currency HAVING sum(amount_minor) <> 0
    UNION ALL SELECT 'balance', id, currency, balance_minor FROM ledger_account
        WHERE kind = 'customer' AND balance_minor <> 0 AND id IN (SELECT account FROM posted)
    UNION ALL SELECT 'card', id, state, balance_minor FROM card WHERE id IN (SELECT id FROM named)
    UNION ALL SELECT 'holder', card_id, account_id, amount_minor FROM redemption
        WHERE reversed_at IS NULL AND card_id IN (SELECT id FROM named)
    """
)


@dataclass(frozen=True)
class Seen:
    """`posted` are the sums of the scope's postings by account."""

    unbalanced: list[str]
    posted: dict[str, int]
    balances: dict[str, int]
    cards: dict[str, tuple[str, int]]
    holders: list[tuple[str, str, int]]

    @property
    def sums(self) -> dict[str, int]:
        """All money that the scope moved, by currency."""
        total: Counter[str] = Counter()
        for account, minor in self.posted.items():
            total[account.rpartition(":")[2]] += minor
        return dict(total)


def look(till: Till, scope: str) -> Seen:
    """All that requests of that scope did, and nothing else."""
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    with till.services.database.begin() as connection:
        for what, name, more, minor in connection.execute(_LOOK, {"scope": scope}):
            found[what].append((name, more, minor))
    return Seen(
        unbalanced=[name for name, _, _ in found["unbalanced"]],
        posted={account: minor for account, _, minor in found["posted"]},
        balances={account: minor for account, _, minor in found["balance"]},
        cards={card: (state, minor) for card, state, minor in found["card"]},
        holders=sorted(found["holder"]),
    )
