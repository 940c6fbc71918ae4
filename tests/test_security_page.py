"""SECURITY.md promises only what a test shows."""

from __future__ import annotations

import re

from bot.settings import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = [
    line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| .* \| .*`(?:tests|benchmarks)", line)
]


def test_every_promise_names_tests_that_there_are() -> None:
    named = {name for _, shown_by, _ in PROMISES for name in re.findall(r"`([^`]+)`", shown_by)}
    assert len(PROMISES) > 40
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_promise_answers_to_a_requirement() -> None:
    numbers = re.compile(r"\d+\.\d+\.\d+(?:(?:, | to )\d+\.\d+\.\d+)* \|")
    assert [promise for promise, _, requirements in PROMISES if not numbers.fullmatch(requirements)] == []
