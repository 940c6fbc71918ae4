"""`giftline training`: messages that the model was unsure of, and their way into the training data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cases.add_lines import Added, add_lines, lines_file
from bot.cli.ledger_requests import By, login_name
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, out, print_table
from bot.errors import ConfigurationError
from bot.privacy.audit import Actor
from bot.privacy.role import Machine
from bot.services.training_intents import training_intents
from bot.training.line import LineState, Reviewed
from bot.values import TrainingLineId

app = typer.Typer(help="What the model was unsure of, for people to say what it means.", no_args_is_help=True)

Line = Annotated[str, typer.Argument(metavar="LINE", help="Its id; `giftline training list` shows it.")]


@app.command("list")
@ends_with_reason
def list_lines(
    state: Annotated[LineState, typer.Option(help="Which lines.")] = LineState.OPEN,
    most: Annotated[int, typer.Option(help="How many at the most.", min=1)] = 50,
) -> None:
    """List lines, newest first. Their texts are anonymous.

    Example: [bold]giftline training list --state labelled[/bold]
    """
    with open_services() as services:
        inbox = services.review_lines.listed(state, most)
    print_table(
        *("line", "understood as", "confidence", "label", "text"),
        rows=(
            (
                line.id,
                line.guessed or "",
                "" if line.confidence is None else f"{line.confidence:.2f}",
                line.label or "",
                line.text,
            )
            for line in inbox.lines
        ),
    )
    err.print(", ".join(f"{count} {each}" for each, count in inbox.counts.items()), highlight=False)


@app.command()
@ends_with_reason
def intents() -> None:
    """List what a line can be labelled with.

    Example: [bold]giftline training intents[/bold]
    """
    print_table("intent", "means", rows=((each.intent, each.title) for each in training_intents().values()))


@app.command()
@ends_with_reason
def label(
    line: Line,
    intent: Annotated[str, typer.Argument(help="What it means; `giftline training intents` lists them.")],
    text: Annotated[str | None, typer.Option(help="The line in other words, if it names somebody.")] = None,
    by: By = None,
) -> None:
    """Say what a line means.

    Example: [bold]giftline training label 3f9a0c11d2e7 not_activated[/bold]
    """
    with open_services() as services:
        labelled = services.review_lines.label(TrainingLineId(line), intent, _operator(by), text)
    out.print(f"{labelled.label}: {labelled.text}", markup=False, emoji=False, highlight=False)


@app.command()
@ends_with_reason
def skip(line: Line, by: By = None) -> None:
    """Say that a line teaches nothing.

    Example: [bold]giftline training skip 3f9a0c11d2e7[/bold]
    """
    with open_services() as services:
        services.review_lines.skip(TrainingLineId(line), _operator(by))


@app.command()
@ends_with_reason
def export(
    file: Annotated[
        Path | None,
        typer.Option("--to", help="A new file of training data; the data of this folder if not given."),
    ] = None,
    by: By = None,
) -> None:
    """Hand labelled lines on to the training data, each once.

    Without a file they go to bot/cases/<case>/examples.yml and data/nlu.yml, and what is written from
    there is brought up to date. A line that stands under another intent is named and stays labelled.

    Example: [bold]giftline training export --to reviewed.yml[/bold]
    """

    def to_file(lines: Sequence[Reviewed]) -> Added:
        if lines and file is not None:
            _write_new(file, lines_file(lines))
        return Added(list(lines))

    with open_services() as services:
        exported = services.export_lines(add_lines if file is None else to_file, _operator(by))
    for line in exported.contradicting:
        err.print(
            f"Left out, because it stands under another intent than {line.intent}: {line.text}",
            style="red",
            markup=False,
            soft_wrap=True,
        )
    known = f", {len(exported.known)} were there before" if exported.known else ""
    err.print(f"Wrote {len(exported.added)} line(s){known}.", highlight=False)
    if file is None and exported.added:
        err.print("Look at them with `giftline eval --lint`; `giftline train` learns them.")


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(text)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}.") from error


def _operator(by: str | None) -> Actor:
    return Actor(login_name(by), Machine.OPERATOR)
