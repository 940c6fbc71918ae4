"""Draws a confusion matrix: `python -m bot.nlu.draw_confusion FILE.png < matrix.json`.

In: {"names": [...], "counts": [[...]]}, a row for each expected intent. It is in the engine tier because
Rasa has brought a drawing library there already; the app needs none. Started by bot/cli/evaluate.py.
"""

from __future__ import annotations

import json
import sys

import matplotlib

matplotlib.use("Agg")  # No screen is needed.

from matplotlib import pyplot as plt
from matplotlib.colors import LogNorm


def main() -> None:
    matrix = json.load(sys.stdin)
    names, counts = matrix["names"], matrix["counts"]
    side = max(5.0, 0.22 * len(names) + 3)
    figure, axes = plt.subplots(figsize=(side, side), layout="constrained")
    most = max(2, *(max(row) for row in counts))
    axes.imshow(
        [[count or float("nan") for count in row] for row in counts], cmap="Blues", norm=LogNorm(0.5, most)
    )
    for row, of_row in enumerate(counts):
        for column, count in enumerate(of_row):
            if count:
                color = "white" if count > most / 3 else "black"
                axes.text(column, row, count, ha="center", va="center", fontsize=6, color=color)
    axes.set_xticks(range(len(names)), labels=names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), labels=names, fontsize=7)
    axes.set_xlabel("said")
    axes.set_ylabel("expected")
    figure.savefig(sys.argv[1], dpi=110)


if __name__ == "__main__":
    main()
