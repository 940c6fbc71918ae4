"""`giftline tickets`: what the assistant has passed on to people."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, out
from bot.errors import UnknownTicket
from bot.values import TicketId

app = typer.Typer(help="What the assistant has passed on to people.", no_args_is_help=True)


@app.command("list")
@ends_with_reason
def list_tickets(
    most: Annotated[int, typer.Option(help="How many at the most.", min=1)] = 50,
) -> None:
    """List tickets, newest first.

    Example: [bold]giftline tickets list --most 20[/bold]
    """
    # An id that is cut short cannot be copied.
    table = Table(Column("ticket", no_wrap=True), Column("opened", no_wrap=True))
    for name in ("category", "priority", "status", "account", "owner"):
        table.add_column(name, overflow="fold")
    with open_services() as services:
        listed = services.list_tickets(most)
    for entry in listed:
        ticket = entry.ticket
        table.add_row(
            ticket.id,
            f"{ticket.opened_at:%Y-%m-%d %H:%M}",
            ticket.category,
            ticket.priority,
            ticket.status,
            Text(entry.account or ""),
            entry.owner,
        )
    out.print(table)


@app.command()
@ends_with_reason
def show(ticket_id: Annotated[str, typer.Argument(help="Such as GL-4XK9TMC.")]) -> None:
    """Show a ticket and its conversation. Codes show their last four characters.

    Example: [bold]giftline tickets show GL-4XK9TMC[/bold]
    """
    with open_services() as services:
        entry = services.list_tickets.one(TicketId(ticket_id.upper()))
    if entry is None:
        raise UnknownTicket(f"There is no ticket {ticket_id}. `giftline tickets list` lists them.")
    out.print(f"{entry.ticket.id}: {entry.ticket.summary}", markup=False, emoji=False)
    for message in entry.messages:
        out.print(f"{message.sent_at:%H:%M} {message.author}: {message.text}", markup=False, emoji=False)
