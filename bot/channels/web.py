"""The widget's API within a conversation: send, read, and listen for what is new."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Header, HTTPException, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field, model_validator

from bot.access import PUBLIC, Access, decides
from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.session_access import SessionAccess, session_token
from bot.channels.sessions import PREFIX, STORABLE
from bot.channels.wakeups import LocalWakeups
from bot.conversations.card_story import CardStory, Step
from bot.conversations.conversation import Author, Conversation, Exchange, Form, Message, Owner, Reply, Turn
from bot.conversations.waiting import Waiting
from bot.file_transfer import AttachmentOut, attachment_out
from bot.privacy.claim_code import CodeFormat
from bot.services.read_conversation import ReadableLog
from bot.services.receive_code import IncomingCode
from bot.services.receive_message import IncomingMessage
from bot.services.tell_ticket import TicketState, ToldTicket
from bot.tickets.ticket import Priority
from bot.values import ConversationId, TicketId

# No log gets this long, and no database counts further.
_LAST = 2**31 - 1
# How often whoever waits is told where they stand, if that has changed.
_WAITING_EVERY_S = 15.0


class ButtonOut(BaseModel):
    title: str
    token: str


class FormOut(BaseModel):
    """A field of its own for what the reply asks: post it where it goes, never as a message.

    A `claim_code` goes to `/codes`; `groups` are the lengths of its printed groups, for each form it has.
    """

    kind: Form
    groups: list[list[int]]


class CardStepOut(BaseModel):
    what: Step
    # Where it is known, and the customer's to know.
    on: date | None


class CardOut(BaseModel):
    """What became of the card that the text is about, oldest first; the last step is how it stands."""

    last_four: str
    steps: list[CardStepOut]


class MessageOut(BaseModel):
    """A line of the log. Claim codes show as their last four characters."""

    sequence: int
    author: str
    # Of an agent who writes, where the brand shows agents' names.
    agent_name: str | None
    # Of the customer's own messages only.
    client_id: str | None
    text: str
    buttons: list[ButtonOut]
    form: FormOut | None
    card: CardOut | None
    attachment: AttachmentOut | None
    sent_at: datetime


class LogOut(BaseModel):
    messages: list[MessageOut]
    owner: Owner


class ReplyOut(BaseModel):
    text: str
    buttons: list[ButtonOut]
    form: FormOut | None
    card: CardOut | None


class DiagnosisOut(BaseModel):
    case: str | None
    outcome: str | None  # None if no ledger was asked


class TicketOut(BaseModel):
    id: str
    category: str
    priority: Priority


class ExchangeOut(BaseModel):
    """What came of one message."""

    sequence: int
    replies: list[ReplyOut]
    intent: str | None
    diagnosis: DiagnosisOut | None
    ticket: TicketOut | None
    owner: Owner


class MessageIn(BaseModel):
    """Either a text or the token of a button. `client_id` makes sending twice safe."""

    client_id: str = Field(min_length=1, max_length=64, pattern=STORABLE)
    # Longer than a message may be, so that the answer says how long it was and how long it may be.
    text: str | None = Field(default=None, max_length=100_000)
    button: str | None = Field(default=None, max_length=4_000)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.text is None) == (self.button is None):
            raise ValueError("send either text or button")
        return self


class CodeIn(BaseModel):
    """What was typed into the field for a claim code, in any spacing and case."""

    client_id: str = Field(min_length=1, max_length=64, pattern=STORABLE)
    code: str = Field(max_length=10_000, repr=False)


class OwnerOut(BaseModel):
    owner: Owner


class TypingOut(BaseModel):
    """An agent writes to the customer; of whom nothing more is heard for `for_s` seconds, they stopped.

    The name is null where the brand hides it.
    """

    agent_name: str | None
    for_s: int


class WaitingOut(BaseModel):
    """How many are answered first, how many minutes it took others today, and by when the ticket is answered.

    All are null for whoever does not wait for a person. What is not known is null too: an estimate is no
    promise, and none is made of a handful of cases.
    """

    ahead: int | None
    estimate_min: int | None
    answer_by: datetime | None


class ToldTicketOut(BaseModel):
    """How the newest ticket of the conversation stands. All are null for whoever has none.

    `answer_by` is null too once somebody answered, or the time is past.
    """

    id: str | None
    state: TicketState | None
    answer_by: datetime | None


def chat_router(services: Services, wakeups: LocalWakeups, buttons: ButtonTokens) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["chat"])
    opened = Depends(decides(Access.CHAT_SESSION, SessionAccess(services)))

    @router.get("/challenge", dependencies=[PUBLIC])
    async def challenge() -> dict[str, Any]:
        """What to solve for `proof` after `proof_required`: a challenge of ALTCHA, version 2."""
        if services.human_check is None:
            raise HTTPException(404, "This server asks for no proof of work.")
        return services.human_check.challenge()

    code_format = services.policy.cards.code_format

    @router.get("/messages")
    async def read_messages(
        own: Conversation = opened, after: Annotated[int, Query(ge=0, le=_LAST)] = 0
    ) -> LogOut:
        """The log after a sequence number, oldest first."""
        log = await asyncio.to_thread(services.read_conversation, own.id, after)
        return LogOut(
            messages=[_message_out(own.id, message, log, buttons, code_format) for message in log.messages],
            owner=log.owner,
        )

    @router.post("/messages")
    async def send_message(body: MessageIn, own: Conversation = opened) -> ExchangeOut:
        """Sends a message and waits for the answer, which the event stream brings as well."""
        if body.button is not None:
            pressed = buttons.button(own.id, body.button)
            incoming = IncomingMessage(own.id, body.client_id, pressed.title, pressed.payload)
        else:
            incoming = IncomingMessage(own.id, body.client_id, body.text or "")
        # Shielded: a customer who closes the page has still sent the message.
        exchange = await asyncio.shield(services.receive_message(incoming))
        return await asyncio.to_thread(_exchange_out, own.id, exchange)

    @router.post("/codes")
    async def send_code(body: CodeIn, own: Conversation = opened) -> ExchangeOut:
        """Puts a claim code into the vault, and goes on as if its handle had been sent as a message."""
        incoming = IncomingCode(own.id, body.client_id, body.code)
        exchange = await asyncio.shield(services.receive_code(incoming))
        return await asyncio.to_thread(_exchange_out, own.id, exchange)

    @router.post("/typing", status_code=204)
    async def tell_typing(own: Conversation = opened) -> None:
        """The customer types, which agents see for some seconds. Never send what they type."""
        services.show_presence.customer_writes(own)

    @router.get("/waiting")
    async def read_waiting(own: Conversation = opened) -> WaitingOut:
        """Where a customer who waits for a person stands. The event stream says it as well."""
        return _waiting_out(await asyncio.to_thread(services.tell_waiting, own.id))

    @router.get("/ticket")
    async def read_ticket(own: Conversation = opened) -> ToldTicketOut:
        """How the conversation's ticket stands, for a page that shows it beside the messages."""
        return _told_ticket_out(await asyncio.to_thread(services.tell_ticket, own.id))

    @router.get("/events", response_class=EventSourceResponse)
    async def listen(
        token: Annotated[str, Depends(session_token)],
        own: Conversation = opened,
        last_event_id: Annotated[int, Header(ge=0, le=_LAST)] = 0,
    ) -> AsyncIterator[ServerSentEvent]:
        """Every message after Last-Event-ID, then each new one; and each change of owner.

        While the customer waits for a person, `waiting` says where they stand, whenever that has changed; and
        `typing` that an agent writes to them.
        The stream ends with the token; whoever has a newer one listens again with that.
        """
        told_owner: Owner | None = None
        told_waiting = told_typing = None
        with wakeups.watch(own.id) as watch:
            while await asyncio.to_thread(services.find_conversation.is_open_to, token):
                log = await asyncio.to_thread(services.read_conversation, own.id, last_event_id)
                for message in log.messages:
                    last_event_id = message.sequence
                    yield ServerSentEvent(
                        event="message",
                        id=str(message.sequence),
                        data=_message_out(own.id, message, log, buttons, code_format),
                    )
                if log.owner is not told_owner:
                    told_owner = log.owner
                    yield ServerSentEvent(event="owner", data=OwnerOut(owner=log.owner))
                waiting = None
                if log.owner is Owner.QUEUED:
                    waiting = await asyncio.to_thread(services.tell_waiting, own.id)
                    if waiting is not None and waiting != told_waiting:
                        yield ServerSentEvent(event="waiting", data=_waiting_out(waiting))
                told_waiting = waiting
                typing = services.show_presence.to_customer(own.id, log.agent)
                if typing.for_s or told_typing:
                    told_typing = typing.for_s
                    yield ServerSentEvent(
                        event="typing", data=TypingOut(agent_name=typing.name, for_s=typing.for_s)
                    )
                # Others leave the queue without a word in this conversation.
                await watch.wait(_WAITING_EVERY_S if waiting else None)

    def _exchange_out(conversation: ConversationId, exchange: Exchange) -> ExchangeOut:
        turn = exchange.turn
        return ExchangeOut(
            sequence=exchange.sequence,
            replies=[_reply_out(conversation, reply, buttons, code_format) for reply in exchange.replies],
            intent=turn.intent,
            diagnosis=_diagnosis(turn),
            ticket=_ticket_out(turn.ticket) if turn.ticket else None,
            owner=exchange.owner,
        )

    def _ticket_out(ticket: TicketId) -> TicketOut | None:
        with services.unit_of_work() as work:
            found = work.tickets.get(ticket)
        if found is None:
            return None
        return TicketOut(id=found.id, category=found.category, priority=found.priority)

    return router


def _waiting_out(waiting: Waiting | None) -> WaitingOut:
    if waiting is None:
        return WaitingOut(ahead=None, estimate_min=None, answer_by=None)
    return WaitingOut(ahead=waiting.ahead, estimate_min=waiting.estimate_min, answer_by=waiting.answer_by)


def _told_ticket_out(ticket: ToldTicket | None) -> ToldTicketOut:
    if ticket is None:
        return ToldTicketOut(id=None, state=None, answer_by=None)
    return ToldTicketOut(id=ticket.id, state=ticket.state, answer_by=ticket.answer_by)


def _diagnosis(turn: Turn) -> DiagnosisOut | None:
    found_something = turn.case or turn.outcome
    return DiagnosisOut(case=turn.case, outcome=turn.outcome) if found_something else None


def _message_out(
    conversation: ConversationId,
    message: Message,
    log: ReadableLog,
    buttons: ButtonTokens,
    code_format: CodeFormat,
) -> MessageOut:
    said = Reply(message.text, message.buttons, message.form, message.card)
    reply = _reply_out(conversation, said, buttons, code_format)
    return MessageOut(
        sequence=message.sequence,
        author=message.author,
        agent_name=log.agent_names.get(message.agent) if message.agent else None,
        client_id=message.client_id if message.author is Author.CUSTOMER else None,
        text=reply.text,
        buttons=reply.buttons,
        form=reply.form,
        card=reply.card,
        attachment=attachment_out(message.attachment) if message.attachment else None,
        sent_at=message.sent_at,
    )


def _reply_out(
    conversation: ConversationId, reply: Reply, buttons: ButtonTokens, code_format: CodeFormat
) -> ReplyOut:
    groups = [list(form) for form in code_format.groups]
    return ReplyOut(
        text=reply.text,
        buttons=[
            ButtonOut(title=button.title, token=buttons.token(conversation, button))
            for button in reply.buttons
        ],
        form=FormOut(kind=reply.form, groups=groups) if reply.form else None,
        card=_card_out(reply.card) if reply.card else None,
    )


def _card_out(card: CardStory) -> CardOut:
    steps = [CardStepOut(what=step.what, on=step.on) for step in card.steps]
    return CardOut(last_four=card.last_four, steps=steps)
