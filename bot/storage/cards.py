"""Cards as rows: how one is found by its code, held against others, and read with its redemption."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from bot.ledger.cards import Card, CardState, CodeMatch, FoundCard, Redemption
from bot.privacy.claim_code import LAST_FOUR, CodeFingerprint
from bot.storage.dialect import among
from bot.storage.tables import card as cards
from bot.storage.tables import redemption as redemptions
from bot.values import AccountId, CardId, Money

# Made once: building a statement costs more than running it.
_BY_CODE = select(cards).where(cards.c.code_hash == bindparam("code"))
_ALIKE = select(cards).where(cards.c.skeleton_hash == bindparam("skeleton")).limit(2)
_BY_CODES_HELD = select(cards).where(among(cards.c.code_hash, "codes")).order_by(cards.c.id).with_for_update()
_BY_IDS_HELD = select(cards).where(among(cards.c.id, "ids")).order_by(cards.c.id).with_for_update()
_REDEMPTIONS = select(redemptions).where(
    among(redemptions.c.card_id, "ids"), redemptions.c.reversed_at.is_(None)
)
_IS_REPLACED = select(cards.c.id).where(cards.c.replaces_id == bindparam("card"))


@dataclass(frozen=True)
class HeldCard:
    """A card that nobody else can change until this transaction ends, and the version seen."""

    card: Card
    version: int


class SqlCards:
    """Over one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, code: CodeFingerprint) -> FoundCard:
        """The card of this code, or the only one whose code looks like it."""
        row = self._connection.execute(_BY_CODE, {"code": code.exact}).one_or_none()
        match = CodeMatch.EXACT
        if row is None:
            row, match = self._only_one_alike(code), CodeMatch.LOOK_ALIKE
        if row is None:
            return FoundCard()
        return FoundCard(match, self._held([row])[CardId(row.id)].card)

    def hold(self, ids: Collection[CardId]) -> Mapping[CardId, HeldCard]:
        """The cards of these ids, held in order of id, so that two who hold several block nobody."""
        rows = self._connection.execute(_BY_IDS_HELD, {"ids": sorted(ids)}).all()
        # Their redemptions are read in a statement of its own: one that waited for a card's row would
        # see the redemptions of before the wait.
        return self._held(rows)

    def hold_by_code(
        self, codes: Sequence[CodeFingerprint]
    ) -> Mapping[str, tuple[CodeMatch, HeldCard | None]]:
        """What `find` finds for each code, held; by the exact hash of the code."""
        wanted = [code.exact for code in codes]
        rows = self._connection.execute(_BY_CODES_HELD, {"codes": wanted}).all()
        ids = {row.code_hash: CardId(row.id) for row in rows}
        held = dict(self._held(rows))
        alike = {}
        for code in codes:
            if code.exact not in ids and (row := self._only_one_alike(code)):
                alike[code.exact] = CardId(row.id)
        held |= self.hold(set(alike.values()) - held.keys()) if alike else {}
        found: dict[str, tuple[CodeMatch, HeldCard | None]] = dict.fromkeys(wanted, (CodeMatch.NONE, None))
        found |= {code: (CodeMatch.EXACT, held[card]) for code, card in ids.items()}
        found |= {code: (CodeMatch.LOOK_ALIKE, held[card]) for code, card in alike.items()}
        return found

    def sealed_code(self, card: CardId) -> str | None:
        return self._connection.execute(
            select(cards.c.sealed_code).where(cards.c.id == card)
        ).scalar_one_or_none()

    def code_of(self, card: CardId) -> CodeFingerprint | None:
        row = self._connection.execute(select(cards).where(cards.c.id == card)).one_or_none()
        return _code(row) if row else None

    def is_replaced(self, card: CardId) -> bool:
        return self._connection.execute(_IS_REPLACED, {"card": card}).first() is not None

    def by_last_four(self, most: int | None) -> Iterator[Card]:
        rows = self._connection.execute(
            _with_redemption()
            .order_by(cards.c.last_four, cards.c.id)
            .limit(most)
            .execution_options(yield_per=1000)
        )
        return map(_card_with_redemption, rows)

    def named(self, beginning: str) -> Sequence[Card]:
        """The cards whose id begins so, or with four characters whose code ends so; at most 20."""
        named = cards.c.id.startswith(beginning.lower(), autoescape=True)
        if len(beginning) == LAST_FOUR:
            named = cards.c.last_four == beginning.upper()
        rows = self._connection.execute(_with_redemption().where(named).order_by(cards.c.id).limit(20))
        return [_card_with_redemption(row) for row in rows]

    def with_codes(self) -> Iterator[tuple[Card, CodeFingerprint]]:
        rows = self._connection.execute(
            _with_redemption().order_by(cards.c.id).execution_options(yield_per=1000)
        )
        return ((_card_with_redemption(row), _code(row)) for row in rows)

    def _only_one_alike(self, code: CodeFingerprint) -> Row[Any] | None:
        alike = self._connection.execute(_ALIKE, {"skeleton": code.skeleton}).all()
        # Two cards alike: guessing between them would speak of a card the customer may not hold.
        return alike[0] if len(alike) == 1 else None

    def _held(self, rows: Iterable[Row[Any]]) -> dict[CardId, HeldCard]:
        rows = list(rows)
        redeemed = [row.id for row in rows if row.state == CardState.REDEEMED.value]
        redemption_of: dict[str, Redemption] = {}
        if redeemed:
            found = self._connection.execute(_REDEMPTIONS, {"ids": redeemed})
            redemption_of = {row.card_id: _redemption(row) for row in found}
        return {CardId(row.id): HeldCard(_card(row, redemption_of.get(row.id)), row.version) for row in rows}


def new_card_id() -> CardId:
    """Begins with the time: cards that are made together stand together in every index, so that a load
    does not touch all of them everywhere."""
    return CardId(f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}")


def _with_redemption() -> Select[Any]:
    return select(
        cards,
        redemptions.c.account_id,
        redemptions.c.amount_minor,
        redemptions.c.currency.label("redeemed_currency"),
        redemptions.c.redeemed_at,
    ).join(
        redemptions,
        (redemptions.c.card_id == cards.c.id) & redemptions.c.reversed_at.is_(None),
        isouter=True,
    )


def _card_with_redemption(row: Row[Any]) -> Card:
    if row.account_id is None:
        return _card(row, None)
    amount = Money(row.amount_minor, row.redeemed_currency)
    return _card(row, Redemption(AccountId(row.account_id), amount, row.redeemed_at))


def _redemption(row: Row[Any]) -> Redemption:
    return Redemption(AccountId(row.account_id), Money(row.amount_minor, row.currency), row.redeemed_at)


def _code(row: Row[Any]) -> CodeFingerprint:
    return CodeFingerprint(row.code_hash, row.skeleton_hash, row.last_four, row.pepper_version)


def _card(row: Row[Any], redemption: Redemption | None) -> Card:
    return Card(
        id=CardId(row.id),
        last_four=row.last_four,
        state=CardState(row.state),
        region=row.region,
        face_value=Money(row.face_value_minor, row.currency),
        retailer=row.retailer,
        redemption=redemption,
        activated_at=row.activated_at,
    )
