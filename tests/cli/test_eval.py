"""`giftline eval` says what is missing and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Giftline


def test_a_missing_file_of_lines_is_named(giftline: Giftline, tmp_path: Path) -> None:
    refused = giftline("eval", "nlu", tmp_path / "none.yml")
    assert refused.exit_code == 2
    assert "none.yml cannot be read" in refused.stderr


def test_a_missing_set_is_named_with_where_it_comes_from(giftline: Giftline, tmp_path: Path) -> None:
    refused = giftline("eval", "nlu", "--dataset", "banking77", "--data", tmp_path)
    assert refused.exit_code == 2
    assert "Name their folder with --data" in refused.stderr


@pytest.mark.engine
def test_the_training_data_contradicts_itself_nowhere(giftline: Giftline) -> None:
    linted = giftline("eval", "--lint")
    assert linted.exit_code == 0, linted.stdout
    assert "nothing that must be put right" in linted.stderr


@pytest.mark.engine
def test_an_evaluation_leaves_a_report_a_picture_and_the_wrong_lines(
    giftline: Giftline, tmp_path: Path
) -> None:
    lines, results = tmp_path / "lines.yml", tmp_path / "results"
    lines.write_text("greet: [hello there]\ncode_locked: [hello you]\n", encoding="utf-8")
    done = giftline("eval", "nlu", lines, "--results", results, "--json")
    assert '"wrong": 1' in done.stdout
    assert "hello you" in (results / "report.html").read_text(encoding="utf-8")
    assert "hello you" in (results / "wrong.jsonl").read_text(encoding="utf-8")
    assert (results / "confusion.png").read_bytes().startswith(b"\x89PNG")
