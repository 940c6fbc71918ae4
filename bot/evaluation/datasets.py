"""Reads lines with their intents: our held-out lines, and the public sets that others report figures on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ConfigurationError
from bot.evaluation.figures import OUT_OF_SCOPE
from bot.yaml_file import read_yaml

Lines = dict[str, list[str]]


class Dataset(StrEnum):
    BANKING77 = "banking77"
    CLINC150 = "clinc150"
    HWU64 = "hwu64"


@dataclass(frozen=True)
class Trial:
    """Lines to learn from and lines to be asked, both by intent."""

    train: Lines
    test: Lines


def read_held_out(path: Path) -> Lines:
    """The lines of a YAML file, intent to list of lines. Raises ConfigurationError if it is none."""
    try:
        content: Any = read_yaml(path)
    except (OSError, ValueError, yaml.YAMLError) as reason:
        raise ConfigurationError(f"{path} cannot be read: {reason}") from reason
    if not isinstance(content, dict) or not all(isinstance(lines, list) for lines in content.values()):
        raise ConfigurationError(f"{path} should hold intents, each with a list of lines.")
    return {str(intent): [str(line) for line in lines] for intent, lines in content.items()}


def read_trial(dataset: Dataset, folder: Path, shots: int | None) -> Trial:
    """A public set from `folder`, with so many lines an intent to learn from, or all if that is None.

    CLINC150 also has its hundred lines of training that are out of scope, whatever the number.

    Raises ConfigurationError if a file is missing, saying which.
    """
    home = folder / dataset
    try:
        if dataset is Dataset.CLINC150:
            full = json.loads((home / "data_full.json").read_text(encoding="utf-8"))
            every = _by_intent(full["train"])
            outside = {OUT_OF_SCOPE: [text for text, _ in full["oos_train"]]}
            test = _by_intent([*full["test"], *((text, OUT_OF_SCOPE) for text, _ in full["oos_test"])])
        else:
            every, test, outside = _from_csv(home / "train.csv"), _from_csv(home / "test.csv"), {}
        published = [home / f"fewshot_train_{shots}.csv", home / f"train_{shots}.csv"]
        split = next((path for path in published if path.is_file()), None)
        return Trial((_from_csv(split) if split else _first_of_each(every, shots)) | outside, test)
    except OSError as reason:
        raise ConfigurationError(
            f"{dataset} is not in {folder}: {reason.filename} is missing. The sets are public, on GitHub: "
            "PolyAI-LDN/task-specific-datasets (banking77), clinc/oos-eval (clinc150) and "
            "jianguoz/Few-Shot-Intent-Detection (hwu64, and the splits). Name their folder with --data."
        ) from reason


def _from_csv(path: Path) -> Lines:
    with path.open(encoding="utf-8", newline="") as file:
        return _by_intent((row["text"], row["category"]) for row in csv.DictReader(file))


def _by_intent(pairs: Iterable[Iterable[str]]) -> Lines:
    lines: Lines = {}
    for text, intent in pairs:
        lines.setdefault(intent, []).append(text)
    return lines


def _first_of_each(lines: Lines, shots: int | None) -> Lines:
    return {intent: texts[:shots] for intent, texts in lines.items()}
