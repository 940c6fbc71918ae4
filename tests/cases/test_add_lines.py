"""Reviewed lines get to where training data stands, and what is generated stays up to date."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.add_lines import lines_file
from bot.evaluation.lint import training_lines
from bot.training.line import Reviewed
from tests.cases.test_build import Copy

ADD = """
import json, sys
from bot.cases.add_lines import add_lines
from bot.training.line import Reviewed
done = add_lines([Reviewed(*each) for each in json.load(sys.stdin)])
print(json.dumps({name: [each.text for each in found] for name, found in vars(done).items()}))
"""


class LinesCopy(Copy):
    def add(self, *lines: tuple[str, str]) -> dict[str, list[str]]:
        """What became of lines, which the copy's own code adds."""
        done = self.python("-c", ADD, stdin=json.dumps(lines))
        assert done.returncode == 0, done.stderr
        told: dict[str, list[str]] = json.loads(done.stdout)
        return told

    def lines_of(self, intent: str) -> list[str]:
        found = training_lines([self.folder / "data" / "nlu.yml"])
        return [line.text for line in found if line.intent == intent]


@pytest.fixture
def copy(tmp_path: Path) -> LinesCopy:
    return LinesCopy(tmp_path)


def is_fresh(copy: Copy) -> subprocess.CompletedProcess[str]:
    return copy.cases("build", "--check")


def test_a_line_of_a_case_and_one_of_a_question_are_learnt_and_all_stays_up_to_date(copy: LinesCopy) -> None:
    odd = 'it said "no" \\ 50% off: #1 - ünïcode 🎁 claim_0001'
    told = copy.add(
        (odd, "invalid_code"), ("may I top claim_0001 up", "reload"), ("a last one", "out_of_scope")
    )
    assert told == {"added": [odd, "may I top claim_0001 up", "a last one"], "known": [], "contradicting": []}
    assert is_fresh(copy).returncode == 0
    examples = yaml.safe_load((copy.folder / "bot/cases/invalid_code/examples.yml").read_text("utf-8"))
    assert examples["examples"][-1] == odd
    assert copy.lines_of("invalid_code")[-1] == odd
    assert copy.lines_of("reload")[-1] == "may I top claim_0001 up"
    assert copy.lines_of("out_of_scope")[-1] == "a last one"
    nlu = (copy.folder / "data/nlu.yml").read_text("utf-8")
    assert "      - may I top [claim_0001](claim_handle) up\n" in nlu


def test_what_stands_there_is_not_added_and_under_another_intent_is_left_out(copy: LinesCopy) -> None:
    before = (copy.folder / "data/nlu.yml").read_text("utf-8")
    told = copy.add(("My account is ON HOLD", "account_hold"), ("my account is on hold", "scam"))
    assert told["added"] == []
    assert told["known"] == ["My account is ON HOLD"]
    assert told["contradicting"] == ["my account is on hold"]
    assert (copy.folder / "data/nlu.yml").read_text("utf-8") == before


def test_two_same_lines_are_added_once(copy: LinesCopy) -> None:
    told = copy.add(
        ("a wholly new doubt", "scam"), ("a wholly  new doubt", "scam"), ("A wholly new doubt", "deny")
    )
    assert [len(found) for found in told.values()] == [1, 1, 1]


lines = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(st.lists(lines.filter(lambda text: "](" not in text and "]{" not in text), min_size=1, max_size=4))
def test_a_file_of_lines_reads_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("lines") / "reviewed.yml"
    path.write_text(lines_file([Reviewed(text, "scam") for text in texts]), encoding="utf-8")
    assert [line.text for line in training_lines([path])] == texts
