"""Everything that is held about one customer, for the customer to have."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversations.attachment import Attachment, Part
from bot.conversations.conversation import Author, Conversation
from bot.conversations.rating import Rating
from bot.errors import UnknownAccount
from bot.ledger.actions import ActionKind, ActionState
from bot.ledger.cards import Account, Card
from bot.ledger.claimants import Tries
from bot.ledger.commands import Transaction
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.privacy.claim_code import Fingerprinter
from bot.privacy.redact import with_last_four
from bot.services.rate_conversation import readable_ratings
from bot.services.read_conversation import readable_messages
from bot.slack.workspaces import LinkedPerson
from bot.tickets.ticket import Ticket
from bot.training.line import TrainingLine
from bot.values import AccountId, Clock, ConversationId, Money


@dataclass(frozen=True)
class HeldFile:
    """`content` is the whole of it, in base64."""

    attachment: Attachment
    content: str


@dataclass(frozen=True)
class HeldMessage:
    """With what was understood of it, if it is the customer's and was answered."""

    sequence: int
    author: Author
    text: str
    sent_at: datetime
    intent: str | None
    case: str | None
    outcome: str | None
    file: HeldFile | None


@dataclass(frozen=True)
class HeldNote:
    """What agents wrote to each other about the customer, who may have it, but not whose note it is."""

    text: str
    at: datetime


@dataclass(frozen=True)
class HeldNotice:
    """Something that was told the customer elsewhere, or is about to be: of which kind, and when."""

    kind: str
    written_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class HeldAction:
    """What an agent did, or wanted to do, to the ledger. The agent's own name is not the customer's."""

    kind: ActionKind
    state: ActionState
    card_ending: str | None
    amount: Money | None
    reason: str
    asked_at: datetime


@dataclass(frozen=True)
class HeldConversation:
    """`cards_ending` is what is known of the codes that were sent in it."""

    id: ConversationId
    channel: str
    region: str | None
    owner: str
    opened_at: datetime
    has_address: bool
    email: str | None
    notices: tuple[HeldNotice, ...]
    cards_ending: tuple[str, ...]
    messages: tuple[HeldMessage, ...]
    tickets: tuple[Ticket, ...]
    training_lines: tuple[TrainingLine, ...]
    notes: tuple[HeldNote, ...]
    actions: tuple[HeldAction, ...]
    ratings: tuple[Rating, ...]


@dataclass(frozen=True)
class HeldCustomer:
    """`in_slack` is who they are in Slack; `link_code_until` is when their code for that ends, if any."""

    account: Account
    balances: Sequence[Money]
    ledger: Sequence[Transaction]
    redeemed_cards: Sequence[Card]
    tries: Tries | None
    conversations: Sequence[HeldConversation]
    in_slack: Sequence[LinkedPerson]
    link_code_until: datetime | None


class ExportCustomer:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, fingerprinter: Fingerprinter) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter

    def __call__(
        self,
        account: AccountId,
        actor: Actor,
        reason: str,
        progress: Callable[[int, int], object] = lambda done, total: None,
    ) -> HeldCustomer:
        """`progress` hears how many of how many conversations are read. Raises UnknownAccount."""
        with self._unit_of_work() as work:
            known = work.ledger.account(account)
            if known is None:
                raise UnknownAccount("There is no such account.")
            subject = f"customer {self._fingerprinter.pseudonym(account)}"
            now = self._clock.now()
            work.audit.add(AuditEntry(actor, AuditAction.EXPORT, True, subject, reason, now))
            redeemed = work.personal_data.cards_redeemed_by(account)
            cards = [card for each in redeemed for card in work.ledger.find_cards(each)]
            balances, history = work.ledger.balances(account), work.ledger.history(account=account)
            tries = work.personal_data.tries_of(account)
            opened = work.personal_data.conversations_of(account)
            in_slack, link_code_until = work.slack.people_of(account), work.link_codes.end_at(account)
        conversations = []
        for done, (conversation, opened_at) in enumerate(opened, start=1):
            # One transaction each: nobody waits until a long history is read.
            with self._unit_of_work() as work:
                if found := work.conversations.get(conversation):
                    conversations.append(_held(work, found, opened_at))
            progress(done, len(opened))
        return HeldCustomer(known, balances, history, cards, tries, conversations, in_slack, link_code_until)


def _held(work: Work, conversation: Conversation, opened_at: datetime) -> HeldConversation:
    messages = []
    for message in readable_messages(work, conversation.id):
        turn = work.conversations.turn_of(conversation.id, message.sequence)
        messages.append(
            HeldMessage(
                message.sequence,
                message.author,
                message.text,
                message.sent_at,
                turn.intent if turn else None,
                turn.case if turn else None,
                turn.outcome if turn else None,
                _held_file(work, message.attachment) if message.attachment else None,
            )
        )
    last_four = work.vault.last_four(conversation.id)
    return HeldConversation(
        id=conversation.id,
        channel=conversation.channel,
        region=conversation.region,
        owner=conversation.owner,
        opened_at=opened_at,
        has_address=conversation.address_key is not None,
        cards_ending=tuple(last_four.values()),
        email=work.contacts.email_of(conversation.id),
        notices=tuple(
            HeldNotice(one.kind, one.created_at, one.sent_at) for one in work.outbox.about(conversation.id)
        ),
        messages=tuple(messages),
        tickets=tuple(work.tickets.of(conversation.id)),
        training_lines=tuple(work.training.of(conversation.id)),
        notes=tuple(
            HeldNote(with_last_four(note.text, last_four), note.at)
            for note in work.desk.notes(conversation.id)
        ),
        actions=tuple(
            HeldAction(one.kind, one.state, one.last_four, one.amount, one.reason, one.asked_at)
            for one in work.ledger_actions.of(conversation.id)
        ),
        ratings=tuple(readable_ratings(work, conversation.id)),
    )


def _held_file(work: Work, attachment: Attachment) -> HeldFile:
    content = work.attachments.content(attachment.id, Part.WHOLE) or b""
    return HeldFile(attachment, b64encode(content).decode())
