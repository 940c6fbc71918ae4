"""The ledger, in SQL: accounts, cards, who redeemed what, and who has to wait."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.ledger.card_file import CardRow, RowStatus
from bot.ledger.cards import (
    Account,
    Card,
    CardFacts,
    CardState,
    ClaimantLock,
    CodeMatch,
    Redemption,
)
from bot.privacy.claim_code import CodeFingerprint, Fingerprinter
from bot.storage.tables import account as accounts
from bot.storage.tables import card as cards
from bot.storage.tables import claimant_lock as locks
from bot.storage.tables import redemption as redemptions
from bot.values import AccountId, CardId, Money

_STATES = {
    RowStatus.INACTIVE: CardState.ISSUED,
    RowStatus.ACTIVE: CardState.ACTIVE,
    RowStatus.LOCKED: CardState.ACTIVE,
    RowStatus.REDEEMED: CardState.REDEEMED,
    RowStatus.CANCELLED: CardState.CANCELLED,
}


class SqlLedger:
    """Implements ports.Ledger."""

    def __init__(self, connection: Connection, fingerprinter: Fingerprinter) -> None:
        self._connection = connection
        self._fingerprinter = fingerprinter

    def account(self, account: AccountId) -> Account | None:
        row = self._connection.execute(select(accounts).where(accounts.c.id == account)).one_or_none()
        return Account(AccountId(row.id), row.region) if row else None

    def accounts(self) -> Sequence[Account]:
        rows = self._connection.execute(select(accounts).order_by(accounts.c.id))
        return [Account(AccountId(row.id), row.region) for row in rows]

    def add_account(self, account: Account) -> None:
        if self.account(account.id) is None:
            self._connection.execute(insert(accounts).values(id=account.id, region=account.region))
        else:
            self._connection.execute(
                update(accounts).where(accounts.c.id == account.id).values(region=account.region)
            )

    def add_cards(
        self, rows: Iterable[CardRow], lock_hours: int, account: AccountId | None, now: datetime
    ) -> None:
        for row in rows:
            card = self._put_card(row)
            if row.redeemed_by:
                if self.account(row.redeemed_by) is None:
                    self.add_account(Account(row.redeemed_by, row.region))
                self._connection.execute(
                    insert(redemptions).values(
                        card_id=card,
                        account_id=row.redeemed_by,
                        amount_minor=row.face_value.minor,
                        currency=row.face_value.currency,
                        redeemed_at=row.redeemed_at or now,
                    )
                )
            if row.status is RowStatus.LOCKED and account:
                self._lock(account, row.failed_attempts, now + timedelta(hours=lock_hours))

    def cards(self) -> Sequence[Card]:
        rows = self._connection.execute(self._with_redemption().order_by(cards.c.last_four))
        return [_card(row) for row in rows]

    def facts(self, account: Account, code: CodeFingerprint, now: datetime) -> CardFacts:
        match, card = self._find(code)
        lock = self._connection.execute(select(locks).where(locks.c.account_id == account.id)).one_or_none()
        return CardFacts(
            account=account,
            now=now,
            last_four=card.last_four if card else code.last_four,
            match=match,
            card=card,
            lock=ClaimantLock(lock.failed_attempts, lock.unlocks_at) if lock else None,
        )

    def _find(self, code: CodeFingerprint) -> tuple[CodeMatch, Card | None]:
        found = self._connection.execute(
            self._with_redemption().where(cards.c.code_hash == code.exact)
        ).one_or_none()
        if found:
            return CodeMatch.EXACT, _card(found)
        alike = self._connection.execute(
            self._with_redemption().where(cards.c.skeleton_hash == code.skeleton)
        ).all()
        # Two cards alike: guessing between them would speak of a card the customer may not hold.
        return (CodeMatch.LOOK_ALIKE, _card(alike[0])) if len(alike) == 1 else (CodeMatch.NONE, None)

    def _put_card(self, row: CardRow) -> str:
        fingerprint = self._fingerprinter.of(row.code)
        values = {
            "state": _STATES[row.status].value,
            "region": row.region,
            "face_value_minor": row.face_value.minor,
            "currency": row.face_value.currency,
            "retailer": row.retailer,
        }
        known: str | None = self._connection.execute(
            select(cards.c.id).where(cards.c.code_hash == fingerprint.exact)
        ).scalar_one_or_none()
        if known:
            self._connection.execute(update(cards).where(cards.c.id == known).values(**values))
            self._connection.execute(delete(redemptions).where(redemptions.c.card_id == known))
            return known
        card = uuid.uuid4().hex
        self._connection.execute(
            insert(cards).values(
                id=card,
                code_hash=fingerprint.exact,
                skeleton_hash=fingerprint.skeleton,
                last_four=fingerprint.last_four,
                **values,
            )
        )
        return card

    def _lock(self, account: AccountId, failed_attempts: int, unlocks_at: datetime) -> None:
        self._connection.execute(delete(locks).where(locks.c.account_id == account))
        self._connection.execute(
            insert(locks).values(account_id=account, failed_attempts=failed_attempts, unlocks_at=unlocks_at)
        )

    @staticmethod
    def _with_redemption() -> Any:
        return select(
            cards,
            redemptions.c.account_id,
            redemptions.c.amount_minor,
            redemptions.c.currency.label("redeemed_currency"),
            redemptions.c.redeemed_at,
        ).join(redemptions, redemptions.c.card_id == cards.c.id, isouter=True)


def _card(row: Row[Any]) -> Card:
    redemption = None
    if row.account_id is not None:
        redemption = Redemption(
            account=AccountId(row.account_id),
            amount=Money(row.amount_minor, row.redeemed_currency),
            redeemed_at=row.redeemed_at,
        )
    return Card(
        id=CardId(row.id),
        last_four=row.last_four,
        state=CardState(row.state),
        region=row.region,
        face_value=Money(row.face_value_minor, row.currency),
        retailer=row.retailer,
        redemption=redemption,
    )
