"""A file of cards goes into the ledger whole or not at all, and again whenever it has changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from bot.bootstrap import Services
from bot.errors import LeakPrevented, LedgerFileError
from bot.ledger.card_file import OTHER_ACCOUNT
from bot.ledger.cards import Account, Card, CardFacts, CardState, Redemption
from bot.ledger.claimants import Bucket, BucketKind
from bot.privacy.claim_code import ClaimCode
from bot.services.load_ledger import CardSource
from bot.values import AccountId, Money
from tests.builders import A_CODE, A_MOMENT, ANOTHER_CODE, LoadCards, everything_stored

ALICE = AccountId("alice")
ROWS: dict[str, tuple[dict[str, Any], CardState]] = {
    "inactive": ({"status": "inactive"}, CardState.ISSUED),
    "active": ({"status": "active"}, CardState.ACTIVE),
    "locked": ({"status": "locked", "failed_attempts": 5}, CardState.ACTIVE),
    "redeemed": ({"status": "redeemed", "redeemed_by": "self"}, CardState.REDEEMED),
    "cancelled": ({"status": "cancelled"}, CardState.CANCELLED),
}


def _cards(services: Services) -> list[Card]:
    with services.unit_of_work() as work:
        return list(work.ledger.cards())


def _accounts(services: Services) -> list[Account]:
    with services.unit_of_work() as work:
        return list(work.ledger.accounts())


def _facts(services: Services, region: str = "US") -> CardFacts:
    """What Alice is told of A_CODE."""
    fingerprint = services.fingerprinter.of(ClaimCode.parse(A_CODE))
    with services.unit_of_work() as work:
        return work.ledger.facts(
            Account(ALICE, region), fingerprint, (Bucket(BucketKind.ACCOUNT, ALICE),), A_MOMENT
        )


def _load(services: Services, *lines: str) -> int:
    return services.load_ledger(CardSource("cards.jsonl", lines), ALICE).count


@pytest.mark.parametrize(("row", "state"), ROWS.values(), ids=ROWS)
def test_a_card_has_the_state_of_its_row(
    services: Services, load_cards: LoadCards, row: dict[str, Any], state: CardState
) -> None:
    load_cards("alice", {"code": A_CODE, **row})
    assert [card.state for card in _cards(services)] == [state]


def test_a_card_that_is_loaded_again_takes_its_new_state(services: Services, load_cards: LoadCards) -> None:
    found, expected = [], []
    for (before, _), (after, state) in product(ROWS.values(), repeat=2):
        load_cards("alice", {"code": A_CODE, **before})
        load_cards("alice", {"code": A_CODE.lower(), **after})
        found += [(card.state, card.redemption is not None) for card in _cards(services)]
        expected.append((state, state is CardState.REDEEMED))
    assert found == expected


def test_a_card_that_is_loaded_again_takes_its_new_value_and_place(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", _row())
    load_cards("alice", _row(face_value=50, currency="GBP", region="GB", retailer="Kiosk"))
    (card,) = _cards(services)
    assert (card.face_value, card.region, card.retailer) == (Money(5000, "GBP"), "GB", "Kiosk")


@pytest.mark.parametrize(
    ("named", "account"), [("self", "alice"), ("other", OTHER_ACCOUNT), ("bruno", "bruno")]
)
def test_a_redeemed_card_knows_by_whom_when_and_how_much(
    services: Services, load_cards: LoadCards, named: str, account: str
) -> None:
    at = "2026-10-03T16:20:00+02:00"
    load_cards("alice", {"code": A_CODE, "status": "redeemed", "redeemed_by": named, "redeemed_at": at})
    (card,) = _cards(services)
    moment = datetime(2026, 10, 3, 14, 20, tzinfo=UTC)
    assert card.redemption == Redemption(AccountId(account), Money(2500, "USD"), moment)


def test_a_card_redeemed_at_no_stated_time_was_redeemed_by_now(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    (card,) = _cards(services)
    assert card.redemption is not None
    assert card.redemption.redeemed_at == A_MOMENT


def test_a_locked_account_waits_as_long_as_the_brand_says(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": A_CODE, "status": "locked", "failed_attempts": 5})
    assert _facts(services).locked_until == A_MOMENT + timedelta(hours=services.policy.lock.imported_hours)


@pytest.mark.parametrize("refused", [{"status": "locked"}, {"status": "active"}], ids=["a pause", "tries"])
def test_a_row_that_is_left_out_costs_the_account_no_try(services: Services, refused: dict[str, Any]) -> None:
    """The second row names the code of the first."""
    rows = [_row(), _row(failed_attempts=5, **refused)]
    loaded = services.load_ledger(
        CardSource("cards.jsonl", [json.dumps(row) for row in rows]), ALICE, keep_going=True
    )
    assert (loaded.count, loaded.bad_count) == (1, 1)
    assert _facts(services).locked_until is None
    wrong = services.fingerprinter.of(ClaimCode.parse(ANOTHER_CODE))
    with services.unit_of_work() as work:
        assert work.ledger.wrong_code((Bucket(BucketKind.ACCOUNT, ALICE),), wrong, A_MOMENT) is None


def test_the_account_a_file_is_loaded_for_is_added_with_its_region(services: Services) -> None:
    services.load_ledger(CardSource("cards", [json.dumps(_row())]), ALICE, "de")
    assert _accounts(services) == [Account(ALICE, "DE")]


def test_an_account_whose_name_holds_a_code_is_refused(services: Services) -> None:
    with pytest.raises(LeakPrevented):
        services.load_ledger(CardSource("a test", []), AccountId("AQ3D-7KLM9P-XT2V"))
    assert "7KLM9P" not in everything_stored(services)


def test_loading_for_a_known_account_changes_its_region(services: Services, load_cards: LoadCards) -> None:
    for region in ("US", "GB"):
        load_cards("alice", _row(), region=region)
    assert _accounts(services) == [Account(ALICE, "GB")]


def test_who_redeemed_a_card_keeps_the_region_they_have(services: Services, load_cards: LoadCards) -> None:
    load_cards("bruno", _row(), region="DE")
    load_cards("alice", _row(code=ANOTHER_CODE, status="redeemed", redeemed_by="bruno"), region="US")
    assert _accounts(services) == [Account(ALICE, "US"), Account(AccountId("bruno"), "DE")]


@pytest.mark.parametrize("bad", ["not json", json.dumps({"code": ANOTHER_CODE})])
def test_one_bad_row_and_nothing_is_loaded(services: Services, bad: str) -> None:
    with pytest.raises(LedgerFileError) as refused:
        _load(services, json.dumps(_row()), bad)
    assert [row.line for row in refused.value.rows] == [2]
    assert (_cards(services), _accounts(services)) == ([], [])


def test_the_refusal_names_the_file_and_what_to_do(services: Services) -> None:
    with pytest.raises(LedgerFileError, match=r"1 bad row\(s\) in cards\.jsonl; nothing was loaded\. Mend"):
        _load(services, "not json")


def test_what_no_column_can_hold_is_a_bad_row(services: Services) -> None:
    with pytest.raises(LedgerFileError):
        _load(services, json.dumps(_row(face_value="1e30")))


@pytest.mark.parametrize(
    "too_much", [{"retailer": "x" * 201}, {"redeemed_by": "x" * 121, "status": "redeemed"}]
)
def test_a_text_longer_than_its_column_is_a_bad_row(services: Services, too_much: dict[str, Any]) -> None:
    with pytest.raises(LedgerFileError):
        _load(services, json.dumps(_row(**too_much)))


def test_a_csv_file_is_loaded_like_its_rows(services: Services) -> None:
    text = f"code,status,face_value,currency\n{A_CODE},active,25,GBP\n{ANOTHER_CODE},inactive,30,GBP\n"
    assert services.load_ledger(CardSource("cards.csv", text.splitlines(), is_csv=True), None).count == 2
    assert [(card.last_four, card.state, card.face_value.minor) for card in _cards(services)] == [
        ("3MKP", CardState.ISSUED, 3000),
        ("XT2V", CardState.ACTIVE, 2500),
    ]


def test_no_part_of_a_code_but_its_last_four_is_stored(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", _row())
    stored = everything_stored(services)
    assert [part for part in ("AQ3D", "7KLM9P") if part in stored] == []


def _row(**changes: Any) -> dict[str, Any]:
    return {"code": A_CODE, "status": "active", "face_value": 25, **changes}


def test_the_same_code_twice_is_reported_with_the_line_of_the_first(services: Services) -> None:
    with pytest.raises(LedgerFileError) as refused:
        _load(
            services,
            json.dumps(_row(code=ANOTHER_CODE)),
            json.dumps(_row()),
            json.dumps(_row(code=A_CODE.lower())),
        )
    assert [(bad.line, bad.reason) for bad in refused.value.rows] == [(3, "the same code as line 2")]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_cards_is_refused(services: Services, text: str) -> None:
    with pytest.raises(LedgerFileError, match=r"cards\.jsonl holds no cards"):
        _load(services, text)
