"""What commands that write to the ledger share: who asks, under which key, and what came of it."""

from __future__ import annotations

import getpass
import uuid
from typing import Annotated

import typer

from bot.cli.output import err, out
from bot.errors import ConfigurationError
from bot.ledger.commands import Receipt, Request
from bot.ledger.outcomes import outcome_facts
from bot.services.issue_card import IssuedCard

CARD = typer.Argument(metavar="CARD", help="The last four of its code, or six characters or more of its id.")
CardName = Annotated[str, CARD]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", help="A name for the request, made if not given. The same one again does nothing twice."
    ),
]
By = Annotated[str | None, typer.Option("--by", help="Who asks for it; the login name if not given.")]
ApprovedBy = Annotated[
    str | None, typer.Option("--approved-by", help="The second person, where two have to decide.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why. The journal keeps it; never write a code.")]

_LONGEST_NAME = 100


def new_request(key: str | None, by: str | None, approved_by: str | None = None) -> Request:
    """The request, whose key is told before anything is done: it is what a repeat needs.

    Raises ConfigurationError if nobody is logged in under a name.
    """
    request = Request(
        scope="cli",
        key=_short("--key", key) or uuid.uuid4().hex,
        actor=login_name(by),
        approved_by=_short("--approved-by", approved_by),
    )
    err.print(f"Key {request.key}", markup=False, highlight=False, soft_wrap=True)
    return request


def tell(receipt: Receipt) -> None:
    """Says what became of it; ends the command with exit code 1 if that is anything but DONE."""
    if not receipt.is_done:
        until = f" Again from {receipt.unlocks_at:%Y-%m-%d %H:%M:%S} UTC." if receipt.unlocks_at else ""
        means = outcome_facts()[receipt.outcome].means
        head = "Answered before under this key, and not asked again: " if receipt.is_repeat else ""
        err.print(f"{head}{receipt.outcome}: {means}{until}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1)
    done = []
    if receipt.card:
        done.append(f"card {receipt.card} ending {receipt.last_four}")
    if receipt.account:
        done.append(f"account {receipt.account}")
    if receipt.amount:
        done.append(str(receipt.amount))
    if receipt.balance:
        done.append(f"balance {receipt.balance}")
    if receipt.new_card:
        done.append(f"replaced by card {receipt.new_card}")
    done.append(f"transaction {receipt.txn}")
    head = "Done before under this key, and not again" if receipt.is_repeat else "Done"
    err.print(f"{head}: {', '.join(done)}.", markup=False, highlight=False, soft_wrap=True)


def tell_code(issued: IssuedCard) -> None:
    """Says what became of a new card, and its code, which is told this once and alone on stdout."""
    tell(issued.receipt)
    if issued.code is None:
        err.print(
            "The code was told when the card was made, and cannot be told again. If nobody has it, cancel "
            "the card and make another under a new key.",
            style="yellow",
        )
        return
    err.print("Its code, which is told this once:")
    out.print(issued.code, markup=False, highlight=False)


def _short(option: str, text: str | None) -> str | None:
    text = text.strip() if text else None
    if text and len(text) > _LONGEST_NAME:
        raise typer.BadParameter(f"{option} takes {_LONGEST_NAME} characters at the most.")
    return text


def login_name(by: str | None) -> str:
    """Who asks: the name given, or the one they are logged in under. Raises ConfigurationError for nobody."""
    try:
        return _short("--by", by) or getpass.getuser()
    except (ImportError, KeyError, OSError):
        raise ConfigurationError("Nobody is logged in under a name; say who asks with --by NAME.") from None
