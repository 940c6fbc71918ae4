"""A row of an export stands for a card without saying its code."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.errors import BadRow, LedgerFileError
from bot.ledger.card_file import CardRow, RowStatus, read_card_file
from bot.privacy.claim_code import CodeFingerprint
from tests.builders import CODE_FORMAT

A_ROW: dict[str, Any] = {
    "code_hash": "a" * 64,
    "skeleton_hash": "b" * 64,
    "pepper_version": 2,
    "last_four": "XT2V",
    "status": "active",
    "face_value": "25.00",
}


def read(**changes: object) -> CardRow | BadRow:
    row = {name: value for name, value in {**A_ROW, **changes}.items() if value is not None}
    (found,) = read_card_file([json.dumps(row)], CODE_FORMAT, csv_format=False, account=None)
    return found


def test_hashes_take_the_place_of_a_code() -> None:
    row = read()
    assert isinstance(row, CardRow)
    assert row.code == CodeFingerprint("a" * 64, "b" * 64, "XT2V", 2)


@pytest.mark.parametrize("status", [RowStatus.FROZEN, RowStatus.EXPIRED])
def test_every_state_of_a_card_has_a_status(status: RowStatus) -> None:
    row = read(status=status)
    assert isinstance(row, CardRow)
    assert row.status is status


@pytest.mark.parametrize("lost", ["code_hash", "skeleton_hash", "pepper_version", "last_four"])
def test_a_row_that_lacks_a_part_of_its_hashes_is_refused(lost: str) -> None:
    row = read(**{lost: None})
    assert isinstance(row, BadRow)
    assert row.reason == "a row has either code, or code_hash, skeleton_hash, pepper_version and last_four"


def test_a_row_with_both_a_code_and_hashes_is_refused() -> None:
    row = read(code="AQ3D-7KLM9P-XT2V")
    assert isinstance(row, BadRow)
    assert "either code, or code_hash" in row.reason
    assert "7KLM9P" not in row.reason


@pytest.mark.parametrize(
    "change", [{"code_hash": "A" * 64}, {"skeleton_hash": "b"}, {"last_four": "XT2V7"}, {"pepper_version": 0}]
)
def test_a_hash_that_is_none_is_refused_by_its_name(change: dict[str, object]) -> None:
    row = read(**change)
    assert isinstance(row, BadRow)
    assert row.reason.startswith(next(iter(change)))


def test_a_csv_may_have_hashes_in_place_of_codes() -> None:
    lines = [",".join(A_ROW), ",".join(str(value) for value in A_ROW.values())]
    (row,) = read_card_file(lines, CODE_FORMAT, csv_format=True, account=None)
    assert isinstance(row, CardRow)
    assert row.code == CodeFingerprint("a" * 64, "b" * 64, "XT2V", 2)


def test_a_csv_with_neither_codes_nor_hashes_is_refused() -> None:
    with pytest.raises(LedgerFileError, match="lacks code"):
        list(read_card_file(["status,face_value", "active,25"], CODE_FORMAT, csv_format=True, account=None))
