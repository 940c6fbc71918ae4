"""`giftline privacy`: what is held about customers, its end, and who looked."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.progress import Progress

from bot.cli.ledger_requests import By, login_name
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, print_table
from bot.errors import ConfigurationError
from bot.privacy.audit import Actor
from bot.privacy.role import Machine
from bot.services.export_customer import HeldCustomer
from bot.values import AccountId

app = typer.Typer(help="What is held about customers, its end, and who looked.", no_args_is_help=True)

_HELD = TypeAdapter(HeldCustomer)

Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's account.")]


@app.command()
@ends_with_reason
def export(
    customer: Customer,
    file: Annotated[Path | None, typer.Option("--out", help="Where to; stdout if not given.")] = None,
    reason: Annotated[str, typer.Option(help="Why; the audit keeps it.")] = "",
    by: By = None,
) -> None:
    """Write everything held about a customer as JSON. Codes show their last four characters.

    A file is readable by its owner only, and none that exists is replaced.

    Example: [bold]giftline privacy export alice --out alice.json --reason "asked on 3 May"[/bold]
    """
    with open_services() as services, _progress() as progress:
        task = progress.add_task("Reading conversations", total=None)
        held = services.export_customer(
            AccountId(customer),
            _operator(by),
            reason,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    written = _HELD.dump_json(held, indent=2) + b"\n"
    if file is None:
        sys.stdout.buffer.write(written)
        return
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(written)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}.") from error
    err.print(
        f"Wrote {len(held.conversations)} conversation(s) and {len(held.ledger)} transaction(s).",
        highlight=False,
    )


@app.command()
@ends_with_reason
def erase(
    customer: Customer,
    reason: Annotated[str, typer.Option("--reason", help="Why; the audit keeps it.")],
    by: By = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a customer's conversations, tickets, handles and tries, for good.

    The ledger's books stay, with the account's id in them: docs/decisions/0008 says why.

    Example: [bold]giftline privacy erase alice --reason "asked on 3 May"[/bold]
    """
    with open_services() as services:
        actor = _operator(by)
        count = services.erase_customer.count(AccountId(customer))
        if not yes:
            typer.confirm(
                f"Erase {count} conversation(s) of {customer}, with their tickets, for good?",
                abort=True,
                err=True,
            )
        with _progress() as progress:
            task = progress.add_task("Erasing conversations", total=count)
            erased = services.erase_customer(
                AccountId(customer), actor, reason, lambda done: progress.update(task, completed=done)
            )
    err.print(
        f"Erased {erased.conversations} conversation(s). The audit calls the customer {erased.pseudonym}."
    )
    if erased.account_erased:
        err.print("The account is gone too: the ledger's books never named it.")
    else:
        err.print("The ledger's books name the account, so its id, its balances and its transactions stay.")


@app.command()
@ends_with_reason
def sweep() -> None:
    """Erase what was kept for as long as the settings say. `giftline serve` does so once a day.

    Example: [bold]giftline privacy sweep[/bold]
    """
    with open_services() as services, _progress() as progress:
        task = progress.add_task("Erasing", total=None)
        swept = services.sweep_records(
            lambda kind, done: progress.update(task, description=f"Erasing {kind}", completed=done)
        )
    err.print(
        f"Erased {swept.conversations} conversation(s), {swept.handles} handle(s), {swept.tries} count(s) of "
        f"tries, and {swept.dialogues} dialogue(s) of the engine."
    )


@app.command()
@ends_with_reason
def audit(most: Annotated[int, typer.Option(help="How many at the most.", min=1)] = 50) -> None:
    """List who looked behind a handle, exported, erased, or tried a canary; newest first.

    Example: [bold]giftline privacy audit --most 20[/bold]
    """
    with open_services() as services:
        entries = services.list_audit(most)
    print_table(
        *("at (UTC)", "who", "role", "what", "allowed", "of", "reason"),
        rows=(
            (
                f"{entry.at:%Y-%m-%d %H:%M:%S}",
                *(entry.actor.name, entry.actor.role, entry.action),
                "yes" if entry.allowed else "no",
                *(entry.subject, entry.reason),
            )
            for entry in entries
        ),
    )


def _operator(by: str | None) -> Actor:
    return Actor(login_name(by), Machine.OPERATOR)


def _progress() -> AbstractContextManager[Progress]:
    return Progress(console=err, transient=True, disable=not err.is_terminal)
