"""What the services need of the outside world, as Protocols. `storage` and `channels` provide it.

A unit of work is one transaction: leaving its `with` block commits, an exception rolls back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.conversations.conversation import Conversation, Message, Owner, Reply, Turn
from bot.errors import BadRow
from bot.ledger.card_file import CardRow
from bot.ledger.cards import Account, Card, CardFacts, FoundCard
from bot.ledger.claimants import Bucket
from bot.ledger.commands import Command, Fault, Receipt, Request, Transaction, Write
from bot.privacy.claim_code import ClaimCode, CodeFingerprint
from bot.privacy.code_parts import CodePart
from bot.tickets.ticket import Ticket, TicketRequest
from bot.values import AccountId, CardId, ClaimHandle, ConversationId, Money, TicketId


class Conversations(Protocol):
    """The log: append-only messages, numbered from 1 within their conversation."""

    def open(self, conversation: Conversation, token_hash: str, at: datetime) -> None: ...

    def get(self, conversation: ConversationId) -> Conversation | None: ...

    def hold(self, conversation: ConversationId) -> Conversation:
        """The conversation, unchangeable by anybody else until this transaction ends."""

    def by_token(self, token_hash: str) -> Conversation | None: ...

    def append_from_customer(
        self,
        conversation: ConversationId,
        client_id: str,
        text: str,
        at: datetime,
        payload: str | None = None,
    ) -> Message: ...

    def append_reply(
        self,
        conversation: ConversationId,
        reply: Reply,
        at: datetime,
        *,
        answers: int | None,
        by_system: bool = False,
    ) -> Message: ...

    def find_client_message(self, conversation: ConversationId, client_id: str) -> Message | None: ...

    def messages(self, conversation: ConversationId, after: int = 0) -> Sequence[Message]: ...

    def replies_to(self, conversation: ConversationId, sequence: int) -> Sequence[Reply]: ...

    def was_told(self, conversation: ConversationId, text: str) -> bool:
        """Whether the app itself has said this in the conversation."""

    def record_turn(self, conversation: ConversationId, sequence: int, turn: Turn) -> None: ...

    def turn_of(self, conversation: ConversationId, sequence: int) -> Turn | None: ...

    def last_turn(self, conversation: ConversationId) -> Turn | None:
        """What was understood and decided for the latest message that was answered."""

    def change_owner(self, conversation: Conversation, owner: Owner) -> bool:
        """Compare-and-swap on the version; False if somebody changed it first."""

    def unanswered(self) -> Sequence[tuple[ConversationId, Message]]:
        """Customers' messages that the bot owes an answer, oldest first."""


class Vault(Protocol):
    """Handles of a conversation, and what is known of the code behind each; never the code."""

    def handle_for(self, conversation: ConversationId, code: ClaimCode, at: datetime) -> ClaimHandle: ...

    def fingerprint(self, conversation: ConversationId, handle: ClaimHandle) -> CodeFingerprint | None: ...

    def last_four(self, conversation: ConversationId) -> dict[str, str]: ...


class WaitingParts(Protocol):
    """Parts of a code that a customer has written so far: for minutes, and never where they outlive us."""

    def of(self, conversation: ConversationId, now: datetime) -> tuple[CodePart, ...]: ...

    def keep(self, conversation: ConversationId, parts: tuple[CodePart, ...], now: datetime) -> None:
        """In place of those that were kept before; none forgets them."""


class CardDirectory(Protocol):
    """Where cards are looked up: the embedded ledger, or a retailer's own."""

    def find(self, code: CodeFingerprint) -> FoundCard:
        """Raises LedgerUnavailable if there is no answer."""


class CardImport(Protocol):
    def put(self, rows: Sequence[CardRow]) -> Sequence[BadRow]:
        """Adds cards; a code that is known already takes the row's state. Returns what cannot be added."""


class Ledger(CardDirectory, Protocol):
    """The embedded ledger. It changes by `write` and by an import, and in no other way."""

    def facts(
        self, account: Account, code: CodeFingerprint, claimant: Sequence[Bucket], now: datetime
    ) -> CardFacts:
        """What the account finds out about the code."""

    def account(self, account: AccountId) -> Account | None: ...

    def accounts(self) -> Sequence[Account]: ...

    def add_account(self, account: Account) -> None:
        """Adds the account, or changes the region of the one that has its id."""

    def balances(self, account: AccountId) -> Sequence[Money]: ...

    def cards(self, most: int | None = None) -> Iterator[Card]: ...

    def find_cards(self, beginning: str) -> Sequence[Card]:
        """The cards whose id begins so, or with four characters whose code ends so; at most 20."""

    def cards_with_codes(self) -> Iterator[tuple[Card, CodeFingerprint]]:
        """Every card, and how its code is known; by id, and no more of them in memory than needed."""

    def accounts_that_spent(self) -> int:
        """How many customers' balances are not what the cards redeemed on them were worth."""

    def history(
        self, *, card: CardId | None = None, account: AccountId | None = None
    ) -> Sequence[Transaction]:
        """The transactions that named a card or an account or moved its money, oldest first."""

    def write(self, command: Command, request: Request, now: datetime) -> Receipt:
        """Does it once for each scope and key, and answers a repeat with the first receipt.

        Raises LedgerConflict, with nothing stored, if somebody changed the same at the same moment.
        """

    def write_all(self, writes: Sequence[Write]) -> Sequence[Receipt]:
        """The same for several writes that are independent of each other (`Write.touches`), all or none."""

    def importing(self, account: AccountId | None, now: datetime) -> AbstractContextManager[CardImport]: ...

    def wrong_code(self, claimant: Sequence[Bucket], code: CodeFingerprint, now: datetime) -> datetime | None:
        """Counts a code that no card has; returns until when the claimant is locked now."""

    def faults(self) -> Iterator[Fault]:
        """Whatever in journal, balances and cards is not as it was written.

        Has to be the first that is asked of its transaction, so that it can see one moment only.
        """


class Tickets(Protocol):
    def id_for(self, conversation: ConversationId, subject_key: str) -> TicketId | None: ...

    def get(self, ticket: TicketId) -> Ticket | None: ...

    def open_once(self, conversation: ConversationId, request: TicketRequest, at: datetime) -> None:
        """Opens it unless its subject has a ticket already."""

    def of(self, conversation: ConversationId) -> Sequence[Ticket]:
        """The tickets of the conversation, the newest first."""

    def newest(self, most: int) -> Sequence[Ticket]: ...


class Work(Protocol):
    """What can be done within one transaction."""

    @property
    def conversations(self) -> Conversations: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def tickets(self) -> Tickets: ...


UnitOfWork = Callable[[], AbstractContextManager[Work]]


class WriteLedger(Protocol):
    """One write to the embedded ledger, in a transaction that it has to itself or shares with others."""

    def __call__(self, command: Command, request: Request, now: datetime) -> Receipt:
        """What became of it, committed. Raises LedgerConflict as `Ledger.write` does."""


@dataclass(frozen=True)
class Effects:
    """What an action decided, to be stored together with the reply it goes with."""

    turn: Turn = field(default_factory=Turn)
    ticket: TicketRequest | None = None
    owner: Owner | None = None


@dataclass(frozen=True)
class EngineReply:
    """One item of the engine's answer: something to say, or the effects of an action."""

    reply: Reply | None = None
    effects: Effects | None = None


class Engine(Protocol):
    """The dialogue engine. Texts that reach it hold handles, never claim codes."""

    @property
    def is_ready(self) -> bool: ...

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        """What the bot says to the message of that sequence.

        Raises EngineStarting, EngineFailed or EngineSilent.
        """


class Wakeups(Protocol):
    """Tells whoever watches a conversation that its log has grown."""

    def wake(self, conversation: ConversationId) -> None: ...
