"""Files of cards go in whole or with every bad row named, and come out so that they can go in elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.builders import A_CODE, ANOTHER_CODE
from tests.cli.ledger_terminal import Terminal, words


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Terminal:
    """Another ledger under the same peppers."""
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    return Terminal(Settings(home=tmp_path, database_url=url, pepper=settings.pepper), tmp_path)


def test_what_is_exported_is_loaded_elsewhere_and_redeemed_there(
    ledger: Terminal, elsewhere: Terminal, tmp_path: Path
) -> None:
    ledger.load({"code": A_CODE}, {"code": ANOTHER_CODE, "status": "redeemed", "redeemed_by": "self"})
    file = tmp_path / "export.jsonl"
    exported = ledger.done("export", "--out", str(file))
    assert exported.stdout == ""
    assert "Exported 2 card(s)." in exported.stderr
    assert A_CODE.replace("-", "") not in file.read_text(encoding="utf-8")
    assert "Loaded 2 card(s)." in elsewhere.done("load", str(file), "--as", "alice").stderr
    elsewhere.done("redeem", "--as", "alice", typed=A_CODE)
    assert "alice US $50.00" in words(elsewhere.done("show").stdout)


def test_an_export_goes_to_stdout_and_nothing_else_does(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    (row,) = [json.loads(line) for line in ledger.done("export").stdout.splitlines()]
    assert set(row) == {
        *("code_hash", "skeleton_hash", "pepper_version", "last_four", "status", "region", "face_value"),
        *("currency", "redeemed_by", "redeemed_at", "retailer"),
    }


def test_an_export_says_that_it_does_not_know_what_was_spent(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    assert "full value" not in ledger.done("export").stderr
    ledger.done("spend", "alice", "1")
    assert "the full value is on the account again" in words(ledger.done("export").stderr)


def test_a_file_that_cannot_be_written_is_named(ledger: Terminal, tmp_path: Path) -> None:
    refused = ledger("export", "--out", str(tmp_path / "no" / "such.jsonl"))
    assert refused.exit_code == 2
    assert "such.jsonl cannot be written" in refused.stderr


def test_one_bad_row_keeps_all_out_and_is_named_with_its_line(ledger: Terminal) -> None:
    file = ledger.file("cards.jsonl", {"code": A_CODE}, {"code": ANOTHER_CODE, "face_value": "-1"})
    refused = ledger("load", str(file))
    assert refused.exit_code == 2
    assert "1 bad row(s) in cards.jsonl; nothing was loaded" in refused.stderr
    assert "2 the amount is not between 0 and" in words(refused.stderr)
    assert "XT2V" not in ledger.done("show").stdout


def test_keep_going_loads_the_good_rows_names_all_others_and_fails(ledger: Terminal) -> None:
    bad: list[dict[str, object]] = [{"code": A_CODE, "face_value": "x"} for _ in range(70)]
    file = ledger.file("cards.jsonl", *bad, {"code": ANOTHER_CODE})
    loaded = ledger("load", str(file), "--keep-going")
    assert loaded.exit_code == 1
    assert "Loaded 1 card(s)." in loaded.stderr
    assert "Left out 70 bad row(s)" in loaded.stderr
    for line in range(1, 71):
        assert f" {line} the amount is not a number" in words(loaded.stderr)
    assert "3MKP" in ledger.done("show").stdout


def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read(ledger: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    file.write_bytes(f"\ufeffcode,status,face_value\r\n{A_CODE},active,25\r\n".encode())
    assert "Loaded 1 card(s)." in ledger.done("load", str(file)).stderr


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "cannot be read"), (b"\xff\xfe{}", "is not UTF-8 text"), (b"", "holds no cards")],
)
def test_a_file_that_is_none_is_named(
    ledger: Terminal, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "cards.jsonl"
    if content is not None:
        file.write_bytes(content)
    refused = ledger("load", str(file))
    assert refused.exit_code == 2
    assert reason in refused.stderr
    assert "Traceback" not in refused.output
