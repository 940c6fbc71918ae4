"""`giftline ledger`: the commands that make and change cards."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from bot.cli.ledger_requests import ApprovedBy, By, CardName, Key, Reason, new_request, tell, tell_code
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason
from bot.errors import ConfigurationError
from bot.ledger.commands import ChangeCard, Kind, Move
from bot.values import AccountId, Money, region_code


@ends_with_reason
def issue(
    value: Annotated[str, typer.Option(help="What the card will hold, such as 25 or 12.50.")],
    region: Annotated[str, typer.Option(help="The country it will work in.")] = "US",
    currency: Annotated[str | None, typer.Option(help="That of the region, if not given.")] = None,
    retailer: Annotated[str | None, typer.Option(help="The shop that sells it.")] = None,
    activate: Annotated[bool, typer.Option("--activate", help="Activate it at once.")] = False,
    key: Key = None,
    by: By = None,
) -> None:
    """Make a card. Its code is printed once, alone on stdout, and nobody can look it up afterwards.

    Example: [bold]giftline ledger issue --value 25 --currency USD --region US --activate[/bold]
    """
    with open_services() as services:
        served = services.policy.regions.get(region_code(region))
        if served is None:
            known = ", ".join(services.policy.regions)
            raise ConfigurationError(f"The brand has no region '{region}'. It has {known}.")
        if retailer and len(retailer) > 200:
            raise typer.BadParameter("--retailer takes 200 characters at the most.")
        face_value = Money.parse(value, currency or served.currency)
        request = new_request(key, by)
        issued = services.issue_card(face_value, region, request, retailer)
        tell_code(issued)
        if activate and issued.receipt.card:
            step = replace(request, key=f"{request.key}:activate")
            tell(services.change_ledger(ChangeCard(Kind.ACTIVATE, issued.receipt.card), step))


@ends_with_reason
def activate(card: CardName, key: Key = None, by: By = None) -> None:
    """Activate a card that was issued, as the till does: from now on it holds its value.

    Example: [bold]giftline ledger activate XT2V[/bold]
    """
    _change(Kind.ACTIVATE, card, "", key, by)


@ends_with_reason
def freeze(card: CardName, reason: Reason, key: Key = None, by: By = None) -> None:
    """Put an active card on hold. It keeps its value and cannot be redeemed.

    Example: [bold]giftline ledger freeze XT2V --reason "reported stolen"[/bold]
    """
    _change(Kind.FREEZE, card, reason, key, by)


@ends_with_reason
def unfreeze(card: CardName, reason: Reason, key: Key = None, by: By = None) -> None:
    """Take a card off hold again.

    Example: [bold]giftline ledger unfreeze XT2V --reason "the owner was found"[/bold]
    """
    _change(Kind.UNFREEZE, card, reason, key, by)


@ends_with_reason
def cancel(card: CardName, reason: Reason, key: Key = None, by: By = None) -> None:
    """Cancel a card that is not redeemed, for good. What it held is no longer owed.

    Example: [bold]giftline ledger cancel XT2V --reason "refunded to the buyer"[/bold]
    """
    _change(Kind.CANCEL, card, reason, key, by)


@ends_with_reason
def expire(card: CardName, reason: Reason, key: Key = None, by: By = None) -> None:
    """Write off an active card that is past its last day; only for brands whose cards have one.

    Example: [bold]giftline ledger expire XT2V --reason "past its last day"[/bold]
    """
    _change(Kind.EXPIRE, card, reason, key, by)


@ends_with_reason
def reissue(
    card: CardName, reason: Reason, approved_by: ApprovedBy = None, key: Key = None, by: By = None
) -> None:
    """Replace a card by another of the same value, whose code is printed once, alone on stdout.

    The old card is cancelled. If somebody else redeemed it, the house takes the loss, and two people
    have to decide.

    Example: [bold]giftline ledger reissue XT2V --reason "redeemed by a thief" --approved-by ann[/bold]
    """
    with open_services() as services:
        found = services.find_card(card)
        tell_code(services.reissue_card(found.id, reason, new_request(key, by, approved_by)))


@ends_with_reason
def move(
    card: CardName,
    account: Annotated[str, typer.Argument(help="The account it should have gone to.")],
    reason: Reason,
    approved_by: ApprovedBy = None,
    key: Key = None,
    by: By = None,
) -> None:
    """Move a redeemed card's value from the account it went to, to the right one.

    Example: [bold]giftline ledger move XT2V alice --reason "signed in as her son" --approved-by ann[/bold]
    """
    with open_services() as services:
        found = services.find_card(card)
        request = new_request(key, by, approved_by)
        tell(services.change_ledger(Move(found.id, AccountId(account), reason), request))


def _change(kind: Kind, card: str, reason: str, key: str | None, by: str | None) -> None:
    with open_services() as services:
        found = services.find_card(card)
        tell(services.change_ledger(ChangeCard(kind, found.id, reason), new_request(key, by)))
