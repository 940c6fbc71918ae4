"""`giftline training`: lines are listed, decided on and written to a file, at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.bootstrap import Services
from bot.conversations.conversation import Turn
from bot.training.line import LineState
from tests.builders import ScriptedEngine, a_customer
from tests.cli.conftest import Giftline, the_reason


@pytest.fixture
async def line(services: Services, engine: ScriptedEngine) -> str:
    """The id of a line that the model doubted."""
    engine.says("Is it this?", turn=Turn("scam", 0.31))
    await a_customer(services).says("what is [b]this[/b] :smile:")
    return services.review_lines.listed(LineState.OPEN, 1).lines[0].id


def test_lines_are_listed_as_they_were_written(giftline: Giftline, line: str) -> None:
    listed = giftline("training", "list")
    row = next(each for each in listed.stdout.splitlines() if line in each)
    assert [cell.strip() for cell in row.split("│")[1:-1]] == [
        line, "scam", "0.31", "", "what is [b]this[/b] :smile:",
    ]  # fmt: skip
    assert listed.stderr.strip() == "1 open, 0 labelled, 0 skipped, 0 exported"


def test_a_labelled_line_is_exported_to_a_new_file_once(
    giftline: Giftline, line: str, tmp_path: Path
) -> None:
    labelled = giftline("training", "label", line, "thanks", "--text", "what is that", "--by", "sam")
    assert labelled.stdout.strip() == "thanks: what is that"
    file = tmp_path / "reviewed.yml"
    assert giftline("training", "export", "--to", file, "--by", "sam").stderr.strip() == "Wrote 1 line(s)."
    written = yaml.safe_load(file.read_text("utf-8"))
    assert written["nlu"] == [{"intent": "thanks", "examples": "- what is that\n"}]
    again = tmp_path / "again.yml"
    assert giftline("training", "export", "--to", again, "--by", "sam").stderr.strip() == "Wrote 0 line(s)."
    assert not again.exists()


def test_no_file_is_replaced_and_the_lines_stay_labelled(
    giftline: Giftline, line: str, tmp_path: Path
) -> None:
    giftline("training", "label", line, "thanks", "--by", "sam")
    file = tmp_path / "mine.yml"
    file.write_text("mine", encoding="utf-8")
    assert "cannot be written" in the_reason(giftline("training", "export", "--to", file, "--by", "sam"))
    assert file.read_text("utf-8") == "mine"
    assert line in giftline("training", "list", "--state", "labelled").stdout


def test_a_skipped_line_is_out_of_the_way(giftline: Giftline, line: str) -> None:
    assert giftline("training", "skip", line, "--by", "sam").exit_code == 0
    assert line not in giftline("training", "list").stdout
    assert line in giftline("training", "list", "--state", "skipped").stdout


def test_an_unknown_intent_is_refused_and_all_can_be_listed(giftline: Giftline, line: str) -> None:
    assert the_reason(giftline("training", "label", line, "nonsense")) == "There is no such intent."
    assert "not_activated" in giftline("training", "intents").stdout
