"""`giftline eval conversations` around the conversations: what is read, told, and given as exit code."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import rehearsal
from bot.cli import evaluate_conversations
from bot.cli.main import app
from bot.errors import InvalidRegion
from bot.evaluation.conversations import Conversation
from tests.cli.conftest import Giftline, the_reason

A_LINE = {
    "id": "c1",
    "now": "2026-11-24T12:00:00Z",
    "ledger": [],
    "account": {"region": "US", "signed_in": True},
    "turns": ["hello"],
}
A_SCRIPT = """
- id: {id}
  rule: A rule.
  now: "2026-11-24T12:00:00Z"
  ledger: []
  account: {{region: {region}, signed_in: true}}
  turns: [{{say: hello, expect: {{says: [{says}]}}}}]
"""


class Parrot:
    """A rehearsal that says every text again, and knows no region but one."""

    async def hold(self, conversation: Conversation) -> list[dict[str, Any]]:
        if conversation.account.region != "US":
            raise InvalidRegion("that is no region")
        return [
            {
                "replies": [{"text": text, "buttons": []}],
                "intent": None,
                "diagnosis": None,
                "ticket": None,
                "owner": "bot",
            }
            for text in conversation.turns
        ]


@contextlib.asynccontextmanager
async def _with_a_parrot(*settings: object, **more: object) -> AsyncIterator[Parrot]:
    yield Parrot()


@contextlib.asynccontextmanager
async def _never(*settings: object, **more: object) -> AsyncIterator[Parrot]:
    raise AssertionError("an engine was started for nothing")
    yield Parrot()


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "rehearsing", _with_a_parrot)
    monkeypatch.setattr(evaluate_conversations, "model_with_progress", lambda: Path("no-model"))


def _lines(folder: Path, *lines: object) -> Path:
    file = folder / "talks.jsonl"
    file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return file


def _script(folder: Path, name: str, says: str = "hello", region: str = "US") -> None:
    (folder / f"{name}.yml").write_text(A_SCRIPT.format(id=name, says=says, region=region))


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / "scripts"
    folder.mkdir()
    return folder


def test_each_line_gets_its_line_in_the_order_of_the_file(giftline: Giftline, tmp_path: Path) -> None:
    lines = [A_LINE | {"id": str(number), "turns": ["hi"] * number} for number in (2, 0, 1)]
    done = giftline("eval", "conversations", _lines(tmp_path, *lines, lines[0]), "--json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [(line["id"], len(line["turns"])) for line in told] == [("2", 2), ("0", 0), ("1", 1), ("2", 2)]


def test_bad_lines_are_named_and_the_others_held(giftline: Giftline, tmp_path: Path) -> None:
    abroad = A_LINE | {"account": {"region": "XX", "signed_in": True}}
    done = giftline("eval", "conversations", _lines(tmp_path, "{", A_LINE, abroad, A_LINE), "--json")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr.startswith("Line 1: invalid JSON")
    assert "Line 3: that is no region" in done.stderr


def test_without_json_it_reads_as_a_talk(giftline: Giftline, tmp_path: Path) -> None:
    done = giftline("eval", "conversations", _lines(tmp_path, A_LINE))
    assert done.stdout.splitlines() == ["c1", "> hello", "hello"]


def test_lines_come_from_stdin_too(giftline: Giftline) -> None:
    asked = "\ufeff" + json.dumps(A_LINE)
    done = CliRunner().invoke(app, ["eval", "conversations", "-", "--json"], input=asked)
    assert json.loads(done.stdout)["id"] == "c1"


def test_no_engine_is_started_where_no_line_is_good(
    giftline: Giftline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "rehearsing", _never)
    assert giftline("eval", "conversations", _lines(tmp_path, "7")).exit_code == 1


@pytest.mark.parametrize(("content", "reason"), [(None, "cannot be read"), ("", "holds no conversation")])
def test_a_file_without_conversations_is_named(
    giftline: Giftline, tmp_path: Path, content: str | None, reason: str
) -> None:
    file = tmp_path / "talks.jsonl"
    if content is not None:
        file.write_text(content)
    said = the_reason(giftline("eval", "conversations", file))
    assert f"talks.jsonl {reason}" in said


def test_only_goes_with_scripts(giftline: Giftline, tmp_path: Path) -> None:
    file = _lines(tmp_path, A_LINE)
    assert "--only" in the_reason(giftline("eval", "conversations", file, "--only", "c1"))


def test_scripts_are_counted_by_file_and_failures_shown(giftline: Giftline, scripts: Path) -> None:
    _script(scripts, "good")
    _script(scripts, "bad", says="goodbye")
    done = giftline("eval", "conversations", scripts)
    assert done.exit_code == 1
    assert "bad, turn 1\n  say:      hello\n  expected: says goodbye" in done.stdout
    assert "50.0% of the scripts passed" in done.stderr


@pytest.mark.parametrize(("least", "code"), [("0.5", 0), ("0.51", 1)])
def test_the_share_that_has_to_pass_can_be_given(
    giftline: Giftline, scripts: Path, least: str, code: int
) -> None:
    _script(scripts, "good")
    _script(scripts, "bad", says="goodbye")
    assert giftline("eval", "conversations", scripts, "--least", least).exit_code == code


def test_single_scripts_can_be_repeated(giftline: Giftline, scripts: Path) -> None:
    _script(scripts, "good")
    _script(scripts, "bad", says="goodbye")
    done = giftline("eval", "conversations", scripts, "--only", "good", "--json")
    assert (done.exit_code, json.loads(done.stdout)["scripts"]) == (0, 1)


def test_figures_and_failures_are_json(giftline: Giftline, scripts: Path) -> None:
    _script(scripts, "good")
    _script(scripts, "bad", says="goodbye")
    figures = json.loads(giftline("eval", "conversations", scripts, "--json").stdout)
    assert (figures["passed"], figures["share"]) == (1, 0.5)
    assert figures["files"]["bad.yml"] == {"scripts": 1, "passed": 0}
    assert figures["failures"] == [
        {
            "script": "bad",
            "turn": 1,
            "say": "hello",
            "expected": "says goodbye",
            "got": "says it nowhere",
            "said": "hello",
        }
    ]


def test_a_script_that_cannot_be_held_has_failed(giftline: Giftline, scripts: Path) -> None:
    _script(scripts, "abroad", region="XX")
    (failure,) = json.loads(giftline("eval", "conversations", scripts, "--json").stdout)["failures"]
    assert (failure["turn"], failure["got"]) == (0, "that is no region")
