"""Held-out lines and public sets are read as lines by intent; what is missing is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.evaluation.datasets import Dataset, read_held_out, read_trial


def _csv(path: Path, *rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["text,category", *rows, ""]), encoding="utf-8")


def test_a_held_out_file_is_intents_with_lines(tmp_path: Path) -> None:
    file = tmp_path / "heldout.yml"
    file.write_text("greet: [hello, 1]\n", encoding="utf-8")
    assert read_held_out(file) == {"greet": ["hello", "1"]}


@pytest.mark.parametrize("content", ["- hello", "greet: hello", "greet: ["])
def test_any_other_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "heldout.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"heldout\.yml"):
        read_held_out(file)


def test_the_published_split_is_taken_where_there_is_one(tmp_path: Path) -> None:
    home = tmp_path / "hwu64"
    _csv(home / "train.csv", "wake me,alarm", "set it,alarm")
    _csv(home / "train_1.csv", "set it,alarm")
    _csv(home / "test.csv", "alarm at six,alarm")
    trial = read_trial(Dataset.HWU64, tmp_path, 1)
    assert (trial.train, trial.test) == ({"alarm": ["set it"]}, {"alarm": ["alarm at six"]})


def test_without_a_split_the_first_lines_of_each_intent_are_taken(tmp_path: Path) -> None:
    _csv(tmp_path / "banking77" / "train.csv", "wake me,alarm", "set it,alarm")
    _csv(tmp_path / "banking77" / "test.csv", "alarm at six,alarm")
    assert read_trial(Dataset.BANKING77, tmp_path, 1).train == {"alarm": ["wake me"]}
    assert read_trial(Dataset.BANKING77, tmp_path, None).train == {"alarm": ["wake me", "set it"]}


def test_clinc150_is_asked_what_is_out_of_scope_and_learns_its_own_lines_of_it(tmp_path: Path) -> None:
    home = tmp_path / "clinc150"
    home.mkdir()
    full = {"train": [["wake me", "alarm"]], "test": [["set it", "alarm"]]}
    full |= {"oos_train": [["why", "oos"]], "oos_test": [["who", "oos"]]}
    (home / "data_full.json").write_text(json.dumps(full), encoding="utf-8")
    trial = read_trial(Dataset.CLINC150, tmp_path, 10)
    assert trial.train == {"alarm": ["wake me"], "out_of_scope": ["why"]}
    assert trial.test == {"alarm": ["set it"], "out_of_scope": ["who"]}


def test_a_set_that_is_missing_is_named_with_where_it_comes_from(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"banking77 is not in .*--data"):
        read_trial(Dataset.BANKING77, tmp_path, 10)
