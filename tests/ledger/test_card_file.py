"""How a file of cards reads: what a good row means, and what is said of a bad one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import BadRow, LedgerFileError
from bot.ledger.card_file import OTHER_ACCOUNT, CardRow, RowStatus, read_card_file
from bot.privacy.claim_code import ClaimCode
from bot.values import AccountId, Money
from tests.builders import A_CODE, ANOTHER_CODE, CODE_FORMAT

ALICE = AccountId("alice")
ACTIVE = {"code": A_CODE, "status": "active", "region": "US", "face_value": 25}


@dataclass(frozen=True)
class Parsed:
    rows: list[CardRow]
    bad: list[BadRow]


def _read(text: str, *, csv_format: bool, account: AccountId | None = None) -> Parsed:
    found = list(read_card_file(text.splitlines(), CODE_FORMAT, csv_format=csv_format, account=account))
    return Parsed(
        [row for row in found if isinstance(row, CardRow)], [row for row in found if isinstance(row, BadRow)]
    )


def _parsed(*rows: object, account: AccountId | None = ALICE) -> Parsed:
    written = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return _read("\n".join(written), csv_format=False, account=account)


def _row(**changes: Any) -> CardRow:
    parsed = _parsed({**ACTIVE, **changes})
    assert parsed.bad == []
    return parsed.rows[0]


@pytest.mark.parametrize(
    ("status", "more"),
    [
        ("inactive", {}),
        ("active", {}),
        ("redeemed", {"redeemed_by": "self"}),
        ("locked", {"failed_attempts": 5}),
        ("cancelled", {}),
    ],
)
def test_every_documented_status_is_taken(status: str, more: dict[str, Any]) -> None:
    assert _row(status=status, **more).status is RowStatus(status)


@pytest.mark.parametrize(
    ("redeemed_by", "account"),
    [("self", ALICE), ("other", OTHER_ACCOUNT), ("bruno", AccountId("bruno"))],
)
def test_who_redeemed_a_card_is_self_other_or_a_named_account(redeemed_by: str, account: AccountId) -> None:
    assert _row(status="redeemed", redeemed_by=redeemed_by).redeemed_by == account


def test_a_row_may_leave_out_region_and_currency() -> None:
    row = _parsed({"code": A_CODE, "status": "active", "face_value": 25}).rows[0]
    assert (row.region, row.face_value) == ("US", Money(2500, "USD"))


def test_a_region_may_be_in_lower_case() -> None:
    assert _row(region="gb").region == "GB"


@pytest.mark.parametrize("value", [25, 25.0, "25", "25.00"])
def test_a_face_value_may_be_a_number_or_a_text(value: object) -> None:
    assert _row(face_value=value).face_value == Money(2500, "USD")


@pytest.mark.parametrize(
    "written", ["2026-10-03T14:20:00Z", "2026-10-03T14:20:00", "2026-10-03T16:20:00+02:00"]
)
def test_a_time_without_a_zone_is_utc(written: str) -> None:
    row = _row(status="redeemed", redeemed_by="self", redeemed_at=written)
    assert row.redeemed_at == datetime(2026, 10, 3, 14, 20, tzinfo=UTC)


@pytest.mark.parametrize("code", ["aq3d-7klm9p-xt2v", "AQ3D 7KLM9P XT2V", "AQ3D7KLM9PXT2V"])
def test_a_code_may_be_written_in_any_way(code: str) -> None:
    assert _row(code=code).code == ClaimCode("AQ3D7KLM9PXT2V")


BAD_ROWS: dict[str, tuple[object, str]] = {
    "no JSON": ("not json", "not valid JSON (Expecting value at character 1)"),
    "cut JSON": ('{"code": "' + A_CODE, "not valid JSON (Unterminated string starting at at character 10)"),
    "no object": ([A_CODE], "not a JSON object"),
    "a number": ("7", "not a JSON object"),
    "no code": ({"status": "active", "face_value": 25}, "a row has either code, or code_hash"),
    "no face value": ({"code": A_CODE, "status": "active"}, "face_value: field required"),
    "unknown status": ({**ACTIVE, "status": "stolen"}, "status: input should be 'inactive', 'active'"),
    "unknown column": ({**ACTIVE, "colour": "red"}, "there is a column that no card has"),
    "short code": (
        {**ACTIVE, "code": A_CODE[:-1]},
        "the code has 13 letters and digits; a code has 14 or 15",
    ),
    "long code": ({**ACTIVE, "code": A_CODE + "ZZ"}, "the code has 16 letters and digits"),
    "empty code": ({**ACTIVE, "code": " - "}, "a claim code has letters and digits"),
    "code is a number": ({**ACTIVE, "code": 12345678901234}, "code: input should be a valid string"),
    "negative value": ({**ACTIVE, "face_value": -1}, "the amount is not between 0 and"),
    "too many decimals": ({**ACTIVE, "face_value": "1.005"}, "the amount has more decimals than USD has"),
    "no amount": ({**ACTIVE, "face_value": "lots"}, "the amount is not a number, such as 25.00"),
    "unknown currency": ({**ACTIVE, "currency": "ZZZ"}, "the currency is none of ISO 4217"),
    "a country's name": ({**ACTIVE, "region": "Germany"}, "a region is a country's two letters"),
    "negative tries": ({**ACTIVE, "failed_attempts": -1}, "failed_attempts: input should be greater"),
    "a time that is none": (
        {**ACTIVE, "status": "redeemed", "redeemed_by": "self", "redeemed_at": "yesterday"},
        "redeemed_at: input should be a valid datetime",
    ),
    "redeemed by nobody": ({**ACTIVE, "status": "redeemed"}, "a redeemed card needs redeemed_by"),
    "redeemed, yet active": (
        {**ACTIVE, "redeemed_by": "self"},
        "redeemed_by and redeemed_at do not go with status active",
    ),
}


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_reported_with_its_line_and_reason(row: object, reason: str) -> None:
    (bad,) = _parsed({**ACTIVE, "code": ANOTHER_CODE}, "", row).bad
    assert bad.line == 3
    assert bad.reason.startswith(reason)


@pytest.mark.parametrize("row", [row for row, _ in BAD_ROWS.values()], ids=BAD_ROWS)
def test_no_reason_holds_a_claim_code(row: object) -> None:
    (bad,) = _parsed(row).bad
    assert [part for part in ("AQ3D", "7KLM9P", "XT2V", "12345678901234") if part in bad.reason.upper()] == []


@pytest.mark.parametrize("field", ["status", "region", "redeemed_by", "redeemed_at", "failed_attempts"])
def test_a_code_in_the_wrong_column_is_not_repeated(field: str) -> None:
    (bad,) = _parsed({**ACTIVE, field: A_CODE}).bad
    assert [part for part in ("AQ3D", "7KLM9P", "XT2V") if part in bad.reason.upper()] == []


@pytest.mark.parametrize(
    "row",
    [
        {"status": "redeemed", "redeemed_by": "self"},
        {"status": "locked"},
        {"failed_attempts": 2},
    ],
)
def test_a_row_about_the_account_needs_to_know_which(row: dict[str, Any]) -> None:
    (bad,) = _parsed({**ACTIVE, **row}, account=None).bad
    assert bad.reason == "the row speaks of the account that asks: say which with --as ACCOUNT"


@pytest.mark.parametrize(
    ("column", "row"),
    [
        ("retailer", {"retailer": f"Corner Market {A_CODE}"}),
        ("redeemed_by", {"status": "redeemed", "redeemed_by": A_CODE}),
        ("redeemed_by", {"status": "redeemed", "redeemed_by": A_CODE.lower().replace("-", " ")}),
    ],
)
def test_a_name_that_holds_a_code_is_refused(column: str, row: dict[str, Any]) -> None:
    (bad,) = _parsed({**ACTIVE, **row}).bad
    assert bad.reason == f"{column}: holds a claim code, which the ledger would keep as it is"


def test_a_customers_own_id_may_look_like_a_code() -> None:
    assert _row(status="redeemed", redeemed_by="A7F3K29D8S7F6G").redeemed_by == "A7F3K29D8S7F6G"


def test_every_bad_row_is_reported_not_only_the_first() -> None:
    rows = [row for row, _ in BAD_ROWS.values()]
    assert [bad.line for bad in _parsed(*rows).bad] == list(range(1, len(rows) + 1))


def test_a_csv_file_has_the_same_columns() -> None:
    text = (
        "code,status,region,face_value,currency,redeemed_by,redeemed_at,failed_attempts,retailer\n"
        f'{A_CODE},redeemed,GB,30,GBP,other,2026-10-03T14:20:00Z,,"Corner, Market"\n'
        f"{ANOTHER_CODE},active,US,25,USD,,,,\n"
    )
    redeemed, active = _read(text, csv_format=True).rows
    assert (redeemed.redeemed_by, redeemed.face_value) == (OTHER_ACCOUNT, Money(3000, "GBP"))
    assert (redeemed.retailer, active.retailer) == ("Corner, Market", None)


def test_a_csv_row_that_is_cut_short_is_reported() -> None:
    (bad,) = _read(f"code,status,face_value\n{A_CODE}\n", csv_format=True).bad
    assert (bad.line, bad.reason) == (2, "status: field required; face_value: field required")


@pytest.mark.parametrize(
    "text", ["", f"{A_CODE},active,25\n", f"code;status;face_value\n{A_CODE};active;25\n"]
)
def test_a_csv_header_that_lacks_columns_is_refused_by_their_names(text: str) -> None:
    with pytest.raises(LedgerFileError) as refused:
        _read(text, csv_format=True)
    assert refused.value.detail == "the CSV header lacks code, face_value, status"
