"""What commands share: where they print, and how an error of ours ends one."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.channels.engine_model import ensure_model
from bot.errors import GiftlineError, LedgerFileError

_MOST_ROWS_SHOWN = 50

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
                table = Table("line", "reason")
                for row in error.rows[:_MOST_ROWS_SHOWN]:
                    table.add_row(str(row.line), Text(row.reason))
                if len(error.rows) > _MOST_ROWS_SHOWN:
                    table.add_row("…", f"and {len(error.rows) - _MOST_ROWS_SHOWN} more")
                err.print(table)
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)

    return wrapped


def model_with_progress() -> Path:
    """The model for the present training data; trains one, with progress, if there is none."""
    with err.status("Looking for the engine's model") as status:
        return ensure_model(
            lambda step: status.update(f"Training the engine's model, under a minute: {step}")
        )
