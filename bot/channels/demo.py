"""The demo: two customers and a card for every case, to try the assistant without a ledger of one's own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from bot.access import DEMO as ON_A_DEMO
from bot.services.load_ledger import CardSource, LoadLedger
from bot.values import AccountId
from bot.yaml_file import read_yaml

DEMO = Path(__file__).parent / "demo_accounts.yml"


class DemoCard(BaseModel):
    """`row` is what the ledger is loaded with; a card without one is a code to mistype."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    code: str
    row: dict[str, Any] | None = None


class DemoAccount(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    region: str
    cards: tuple[DemoCard, ...]


class CardOut(BaseModel):
    label: str
    code: str


class AccountOut(BaseModel):
    id: str
    name: str
    region: str
    cards: list[CardOut]


class DemoOut(BaseModel):
    accounts: list[AccountOut]


@cache
def demo_accounts() -> tuple[DemoAccount, ...]:
    loaded = read_yaml(DEMO)
    return tuple(DemoAccount.model_validate(account) for account in loaded["accounts"])


def load_demo(load_ledger: LoadLedger) -> int:
    """Puts the demo's cards into the ledger, each in the state it starts from; returns how many."""
    count = 0
    for account in demo_accounts():
        rows = [{"code": card.code, **card.row} for card in account.cards if card.row is not None]
        source = CardSource("the demo", [json.dumps(row) for row in rows])
        count += load_ledger(source, AccountId(account.id), account.region).count
    return count


def demo_router() -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["demo"], dependencies=[ON_A_DEMO])

    @router.get("/demo")
    async def demo() -> DemoOut:
        """Who can be tried, with their invented cards. A server that is no demo has no such page."""
        return DemoOut(
            accounts=[
                AccountOut(
                    id=account.id,
                    name=account.name,
                    region=account.region,
                    cards=[CardOut(label=card.label, code=card.code) for card in account.cards],
                )
                for account in demo_accounts()
            ]
        )

    return router
