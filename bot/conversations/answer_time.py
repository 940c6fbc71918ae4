"""When an answer leaves, so that the time it took tells nothing of what it is about. Pure."""

from __future__ import annotations

import math


def rest_until_grid_s(taken_s: float, grid_s: float) -> float:
    """How long an answer that took so long waits until the next multiple of the grid; none without a grid."""
    if grid_s <= 0:
        return 0.0
    return max(1, math.ceil(taken_s / grid_s)) * grid_s - taken_s
