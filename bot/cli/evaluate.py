"""`giftline eval`: how well the model understands, and what is wrong with what it learns from."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from bot.cases.registry import load_cases
from bot.channels.engine_model import ENGINE_PYTHON, engine_environment
from bot.channels.nlu_parse import ask, nearest_lines, train_on
from bot.cli.evaluate_conversations import conversations
from bot.cli.nlu import as_engine_sees
from bot.cli.output import ends_with_reason, err, model_with_progress, out, print_table
from bot.errors import ConfigurationError
from bot.evaluation.datasets import Dataset, Lines, read_held_out, read_trial
from bot.evaluation.figures import Answer, Figures, confusion, figures
from bot.evaluation.lint import Neighbour, Remark, lint, training_lines
from bot.evaluation.report import html_report, named_figures
from bot.knowledge.brand import load_brand
from bot.privacy.mask import mask
from bot.settings import ROOT, load_settings

app = typer.Typer(help="How well the assistant understands and answers, and what it learns from.")
app.command()(conversations)

HELD_OUT = ROOT / "tests" / "nlu" / "heldout.yml"
RESULTS = ROOT / "results" / "nlu"
_NEIGHBOURS = 3
_SHOWN = 20


@app.callback(invoke_without_command=True)
@ends_with_reason
def check(
    context: typer.Context,
    lint_data: Annotated[
        bool, typer.Option("--lint", help="Look for conflicts, repetitions and thin intents in data/.")
    ] = False,
) -> None:
    """How well the assistant understands and answers, and what is wrong with what it learns from.

    With [bold]--lint[/bold] it reads the training data; the exit code is 1 if a line stands there twice.

    Example: [bold]giftline eval --lint[/bold]
    """
    if lint_data:
        raise typer.Exit(_lint())
    if context.invoked_subcommand is None:
        out.print(context.get_help(), markup=False)
        raise typer.Exit(2)


@app.command()
@ends_with_reason
def nlu(
    file: Annotated[
        Path, typer.Argument(help="YAML, intent to list of lines that the model has not learnt.")
    ] = HELD_OUT,
    dataset: Annotated[
        Dataset | None, typer.Option(help="Train our pipeline on this public set instead, and ask its test.")
    ] = None,
    shots: Annotated[
        int | None, typer.Option(help="So many lines an intent of the set; all if left out.")
    ] = None,
    data: Annotated[Path, typer.Option(help="The folder that holds the public sets.")] = Path("datasets"),
    results: Annotated[Path, typer.Option(help="Where the report and the pictures go.")] = RESULTS,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Ask the model lines whose intents are known, and print how often it is right.

    Writes confusion.png, report.html and wrong.jsonl, with each line that was misunderstood.

    Example: [bold]giftline eval nlu --json[/bold]
    Example: [bold]giftline eval nlu --dataset banking77 --shots 10 --data datasets[/bold]
    """
    if dataset is None:
        lines, title = read_held_out(file), f"Understanding of {file.name}"
        answers = _asked(model_with_progress(), _as_engine_sees(lines))
    else:
        trial = read_trial(dataset, data, shots)
        title = f"Understanding of {dataset}, {shots or 'all'} lines an intent"
        with tempfile.TemporaryDirectory() as folder:
            with err.status(f"Training on {dataset}") as status:
                model = train_on(trial.train, ROOT / "config.yml", Path(folder), status.update)
            answers = _asked(model, trial.test)
    if not answers:
        raise ConfigurationError("There is no line to ask.")
    # What was asked is written down and shown; whoever it was said by need not be reached.
    answers = [replace(answer, text=mask(answer.text)) for answer in answers]
    found = figures(answers, problems=load_cases().keys())
    _write_results(results, title, found, answers)
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        _show(title, found, answers, results)


def _as_engine_sees(lines: Lines) -> Lines:
    code_format = load_brand(load_settings().brand).cards.code_format
    return {intent: [as_engine_sees(text, code_format) for text in texts] for intent, texts in lines.items()}


def _asked(model: Path, lines: Lines) -> list[Answer]:
    total = sum(len(texts) for texts in lines.values())
    return list(track(ask(model, lines), "Asking", total=total, console=err, transient=True))


def _write_results(results: Path, title: str, found: Figures, answers: Sequence[Answer]) -> None:
    results.mkdir(parents=True, exist_ok=True)
    (results / "report.html").write_text(html_report(title, found, answers), encoding="utf-8")
    wrong = (json.dumps(asdict(answer), ensure_ascii=False) for answer in answers if not answer.is_right)
    (results / "wrong.jsonl").write_text("".join(f"{line}\n" for line in wrong), encoding="utf-8")
    names, counts = confusion(answers)
    drawn = subprocess.run(
        [ENGINE_PYTHON, "-m", "bot.nlu.draw_confusion", (results / "confusion.png").resolve()],
        cwd=ROOT,
        env=engine_environment(),
        input=json.dumps({"names": names, "counts": counts}),
        capture_output=True,
        text=True,
        check=False,
    )
    if drawn.returncode != 0:
        err.print("confusion.png could not be drawn: " + drawn.stderr.strip()[-500:], markup=False)


def _show(title: str, found: Figures, answers: Sequence[Answer], results: Path) -> None:
    print_table(title, "", rows=named_figures(found))
    wrong = sorted((answer for answer in answers if not answer.is_right), key=lambda one: -one.confidence)
    if wrong:
        rows = [(one.expected, one.said, f"{one.confidence:.2f}", one.text) for one in wrong[:_SHOWN]]
        print_table("expected", "said", "confidence", "line", rows=rows)
    more = f", and {len(wrong) - _SHOWN} more wrong lines" if len(wrong) > _SHOWN else ""
    err.print(f"In {results}: report.html, confusion.png, wrong.jsonl{more}.", markup=False, soft_wrap=True)


def _lint() -> int:
    lines = training_lines(sorted((ROOT / "data").rglob("*.yml")))
    with err.status(f"Comparing {len(lines)} lines"):
        nearest = nearest_lines([line.text for line in lines], _NEIGHBOURS)
        neighbours = [[Neighbour(place, cosine) for place, cosine in of_line] for of_line in nearest]
        remarks = lint(lines, neighbours)
    for row in _rows(remarks):
        out.print(row, markup=False, soft_wrap=True)
    bad = sum(remark.must_go for remark in remarks)
    verdict = f"{bad} must be put right" if bad else "nothing that must be put right"
    err.print(f"{len(lines)} lines: {verdict}, {len(remarks) - bad} to look at.")
    return 1 if bad else 0


def _rows(remarks: Iterable[Remark]) -> Iterator[str]:
    for remark in remarks:
        texts = " | ".join(f"“{text}”" for text in remark.texts)
        yield f"{remark.kind}: {', '.join(remark.intents)}: {texts + ' ' if texts else ''}{remark.advice}"
