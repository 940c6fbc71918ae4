"""`giftline ledger`: the commands for whoever looks after it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import Progress

from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, print_table
from bot.ledger.outcomes import outcome_facts
from bot.settings import load_settings
from bot.storage.database import connect, migrate
from bot.storage.pepper_rotation import rotate_pepper as rotate


@ends_with_reason
def verify() -> None:
    """Read the whole ledger and name whatever is not as it was written; the exit code is 1 if something is.

    Example: [bold]giftline ledger verify[/bold]
    """
    with open_services() as services, err.status("Reading the journal"):
        faults = services.verify_ledger()
    if not faults:
        err.print("Journal, balances and cards are as they were written.")
        return
    print_table("where", "what is wrong", rows=((fault.where, fault.what) for fault in faults))
    err.print(f"{len(faults)} fault(s). Stop the server, keep this database as it is, and ask for help.")
    raise typer.Exit(1)


@ends_with_reason
def selftest() -> None:
    """Prove that this database keeps changes apart and keeps them for good.

    Example: [bold]giftline ledger selftest[/bold]
    """
    with open_services() as services:
        proofs = services.self_test()
    print_table("proven", "seen", rows=((proof.what, proof.seen) for proof in proofs))


@ends_with_reason
def rotate_pepper(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether servers are stopped.")] = False,
) -> None:
    """Hash every code under a new pepper too, after an old one may have been seen.

    Stop every server first: it goes on with the peppers it started with. If GIFTLINE_PEPPER is set,
    append the new pepper to it before, on every machine. Safe to run again after a crash.

    Example: [bold]giftline ledger rotate-pepper[/bold]
    """
    if not yes:
        typer.confirm("Is every server that uses this database stopped?", abort=True, err=True)
    settings = load_settings()
    database = connect(settings.database)
    try:
        migrate(database)
        with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
            task = progress.add_task("Raising hashes", total=None)
            done = rotate(
                database, settings, lambda at, total: progress.update(task, completed=at, total=total)
            )
    finally:
        database.dispose()
    begun = "Brought to its end what was begun or set before" if done.finished else "Made a new pepper"
    err.print(f"{begun}: there are {done.peppers} now, and {done.rows} hash(es) were raised.")
    err.print("Back up the peppers, apart from the database; all of them are needed from now on.")


@ends_with_reason
def outcomes() -> None:
    """List everything the ledger can answer, in order of precedence, and what customers are told.

    Example: [bold]giftline ledger outcomes[/bold]
    """
    rows = (
        (place, outcome, facts.means, "yes" if facts.retryable else "no", facts.told)
        for place, (outcome, facts) in enumerate(outcome_facts().items(), start=1)
    )
    print_table("", "outcome", "means", "can be retried", "the customer is told", rows=rows)
