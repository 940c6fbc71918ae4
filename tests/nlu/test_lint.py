"""Training lines that contradict or repeat each other are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.evaluation.lint import Kind, Line, Neighbour, Remark, lint, training_lines


def _lint(*lines: Line, fewest: int = 0) -> list[Remark]:
    return lint(lines, [[]] * len(lines), fewest=fewest)


def test_the_same_line_under_two_intents_must_go() -> None:
    (remark,) = _lint(Line("It is locked", "code_locked"), Line("it is  locked", "account_hold"))
    assert remark.kind is Kind.CONFLICT
    assert remark.intents == ("account_hold", "code_locked")
    assert remark.must_go


def test_a_line_that_stands_twice_must_go() -> None:
    (remark,) = _lint(Line("it is locked", "code_locked"), Line("It is locked", "code_locked"))
    assert remark.kind is Kind.DUPLICATE
    assert remark.must_go


def test_another_code_does_not_make_another_line() -> None:
    (remark,) = _lint(Line("claim_7f3a fails", "invalid_code"), Line("claim_0b1c fails", "invalid_code"))
    assert remark.kind is Kind.DUPLICATE


@pytest.mark.parametrize(
    ("other", "kind"), [("code_locked", Kind.NEAR_DUPLICATE), ("invalid_code", Kind.NEAR_CONFLICT)]
)
def test_lines_that_differ_in_a_letter_are_for_a_person_to_judge(other: str, kind: Kind) -> None:
    (remark,) = _lint(Line("my code is locked again", "code_locked"), Line("my code is lockd again!", other))
    assert remark.kind is kind
    assert not remark.must_go


def test_a_line_whose_neighbours_are_all_of_another_intent_is_pointed_out() -> None:
    lines = [Line("the till did nothing", "invalid_code"), Line("never rung up", "not_activated")]
    (remark,) = lint(lines, [[Neighbour(1, 0.8)], [Neighbour(0, 0.4)]], fewest=0)
    assert remark.kind is Kind.NEAR_CONFLICT
    assert remark.intents == ("invalid_code", "not_activated")
    assert "reads like not_activated" in remark.advice


def test_neighbours_that_are_far_away_say_nothing() -> None:
    lines = [Line("the till did nothing", "invalid_code"), Line("never rung up", "not_activated")]
    assert lint(lines, [[Neighbour(1, 0.5)], [Neighbour(0, 0.5)]], fewest=0) == []


def test_an_intent_with_few_lines_is_thin_and_is_told_how_many_it_lacks() -> None:
    (remark,) = _lint(Line("hello", "greet"), fewest=20)
    assert (remark.kind, remark.intents) == (Kind.THIN, ("greet",))
    assert "Write 19 more" in remark.advice


def test_the_marks_of_entities_are_no_part_of_a_training_line(tmp_path: Path) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text(
        'version: "3.1"\nnlu:\n  - intent: inform\n    examples: |\n'
        "      - it is [claim_7f3a](claim_handle)\n"
        "  - regex: claim_handle\n    examples: |\n      - claim_[0-9a-f]+\n",
        encoding="utf-8",
    )
    assert training_lines([file]) == [Line("it is claim_7f3a", "inform")]


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text("nlu: [", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"nlu\.yml cannot be read"):
        training_lines([file])
