"""A retailer's own ledger, asked over HTTP. Read only: it is never told to change anything.

It is asked by the keyed hashes of a code, which the retailer computes with the same pepper
(docs/retailer-ledger.md), so that no code travels.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import httpx
from pydantic import BaseModel, Field, ValidationError

from bot.errors import ConfigurationError, InvalidMoney, LedgerUnavailable
from bot.ledger.cards import Card, CardState, CodeMatch, FoundCard, Redemption
from bot.privacy.claim_code import CodeFingerprint
from bot.settings import Settings
from bot.values import AccountId, CardId, Money

_ANSWER_S = 5.0


class _CardIn(BaseModel):
    id: str = Field(min_length=1, max_length=120)
    last_four: str = Field(min_length=4, max_length=4)
    state: CardState
    region: str = Field(pattern=r"^[A-Z]{2}$")
    face_value: Decimal
    currency: str
    retailer: str | None = Field(default=None, max_length=200)
    redeemed_by: str | None = None
    redeemed_at: datetime | None = None

    def card(self) -> Card:
        value = Money.parse(self.face_value, self.currency)
        redemption = None
        if self.redeemed_by is not None and self.redeemed_at is not None:
            redemption = Redemption(AccountId(self.redeemed_by), value, self.redeemed_at)
        return Card(
            CardId(self.id), self.last_four, self.state, self.region, value, self.retailer, redemption
        )


class _FoundIn(BaseModel):
    match: CodeMatch
    card: _CardIn | None = None


class RetailerLedger:
    """Implements ports.CardDirectory."""

    def __init__(self, client: httpx.Client) -> None:
        """`client` knows the address and the token."""
        self._client = client

    def find(self, code: CodeFingerprint) -> FoundCard:
        asked = {
            "code_hash": code.exact,
            "skeleton_hash": code.skeleton,
            "pepper_version": code.pepper_version,
        }
        try:
            response = self._client.post("cards/find", json=asked)
            response.raise_for_status()
            found = _FoundIn.model_validate_json(response.content)
            card = found.card.card() if found.card else None
        except (httpx.HTTPError, ValidationError, InvalidMoney) as error:
            # Without the answer itself, which may say anything.
            raise LedgerUnavailable(
                f"the retailer's ledger gave no answer that reads: {type(error).__name__}"
            ) from None
        if (card is None) is not (found.match is CodeMatch.NONE):
            raise LedgerUnavailable("the retailer's ledger found a card and none at once")
        return FoundCard(found.match, card)

    def close(self) -> None:
        """Gives the connections back."""
        self._client.close()


def retailer_ledger(settings: Settings) -> RetailerLedger | None:
    """The ledger that the settings name, or None if they name none.

    Raises ConfigurationError for an address that is none.
    """
    if settings.retailer_url is None:
        return None
    if not settings.retailer_url.startswith(("http://", "https://")):
        raise ConfigurationError("GIFTLINE_RETAILER_URL is not an address, such as https://cards.example/v1.")
    token = settings.retailer_token.get_secret_value() if settings.retailer_token else ""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return RetailerLedger(httpx.Client(base_url=settings.retailer_url, headers=headers, timeout=_ANSWER_S))
