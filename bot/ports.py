"""What the services need of the outside world, as Protocols. `storage` and `channels` provide it.

A unit of work is one transaction: leaving its `with` block commits, an exception rolls back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.agents.agent import Agent, AgentSession
from bot.agents.tries import SignInTries, TryBucket
from bot.attachments.fitness import FitFile, Unfit
from bot.conversations.attachment import Attachment, Part
from bot.conversations.conversation import Conversation, Message, Owner, Reply, Turn
from bot.conversations.desk import (
    DeskCounts,
    DeskEntry,
    DeskPage,
    DeskQuestion,
    MoveMade,
    NamedAgent,
    Note,
    StoryLine,
)
from bot.conversations.mentions import Mention
from bot.conversations.ownership import Change
from bot.conversations.presence import Company, Doing
from bot.conversations.rating import Rating
from bot.conversations.routing import Queued
from bot.conversations.search import Dated, Hit
from bot.conversations.session_token import SessionToken
from bot.errors import BadRow
from bot.identity.site import Site
from bot.identity.token import Identity
from bot.ledger.actions import LedgerAction
from bot.ledger.canaries import Canary
from bot.ledger.card_file import CardRow
from bot.ledger.cards import Account, Card, CardFacts, FoundCard
from bot.ledger.claimants import Bucket, Tries
from bot.ledger.commands import Command, Fault, Receipt, Request, Transaction, Write
from bot.outbox.outgoing import OutboxCount, Outgoing, OutgoingId
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.privacy.claim_code import ClaimCode, CodeFingerprint
from bot.privacy.code_parts import CodePart
from bot.reports.figures import Facts
from bot.reports.period import Period
from bot.slack.records import LinkCodes, SlackRecords
from bot.throttles import Act
from bot.tickets.ticket import Priority, Ticket, TicketRequest, TicketStatus
from bot.training.line import LineState, Said, TrainingLine
from bot.values import (
    AccountId,
    ActionId,
    AgentId,
    AgentSessionId,
    AttachmentId,
    CardId,
    ClaimHandle,
    ConversationId,
    Money,
    SiteId,
    TicketId,
    TrainingLineId,
)


class Conversations(Protocol):
    """The log: append-only messages, numbered from 1 within their conversation."""

    def open(self, conversation: Conversation, at: datetime) -> None: ...

    def get(self, conversation: ConversationId) -> Conversation | None: ...

    def hold(self, conversation: ConversationId) -> Conversation:
        """The conversation, unchangeable by anybody else until this transaction ends."""

    def sign_in(self, conversation: ConversationId, account: AccountId) -> None: ...

    def append_from_customer(
        self,
        conversation: ConversationId,
        client_id: str,
        text: str,
        at: datetime,
        payload: str | None = None,
    ) -> Message: ...

    def agent_wrote(self, conversation: ConversationId) -> bool:
        """Whether any agent has written to the customer."""

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

    def last_from_customer(self, conversation: ConversationId) -> Message | None: ...

    def replies_to(self, conversation: ConversationId, sequence: int) -> Sequence[Reply]: ...

    def was_told(self, conversation: ConversationId, text: str) -> bool:
        """Whether the app itself has said this in the conversation."""

    def record_turn(self, conversation: ConversationId, sequence: int, turn: Turn) -> None: ...

    def turn_of(self, conversation: ConversationId, sequence: int) -> Turn | None: ...

    def turns(self, conversation: ConversationId) -> Mapping[int, Turn]:
        """What was understood and decided for each message that was answered, by its sequence."""

    def last_turn(self, conversation: ConversationId) -> Turn | None:
        """What was understood and decided for the latest message that was answered."""

    def append_from_agent(
        self, conversation: ConversationId, agent: AgentId, client_id: str, text: str, at: datetime
    ) -> Message: ...

    def move(self, conversation: Conversation, change: Change) -> Conversation | None:
        """Compare-and-swap on the version; None if somebody moved it first. Each move is kept."""

    def concerns(self, conversation: ConversationId, topic: str | None, priority: Priority | None) -> None:
        """Notes what it is about, and raises how urgent it is; what is None stays as it was."""

    def unanswered(self) -> Sequence[tuple[ConversationId, Message]]:
        """Customers' messages that the bot owes an answer, oldest first."""


class Desk(Protocol):
    """Conversations as agents see them, and what only agents write."""

    def page(self, question: DeskQuestion, agent: AgentId, now: datetime) -> DeskPage: ...

    def counts(self, agent: AgentId, now: datetime) -> DeskCounts: ...

    def entry(self, conversation: ConversationId, agent: AgentId, now: datetime) -> DeskEntry | None: ...

    def lines(
        self, conversation: ConversationId, *, after: int = 0, before: int | None = None, most: int = 200
    ) -> Sequence[StoryLine]:
        """The last messages between the two numbers, at most so many, oldest first."""

    def opened_at(self, conversation: ConversationId) -> datetime: ...

    def moves(self, conversation: ConversationId) -> Sequence[MoveMade]:
        """The oldest first."""

    def notes(self, conversation: ConversationId) -> Sequence[Note]:
        """The oldest first."""

    def find_note(self, conversation: ConversationId, agent: AgentId, client_id: str) -> Note | None:
        """The agent's note of that client id."""

    def add_note(
        self, conversation: ConversationId, agent: AgentId, client_id: str, text: str, at: datetime
    ) -> Note: ...

    def mark_read(
        self, conversation: ConversationId, agent: AgentId, sequence: int, at: datetime
    ) -> datetime | None:
        """Notes how far the agent has read; returns when they looked before."""

    def named(self, agent: AgentId) -> NamedAgent | None:
        """None if there is no such agent, or they are disabled."""

    def names(self, agents: Sequence[AgentId]) -> Mapping[AgentId, str]:
        """Of those who do not work here any more too."""

    def keep_leases(self, agent: AgentId, until: datetime) -> None:
        """Whoever has the agent's conversations is there until then; of one that changes just now, not."""

    def let_down(self, now: datetime, most: int) -> Sequence[Conversation]:
        """Conversations whose customer waits for an agent whose lease has ended."""

    def gone_quiet(self, before: datetime, most: int) -> Sequence[Conversation]:
        """Agents' conversations in which nobody has written since, and no customer waits for a word."""

    def ahead_of(self, conversation: Conversation) -> int:
        """How many wait in the same queue and are answered first."""

    def entries(
        self, conversations: Sequence[ConversationId], agent: AgentId, now: datetime
    ) -> Sequence[DeskEntry]:
        """Their rows, in no order."""

    def queued(self, teams: Sequence[str], most: int) -> Sequence[Queued]:
        """Those who wait in the queues of these teams, at most so many of those who are answered first."""

    def queue_lengths(self) -> Mapping[str, int]:
        """How many wait, by team; without those for whom nobody waits."""

    def loads(self) -> Mapping[AgentId, int]:
        """How many conversations each agent has, of those who have any."""

    def waits(self, team: str, since: datetime, most: int) -> Sequence[timedelta]:
        """How long those waited in the team's queue whom an agent took since then, the latest first."""


class Mentions(Protocol):
    """Agents who are named in notes."""

    def add(self, note: Note, conversation: ConversationId, agents: Sequence[AgentId]) -> None:
        """Who is named in it; whoever was named before stays as they are."""

    def of(self, agent: AgentId, most: int) -> Sequence[Mention]:
        """Those of the agent, the unread first and of them the latest first."""

    def unread(self, agent: AgentId) -> int: ...

    def mark_read(self, note: str, agent: AgentId, at: datetime) -> bool:
        """False if the note does not name the agent."""


class Search(Protocol):
    """What is in conversations. Whoever reads many does it a part at a time: a search holds up nobody."""

    def latest(self, after: Dated | None, most: int) -> Sequence[Dated]:
        """The conversations that come after that one, the last message first."""

    def by_words(self, words: str, among: Sequence[ConversationId]) -> Sequence[Hit]:
        """In their messages, notes, tickets and customers' names, whatever the case of letters."""

    def by_last_four(self, last_four: str, among: Sequence[ConversationId]) -> Sequence[Hit]: ...

    def by_ticket(self, ticket: TicketId) -> Sequence[Hit]: ...

    def by_code(self, code: ClaimCode, most: int) -> Sequence[Hit]:
        """Where this very code was sent, the last message first."""


class Attachments(Protocol):
    """Files that messages brought."""

    def add(
        self, conversation: ConversationId, sequence: int, attachment: Attachment, prepared: FitFile
    ) -> None:
        """Of the message with that number."""

    def of(self, conversation: ConversationId, after: int = 0) -> Mapping[int, Attachment]:
        """The files of the messages after a sequence number, by the message's."""

    def get(self, conversation: ConversationId, attachment: AttachmentId) -> Attachment | None:
        """None if the conversation has no such file, whoever else has."""

    def content(self, attachment: AttachmentId, part: Part) -> bytes | None:
        """None if it has no such part."""


class Ratings(Protocol):
    """What customers thought of the help they had."""

    def of(self, conversation: ConversationId) -> Sequence[Rating]:
        """The latest closing first."""

    def put(self, conversation: ConversationId, rating: Rating) -> None:
        """In place of the one of the same closing, whose `first_at` stays."""


class SessionTokens(Protocol):
    """What opens conversations. Tokens are known by their hashes only."""

    def add(self, token_hash: str, token: SessionToken, now: datetime) -> None: ...

    def get(self, token_hash: str) -> SessionToken | None: ...

    def replace(self, token_hash: str, at: datetime) -> None:
        """Notes that the token was renewed, unless it was before."""

    def end(self, conversation: ConversationId) -> None:
        """No token opens the conversation any more."""

    def end_of_site(self, site: SiteId) -> None:
        """The same for every conversation of the site."""


class Sites(Protocol):
    def add(self, site: Site, at: datetime) -> bool:
        """False if there is one of that id."""

    def get(self, site: SiteId) -> Site | None: ...

    def all(self) -> Sequence[Site]: ...

    def with_origin(self, origin: str) -> Sequence[SiteId]:
        """The sites that have the origin, by id."""

    def origins_of(self, site: SiteId) -> tuple[str, ...]: ...

    def team_of(self, conversation: ConversationId) -> str | None:
        """The team that answers the customers of the conversation's site; None if neither names one."""

    def change(self, site: Site) -> None:
        """Stores its settings and its origins; how it signs in, and its brand, stay."""

    def change_secret(self, site: SiteId, secret: str) -> bool:
        """False if there is no such site."""

    def remove(self, site: SiteId) -> bool:
        """False if there was no such site."""

    def use(self, site: SiteId, identity: Identity, now: datetime) -> bool:
        """Notes that the site's identity token was used; False if it was before."""


class Vault(Protocol):
    """Handles of a conversation, and what is known of the code behind each; never the code."""

    def handle_for(self, conversation: ConversationId, code: ClaimCode, at: datetime) -> ClaimHandle: ...

    def fingerprint(self, conversation: ConversationId, handle: ClaimHandle) -> CodeFingerprint | None: ...

    def last_four(self, conversation: ConversationId) -> dict[str, str]:
        """By handle, the code that was seen first first."""

    def last_four_in(self, conversations: Sequence[ConversationId]) -> Mapping[str, Mapping[str, str]]:
        """The same for several, by conversation."""


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

    def locked_until(self, claimant: Sequence[Bucket], now: datetime) -> datetime | None:
        """When the claimant may try codes again, or None if they may now."""

    def account(self, account: AccountId) -> Account | None: ...

    def accounts(self) -> Sequence[Account]: ...

    def meet(self, account: Account) -> None:
        """Adds the account unless there is one of its id, whose region stays."""

    def add_account(self, account: Account) -> None:
        """Adds the account, or changes the region of the one that has its id."""

    def balances(self, account: AccountId) -> Sequence[Money]: ...

    def cards(self, most: int | None = None) -> Iterator[Card]: ...

    def find_cards(self, beginning: str) -> Sequence[Card]:
        """The cards whose id begins so, or with four characters whose code ends so; at most 20."""

    def sealed_code(self, card: CardId) -> str | None:
        """The card's code, for privacy/sealed_codes.py to open; None for a brand that keeps none."""

    def code_of(self, card: CardId) -> CodeFingerprint | None:
        """How the card's code is known: enough to redeem it, and never enough to tell it."""

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

    def unlock(self, claimant: Sequence[Bucket]) -> None:
        """Ends the claimant's pause."""

    def faults(self) -> Iterator[Fault]:
        """Whatever in journal, balances and cards is not as it was written.

        Has to be the first that is asked of its transaction, so that it can see one moment only.
        """


class Tickets(Protocol):
    def id_for(self, conversation: ConversationId, subject_key: str) -> TicketId | None: ...

    def get(self, ticket: TicketId) -> Ticket | None: ...

    def hold(self, ticket: TicketId) -> Ticket | None:
        """The ticket, unchangeable by anybody else until this transaction ends."""

    def about(self, conversation: ConversationId, subject_key: str) -> Ticket | None: ...

    def standing_for(self, ticket: Ticket) -> Ticket:
        """The ticket that a duplicate went into; any other, and one whose other was erased, itself."""

    def open_once(self, conversation: ConversationId, request: TicketRequest, at: datetime) -> bool:
        """Opens it unless its subject has a ticket already; returns whether it did.

        One that is closed is opened again by a promise.

        With the clocks of its team and priority; the request's promise is the first of them.
        """

    def change(self, ticket: Ticket) -> None:
        """Stores all of it that can change. The ticket is held."""

    def repoint(self, duplicates_of: TicketId, to: TicketId) -> None:
        """What went into the one has gone into the other."""

    def answered(self, conversation: ConversationId, at: datetime) -> None:
        """A person has written in the conversation: the first answer of its tickets that owe one."""

    def customer_wrote(self, conversation: ConversationId, at: datetime) -> None:
        """The conversation's tickets wait for the customer no longer."""

    def of(self, conversation: ConversationId) -> Sequence[Ticket]:
        """The tickets of the conversation, the newest first."""

    def newest(self, most: int, status: TicketStatus | None = None) -> Sequence[Ticket]: ...

    def breaching(self, now: datetime) -> Sequence[Ticket]:
        """Those with a clock that has run out (tickets/clocks.py), what was due first before the others."""


class Training(Protocol):
    """The training inbox. Texts in it are anonymous."""

    def add(self, line: TrainingLine) -> bool:
        """False if its message is a line already."""

    def get(self, line: TrainingLineId) -> TrainingLine | None:
        """The line, unchangeable by anybody else until this transaction ends."""

    def of_message(self, conversation: ConversationId, sequence: int) -> TrainingLine | None: ...

    def of(self, conversation: ConversationId) -> Sequence[TrainingLine]: ...

    def change(self, line: TrainingLine) -> None:
        """Stores the text and what a person decided."""

    def forget(self, line: TrainingLineId) -> None: ...

    def in_state(self, state: LineState, most: int | None = None) -> Sequence[TrainingLine]:
        """The newest first: by when they were said, or decided on."""

    def counts(self) -> Mapping[LineState, int]: ...

    def not_understood(self, conversation: ConversationId) -> Sequence[Said]:
        """What was out of scope in the conversation and is no line yet."""


class Reports(Protocol):
    def facts(self, period: Period, team: str | None) -> Facts:
        """What happened in the period, to be counted; of one team, or of all."""


class Contacts(Protocol):
    """Where the customer of a conversation is reached when they are not in it."""

    def put(self, conversation: ConversationId, email: str, at: datetime) -> None:
        """In place of the address that was known before."""

    def email_of(self, conversation: ConversationId) -> str | None: ...

    def accounts_with(self, email: str) -> Sequence[AccountId]:
        """Whose conversations have that address, in any case of letters; two at the most."""


class Outbox(Protocol):
    """What has to leave the house: stored with the change that it tells of, and delivered afterwards."""

    def put(
        self,
        kind: str,
        key: str,
        conversation: ConversationId,
        payload: Mapping[str, Any],
        at: datetime,
        due_at: datetime | None = None,
    ) -> bool:
        """Once for each key; False if there was one. It is delivered from `due_at` on."""

    def untouched(self, conversation: ConversationId, kind: str) -> Outgoing | None:
        """One that nobody has begun to deliver, unchangeable by anybody else until this transaction ends."""

    def change(self, outgoing: OutgoingId, payload: Mapping[str, Any]) -> None:
        """Of one that is untouched."""

    def claim(
        self, kinds: Sequence[str], worker: str, now: datetime, until: datetime, most: int
    ) -> Sequence[Outgoing]:
        """Begins a try of those that are due and that no other worker holds, the longest due first.

        They are the worker's until then. Each of the next four does nothing, and returns False, if they
        are no longer.
        """

    def sent(self, outgoing: OutgoingId, worker: str, at: datetime) -> bool: ...

    def try_again(self, outgoing: OutgoingId, worker: str, due_at: datetime, trouble: str) -> bool: ...

    def give_up(self, outgoing: OutgoingId, worker: str, at: datetime, trouble: str) -> bool: ...

    def drop(self, outgoing: OutgoingId, worker: str) -> bool:
        """There is nothing to say any more."""

    def about(self, conversation: ConversationId) -> Sequence[Outgoing]:
        """The oldest first."""

    def unsent(self, most: int) -> Sequence[Outgoing]:
        """What was given up and what waits, the newest first."""

    def count(self) -> OutboxCount: ...

    def revive(self, now: datetime, outgoing: OutgoingId | None = None) -> int:
        """What was given up, or the one of that id, is due again, with all its tries; returns how many."""


class LedgerActions(Protocol):
    """What agents do to the ledger, from preview to end."""

    def add(self, action: LedgerAction) -> LedgerAction:
        """Stores it, unless that agent has sent one with this client id in the conversation.

        Returns what is stored, which is then the first one.
        """

    def hold(self, action: ActionId) -> LedgerAction | None:
        """The action, unchangeable by anybody else until this transaction ends."""

    def put(self, action: LedgerAction) -> None:
        """Of one that is held."""

    def of(self, conversation: ConversationId) -> Sequence[LedgerAction]:
        """Oldest first."""

    def waiting(self) -> Sequence[LedgerAction]:
        """Those that wait for a second person or for the ledger, oldest first."""


class Agents(Protocol):
    def add(self, agent: Agent, password_hash: str | None) -> None: ...

    def hold(self, email: str) -> Agent | None:
        """The agent of that address, unchangeable by anybody else until this transaction ends."""

    def listed(self) -> Sequence[Agent]:
        """All of them, by e-mail address."""

    def change(self, agent: Agent) -> None:
        """Stores name, role and whether they are disabled."""

    def password_hash(self, agent: AgentId) -> str | None: ...

    def set_password_hash(self, agent: AgentId, password_hash: str) -> None: ...


class AgentSessions(Protocol):
    """Sessions are found by the hash of their token; the token itself is never stored."""

    def open(self, session: AgentSession, token_hash: str) -> None: ...

    def by_token(self, token_hash: str) -> tuple[AgentSession, Agent] | None: ...

    def of(self, agent: AgentId) -> Sequence[AgentSession]:
        """Those that nobody revoked, the last one seen first."""

    def seen(self, session: AgentSessionId, at: datetime) -> None: ...

    def revoke(self, agent: AgentId, at: datetime, session: AgentSessionId | None = None) -> int:
        """Ends one session of the agent, or all; returns how many were ended."""

    def forget(self, ended_before: datetime) -> None: ...


class TriesToSignIn(Protocol):
    def hold(self, buckets: Sequence[TryBucket]) -> Mapping[TryBucket, SignInTries]:
        """What they have seen, unchangeable by anybody else until this transaction ends."""

    def put(self, bucket: TryBucket, seen: SignInTries) -> None:
        """Of a bucket that is held."""

    def forget(self, quiet_since: datetime) -> None: ...


class Canaries(Protocol):
    def add(self, canary: Canary, code: CodeFingerprint) -> None: ...

    def all(self) -> Sequence[Canary]:
        """The oldest first."""

    def remove(self, canary_id: str) -> bool:
        """False if there is no such canary."""

    def match(self, code: CodeFingerprint) -> Canary | None:
        """The canary of this code, or of one that is read as it."""


class Audit(Protocol):
    """Append-only."""

    def add(self, entry: AuditEntry) -> None: ...

    def newest(self, most: int) -> Sequence[AuditEntry]: ...

    def holds(self, actor: Actor, action: AuditAction, subject: str) -> bool:
        """Whether there is an entry of this already."""


class PersonalData(Protocol):
    """What is held about customers outside the ledger's books, and its end.

    A conversation goes with all that hangs on it: messages, files, notes, tickets, what waits in the outbox.
    """

    def conversations_of(
        self, account: AccountId, most: int | None = None
    ) -> Sequence[tuple[ConversationId, datetime]]:
        """The account's conversations and when each was opened, the oldest first."""

    def existing(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that are conversations."""

    def cards_redeemed_by(self, account: AccountId) -> Sequence[CardId]: ...

    def tries_of(self, account: AccountId) -> Tries | None: ...

    def erase_conversations(self, ids: Sequence[ConversationId]) -> int: ...

    def erase_account(self, account: AccountId) -> bool:
        """Forgets the account's tries, and the account too unless the ledger's books name it."""

    def erase_idle_conversations(self, before: datetime, most: int) -> Sequence[ConversationId]:
        """Those whose last message is older, at most so many; returns which."""

    def erase_idle_handles(self, before: datetime, most: int) -> int:
        """The handles of at most so many conversations whose last message is older; returns how many."""

    def erase_tries(self, before: datetime, now: datetime) -> int:
        """Tries older than `before`, of claimants who need not wait any more."""


class Dialogues(Protocol):
    """What the engine keeps of conversations. It is erased only once the conversation is."""

    def after(self, conversation: str, most: int) -> Sequence[str]:
        """The conversations of which it has a dialogue, by id, those after this id."""

    def erase(self, conversations: Sequence[str]) -> int:
        """Returns of how many there was a dialogue."""


class Work(Protocol):
    """What can be done within one transaction."""

    @property
    def conversations(self) -> Conversations: ...

    @property
    def desk(self) -> Desk: ...

    @property
    def attachments(self) -> Attachments: ...

    @property
    def ratings(self) -> Ratings: ...

    @property
    def mentions(self) -> Mentions: ...

    @property
    def search(self) -> Search: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def tickets(self) -> Tickets: ...

    @property
    def reports(self) -> Reports: ...

    @property
    def training(self) -> Training: ...

    @property
    def contacts(self) -> Contacts: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def slack(self) -> SlackRecords: ...

    @property
    def link_codes(self) -> LinkCodes: ...

    @property
    def sites(self) -> Sites: ...

    @property
    def session_tokens(self) -> SessionTokens: ...

    @property
    def ledger_actions(self) -> LedgerActions: ...

    @property
    def agents(self) -> Agents: ...

    @property
    def agent_sessions(self) -> AgentSessions: ...

    @property
    def tries_to_sign_in(self) -> TriesToSignIn: ...

    @property
    def canaries(self) -> Canaries: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def personal_data(self) -> PersonalData: ...


class UnitOfWork(Protocol):
    def __call__(self, *, only_reads: bool = False) -> AbstractContextManager[Work]:
        """A transaction, which commits with the end of the block or is taken back.

        One that only reads waits for nobody, and sees what was committed before it.
        """


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


class Deliverer(Protocol):
    """Takes one kind of what is in the outbox to where it goes."""

    async def __call__(self, outgoing: Outgoing) -> bool:
        """False if there is nothing to say any more.

        Raises DeliveryFailed if it may work later, DeliveryRefused if it never will.
        """


@dataclass(frozen=True)
class Email:
    """`id` is the same again for the same e-mail, by which it is known when it arrives twice."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    written_at: datetime


class Mailer(Protocol):
    async def send(self, email: Email) -> None:
        """Returns once the mail server has taken it over. Raises DeliveryFailed, DeliveryRefused."""

    async def check(self) -> None:
        """Connects and signs in as for an e-mail, and sends none. Raises DeliveryFailed."""


class PrepareFile(Protocol):
    """Makes a file fit to be kept, however hostile it is."""

    def __call__(self, content: bytes) -> FitFile | Unfit:
        """Blocks, for a second or so."""


class Throttle(Protocol):
    """Counts who does what how often."""

    def wait_s(self, act: Act, buckets: Sequence[Bucket]) -> int | None:
        """Takes a place in each bucket. None if there was one; else how many seconds until there is."""


class HumanCheck(Protocol):
    """Something that costs a person nothing and a machine that does it a thousand times too much."""

    def challenge(self) -> dict[str, object]:
        """What the page is to solve."""

    def solved(self, answer: str) -> str | None:
        """A name of the challenge that the answer solves; None if it solves none of ours in time."""


class Wakeups(Protocol):
    """Tells whoever watches that something is new; the desk watches every conversation."""

    def wake(self, conversation: ConversationId) -> None:
        """The log has grown, or somebody else has the conversation."""

    def wake_desk(self, conversation: ConversationId) -> None:
        """Something that only agents see is new."""

    def wake_people(self, conversation: ConversationId, *, customer: bool) -> None:
        """Somebody came to it, left it, or writes in it: the log has not changed.

        `customer` says whether it is news to the customer too.
        """

    def wake_agent(self, agent: AgentId) -> None:
        """Something is new for this agent alone."""


class Presence(Protocol):
    """Who is there at this moment: forgotten by itself in seconds, never stored, and never what is typed."""

    def agent_is(
        self, conversation: ConversationId, agent: NamedAgent, doing: Doing | None, now: datetime
    ) -> bool:
        """Notes what the agent does there, None if they left. Returns whether that is news to watchers."""

    def customer_writes(self, conversation: ConversationId, now: datetime) -> bool:
        """The same for the customer."""

    def company(self, conversation: ConversationId, now: datetime) -> Company: ...

    def at_desk(self, agent: AgentId) -> AbstractContextManager[None]:
        """A desk of the agent's is open for as long as the `with` block lasts."""

    def online(self) -> frozenset[AgentId]:
        """Those of whom a desk is open."""
