"""The report of an evaluation as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from bot.evaluation.figures import Answer, Figures, confusion

_templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)

_NAMES = {
    "lines": "Lines",
    "wrong": "Wrong",
    "accuracy": "Accuracy",
    "accuracy_in_scope": "Accuracy in scope",
    "accuracy_of_likeliest": "Accuracy in scope, of the likeliest intent",
    "macro_f1": "Macro F1",
    "macro_f1_problems": "Macro F1, problem cases",
    "out_of_scope_precision": "Out of scope, precision",
    "out_of_scope_recall": "Out of scope, recall",
    "expected_calibration_error": "Expected calibration error",
    "latency_median_ms": "A message, median",
    "latency_p95_ms": "A message, 95th percentile",
}


def named_figures(figures: Figures) -> list[tuple[str, str]]:
    """Each figure as people read it; those that do not apply are left out."""
    shown = ((name, figures.as_json()[key], key) for key, name in _NAMES.items())
    return [(name, _shown(value, key)) for name, value, key in shown if value is not None]


def html_report(title: str, figures: Figures, answers: Sequence[Answer]) -> str:
    """Figures, the confusion matrix, and every wrong line, the surest of them first."""
    names, counts = confusion(answers)
    wrong = sorted((answer for answer in answers if not answer.is_right), key=lambda one: -one.confidence)
    page = _templates.get_template("report.html.j2")
    return page.render(
        title=title,
        figures=named_figures(figures),
        names=names,
        rows=list(zip(names, counts, strict=True)),
        wrong=wrong,
    )


def _shown(value: float, key: str) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.1f} ms" if key.endswith("_ms") else f"{100 * value:.1f} %"
