"""What commands share: where they print, and how an error of ours ends one."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bot.channels.engine_model import ensure_model
from bot.errors import BadRow, GiftlineError, LedgerFileError

P = ParamSpec("P")
R = TypeVar("R")

# Results go to stdout, everything about them to stderr, so that scripts can read the former.
out = Console()
err = Console(stderr=True)


def ends_with_reason(command: Callable[P, R]) -> Callable[P, R]:
    """An error of ours is printed as one sentence, without a traceback; the exit code is 2."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except GiftlineError as error:
            err.print(error.detail, style="red", markup=False, soft_wrap=True)
            if isinstance(error, LedgerFileError) and error.rows:
                print_bad_rows(error.rows, len(error.rows))
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)

    return wrapped


def print_table(*columns: str, rows: Iterable[Sequence[object]], to: Console = out) -> None:
    """A table whose cells are shown as they are, in full; the first column, which people copy, unbroken."""
    first, *others = columns
    table = Table(Column(first, no_wrap=True), *(Column(name, overflow="fold") for name in others))
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    to.print(table)


def print_bad_rows(rows: Sequence[BadRow], count: int) -> None:
    """Each bad row with its line; `count` is how many there are, if they were too many to keep."""
    listed: list[tuple[object, str]] = [(row.line, row.reason) for row in rows]
    if count > len(rows):
        listed.append(("…", f"and {count - len(rows)} more"))
    print_table("line", "reason", rows=listed, to=err)


def model_with_progress() -> Path:
    """The model for the present training data; trains one, with progress, if there is none."""
    with err.status("Looking for the engine's model") as status:
        return ensure_model(
            lambda step: status.update(f"Training the engine's model, under a minute: {step}")
        )
