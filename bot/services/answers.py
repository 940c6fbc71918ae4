"""What a service answers an action with: a reply by name, its values, and the effects to store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.conversations.card_story import CardStory
from bot.conversations.conversation import Owner
from bot.knowledge.brand import BrandPolicy, Support
from bot.ledger.canaries import ALARM
from bot.ledger.outcomes import Outcome
from bot.ports import Work
from bot.privacy.mask import mask
from bot.services.answer_by import answer_by
from bot.tickets.ticket import Priority, TicketRequest, new_ticket_id
from bot.values import ClaimHandle, ConversationId, TicketId


class OpenQuestion(StrEnum):
    """What the assistant asked last and still waits for: it decides what a yes or a no means."""

    NOTHING = "nothing"
    CODE = "code"  # the claim code
    OFFER = "offer"  # to redeem a card
    PERSON = "person"  # to be passed on to a person


@dataclass(frozen=True)
class Question:
    """What the engine understood of one message. `text` holds handles, never codes."""

    conversation: ConversationId
    intent: str | None
    now: datetime
    text: str = ""
    problem: str | None = None  # the case the customer complained of, now or earlier
    handle: ClaimHandle | None = None
    confidence: float = 1.0  # that the intent is the one
    sequence: int = 0  # of the message in its conversation
    offered: tuple[ClaimHandle, ...] = ()  # cards that the customer was offered to redeem here
    said_now: tuple[ClaimHandle, ...] = ()  # the cards that this message names
    mentions: frozenset[str] = frozenset()  # kinds of what else it names, such as order_number
    likely: tuple[str, ...] = ()  # the likeliest intents of a message the model is not sure of, best first
    open_question: OpenQuestion = OpenQuestion.NOTHING
    advised: str | None = None  # what was advised last, as `Answer.advice` said it

    def follows(self, outcome: Outcome) -> bool:
        """Whether the last advice was about a card of which this was found."""
        return self.advised is not None and outcome in self.advised.split()


@dataclass(frozen=True)
class Answer:
    """`reply` names a response of domain.yml; `values` fill its placeholders."""

    reply: str
    values: Mapping[str, str] = field(default_factory=dict)
    case: str | None = None
    outcome: str | None = None
    card: CardStory | None = None  # beside the reply
    ticket: TicketRequest | None = None
    owner: Owner | None = None
    then: str | None = None  # a second message, by name, with the same values
    offers: ClaimHandle | None = None  # the card that `then` offers to redeem
    asks: OpenQuestion | None = None  # what is open from now on; None leaves it as it is
    advice: str | None = None  # names the advice, so that giving it again is noticed
    buttons: tuple[str, ...] = ()  # intents to choose from
    also: tuple[Answer, ...] = ()  # about further cards of the same message


def ticket_about(
    work: Work,
    conversation: ConversationId,
    subject_key: str,
    *,
    category: str,
    priority: Priority,
    summary: str,
    support: Support,
    now: datetime,
) -> TicketRequest:
    """A request for the ticket about this subject: the one that is open already, or a new one.

    The team of the customer's site answers, if it has one. An answer is promised: by when it was promised
    before, or anew where that is past or was kept.
    Summaries are read in lists and messages far from the conversation, so nobody can be reached by them.
    """
    known = work.tickets.about(conversation, subject_key)
    stands = work.tickets.standing_for(known) if known else None
    holds = stands is not None and stands.owes_answer and stands.answer_by > now
    # An alarm is about the customer, and not for whoever answers them.
    team = work.sites.team_of(conversation) if category != ALARM else None
    anew = support.clocks(category, priority, now, team).answer_by
    promised = stands.answer_by if stands and holds else anew
    ticket = known.id if known else _free_ticket_id(work)
    return TicketRequest(ticket, category, priority, subject_key, mask(summary), promised, team)


def ticket_values(ticket: TicketRequest, policy: BrandPolicy, now: datetime) -> dict[str, str]:
    """What a reply may say about a ticket."""
    support = policy.support
    due = ticket.answer_by or support.clocks(ticket.category, ticket.priority, now, ticket.team).answer_by
    return {
        "ticket_id": ticket.id,
        "answer_by": answer_by(due, support.team_for(ticket.category, ticket.team), now),
        "phone": support.phone,
    }


def _free_ticket_id(work: Work) -> TicketId:
    ticket = new_ticket_id()
    while work.tickets.get(ticket) is not None:
        ticket = new_ticket_id()
    return ticket
