"""A conversation: an append-only log of messages, and who answers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.conversations.attachment import Attachment
from bot.conversations.card_story import CardStory
from bot.values import AccountId, AgentId, ConversationId, SiteId, TicketId


class Owner(StrEnum):
    """Who answers. The bot speaks only while it owns the conversation."""

    BOT = "bot"
    QUEUED = "queued"  # waiting for a person; the bot is silent
    AGENT = "agent"
    CLOSED = "closed"


class Author(StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Form(StrEnum):
    """What a reply asks for that must not be written into the conversation: it gets a field of its own."""

    CLAIM_CODE = "claim_code"


@dataclass(frozen=True)
class Button:
    """A quick reply. `payload` is what the engine is told; it leaves the app only as a signed token."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One line of the log. `text` holds handles, never claim codes."""

    sequence: int
    author: Author
    text: str
    sent_at: datetime
    client_id: str | None = None
    buttons: tuple[Button, ...] = ()
    payload: str | None = None  # what the pressed button tells the engine; `text` is then its title
    form: Form | None = None
    card: CardStory | None = None
    agent: AgentId | None = None  # which agent wrote it
    attachment: Attachment | None = None


# Where a conversation goes that no team has claimed.
DEFAULT_TEAM = "support"


@dataclass(frozen=True)
class Conversation:
    """`agent` has it while its owner is an agent. `topic` is the case or ticket it is about, the latest."""

    id: ConversationId
    channel: str
    account: AccountId | None
    region: str | None
    owner: Owner
    version: int
    address_key: str | None = None  # the keyed hash of the address that opened it
    site: SiteId | None = None  # where the customer came from; None for our own page
    agent: AgentId | None = None
    team: str = DEFAULT_TEAM
    topic: str | None = None
    queued_at: datetime | None = None  # since when it waits for a person
    lease_until: datetime | None = None  # until when whoever has it is taken to be there
    last_sequence: int = 0


@dataclass(frozen=True)
class Reply:
    text: str
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    card: CardStory | None = None


@dataclass(frozen=True)
class Turn:
    """What was understood and decided for one message of the customer."""

    intent: str | None = None
    confidence: float | None = None
    case: str | None = None
    outcome: str | None = None
    ticket: TicketId | None = None


@dataclass(frozen=True)
class Exchange:
    """A customer's message, as logged, and all that came of it."""

    sequence: int
    owner: Owner
    replies: tuple[Reply, ...] = ()
    turn: Turn = field(default_factory=Turn)
