"""What somebody who waits for a person may honestly be told. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

# From how far back waits are taken to say something of today's.
LOOKS_BACK = timedelta(days=1)
# With fewer than this an estimate would be a guess.
_FEWEST = 5


@dataclass(frozen=True)
class Waiting:
    """`ahead` are answered first. `estimate_min` is None while too little is known."""

    ahead: int
    estimate_min: int | None
    answer_by: datetime | None


def estimate_min(waits: Sequence[timedelta]) -> int | None:
    """The median of the waits in whole minutes, never shorter than it was; None if they are too few."""
    if len(waits) < _FEWEST:
        return None
    return max(1, math.ceil(median(wait.total_seconds() for wait in waits) / 60))
