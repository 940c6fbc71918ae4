"""The figures of an evaluation, reckoned by hand on a few lines."""

from __future__ import annotations

import pytest

from bot.evaluation.figures import OUT_OF_SCOPE, Answer, confusion, figures


def _answer(
    expected: str, said: str, confidence: float = 1.0, likeliest: str = "", ms: float = 1.0
) -> Answer:
    return Answer("a line", expected, said, likeliest or said, confidence, ms)


ANSWERS = [
    _answer("locked", "locked"),
    _answer("locked", "locked"),
    _answer("locked", OUT_OF_SCOPE, likeliest="locked"),
    _answer("greet", "locked"),
    _answer(OUT_OF_SCOPE, OUT_OF_SCOPE),
]


def test_accuracy_is_the_share_of_lines_understood() -> None:
    found = figures(ANSWERS)
    assert (found.lines, found.wrong) == (5, 2)
    assert found.accuracy == pytest.approx(3 / 5)
    assert found.accuracy_in_scope == pytest.approx(2 / 4)


def test_what_was_turned_away_still_counts_for_the_likeliest_intent() -> None:
    assert figures(ANSWERS).accuracy_of_likeliest == pytest.approx(3 / 4)


def test_macro_f1_weighs_every_intent_the_same() -> None:
    # locked: 2 right of 3 expected and 3 said; greet: none; out of scope: 1 right of 1 and 2.
    assert figures(ANSWERS).macro_f1 == pytest.approx((2 / 3 + 0 + 2 / 3) / 3)
    assert figures(ANSWERS, problems={"locked", "never asked"}).macro_f1_problems == pytest.approx(2 / 3)


def test_out_of_scope_has_a_precision_and_a_recall() -> None:
    found = figures(ANSWERS)
    assert found.out_of_scope_precision == pytest.approx(1 / 2)
    assert found.out_of_scope_recall == pytest.approx(1)


def test_a_figure_with_nothing_to_divide_by_is_none() -> None:
    found = figures([_answer("greet", "greet")])
    assert found.out_of_scope_precision is None
    assert found.out_of_scope_recall is None
    assert found.macro_f1_problems is None


def test_confidence_that_is_right_as_often_as_it_says_has_no_calibration_error() -> None:
    sure = [_answer("a", "a", 0.75)] * 3 + [_answer("a", "b", 0.75)]
    assert figures(sure).expected_calibration_error == pytest.approx(0)


def test_the_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    # Two lines at 0.9, one right: a gap of 0.4. Two at 0.35, none right: 0.35.
    answers = [
        _answer("a", "a", 0.9),
        _answer("a", "b", 0.9),
        _answer("a", "b", 0.35),
        _answer("a", "b", 0.35),
    ]
    assert figures(answers).expected_calibration_error == pytest.approx((0.4 + 0.35) / 2)


def test_latency_is_the_median_and_the_time_that_19_of_20_stay_below() -> None:
    found = figures([_answer("a", "a", ms=float(ms)) for ms in range(1, 101)])
    assert found.latency_median_ms == pytest.approx(50.5)
    assert found.latency_p95_ms == pytest.approx(95)


def test_the_confusion_matrix_counts_what_was_said_for_what_was_expected() -> None:
    names, counts = confusion(ANSWERS)
    assert names == ["greet", "locked", OUT_OF_SCOPE]
    assert counts == [[0, 1, 0], [0, 2, 1], [0, 0, 1]]
