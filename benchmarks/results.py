"""What a measurement gives: its rounds, what they come to, and whether that is what we want."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

# Hears what is being done just now.
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """One line of the report. `least` or `most` is what the figure should be.

    `ours` and `theirs` are the medians of the two sides, in `unit`, where there are two.
    """

    name: str
    unit: str
    figure: float
    ours: float | None = None
    theirs: float | None = None
    least: float | None = None
    most: float | None = None
    rounds: tuple[tuple[float, float], ...] = ()

    @property
    def target(self) -> str:
        if self.least is not None:
            return f"at least {self.least:,g}"
        return f"at most {self.most:,g}" if self.most is not None else ""

    @property
    def is_met(self) -> bool:
        above = self.least is None or self.figure >= self.least
        return above and (self.most is None or self.figure <= self.most)

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "is_met": self.is_met}


@dataclass(frozen=True)
class Skipped:
    """A measurement that cannot be made here, and what it lacks."""

    name: str
    lacks: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def compared(
    name: str,
    unit: str,
    rounds: Sequence[tuple[float, float]],
    *,
    least: float | None = None,
    most: float | None = None,
) -> Result:
    """The median of what the rounds say, each of which saw both sides on the machine as it was then."""
    return Result(
        name,
        unit,
        figure=median(ours / theirs for ours, theirs in rounds),
        ours=median(ours for ours, _ in rounds),
        theirs=median(theirs for _, theirs in rounds),
        least=least,
        most=most,
        rounds=tuple(rounds),
    )
