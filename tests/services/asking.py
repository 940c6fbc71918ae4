"""What these tests ask of a ledger's services, each time under a key of its own."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from bot.bootstrap import Services
from bot.ledger.cards import Account
from bot.ledger.commands import ChangeCard, Kind, Receipt, Request
from bot.services.issue_card import IssuedCard
from bot.services.load_ledger import CardSource, LoadedCards
from bot.values import AccountId, CardId, Money

ALICE = AccountId("alice")
BOB = AccountId("bob")
VALUE = Money(2500, "USD")


def a_request(key: str | None = None, approved_by: str | None = None) -> Request:
    return Request("test", key or uuid.uuid4().hex, "sam", approved_by)


def load(services: Services, *rows: Mapping[str, object], account: AccountId = ALICE) -> LoadedCards:
    lines = [json.dumps({"status": "active", "face_value": 25, **row}) for row in rows]
    return services.load_ledger(CardSource("a test", lines), account)


def add(services: Services, account: AccountId, region: str = "US") -> None:
    with services.unit_of_work() as work:
        work.ledger.add_account(Account(account, region))


def issue(services: Services, key: str | None = None) -> IssuedCard:
    return services.issue_card(VALUE, "US", a_request(key))


def change(services: Services, kind: Kind, card: CardId, reason: str = "") -> Receipt:
    return services.change_ledger(ChangeCard(kind, card, reason), a_request())


def an_active_card(services: Services) -> tuple[CardId, str]:
    """Its id, and its code as printed."""
    issued = issue(services)
    assert issued.receipt.card
    assert issued.code
    assert change(services, Kind.ACTIVATE, issued.receipt.card).is_done
    return issued.receipt.card, issued.code
