"""`giftline tickets`: what the assistant has passed on to people, and what they do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from bot.bootstrap import Services
from bot.cli.ledger_requests import By, login_name
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, out, print_table
from bot.errors import UnknownTicket
from bot.privacy.audit import Actor
from bot.privacy.role import Machine
from bot.services.list_tickets import ListedTicket
from bot.tickets.ticket import Ticket, TicketStatus
from bot.values import TicketId

app = typer.Typer(help="What the assistant has passed on to people.", no_args_is_help=True)

TicketName = Annotated[str, typer.Argument(metavar="TICKET", help="Such as GL-4XK9TMC.")]
Why = Annotated[str, typer.Option("--reason", help="Why. It is kept; never write a code.")]


@app.command("list")
@ends_with_reason
def list_tickets(
    most: Annotated[int, typer.Option(help="How many at the most.", min=1)] = 50,
    status: Annotated[TicketStatus | None, typer.Option(help="Only those.")] = None,
    breached: Annotated[
        bool, typer.Option("--breached", help="Only those that are late, the longest late first.")
    ] = False,
) -> None:
    """List tickets, newest first.

    Example: [bold]giftline tickets list --breached --most 20[/bold]
    """
    with open_services() as services:
        listed = services.list_tickets.rows(most, status=status, breached=breached)
    print_table(
        *("ticket", "opened", "category", "priority", "status", "account", "owner"),
        *("agent", "answer by (UTC)", "late"),
        rows=[
            (
                entry.ticket.id,
                f"{entry.ticket.opened_at:%Y-%m-%d %H:%M}",
                *(entry.ticket.category, entry.ticket.priority, entry.ticket.status),
                *(entry.account or "", entry.owner, entry.agent.name if entry.agent else ""),
                f"{entry.ticket.answer_by:%Y-%m-%d %H:%M}",
                "yes" if entry.is_breached else "",
            )
            for entry in listed
        ],
    )


@app.command()
@ends_with_reason
def show(ticket_id: TicketName) -> None:
    """Show a ticket, its clocks and its conversation. Codes show their last four characters.

    Example: [bold]giftline tickets show GL-4XK9TMC[/bold]
    """
    with open_services() as services:
        entry = services.list_tickets.one(_id(ticket_id))
    if entry is None:
        raise UnknownTicket(f"There is no ticket {ticket_id}. `giftline tickets list` lists them.")
    for line in (f"{entry.ticket.id}: {entry.ticket.summary}", *_standing(entry)):
        out.print(line, markup=False, emoji=False, highlight=False)
    for message in entry.messages:
        out.print(f"{message.sent_at:%H:%M} {message.author}: {message.text}", markup=False, emoji=False)


@app.command()
@ends_with_reason
def assign(
    ticket_id: TicketName,
    email: Annotated[
        str | None, typer.Argument(metavar="[EMAIL]", help="The agent; nobody if not given.")
    ] = None,
    by: By = None,
) -> None:
    """Give a ticket to an agent, or back to everybody.

    Example: [bold]giftline tickets assign GL-4XK9TMC ann@example.com[/bold]
    """
    with open_services() as services:
        agent = services.agent_sessions.agent(email) if email is not None else None
        services.change_tickets.assign(_id(ticket_id), agent.id if agent else None, _operator(by))
    err.print(
        f"{_id(ticket_id)} is with {agent.name if agent else 'nobody'} now.", markup=False, highlight=False
    )


@app.command()
@ends_with_reason
def wait(ticket_id: TicketName, reason: Why = "", by: By = None) -> None:
    """Let a ticket wait for the customer. It is open again as soon as they write.

    Example: [bold]giftline tickets wait GL-4XK9TMC --reason "asked for the receipt"[/bold]
    """
    _tell(lambda services: services.change_tickets.wait(_id(ticket_id), _operator(by), reason))


@app.command()
@ends_with_reason
def close(ticket_id: TicketName, reason: Why, by: By = None) -> None:
    """Close a ticket. The customer is told nothing by this.

    Example: [bold]giftline tickets close GL-4XK9TMC --reason "the value was moved"[/bold]
    """
    _tell(lambda services: services.change_tickets.close(_id(ticket_id), _operator(by), reason))


@app.command()
@ends_with_reason
def reopen(ticket_id: TicketName, reason: Why, by: By = None) -> None:
    """Open a closed ticket again, with new times by which it is answered and settled.

    Example: [bold]giftline tickets reopen GL-4XK9TMC --reason "it still fails"[/bold]
    """
    _tell(lambda services: services.change_tickets.reopen(_id(ticket_id), _operator(by), reason))


@app.command()
@ends_with_reason
def merge(
    ticket_id: TicketName,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The ticket that it is a duplicate of.")],
    reason: Why = "",
    by: By = None,
) -> None:
    """Merge a duplicate into another ticket of the same customer. Its number goes on working.

    Example: [bold]giftline tickets merge GL-4XK9TMC GL-7CPW3QR[/bold]
    """
    _tell(lambda services: services.change_tickets.merge(_id(ticket_id), _id(into), _operator(by), reason))


def _tell(change: Callable[[Services], Ticket]) -> None:
    with open_services() as services:
        ticket = change(services)
    err.print(f"{ticket.id} is {ticket.status} now.", markup=False, highlight=False)


def _standing(entry: ListedTicket) -> list[str]:
    ticket, holder = entry.ticket, entry.agent.name if entry.agent else "nobody"
    lines = [
        f"{ticket.status}, {ticket.priority}, team {ticket.team}, with {holder}",
        f"answer by {ticket.answer_by:%Y-%m-%d %H:%M} UTC: {entry.paces.answer.replace('_', ' ')}",
        f"settled by {ticket.resolve_by:%Y-%m-%d %H:%M} UTC: {entry.paces.resolution.replace('_', ' ')}",
    ]
    return [*lines, f"closed: {ticket.close_reason}"] if ticket.close_reason else lines


def _id(written: str) -> TicketId:
    return TicketId(written.upper())


def _operator(by: str | None) -> Actor:
    return Actor(login_name(by), Machine.OPERATOR)
