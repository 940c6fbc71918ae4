"""What Rasa reads is written from the cases, and cannot quietly fall behind them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.cases.build import new_case, outdated
from bot.cases.registry import load_cases
from bot.errors import ConfigurationError
from bot.settings import ROOT


class Copy:
    """A copy of what `giftline cases` works on, so that a test may change it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bot", "data"):
            shutil.copytree(ROOT / name, folder / name)
        for name in ("domain.yml", "config.yml"):
            shutil.copy(ROOT / name, folder)
        (folder / "docs").mkdir()
        shutil.copy(ROOT / "docs" / "ledger.md", folder / "docs")

    def cases(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`giftline cases ...`, as the copy's own code runs it."""
        return self.python("-c", "from bot.cli.main import app; app()", "cases", *arguments)

    def python(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Python over the copy's own code."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), "COLUMNS": "300"},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_what_the_repository_holds_is_up_to_date() -> None:
    assert outdated() == []


def test_a_new_case_is_asked_about_answered_and_learnt(copy: Copy) -> None:
    made = copy.cases("new", "tampered_packaging")
    assert made.returncode == 0, made.stderr
    assert copy.cases("build", "--check").returncode == 1
    built = copy.cases("build")
    assert built.returncode == 0, built.stderr
    assert copy.cases("build", "--check").returncode == 0

    rules = yaml.safe_load((copy.folder / "data" / "cases.yml").read_text(encoding="utf-8"))["rules"]
    domain = yaml.safe_load((copy.folder / "domain.yml").read_text(encoding="utf-8"))
    examples = (copy.folder / "data" / "nlu.yml").read_text(encoding="utf-8")
    assert {
        "rule": "tampered_packaging is asked",
        "steps": [{"intent": "tampered_packaging"}, {"action": "action_diagnose_problem"}],
    } in rules
    assert "tampered_packaging" in domain["intents"]
    assert "utter_tampered_packaging_redeemable" in domain["responses"]
    assert "- intent: tampered_packaging" in examples


def test_a_changed_text_is_noticed(copy: Copy) -> None:
    copy.change("bot/cases/not_activated/case.yml", "at the till", "at the counter")
    checked = copy.cases("build", "--check")
    assert checked.returncode == 1
    assert "domain.yml is not up to date. Run `giftline cases build`." in checked.stderr


def test_an_example_is_written_once_however_it_ends_and_however_often_one_builds(copy: Copy) -> None:
    copy.change(
        "bot/cases/not_activated/examples.yml",
        "examples:\n",
        'examples:\n  - "claim_0a1b (no beep)"\n  - "why claim_0a1b"\n',
    )
    for _ in range(2):
        assert copy.cases("build").returncode == 0
    written = (copy.folder / "data" / "nlu.yml").read_text(encoding="utf-8")
    assert written.count("(no beep)") == 1
    assert [written.count(f"- intent: {slug}\n") for slug in load_cases()] == [1] * len(load_cases())
    assert copy.cases("build", "--check").returncode == 0


@pytest.mark.parametrize(
    ("file", "block"), [("domain.yml", "intents"), ("domain.yml", "replies"), ("data/nlu.yml", "cases")]
)
def test_a_lost_block_is_named_and_the_file_is_left_alone(copy: Copy, file: str, block: str) -> None:
    copy.change(file, f"# <<< {block}\n", "\n")
    before = (copy.folder / file).read_text(encoding="utf-8")
    built = copy.cases("build")
    assert built.returncode == 2
    assert f"{Path(file).name} has lost its marked block '{block}'" in built.stderr
    assert (copy.folder / file).read_text(encoding="utf-8") == before


def test_a_case_that_lacks_what_to_say_if_nothing_is_wrong_is_named(copy: Copy) -> None:
    copy.change("bot/cases/not_activated/case.yml", "  redeemable:", "  unknown_code:")
    built = copy.cases("build")
    assert built.returncode == 2
    assert "there is no reply for 'redeemable': what to say if nothing is wrong" in built.stderr


def test_a_case_with_a_misspelt_field_is_named(copy: Copy) -> None:
    copy.change("bot/cases/not_activated/case.yml", "general:", "generall:")
    built = copy.cases("build")
    assert built.returncode == 2
    assert "The case in bot/cases/not_activated is not complete" in built.stderr
    assert "Traceback" not in built.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (
            "scam/case.yml",
            "needs_code: false",
            "needs_code: true",
            "a case that hands over at once needs no code",
        ),
        ("scam/case.yml", "ticket:", "replies: {redeemable: Fine.}\nticket:", "and looks up no card"),
        ("scam/case.yml", "receipt", "a smile", "asks_for.0"),
        (
            "damaged_code/case.yml",
            "needs_code: false",
            "needs_code: true",
            "needs a diagnose.py if it needs a code",
        ),
        ("not_activated/case.yml", "general:", "needs_code: false\ngeneral:", "must have none"),
    ],
)
def test_a_case_that_contradicts_itself_is_named(
    copy: Copy, file: str, old: str, new: str, reason: str
) -> None:
    copy.change(f"bot/cases/{file}", old, new)
    built = copy.cases("build")
    assert built.returncode == 2
    assert f"The case in bot/cases/{file.split('/')[0]} " in built.stderr
    assert reason in built.stderr


def test_a_topic_with_a_choice_by_no_fact_is_named(copy: Copy) -> None:
    copy.change("bot/knowledge/faq/reload.yml", "when: reloadable", "when: shiny")
    built = copy.cases("build")
    assert built.returncode == 2
    assert "bot/knowledge/faq/reload.yml is not a topic" in built.stderr


@pytest.mark.parametrize("name", ["Damaged", "damaged-code", "1st", "a__b", "../x", "", "código"])
def test_a_name_that_is_none_for_a_case_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(
        ConfigurationError, match="lower-case words joined by underscores, such as tampered_packaging"
    ):
        new_case(name)


def test_a_case_there_is_already_is_not_overwritten(copy: Copy) -> None:
    refused = copy.cases("new", "not_activated")
    assert refused.returncode == 2
    assert "There is a case 'not_activated' already" in refused.stderr
