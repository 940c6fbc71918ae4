"""`giftline ledger`: the embedded ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.bootstrap import bootstrap
from bot.cli.output import ends_with_reason, err, out
from bot.errors import LedgerFileError
from bot.services.load_ledger import CardSource
from bot.settings import load_settings
from bot.values import AccountId

app = typer.Typer(help="The embedded ledger: its cards and accounts.", no_args_is_help=True)


@app.command()
@ends_with_reason
def load(
    file: Annotated[Path, typer.Argument(help="JSON Lines, or CSV with the same columns.")],
    account: Annotated[
        str | None, typer.Option("--as", help="The account that the rows call self; added if new.")
    ] = None,
    region: Annotated[str, typer.Option(help="The country of that account.")] = "US",
) -> None:
    """Load cards from a file: all of them, or none with every bad row named.

    A row has code, status (inactive, active, redeemed, locked, cancelled), region, face_value,
    currency, redeemed_by (self, other, or an account), redeemed_at, failed_attempts, retailer.

    Example: [bold]giftline ledger load cards.jsonl --as alice --region US[/bold]
    """
    services = bootstrap(load_settings())
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise LedgerFileError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise LedgerFileError(f"{file} is not UTF-8 text.") from None
    source = CardSource(file.name, text, is_csv=file.suffix.lower() == ".csv")
    loaded = services.load_ledger(source, AccountId(account) if account else None, region)
    err.print(f"Loaded {loaded.count} card(s).")


@app.command()
@ends_with_reason
def show() -> None:
    """List the cards and accounts of the ledger. Codes show their last four characters.

    Example: [bold]giftline ledger show[/bold]
    """
    services = bootstrap(load_settings())
    with services.unit_of_work() as work:
        cards, accounts = work.ledger.cards(), work.ledger.accounts()
    table = Table("card ending", "state", "region", "value", "redeemed by", "retailer")
    for card in cards:
        table.add_row(
            card.last_four,
            card.state,
            card.region,
            str(card.face_value),
            Text(card.redemption.account if card.redemption else ""),
            Text(card.retailer or ""),
        )
    out.print(table)
    named = ", ".join(f"{account.id} ({account.region})" for account in accounts) or "none"
    out.print(f"Accounts: {named}", markup=False, emoji=False)
