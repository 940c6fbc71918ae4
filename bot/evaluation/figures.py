"""What a model's answers to lines with known intents come to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

OUT_OF_SCOPE = "out_of_scope"
_BINS = 10


@dataclass(frozen=True)
class Answer:
    """One line: what it should be understood as, what was said, how surely, and how long that took.

    `likeliest` is the intent that would have been said if nothing were out of scope.
    """

    text: str
    expected: str
    said: str
    likeliest: str
    confidence: float
    took_ms: float

    @property
    def is_right(self) -> bool:
        return self.said == self.expected


@dataclass(frozen=True)
class Figures:
    """Shares are from 0 to 1; None where there is nothing to divide by."""

    lines: int
    wrong: int
    accuracy: float
    accuracy_in_scope: float | None
    accuracy_of_likeliest: float | None
    macro_f1: float | None
    macro_f1_problems: float | None
    out_of_scope_precision: float | None
    out_of_scope_recall: float | None
    expected_calibration_error: float
    latency_median_ms: float
    latency_p95_ms: float

    def as_json(self) -> dict[str, float | int | None]:
        return asdict(self)


def figures(answers: Sequence[Answer], problems: Collection[str] = ()) -> Figures:
    """The figures of at least one answer. `problems` are the intents of the problem cases."""
    in_scope = [answer for answer in answers if answer.expected != OUT_OF_SCOPE]
    outside = [answer for answer in answers if answer.expected == OUT_OF_SCOPE]
    turned_away = [answer for answer in answers if answer.said == OUT_OF_SCOPE]
    intents = {answer.expected for answer in answers}
    times = sorted(answer.took_ms for answer in answers)
    return Figures(
        lines=len(answers),
        wrong=sum(not answer.is_right for answer in answers),
        accuracy=_share_right(answers) or 0.0,
        accuracy_in_scope=_share_right(in_scope),
        accuracy_of_likeliest=_share(answer.likeliest == answer.expected for answer in in_scope),
        macro_f1=_macro_f1(answers, intents),
        macro_f1_problems=_macro_f1(answers, intents.intersection(problems)),
        out_of_scope_precision=_share_right(turned_away),
        out_of_scope_recall=_share_right(outside),
        expected_calibration_error=_calibration_error(answers),
        latency_median_ms=median(times),
        latency_p95_ms=times[math.ceil(0.95 * len(times)) - 1],
    )


def confusion(answers: Sequence[Answer]) -> tuple[list[str], list[list[int]]]:
    """The intents by name, and for each expected one (row) how often each was said (column)."""
    names = sorted({answer.expected for answer in answers} | {answer.said for answer in answers})
    counts = Counter((answer.expected, answer.said) for answer in answers)
    return names, [[counts[expected, said] for said in names] for expected in names]


def _share_right(answers: Sequence[Answer]) -> float | None:
    return _share(answer.is_right for answer in answers)


def _share(outcomes: Iterable[bool]) -> float | None:
    counted = list(outcomes)
    return sum(counted) / len(counted) if counted else None


def _macro_f1(answers: Sequence[Answer], intents: Collection[str]) -> float | None:
    """The mean over the intents of F1 = 2 right / (expected + said)."""
    expected = Counter(answer.expected for answer in answers)
    said = Counter(answer.said for answer in answers)
    right = Counter(answer.said for answer in answers if answer.is_right)
    scores = [2 * right[intent] / (expected[intent] + said[intent]) for intent in intents]
    return sum(scores) / len(scores) if scores else None


def _calibration_error(answers: Sequence[Answer]) -> float:
    """How far confidence is from being right: |mean confidence - share right|, weighted, over ten bins.

    Source: Guo et al., On Calibration of Modern Neural Networks, 2017, equation 3.
    """
    bins: dict[int, list[Answer]] = {}
    for answer in answers:
        bins.setdefault(min(int(answer.confidence * _BINS), _BINS - 1), []).append(answer)
    gaps = (
        abs(sum(answer.confidence for answer in of_bin) - sum(answer.is_right for answer in of_bin))
        for of_bin in bins.values()
    )
    return sum(gaps) / len(answers)
