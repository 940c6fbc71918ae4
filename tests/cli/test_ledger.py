"""`giftline ledger`: a file is loaded whole or not at all, and no code is ever shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import Services
from tests.builders import A_CODE, ANOTHER_CODE, LoadCards
from tests.cli.conftest import Giftline, the_reason

ACTIVE = {"code": A_CODE, "status": "active", "face_value": 25}
ANOTHER = {"code": ANOTHER_CODE, "status": "active", "face_value": 50, "currency": "GBP", "region": "GB"}


def _jsonl(folder: Path, *rows: dict[str, Any] | str) -> Path:
    path = folder / "cards.jsonl"
    written = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(written), encoding="utf-8")
    return path


def _stored(services: Services) -> list[tuple[str, str, str]]:
    with services.unit_of_work() as work:
        return [(card.last_four, card.state, str(card.face_value)) for card in work.ledger.cards()]


def test_json_lines_are_loaded(giftline: Giftline, services: Services, tmp_path: Path) -> None:
    done = giftline("ledger", "load", _jsonl(tmp_path, ACTIVE, ANOTHER))
    assert (done.exit_code, done.stderr.strip()) == (0, "Loaded 2 card(s).")
    assert sorted(_stored(services)) == [("3MKP", "active", "£50.00"), ("XT2V", "active", "$25.00")]


@pytest.mark.parametrize("name", ["cards.csv", "CARDS.CSV"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_csv_is_loaded(giftline: Giftline, services: Services, tmp_path: Path, name: str, mark: str) -> None:
    (tmp_path / name).write_text(f"{mark}code,status,face_value\n{A_CODE},inactive,25\n", encoding="utf-8")
    assert giftline("ledger", "load", tmp_path / name).exit_code == 0
    assert [last_four for last_four, _, _ in _stored(services)] == ["XT2V"]


def test_the_account_that_rows_call_self_is_added_with_its_country(
    giftline: Giftline, services: Services, tmp_path: Path
) -> None:
    file = _jsonl(tmp_path, {**ACTIVE, "status": "redeemed", "redeemed_by": "self"})
    giftline("ledger", "load", file, "--as", "alice", "--region", "gb")
    with services.unit_of_work() as work:
        assert [(account.id, account.region) for account in work.ledger.accounts()] == [("alice", "GB")]


BAD_ROWS: tuple[dict[str, Any] | str, ...] = (
    {**ACTIVE, "status": "stolen"},
    ANOTHER,
    {**ACTIVE, "code": A_CODE[:-1]},
    f'{{"code": "{A_CODE}',
    {**ACTIVE, "status": A_CODE},
    {**ANOTHER, "face_value": 1},
)


def test_every_bad_row_is_named_with_its_line(giftline: Giftline, tmp_path: Path) -> None:
    reason = the_reason(giftline("ledger", "load", _jsonl(tmp_path, *BAD_ROWS)))
    assert reason.startswith("5 bad row(s) in cards.jsonl; nothing was loaded.")
    cells = [[cell.strip() for cell in line.split("│")[1:3]] for line in reason.splitlines() if "│" in line]
    assert [(line, why.partition(" (")[0].partition(":")[0]) for line, why in cells] == [
        ("1", "status"),
        ("3", "the code has 13 letters and digits; a code has 14 or 15"),
        ("4", "not valid JSON"),
        ("5", "status"),
        ("6", "the same code as line 2"),
    ]


def test_nothing_is_loaded_of_a_file_with_a_bad_row(
    giftline: Giftline, services: Services, tmp_path: Path
) -> None:
    giftline("ledger", "load", _jsonl(tmp_path, *BAD_ROWS), "--as", "alice")
    with services.unit_of_work() as work:
        assert (list(work.ledger.cards()), work.ledger.accounts()) == ([], [])


def test_no_reason_shows_a_code(giftline: Giftline, tmp_path: Path) -> None:
    shown = giftline("ledger", "load", _jsonl(tmp_path, *BAD_ROWS)).output.upper()
    assert [part for part in ("7KLM9P", "09WXYZ") if part in shown] == []


@pytest.mark.parametrize("place", [{"face_value": A_CODE}, {"currency": A_CODE}, {A_CODE: ""}], ids=str)
def test_a_code_in_the_wrong_place_is_not_shown(
    giftline: Giftline, tmp_path: Path, place: dict[str, str]
) -> None:
    assert "7KLM9P" not in giftline("ledger", "load", _jsonl(tmp_path, {**ANOTHER, **place})).output


@pytest.mark.parametrize(
    "row",
    [
        {**ACTIVE, "face_value": 10**20},
        {**ACTIVE, "status": "locked", "failed_attempts": 10**20},
        {**ACTIVE, "retailer": "\ud800"},
        {**ACTIVE, "face_value": "[/b]"},
        "[" * 100_000,
    ],
    ids=["value", "tries", "half a character", "markup", "nested"],
)
def test_a_strange_row_is_refused_as_bad(
    giftline: Giftline, tmp_path: Path, row: dict[str, Any] | str
) -> None:
    file = _jsonl(tmp_path, row)
    assert "1 bad row(s)" in the_reason(giftline("ledger", "load", file, "--as", "alice"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"", "holds no cards"),
        (b"\xff\xfe\x00c", "is not UTF-8 text."),
    ],
    ids=["missing", "empty", "not UTF-8"],
)
def test_a_file_that_cannot_be_read_is_refused(
    giftline: Giftline, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "cards.jsonl"
    if content is not None:
        file.write_bytes(content)
    assert reason in the_reason(giftline("ledger", "load", file))


def test_a_folder_is_no_file(giftline: Giftline, tmp_path: Path) -> None:
    assert "cannot be read: Is a directory." in the_reason(giftline("ledger", "load", tmp_path))


@pytest.mark.parametrize(("account", "retailer"), [("alice", "[/b]"), ("[/b]", "the shop")])
def test_a_name_is_shown_as_it_is_written(
    giftline: Giftline, load_cards: LoadCards, account: str, retailer: str
) -> None:
    load_cards(account, {**ACTIVE, "retailer": retailer})
    assert "[/b]" in giftline("ledger", "show").stdout
