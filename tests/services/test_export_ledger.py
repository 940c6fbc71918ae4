"""What one ledger exports, another under the same peppers loads: the same cards, found by the same codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import Services, bootstrap
from bot.errors import LedgerFileError
from bot.ledger.cards import Card
from bot.ledger.commands import Kind, Spend
from bot.ledger.outcomes import Outcome
from bot.privacy.claim_code import ClaimCode
from bot.services.load_ledger import CardSource
from bot.settings import Settings
from bot.values import FixedClock, Money
from tests.builders import A_CODE, A_MOMENT, ANOTHER_CODE
from tests.services.asking import ALICE, BOB, a_request, add, change, load

A_THIRD_CODE = "CT6W-29WXYZ-4NLQ"
A_FOURTH_CODE = "DV7X-39WXYZ-6PMR"


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[Services]:
    """Another ledger under the same peppers."""
    made = bootstrap(_settings(tmp_path, settings.pepper), clock=FixedClock(A_MOMENT))
    yield made
    made.close()


def _settings(folder: Path, pepper: Any) -> Settings:
    return Settings(home=folder, database_url=f"sqlite:///{folder / 'elsewhere.db'}", pepper=pepper)


def export(services: Services) -> list[str]:
    lines: list[str] = []
    services.export_ledger(lines.append)
    return lines


def all_cards(services: Services) -> list[tuple[object, ...]]:
    """All of each card that an export keeps."""

    def kept(card: Card) -> tuple[object, ...]:
        return (card.last_four, card.state, card.region, card.face_value, card.retailer, card.redemption)

    with services.unit_of_work() as work:
        return [kept(card) for card in work.ledger.cards()]


def of_every_state(services: Services) -> None:
    load(
        services,
        {"code": A_CODE, "retailer": "Corner Market"},
        {"code": ANOTHER_CODE, "status": "redeemed", "redeemed_by": "bob", "redeemed_at": "2026-10-01"},
        {"code": A_THIRD_CODE, "status": "inactive", "face_value": "100.50"},
        {"code": A_FOURTH_CODE, "status": "cancelled", "currency": "JPY", "face_value": 500, "region": "JP"},
        {"code": "EW7X-39WXYZ-7QNT", "status": "expired"},
        {"code": "FX7X-39WXYZ-9RPU"},
    )
    change(services, Kind.FREEZE, services.find_card("9RPU").id)


def test_cards_of_every_state_are_the_same_where_they_are_loaded(
    services: Services, elsewhere: Services
) -> None:
    of_every_state(services)
    lines = export(services)
    assert elsewhere.load_ledger(CardSource("an export", lines), None).count == 6
    assert all_cards(elsewhere) == all_cards(services)
    assert elsewhere.verify_ledger() == []
    assert sorted(json.loads(line)["code_hash"] for line in export(elsewhere)) == sorted(
        json.loads(line)["code_hash"] for line in lines
    )


def test_the_same_code_redeems_where_its_card_was_loaded(services: Services, elsewhere: Services) -> None:
    of_every_state(services)
    elsewhere.load_ledger(CardSource("an export", export(services)), ALICE)
    redeem = elsewhere.change_ledger.redeem
    assert redeem(ClaimCode.parse(A_CODE), ALICE, a_request()).is_done
    assert redeem(ClaimCode.parse(ANOTHER_CODE), ALICE, a_request()).outcome is Outcome.REDEEMED_ELSEWHERE
    assert redeem(ClaimCode.parse("FX7X-39WXYZ-9RPU"), ALICE, a_request()).outcome is Outcome.FROZEN


def test_loading_an_export_where_it_came_from_changes_no_balance(services: Services) -> None:
    of_every_state(services)
    before = all_cards(services)
    services.load_ledger(CardSource("an export", export(services)), None)
    assert all_cards(services) == before
    assert services.verify_ledger() == []


def test_an_export_holds_no_code(services: Services) -> None:
    of_every_state(services)
    written = "".join(export(services)).upper()
    for code in (A_CODE, ANOTHER_CODE, A_THIRD_CODE, A_FOURTH_CODE):
        assert code not in written
        assert code.replace("-", "") not in written


def test_a_row_that_was_hashed_under_more_peppers_is_refused_with_the_reason(
    services: Services, elsewhere: Services
) -> None:
    load(services, {"code": A_CODE})
    rows = [json.dumps({**json.loads(line), "pepper_version": 2}) for line in export(services)]
    with pytest.raises(LedgerFileError) as refused:
        elsewhere.load_ledger(CardSource("an export", rows), None)
    assert refused.value.rows[0].line == 1
    assert "hashed under 2 pepper(s), here there are 1" in refused.value.rows[0].reason
    assert all_cards(elsewhere) == []


def test_one_code_in_clear_and_by_its_hashes_is_one_card(services: Services, elsewhere: Services) -> None:
    load(services, {"code": A_CODE})
    rows = [*export(services), json.dumps({"code": A_CODE, "status": "active", "face_value": 25})]
    with pytest.raises(LedgerFileError) as refused:
        elsewhere.load_ledger(CardSource("an export", rows), None)
    assert [(row.line, row.reason) for row in refused.value.rows] == [(2, "the same code as line 1")]


def test_whoever_spent_is_counted_because_an_export_does_not_say_so(services: Services) -> None:
    load(
        services,
        {"code": A_CODE, "status": "redeemed", "redeemed_by": "bob"},
        {"code": ANOTHER_CODE, "status": "redeemed", "redeemed_by": "self"},
    )
    assert services.export_ledger(lambda line: None).accounts_that_spent == 0
    services.change_ledger(Spend(BOB, Money(100, "USD")), a_request())
    exported = services.export_ledger(lambda line: None)
    assert (exported.count, exported.accounts_that_spent) == (2, 1)


def test_an_account_of_an_export_keeps_its_region(services: Services, elsewhere: Services) -> None:
    add(services, BOB, "DE")
    load(
        services,
        {"code": A_CODE, "status": "redeemed", "redeemed_by": "bob", "region": "DE", "currency": "EUR"},
    )
    elsewhere.load_ledger(CardSource("an export", export(services)), None)
    assert elsewhere.change_ledger.currency_of(BOB) == "EUR"
