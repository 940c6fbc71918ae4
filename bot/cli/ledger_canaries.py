"""`giftline ledger canary`: codes that no customer should ever have."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.ledger_requests import By, login_name
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, out, print_table
from bot.privacy.audit import Actor
from bot.privacy.role import Machine

app = typer.Typer(no_args_is_help=True)

_LONGEST_NOTE = 200


@app.callback()
def canary() -> None:
    """Codes that no customer should ever have.

    Example: [bold]giftline ledger canary list[/bold]
    """


@app.command()
@ends_with_reason
def add(
    note: Annotated[str, typer.Option(help="Where you will put it; the alarm repeats this.")] = "",
    by: By = None,
) -> None:
    """Make a canary. Its code is printed once, alone on stdout, and nobody can look it up afterwards.

    Example: [bold]giftline ledger canary add --note "the printer's batch 12"[/bold]
    """
    if len(note) > _LONGEST_NOTE:
        raise typer.BadParameter(f"--note takes {_LONGEST_NOTE} characters at the most.")
    with open_services() as services:
        made = services.canary_codes.add(note, Actor(login_name(by), Machine.OPERATOR))
    err.print(f"Canary {made.canary.id}. Its code, which is told this once:", highlight=False)
    out.print(made.code, markup=False, highlight=False)


@app.command("list")
@ends_with_reason
def list_canaries() -> None:
    """List the canaries, the oldest first. Codes show their last four characters.

    Example: [bold]giftline ledger canary list[/bold]
    """
    with open_services() as services:
        canaries = services.canary_codes.list()
    print_table(
        *("canary", "ending", "added (UTC)", "note"),
        rows=((each.id, each.last_four, f"{each.added_at:%Y-%m-%d %H:%M}", each.note) for each in canaries),
    )


@app.command()
@ends_with_reason
def remove(
    canary: Annotated[str, typer.Argument(metavar="CANARY", help="Its id, as `list` shows it.")],
    by: By = None,
) -> None:
    """Take a canary out: from then on it is a code like any other that no card has.

    Example: [bold]giftline ledger canary remove 4f1c09ab27de[/bold]
    """
    with open_services() as services:
        services.canary_codes.remove(canary, Actor(login_name(by), Machine.OPERATOR))
    err.print(f"Canary {canary} is no more.", markup=False, highlight=False)
