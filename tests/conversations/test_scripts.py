"""What customers write, on the whole path: the scripts, and the contract of the command that holds them.

All conversations go through the command at once, because the engine needs half a minute to start.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from bot.cli.evaluate_conversations import SCRIPTS
from bot.evaluation.judge import judge
from bot.evaluation.scripts import Script, read_scripts
from bot.knowledge.brand import load_brand
from bot.settings import Settings
from tests.giftline_process import giftline

pytestmark = pytest.mark.engine

LEAST = 0.95
PATIENCE_S = 900.0

A_CONVERSATION: dict[str, Any] = {
    "id": "told by the ledger of its own",
    "now": "2026-11-24T12:00:00Z",
    "ledger": [{"code": "AQ3D-7KLM9P-XT2V", "status": "inactive", "region": "US", "face_value": 25}],
    "account": {"region": "US", "signed_in": True},
    "turns": ["my card says invalid code", "AQ3D-7KLM9P-XT2V", "let me talk to a human", "hello?"],
}
CONVERSATIONS: list[dict[str, Any]] = [
    A_CONVERSATION,
    A_CONVERSATION | {"ledger": [A_CONVERSATION["ledger"][0] | {"status": "cancelled"}]},
    A_CONVERSATION | {"account": {"region": "US", "signed_in": False}},
    A_CONVERSATION | {"ledger": [{"code": "AQ3D-7KLM9P-XT2V", "status": "lost", "face_value": 25}]},
]
THE_BAD_ONE = 4


@dataclass(frozen=True)
class Held:
    """What the command printed: a line for each script, then one for each good conversation."""

    scripts: list[Script]
    lines: list[dict[str, Any]]
    stderr: str
    exit_code: int

    @property
    def conversations(self) -> list[dict[str, Any]]:
        return self.lines[len(self.scripts) :]


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    home = tmp_path_factory.mktemp("conversations")
    scripts = [script for of_file in read_scripts(SCRIPTS).values() for script in of_file]
    lines = [script.conversation.model_dump_json() for script in scripts]
    lines += [json.dumps(conversation) for conversation in CONVERSATIONS]
    file = home / "talks.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    done = giftline(home, "eval", "conversations", str(file), "--json", patience_s=PATIENCE_S)
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    return Held(scripts, printed, done.stderr.decode(), done.returncode)


def test_nearly_all_scripts_go_as_written(held: Held) -> None:
    failures = []
    for script, line in zip(held.scripts, held.lines, strict=False):
        assert line["id"] == script.id
        code_format = load_brand(script.brand or Settings().brand).cards.code_format
        failures += judge(script, line["turns"], code_format)
    rules = {script.id: script.rule for script in held.scripts}
    failed = {failure.script for failure in failures}
    told = "\n".join(
        f"{failure.script}, turn {failure.turn}: {rules[failure.script]}\n"
        f"  expected {failure.expected}, got {failure.got}\n  {failure.say!r} -> {failure.said!r}"
        for failure in failures
    )
    share = 1 - len(failed) / len(held.scripts)
    assert share >= LEAST, f"{share:.1%} of the scripts passed\n{told}"


def test_each_conversation_has_its_line_with_an_object_a_turn(held: Held) -> None:
    assert [set(line) for line in held.conversations] == [{"id", "turns"}] * 3
    for line in held.conversations:
        assert line["id"] == A_CONVERSATION["id"]
        assert len(line["turns"]) == len(A_CONVERSATION["turns"])
        for turn in line["turns"]:
            assert set(turn) == {"replies", "intent", "diagnosis", "ticket", "owner"}
            assert all(set(reply) == {"text", "buttons"} for reply in turn["replies"])


def test_conversations_with_one_engine_have_ledgers_of_their_own(held: Held) -> None:
    diagnoses = [line["turns"][1]["diagnosis"] for line in held.conversations]
    assert diagnoses == [
        {"case": "not_activated", "outcome": "not_activated"},
        {"case": "invalid_code", "outcome": "cancelled"},
        None,
    ]


def test_a_person_takes_over_and_the_bot_is_silent(held: Held) -> None:
    for line in held.conversations:
        asked, after = line["turns"][2:]
        assert (asked["owner"], asked["ticket"]["category"]) == ("queued", "human_agent")
        assert set(asked["ticket"]) == {"id", "category", "priority"}
        assert after == {
            "replies": [], "intent": None, "diagnosis": None, "ticket": None, "owner": "queued"
        }  # fmt: skip


def test_a_bad_line_is_named_and_costs_the_exit_code_only(held: Held) -> None:
    assert held.exit_code == 1
    assert f"Line {len(held.scripts) + THE_BAD_ONE}: row 1 of its ledger: status:" in held.stderr
    assert "AQ3D" not in held.stderr
