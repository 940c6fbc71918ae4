"""What the app puts in place of codes and their parts is what the engine is taught to find."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from bot.privacy.placeholders import HANDLE, PART
from bot.settings import ROOT


def _training_data() -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = yaml.safe_load((ROOT / "data/nlu.yml").read_text(encoding="utf-8"))["nlu"]
    return data


@pytest.mark.parametrize(
    ("entity", "pattern"), [("claim_handle", HANDLE.pattern), ("code_part", rf"\b{PART}\b")]
)
def test_the_engine_finds_a_placeholder_by_the_apps_own_pattern(entity: str, pattern: str) -> None:
    (declared,) = [part["examples"] for part in _training_data() if part.get("regex") == entity]
    assert declared == f"- {pattern}\n"
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert entity in domain["entities"]


def test_every_part_in_a_training_line_is_marked_as_one() -> None:
    lines = [
        line for part in _training_data() for line in part["examples"].splitlines() if "regex" not in part
    ]
    with_parts = [line for line in lines if PART in line]
    assert len(with_parts) >= 25
    assert [line for line in with_parts if PART in re.sub(rf"\[{PART}\]\({PART}\)", "", line)] == []
