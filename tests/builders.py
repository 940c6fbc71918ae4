"""Facts built for tests, and the engine that says what a test tells it to."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.bootstrap import Services
from bot.conversations.conversation import (
    DEFAULT_TEAM,
    Author,
    Exchange,
    Message,
    Owner,
    Reply,
    Turn,
)
from bot.conversations.ownership import Change, Move, Mover
from bot.errors import EngineUnavailable
from bot.knowledge.brand import load_brand
from bot.ledger.cards import (
    Account,
    Card,
    CardFacts,
    CardState,
    CodeMatch,
    Redemption,
)
from bot.ports import Effects, EngineReply
from bot.privacy.audit import ASSISTANT
from bot.privacy.claim_code import ClaimCode
from bot.services.answers import Question
from bot.services.load_ledger import CardSource
from bot.services.receive_message import IncomingMessage
from bot.storage.tables import metadata
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import AccountId, CardId, ClaimHandle, ConversationId, Money, SiteId, TicketId

A_CODE = "AQ3D-7KLM9P-XT2V"
ANOTHER_CODE = "BR4T-09WXYZ-3MKP"
# The format of both, and of every other code that a test does not say otherwise of.
CODE_FORMAT = load_brand("amazon").cards.code_format
A_MOMENT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

# Counted as ever, but nobody who sends hundreds of messages a minute comes to the end of one.
WIDE_LIMITS = ", ".join(
    f"{act}.{kind}=999999/minute"
    for act in ("opening", "message", "lookup")
    for kind in ("session", "account", "address")
)


class ScriptedEngine:
    """Implements ports.Engine. Remembers every text it was given."""

    def __init__(self) -> None:
        self.is_ready = True
        self.heard: list[str] = []
        self.most_at_once = 0
        self._at_once = 0
        self._answers: list[Sequence[EngineReply] | EngineUnavailable] = []
        self._meanwhile: Callable[[], object] = lambda: None

    def says(self, text: str, **effects: Any) -> ScriptedEngine:
        """The next answer. Effects: turn, ticket, owner."""
        self._answers.append([EngineReply(Reply(text)), EngineReply(effects=_effects(**effects))])
        return self

    def fails_with(self, error: EngineUnavailable) -> ScriptedEngine:
        self._answers.append(error)
        return self

    def answers_with(self, *items: EngineReply) -> ScriptedEngine:
        """The next answer, item by item."""
        self._answers.append(items)
        return self

    def meanwhile(self, action: Callable[[], object]) -> ScriptedEngine:
        """What happens elsewhere each time the engine thinks."""
        self._meanwhile = action
        return self

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        self.heard.append(text)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await asyncio.to_thread(self._meanwhile)
        self._at_once -= 1
        answer = self._answers.pop(0) if self._answers else [EngineReply(Reply("All right."))]
        if isinstance(answer, EngineUnavailable):
            raise answer
        return answer


class LoadCards:
    """Puts rows of the documented file format into the ledger."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, account: str, *rows: dict[str, Any], region: str = "US") -> None:
        written = "\n".join(json.dumps({"face_value": 25, **row}) for row in rows)
        self._services.load_ledger(CardSource("a test", written.splitlines()), AccountId(account), region)


@dataclass(frozen=True)
class Customer:
    """Somebody in a conversation of their own: `await a_customer(services, "alice").says("hello")`."""

    services: Services
    conversation: ConversationId
    token: str = field(repr=False)

    async def says(self, text: str, *, client_id: str | None = None, payload: str | None = None) -> Exchange:
        incoming = IncomingMessage(self.conversation, client_id or uuid.uuid4().hex, text, payload)
        return await self.services.receive_message(incoming)

    def asks(
        self, intent: str, text: str = "", *, problem: str | None = None, code: str | None = None
    ) -> Question:
        """What the engine makes of a message: with `code`, it heard the handle of that code."""
        handle = self.handle_of(code) if code else None
        return Question(self.conversation, intent, A_MOMENT, text, problem, handle)

    def complains_of(self, problem: str, code: str | None = None) -> Question:
        return self.asks(problem, problem=problem, code=code)

    def handle_of(self, code: str) -> ClaimHandle:
        with self.services.unit_of_work() as work:
            return work.vault.handle_for(self.conversation, ClaimCode.parse(code), A_MOMENT)

    @property
    def log(self) -> Sequence[Message]:
        """The log as it is stored: with handles."""
        with self.services.unit_of_work() as work:
            return work.conversations.messages(self.conversation)

    def texts_of(self, author: Author) -> list[str]:
        return [message.text for message in self.log if message.author is author]

    @property
    def owner(self) -> Owner:
        return self.services.read_conversation(self.conversation).owner

    def goes_to(self, *owners: Owner) -> None:
        """Somebody takes the conversation over, or gives it back; then the next one does."""
        for owner in owners:
            with self.services.unit_of_work() as work:
                held = work.conversations.hold(self.conversation)
                assert work.conversations.move(held, a_change_to(owner))


def a_change_to(owner: Owner) -> Change:
    """The move that leads there, made by the assistant."""
    moves = {
        Owner.BOT: Move.RETURN,
        Owner.QUEUED: Move.QUEUE,
        Owner.AGENT: Move.TAKE,
        Owner.CLOSED: Move.CLOSE,
    }
    return Change(moves[owner], owner, None, DEFAULT_TEAM, Mover(ASSISTANT), "", A_MOMENT)


def a_customer(
    services: Services, account: str | None = None, region: str | None = None, *, site: str | None = None
) -> Customer:
    """A new conversation. The ledger must know the account, and the site, if one is named."""
    started = services.start_conversation(
        "web", AccountId(account) if account else None, region, site=SiteId(site) if site else None
    )
    return Customer(services, started.id, started.token)


def a_ticket(subject_key: str = "person", ticket_id: str = "GL-2222222") -> TicketRequest:
    return TicketRequest(TicketId(ticket_id), "human_agent", Priority.HIGH, subject_key, "A summary.")


def everything_stored(services: Services) -> str:
    """Every value of every table, as one text: to say what is not in it."""
    with services.database.begin() as connection:
        tables = metadata.sorted_tables
        return repr([row for table in tables for row in connection.execute(select(table))])


@dataclass(frozen=True)
class BuiltFacts:
    """What Alice, with an account in the US, finds out about a card at A_MOMENT."""

    facts: CardFacts

    def not_activated(self) -> BuiltFacts:
        return self._card(state=CardState.ISSUED)

    def frozen(self) -> BuiltFacts:
        return self._card(state=CardState.FROZEN)

    def expired(self) -> BuiltFacts:
        return self._card(state=CardState.EXPIRED)

    def of_currency(self, currency: str) -> BuiltFacts:
        return self._card(face_value=Money(2500, currency))

    def cancelled(self) -> BuiltFacts:
        return self._card(state=CardState.CANCELLED)

    def of_region(self, region: str) -> BuiltFacts:
        return self._card(region=region)

    def sold_by(self, retailer: str) -> BuiltFacts:
        return self._card(retailer=retailer)

    def redeemed_by(self, account: str) -> BuiltFacts:
        card = self.facts.card
        assert card is not None
        redemption = Redemption(AccountId(account), card.face_value, A_MOMENT - timedelta(days=30))
        return self._card(state=CardState.REDEEMED, redemption=redemption)

    def typed_with_a_look_alike(self) -> BuiltFacts:
        return BuiltFacts(replace(self.facts, match=CodeMatch.LOOK_ALIKE))

    def locked_for(self, hours: float) -> BuiltFacts:
        """The account may try again in so many hours; a negative number is a lock that has ended."""
        ends = A_MOMENT + timedelta(hours=hours)
        return BuiltFacts(replace(self.facts, locked_until=ends if ends > A_MOMENT else None))

    def _card(self, **changes: Any) -> BuiltFacts:
        assert self.facts.card is not None
        return BuiltFacts(replace(self.facts, card=replace(self.facts.card, **changes)))


def a_card() -> BuiltFacts:
    """An active card of 25 dollars that nothing is wrong with."""
    card = Card(CardId("card"), "XT2V", CardState.ACTIVE, "US", Money(2500, "USD"))
    return BuiltFacts(CardFacts(Account(AccountId("alice"), "US"), A_MOMENT, "XT2V", CodeMatch.EXACT, card))


def no_card() -> BuiltFacts:
    """A code that no card has."""
    return BuiltFacts(CardFacts(Account(AccountId("alice"), "US"), A_MOMENT, "XT2V"))


def _effects(
    turn: Turn | None = None, ticket: TicketRequest | None = None, owner: Owner | None = None
) -> Effects:
    return Effects(turn or Turn(), ticket, owner)
