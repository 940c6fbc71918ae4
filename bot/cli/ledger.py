"""`giftline ledger`: the embedded ledger. Files of cards and look-ups are here, what changes it beside it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import rich.progress
import typer

from bot.cli import ledger_accounts, ledger_canaries, ledger_cards, ledger_upkeep
from bot.cli.ledger_requests import CARD
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, out, print_bad_rows, print_table
from bot.errors import ConfigurationError, LedgerFileError
from bot.ledger.cards import Card
from bot.ledger.commands import Receipt, Transaction
from bot.ledger.outcomes import Outcome
from bot.services.load_ledger import CardSource
from bot.values import AccountId

app = typer.Typer(help="The embedded ledger: its cards, accounts and journal.", no_args_is_help=True)

# Of 32 characters an id is shown by so many, which name it.
_SHOWN_OF_ID = 12


@app.command()
@ends_with_reason
def load(
    file: Annotated[Path, typer.Argument(help="JSON Lines, or CSV with the same columns.")],
    account: Annotated[
        str | None, typer.Option("--as", help="The account that the rows call self; added if new.")
    ] = None,
    region: Annotated[str, typer.Option(help="The country of that account.")] = "US",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave bad rows out, load the rest, and exit with 1.")
    ] = False,
) -> None:
    """Load cards from a file: all of them, or none with every bad row named.

    A row has code, status (inactive, active, frozen, redeemed, locked, cancelled, expired), region,
    face_value, currency, redeemed_by (self, other, or an account), redeemed_at, failed_attempts,
    retailer. Rows of `giftline ledger export` have hashes in place of the code.

    Example: [bold]giftline ledger load cards.jsonl --as alice --region US[/bold]
    """
    is_csv = file.suffix.lower() == ".csv"
    with open_services() as services:
        try:
            with rich.progress.open(
                file,
                "r",
                encoding="utf-8-sig",
                newline="",
                description="Loading",
                console=err,
                transient=True,
                disable=not err.is_terminal,
            ) as lines:
                source = CardSource(file.name, lines, is_csv)
                loaded = services.load_ledger(
                    source, AccountId(account) if account else None, region, keep_going=keep_going
                )
        except OSError as error:
            raise LedgerFileError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError:
            raise LedgerFileError(f"{file} is not UTF-8 text.") from None
    err.print(f"Loaded {loaded.count} card(s).")
    if loaded.bad:
        err.print(f"Left out {loaded.bad_count} bad row(s):", style="red")
        print_bad_rows(loaded.bad, loaded.bad_count)
        raise typer.Exit(1)


@app.command()
@ends_with_reason
def export(
    file: Annotated[Path | None, typer.Option("--out", help="Where to; stdout if not given.")] = None,
) -> None:
    """Write every card as a line that `giftline ledger load` reads, by the hashes of its code.

    For another database under the same peppers. It holds cards only: neither the journal nor what
    customers have spent. To keep a whole ledger, back up its database.

    Example: [bold]giftline ledger export --out cards.jsonl[/bold]
    """
    with open_services() as services, tempfile.TemporaryFile("w+") as written:
        # Whoever reads stdout may be slow, and the ledger must not wait for them.
        exported = services.export_ledger(written.write)
        written.seek(0)
        if file is None:
            shutil.copyfileobj(written, sys.stdout)
        else:
            try:
                with file.open("w", encoding="utf-8") as target:
                    shutil.copyfileobj(written, target)
            except OSError as error:
                raise ConfigurationError(f"{file} cannot be written: {error.strerror}.") from error
    err.print(f"Exported {exported.count} card(s).")
    if exported.accounts_that_spent:
        err.print(
            f"{exported.accounts_that_spent} balance(s) are not the sum of the cards redeemed on them, such "
            "as after spending. Where these cards are loaded, the full value is on the account again.",
            style="yellow",
        )


@app.command()
@ends_with_reason
def show(
    card: Annotated[str | None, CARD] = None,
    most: Annotated[int, typer.Option(help="How many cards and accounts at the most.", min=1)] = 50,
) -> None:
    """List cards and accounts, or show one card with its history. Codes show their last four characters.

    Example: [bold]giftline ledger show XT2V[/bold]
    """
    with open_services() as services:
        if card is not None:
            found = services.find_card(card)
            _print_card(found)
            _print_history(services.ledger_history.of_card(found.id))
            return
        listed = services.list_ledger(most)
    print_table(
        *("card", "ending", "state", "region", "value", "redeemed by", "retailer"),
        rows=(
            (
                card.id[:_SHOWN_OF_ID],
                *(card.last_four, card.state, card.region, card.face_value),
                card.redemption.account if card.redemption else "",
                card.retailer or "",
            )
            for card in listed.cards
        ),
    )
    if listed.more_cards:
        err.print(f"There are more than {most} cards; --most shows more of them.")
    print_table(
        *("account", "region", "balance"),
        rows=(
            (entry.account.id, entry.account.region, ", ".join(map(str, entry.balances)))
            for entry in listed.accounts
        ),
    )
    if listed.account_count > len(listed.accounts):
        err.print(f"There are {listed.account_count} accounts; --most shows more of them.")


@app.command()
@ends_with_reason
def history(
    card: Annotated[str | None, CARD] = None,
    account: Annotated[str | None, typer.Option("--account", help="An account, in place of a card.")] = None,
) -> None:
    """Show what the journal says of a card, or of an account, oldest first.

    Example: [bold]giftline ledger history --account alice[/bold]
    """
    if (card is None) == (account is None):
        raise typer.BadParameter("Name a card, or an account with --account.")
    with open_services() as services:
        if card is not None:
            transactions = services.ledger_history.of_card(services.find_card(card).id)
        else:
            transactions = services.ledger_history.of_account(AccountId(account or ""))
    _print_history(transactions)


for command in (
    *(ledger_cards.issue, ledger_cards.activate, ledger_cards.freeze, ledger_cards.unfreeze),
    *(ledger_cards.cancel, ledger_cards.expire, ledger_cards.reissue, ledger_cards.move),
    *(ledger_accounts.redeem, ledger_accounts.spend, ledger_accounts.refund),
    *(ledger_upkeep.verify, ledger_upkeep.selftest, ledger_upkeep.rotate_pepper, ledger_upkeep.outcomes),
):
    app.command()(command)
app.add_typer(ledger_canaries.app, name="canary")


def _print_card(card: Card) -> None:
    lines: dict[str, object] = {
        "card": f"{card.id} ending {card.last_four}",
        "state": card.state,
        "region": card.region,
        "value": card.face_value,
    }
    if card.redemption:
        lines["redeemed"] = f"by {card.redemption.account}, {card.redemption.redeemed_at:%Y-%m-%d %H:%M} UTC"
    if card.retailer:
        lines["retailer"] = card.retailer
    for name, value in lines.items():
        out.print(f"{name:<9} {value}", markup=False, highlight=False, soft_wrap=True)


def _print_history(transactions: Sequence[Transaction]) -> None:
    if not transactions:
        err.print("The journal has no transaction of it.")
        return
    print_table(
        *("transaction", "at (UTC)", "what", "of", "by", "reason"),
        rows=(
            (
                done.txn,
                f"{done.at:%Y-%m-%d %H:%M}",
                done.kind if done.outcome is Outcome.DONE else f"{done.kind}: {done.outcome}",
                _named(done.receipt),
                f"{done.actor}, approved by {done.approved_by}" if done.approved_by else done.actor,
                done.reason,
            )
            for done in transactions
        ),
    )


def _named(receipt: Receipt) -> str:
    named = [f"card ending {receipt.last_four}"] if receipt.last_four else []
    if receipt.account:
        named.append(f"account {receipt.account}")
    if receipt.amount:
        named.append(str(receipt.amount))
    return ", ".join(named)
