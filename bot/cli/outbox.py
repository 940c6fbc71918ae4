"""`giftline outbox`: what customers have not been told yet, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, out, print_table
from bot.outbox.outgoing import Outgoing, OutgoingId

app = typer.Typer(help="E-mails that wait, and those that were given up.", no_args_is_help=True)


@app.command("list")
@ends_with_reason
def list_outbox(
    most: Annotated[int, typer.Option(help="How many at the most.", min=1)] = 50,
) -> None:
    """List what has not been delivered, newest first, with the trouble that it had.

    Example: [bold]giftline outbox list --most 20[/bold]
    """
    with open_services() as services:
        unsent = services.list_outbox(most)
    print_table(
        *("id", "kind", "conversation", "written", "tries", "next", "trouble"),
        rows=[
            (
                *(one.id, one.kind, one.conversation, f"{one.created_at:%Y-%m-%d %H:%M}", one.tries),
                *(_next(one), one.trouble or ""),
            )
            for one in unsent
        ],
    )


@app.command()
@ends_with_reason
def retry(
    outgoing: Annotated[
        str | None, typer.Argument(help="Its id; without one, all that were given up.")
    ] = None,
) -> None:
    """Try again what was given up, once the trouble is over. The running server does it within a minute.

    Example: [bold]giftline outbox retry[/bold]
    """
    with open_services() as services:
        count = services.list_outbox.retry(OutgoingId(outgoing) if outgoing else None)
    out.print(f"{count} will be tried again.")


def _next(outgoing: Outgoing) -> str:
    return "given up" if outgoing.failed_at else f"{outgoing.next_try_at:%Y-%m-%d %H:%M}"
