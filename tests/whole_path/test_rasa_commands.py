"""Every `rasa` command works from the repository's root, as somebody who knows Rasa expects."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.channels.engine_model import RASA, engine_environment, ensure_model
from bot.settings import ROOT
from tests.giftline_process import PATIENCE_S

pytestmark = pytest.mark.engine


def _rasa(*arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        [RASA, *arguments],
        cwd=ROOT,
        env=engine_environment(),
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def test_the_training_data_is_valid_and_stories_do_not_contradict() -> None:
    assert "No story structure conflicts found" in _rasa("data", "validate")


def test_a_model_can_be_trained_by_hand(tmp_path: Path) -> None:
    _rasa("train", "--out", str(tmp_path), "--fixed-model-name", "by-hand")
    assert (tmp_path / "by-hand.tar.gz").is_file()


def test_the_dialogues_under_tests_dialogue_go_as_written(tmp_path: Path) -> None:
    model = ensure_model(lambda step: None)
    printed = _rasa(
        *("test", "core", "--stories", "tests/dialogue", "--model", str(model)),
        *("--out", str(tmp_path), "--fail-on-prediction-errors"),
    )
    assert "Accuracy:         1.000" in printed


def test_rasa_shell_answers_a_greeting() -> None:
    ensure_model(lambda step: None)
    assert "I help with gift cards" in _rasa("shell", stdin="hello\n/stop\n")
