"""A conversation for every case, with the demo's accounts and cards: what is said, and what comes back.

Tests hold them in the terminal and in a browser. That there is a ticket, or that a person takes over, is not
said here: `case.yml` promises it. The cards are afterwards as they were, so a conversation can be held again.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases.registry import Case, load_cases
from bot.ledger.outcomes import Outcome


@dataclass(frozen=True)
class Turn:
    """What the customer says, and a sentence of what comes back."""

    says: str
    gets: str


class GivesCode(Turn):
    """The customer fills in the field for it."""


class Presses(Turn):
    """The customer takes an answer that the assistant suggests."""


@dataclass(frozen=True)
class Talk:
    """`outcome` is what the ledger shows in the end; None for a case that no ledger shows."""

    slug: str
    account: str
    outcome: Outcome | None
    turns: tuple[Turn, ...]

    @property
    def case(self) -> Case:
        return load_cases()[self.slug]

    @property
    def opens_ticket(self) -> bool:
        return not self.case.texts.needs_code or self.outcome in self.case.texts.ticket.opens_on


_ASKS = "send me the claim code"

_TALKS = (
    Talk(
        "account_hold",
        "alice",
        None,
        (
            Turn(
                "they put my whole balance on hold until i upload proof i bought the cards",
                "An account or a balance is put on hold while a purchase is checked.",
            ),
        ),
    ),
    Talk(
        "already_redeemed",
        "alice",
        Outcome.REDEEMED_ELSEWHERE,
        (
            Turn("it won't take it", "What does it say when you try"),
            Presses("It says already redeemed", _ASKS),
            GivesCode("DT6W-3PJK5H-9RXF7", "The card ending RXF7 was redeemed on another account."),
        ),
    ),
    Talk(
        "code_locked",
        "bruno",
        Outcome.CLAIMANT_LOCKED,
        (
            Turn("too many attempts and now it is locked", _ASKS),
            GivesCode("GX9A-6SMP8L-4VAJ", "It opens again on"),
        ),
    ),
    Talk(
        "code_not_received",
        "alice",
        None,
        (
            Turn(
                "paid on friday for an e gift, its tuesday, inbox empty, spam empty",
                "The person who bought it can send a digital card again",
            ),
        ),
    ),
    Talk(
        "damaged_code",
        "alice",
        None,
        (
            Turn("I scratched too hard and the code came off", "Please do not scratch any further"),
            Turn("113-7720415-8862001", "that is with your ticket"),
        ),
    ),
    Talk(
        "invalid_code",
        "alice",
        Outcome.MISTYPED,
        (
            Turn("the site does not accept my code", _ASKS),
            GivesCode("ZZ9Y-8XWV7U-6TSR4", "I cannot find a card with the code ending TSR4."),
            GivesCode("br4t o9wxyz 3mkp", "One of the letters or digits in the code was a look-alike"),
            Presses("No, not now", "All right, I leave the card as it is."),
        ),
    ),
    Talk(
        "not_activated",
        "alice",
        Outcome.NOT_ACTIVATED,
        (
            # What the site says is not what is wrong.
            Turn("my card says invalid code", _ASKS),
            GivesCode(
                "AQ3D-7KLM9P-XT2V",
                "The card ending XT2V was not activated when it was sold, so it cannot be redeemed yet. "
                "Its value is not lost. Take the card and the receipt to the Corner Market",
            ),
        ),
    ),
    Talk(
        "scam",
        "alice",
        None,
        (Turn("someone called from the tax office and wants me to pay with gift cards", "This is a scam."),),
    ),
    Talk(
        "wrong_account",
        "alice",
        Outcome.REDEEMED_ELSEWHERE,
        (
            Turn("I redeemed it but my balance is still zero", _ASKS),
            GivesCode(
                "DT6W-3PJK5H-9RXF7",
                "The card ending RXF7 was redeemed, but not on the account you are signed in with now.",
            ),
        ),
    ),
    Talk(
        "wrong_region",
        "alice",
        Outcome.WRONG_REGION,
        (
            Turn("it says not valid in your country", _ASKS),
            GivesCode("EV7X-4QKM6J-2SYG", "it works on amazon.co.uk and not on amazon.com."),
        ),
    ),
)


def conversation_of(slug: str) -> Talk:
    """Fails the test if the case has none."""
    found = [talk for talk in _TALKS if talk.slug == slug]
    assert found, f"No conversation shows the case {slug}: write one in tests/conversation_of_each_case.py."
    return found[0]
