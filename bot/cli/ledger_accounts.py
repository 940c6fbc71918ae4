"""`giftline ledger`: the commands that change customers' balances."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from bot.cli.ledger_requests import ApprovedBy, By, Key, new_request, tell
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason
from bot.knowledge.brand import load_brand
from bot.ledger.commands import Refund, Spend
from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.settings import load_settings
from bot.values import AccountId, Money

AccountName = Annotated[str, typer.Argument(metavar="ACCOUNT")]
Amount = Annotated[str, typer.Argument(help="Such as 25 or 12.50.")]
Currency = Annotated[
    str | None, typer.Option(help="Such as USD; that of the account's region, if not given.")
]


@ends_with_reason
def redeem(
    account: Annotated[str, typer.Option("--as", help="The account that gets the card's value.")],
    key: Key = None,
    by: By = None,
) -> None:
    """Redeem a card on an account, under the rules that hold for the customer.

    The code is asked for, or read from stdin. It is no argument, because shells remember arguments.

    Example: [bold]giftline ledger redeem --as alice < code.txt[/bold]
    """
    # Before anything is opened: nobody wants to wait for a database to learn of a missing character.
    code = _read_code(load_brand(load_settings().brand).cards.code_format)
    with open_services() as services:
        tell(services.change_ledger.redeem(code, AccountId(account), new_request(key, by)))


@ends_with_reason
def spend(
    account: AccountName, amount: Amount, currency: Currency = None, key: Key = None, by: By = None
) -> None:
    """Take an amount off an account's balance, as checkout does.

    Example: [bold]giftline ledger spend alice 12.50 --key order-1041[/bold]
    """
    with open_services() as services:
        name = AccountId(account)
        money = Money.parse(amount, currency or services.change_ledger.currency_of(name))
        tell(services.change_ledger(Spend(name, money), new_request(key, by)))


@ends_with_reason
def refund(
    account: AccountName,
    amount: Amount,
    currency: Currency = None,
    approved_by: ApprovedBy = None,
    key: Key = None,
    by: By = None,
) -> None:
    """Give an amount that was spent back to the account's balance.

    Example: [bold]giftline ledger refund alice 12.50 --key order-1041-returned[/bold]
    """
    with open_services() as services:
        name = AccountId(account)
        money = Money.parse(amount, currency or services.change_ledger.currency_of(name))
        tell(services.change_ledger(Refund(name, money), new_request(key, by, approved_by)))


def _read_code(code_format: CodeFormat) -> ClaimCode:
    if sys.stdin.isatty():
        written = getpass.getpass("Claim code, which is not shown: ")
    else:
        written = sys.stdin.readline()
    try:
        code = ClaimCode.parse(written)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None
    if not code_format.fits(code):
        raise typer.BadParameter(
            f"The code has {len(code.value)} letters and digits; a code has {code_format.in_words()}."
        )
    return code
