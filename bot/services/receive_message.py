"""A customer's message: hide codes, log it, ask the engine, store what came of it as one commit.

The message is in the log before anything else happens, and every message gets an answer: where the
engine gives none, an apology and a ticket. Two messages of one conversation never overlap, because
Rasa's own lock lets them.
"""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.cases.registry import load_cases
from bot.conversations.answer_time import rest_until_grid_s
from bot.conversations.conversation import Conversation, Exchange, Message, Owner, Reply, Turn
from bot.conversations.incoming_text import for_engine, readable
from bot.conversations.ownership import Change, Move, Mover
from bot.errors import EngineUnavailable, LeakPrevented, UnknownConversation
from bot.knowledge.brand import BrandPolicy, all_code_shapes
from bot.ports import Effects, Engine, EngineReply, UnitOfWork, WaitingParts, Wakeups, Work
from bot.privacy.audit import ASSISTANT
from bot.privacy.claim_code import ClaimCode
from bot.privacy.code_parts import CodePart, Joined, join_parts
from bot.privacy.code_shapes import hide_shapes
from bot.privacy.link_code import hide_link_codes
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.placeholders import HANDLE, PLACEHOLDER
from bot.privacy.redact import redact, refuse_codes
from bot.services.admit import Admit
from bot.services.answers import ticket_values
from bot.services.apologise import failure_ticket
from bot.services.aside import Aside, Front
from bot.services.canary_alarm import raise_alarm_for_canaries
from bot.services.collect_lines import collect_lines
from bot.services.notify_customer import NotifyCustomer
from bot.services.reopen_conversation import reopen_if_closed
from bot.services.tell_ticket_status import TICKET_STATUS
from bot.services.texts import (
    BOT_UNAVAILABLE,
    CODE_HIDDEN,
    CODE_HIDDEN_IN_SLACK,
    ENGINE_STARTING,
    service_text,
)
from bot.slack.threads import SLACK
from bot.throttles import Act
from bot.tickets.ticket import TicketRequest
from bot.values import Clock, ConversationId

log = logging.getLogger(__name__)

# What is being answered when the app stops gets so long; the rest is answered after the next start.
_LAST_S = 5
# So many answers are stored at once: messages that come in meanwhile are logged before.
_ANSWERED_AT_ONCE = 2

ASSISTANT_MOVES = Mover(ASSISTANT)


@dataclass(frozen=True)
class IncomingMessage:
    """`client_id` is the sender's own name for the message: the same one twice is one message.

    `payload` is what a pressed button tells the engine; `text` is then the button's title. `code` comes
    from the field for one, and its handle takes the place of `text`. `edited` is what the text was before,
    if the sender has changed it: nothing is logged if what is kept of both is the same.
    """

    conversation: ConversationId
    client_id: str
    text: str = ""
    payload: str | None = None
    code: ClaimCode | None = field(default=None, repr=False)
    edited: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Logged:
    """A message as it stands in the log, and what was stored of its answer if there was one."""

    conversation: Conversation
    message: Message | None  # None for an edit that changes nothing of what is kept
    known: Exchange | None
    is_new: bool = False  # whether it was logged just now
    waiting: tuple[CodePart, ...] | None = None  # parts of a code, as of this message; None: as before


class ReceiveMessage:
    """The way of a message, for every channel."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        engine: Engine,
        clock: Clock,
        policy: BrandPolicy,
        wakeups: Wakeups,
        waiting_parts: WaitingParts,
        admit: Admit,
        notify: NotifyCustomer,
        front: Front,
        anonymous_grid_s: float = 0,
    ) -> None:
        """What an anonymous visitor is told of a card leaves at a multiple of `anonymous_grid_s`."""
        self._unit_of_work = unit_of_work
        self._engine = engine
        self._clock = clock
        self._policy = policy
        self._wakeups = wakeups
        self._waiting_parts = waiting_parts
        self._admit = admit
        self._notify = notify
        self._anonymous_grid_s = anonymous_grid_s
        self._turns: weakref.WeakValueDictionary[ConversationId, asyncio.Lock] = weakref.WeakValueDictionary()
        # Apart from the turns: a message is logged while the one before it is being answered.
        self._logging: weakref.WeakValueDictionary[ConversationId, asyncio.Lock] = (
            weakref.WeakValueDictionary()
        )
        self._answering: set[asyncio.Task[None]] = set()
        self._aside = Aside(_ANSWERED_AT_ONCE, front)

    async def __call__(self, incoming: IncomingMessage) -> Exchange:
        """Raises RejectedMessage for what cannot be taken, UnknownConversation for no such one.

        Raises TooManyRequests, with nothing stored, if the customer has sent too much in a short time.
        """
        received_s = time.monotonic()
        incoming = _as_readable(incoming)
        # Before it waits for its turn, or whoever sends a thousand at once fills our memory with them.
        await asyncio.to_thread(self._admit_message, incoming.conversation)
        async with self._turn_of(incoming.conversation):
            logged = await self._logged(incoming)
            if logged.known or logged.message is None:
                return logged.known or Exchange(logged.conversation.last_sequence, logged.conversation.owner)
            return await self._answer(logged.conversation, logged.message, received_s)

    async def accepted(self, incoming: IncomingMessage) -> None:
        """Returns once the message is in the log, and answers it afterwards: for whoever cannot wait.

        Raises what a call raises. A process that ends before the answer owes it after its next start. What
        comes a second time counts once here: it is not who wrote it that sends it again.
        """
        received_s = time.monotonic()
        logged = await self._logged(_as_readable(incoming), admits=True)
        if logged.known is None and logged.message is not None:
            answering = asyncio.create_task(self._answer_accepted(logged, logged.message, received_s))
            self._answering.add(answering)
            answering.add_done_callback(self._answering.discard)

    async def finish_accepted(self) -> None:
        """Waits a moment for the answers to what was accepted, at the end of the process."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=_LAST_S)
        for task in self._answering:
            task.cancel()

    async def finish_unanswered(self) -> int:
        """Answers what was logged but never answered, because we were stopped in between."""
        finished = 0
        for conversation_id, message in await asyncio.to_thread(self._unanswered):
            finished += await self._answer_once(conversation_id, message, time.monotonic())
        return finished

    async def _logged(self, incoming: IncomingMessage, *, admits: bool = False) -> _Logged:
        async with self._logging.setdefault(incoming.conversation, asyncio.Lock()):
            logged = await asyncio.to_thread(self._log, incoming, self._clock.now(), admits=admits)
        self._wakeups.wake(incoming.conversation)
        return logged

    async def _answer_accepted(self, logged: _Logged, message: Message, received_s: float) -> None:
        conversation, turn = logged.conversation, self._turn_of(logged.conversation.id)
        try:
            if logged.is_new and not turn.locked():
                async with turn:
                    await self._answer(conversation, message, received_s)
            else:
                # Something else of the conversation is under way: this message, if it came twice.
                await self._answer_once(conversation.id, message, received_s)
        except Exception:
            # Nobody waits for the task; the message is in the log, and is answered after the next start.
            log.exception("could not answer message %s of %s", message.sequence, conversation.id)

    async def _answer_once(self, conversation: ConversationId, message: Message, received_s: float) -> bool:
        """Whether it was still owed an answer when its turn had come."""
        async with self._turn_of(conversation):
            owed = await self._aside(self._still_owed, conversation, message)
            if owed:
                await self._answer(owed, message, received_s)
        return owed is not None

    def _admit_message(self, conversation_id: ConversationId) -> None:
        with self._unit_of_work(only_reads=True) as work:
            conversation = work.conversations.get(conversation_id)
        if conversation is None:
            raise UnknownConversation("there is no such conversation")
        self._admit.in_conversation(Act.MESSAGE, conversation)

    def _unanswered(self) -> Sequence[tuple[ConversationId, Message]]:
        with self._unit_of_work(only_reads=True) as work:
            return work.conversations.unanswered()

    def _still_owed(self, conversation: ConversationId, message: Message) -> Conversation | None:
        """The conversation, if the bot still owes the message an answer."""
        with self._unit_of_work() as work:
            if work.conversations.get(conversation) is None:
                return None
            found = work.conversations.hold(conversation)
            if work.conversations.turn_of(conversation, message.sequence) is not None:
                return None
            if found.owner is Owner.BOT:
                return found
            self._leave_to_person(work, conversation, message, self._clock.now())
            return None

    def _leave_to_person(
        self, work: Work, conversation: ConversationId, message: Message, now: datetime
    ) -> None:
        """A person has it: the log is all there is to do, and the bot stays silent."""
        work.conversations.record_turn(conversation, message.sequence, Turn())
        work.tickets.customer_wrote(conversation, now)

    def _turn_of(self, conversation: ConversationId) -> asyncio.Lock:
        return self._turns.setdefault(conversation, asyncio.Lock())

    def _log(self, incoming: IncomingMessage, now: datetime, *, admits: bool) -> _Logged:
        with self._unit_of_work() as work:
            logged = self._log_once(work, incoming, now, admits=admits)
        if logged.waiting is not None:
            # Only once the message is stored: one that is sent again must find the same parts waiting.
            self._waiting_parts.keep(incoming.conversation, logged.waiting, now)
        return logged

    def _log_once(self, work: Work, incoming: IncomingMessage, now: datetime, *, admits: bool) -> _Logged:
        # Held from here on: an agent who gives it back or closes it meanwhile would leave the message unread.
        conversation = work.conversations.hold(incoming.conversation)
        client_id = self._safe_client_id(work, incoming, now)
        message = work.conversations.find_client_message(conversation.id, client_id)
        if message and (known := _known_exchange(work, conversation, message)):
            return _Logged(conversation, message, known)
        waiting, is_new = None, message is None
        if message is None and admits:
            self._admit.in_conversation(Act.MESSAGE, conversation)
        if message is None and self._changes_nothing(work, incoming, now):
            return _Logged(conversation, None, None)
        if message is None:
            if incoming.code is None:
                joined = self._without_codes(work, conversation.id, incoming.text, now)
            else:
                joined = Joined(work.vault.handle_for(conversation.id, incoming.code, now))
            waiting = joined.waiting
            if HANDLE.search(joined.text):
                # Refused here, the transaction takes the vault's new entry back as well.
                self._admit.in_conversation(Act.LOOKUP, conversation)
            message = work.conversations.append_from_customer(
                conversation.id, client_id, joined.text, now, incoming.payload
            )
            raise_alarm_for_canaries(work, conversation.id, joined.text, self._policy.support, now)
            typed_openly = incoming.code is None and joined.text != incoming.text
            if typed_openly and PLACEHOLDER.search(joined.text):
                self._tell_hidden(work, conversation, now)
        if conversation.owner is Owner.BOT:
            return _Logged(conversation, message, None, is_new, waiting)
        conversation = reopen_if_closed(work, conversation, self._policy, now)
        self._leave_to_person(work, conversation.id, message, now)
        answered = Exchange(message.sequence, conversation.owner)
        return _Logged(conversation, message, answered, is_new, waiting)

    def _safe_client_id(self, work: Work, incoming: IncomingMessage, now: datetime) -> str:
        """The sender's name for the message, with handles for codes: the same again for the same name."""
        return redact(
            incoming.client_id,
            self._policy.cards.code_format,
            lambda code: work.vault.handle_for(incoming.conversation, code, now),
        )

    def _changes_nothing(self, work: Work, incoming: IncomingMessage, now: datetime) -> bool:
        """Whether it is an edit of which we keep what we have."""
        if incoming.edited is None:
            return False

        def kept(text: str) -> str:
            redacted = redact(
                text,
                self._policy.cards.code_format,
                lambda code: work.vault.handle_for(incoming.conversation, code, now),
            )
            return hide_other_secrets(redacted)

        return kept(incoming.edited) == kept(incoming.text)

    def _tell_hidden(self, work: Work, conversation: Conversation, now: datetime) -> None:
        """Why the message reads otherwise than it was typed; said once, whoever has the conversation."""
        in_slack = conversation.channel == SLACK
        notice = Reply(service_text(CODE_HIDDEN_IN_SLACK if in_slack else CODE_HIDDEN))
        if not work.conversations.was_told(conversation.id, notice.text):
            work.conversations.append_reply(conversation.id, notice, now, answers=None, by_system=True)

    def _without_codes(self, work: Work, conversation: ConversationId, text: str, now: datetime) -> Joined:
        """The text with handles for whole codes, and for one that ends here and began in earlier messages.

        Payment cards, passwords and the like are gone for good.
        """

        def handle_for(code: ClaimCode) -> str:
            return work.vault.handle_for(conversation, code, now)

        code_format = self._policy.cards.code_format
        # Before the codes: one for Slack reads like a part of a claim code.
        redacted = redact(hide_link_codes(text), code_format, handle_for)
        # Whoever gives a whole code has no other half to come.
        waiting = () if HANDLE.search(redacted) else self._waiting_parts.of(conversation, now)
        joined = join_parts(
            redacted,
            code_format,
            waiting=waiting,
            was_asked=_was_asked_for_a_code(work.conversations.last_turn(conversation)),
            handle_for=handle_for,
        )
        # After the codes: a customer may call the code a password.
        return replace(joined, text=hide_other_secrets(joined.text))

    async def _answer(self, conversation: Conversation, message: Message, received_s: float) -> Exchange:
        if not self._engine.is_ready:
            await self._aside(self._tell_starting, conversation.id)
        try:
            said = message.payload or for_engine(hide_shapes(message.text, all_code_shapes()))
            text = refuse_codes(said, self._policy.cards.code_format)
            items = await self._engine.answer(conversation.id, text, self._clock.now(), message.sequence)
        except (EngineUnavailable, LeakPrevented) as error:
            log.error("no answer for message %s of %s: %s", message.sequence, conversation.id, error)
            items = None
        if conversation.account is None and HANDLE.search(message.text):
            # Before it is stored, because whoever listens to the log sees it from then on.
            taken_s = time.monotonic() - received_s
            await asyncio.sleep(rest_until_grid_s(taken_s, self._anonymous_grid_s))
        exchange = await self._aside(self._store, conversation, message, items, self._clock.now())
        self._wakeups.wake(conversation.id)
        return exchange

    def _tell_starting(self, conversation: ConversationId) -> None:
        with self._unit_of_work() as work:
            work.conversations.append_reply(
                conversation,
                Reply(service_text(ENGINE_STARTING)),
                self._clock.now(),
                answers=None,
                by_system=True,
            )
        self._wakeups.wake(conversation)

    def _store(
        self,
        conversation: Conversation,
        message: Message,
        items: Iterable[EngineReply] | None,
        now: datetime,
    ) -> Exchange:
        """Replies, ticket, turn and owner in one commit; nothing of it if the bot lost the turn."""
        with self._unit_of_work() as work:
            current = work.conversations.hold(conversation.id)
            if current.version != conversation.version:
                # While the engine was thinking: its answer comes too late.
                self._leave_to_person(work, conversation.id, message, now)
                return Exchange(message.sequence, current.owner)
            answer = self._apology(work, conversation, now) if items is None else _together(items)
            replies, effects, tickets = answer
            for reply in replies:
                work.conversations.append_reply(conversation.id, reply, now, answers=message.sequence)
            turn = effects.turn
            if turn.intent != TICKET_STATUS:
                # Whoever asks how a ticket stands has not answered what it waits for.
                work.tickets.customer_wrote(conversation.id, now)
            for ticket in tickets:
                if work.tickets.open_once(conversation.id, ticket, now):
                    self._notify.of_ticket(work, conversation.id, ticket.id, ticket.category, now)
                turn = replace(turn, ticket=ticket.id)
            work.conversations.record_turn(conversation.id, message.sequence, turn)
            priority = max((each.priority for each in tickets), key=lambda each: each.rank, default=None)
            topic = turn.case or next((each.category for each in tickets), None)
            work.conversations.concerns(conversation.id, topic, priority)
            owner = effects.owner or conversation.owner
            collect_lines(work, conversation, message, turn, owner)
            if owner is Owner.QUEUED:
                # The bot's own words say that a person comes; why is for the desk.
                reason = turn.case or turn.intent or "the assistant could not go on"
                team = self._policy.support.team_for(topic or "", work.sites.team_of(conversation.id))
                change = Change(Move.QUEUE, owner, None, team.id, ASSISTANT_MOVES, reason, now)
                work.conversations.move(current, change)
            return Exchange(message.sequence, owner, tuple(replies), turn)

    def _apology(self, work: Work, conversation: Conversation, now: datetime) -> _Together:
        ticket = failure_ticket(work, conversation.id, self._policy.support, now)
        text = service_text(BOT_UNAVAILABLE, **ticket_values(ticket, self._policy, now))
        return [Reply(text)], Effects(Turn()), [ticket]


def _as_readable(incoming: IncomingMessage) -> IncomingMessage:
    return incoming if incoming.code is not None else replace(incoming, text=readable(incoming.text))


def _was_asked_for_a_code(turn: Turn | None) -> bool:
    """Whether a complaint about a card, or what was added to one, has not led to a card yet."""
    if turn is None or turn.outcome is not None:
        return False
    case = load_cases().get(turn.intent or "")
    return turn.intent == "inform" or (case is not None and case.texts.needs_code)


_Together = tuple[list[Reply], Effects, list[TicketRequest]]


def _together(items: Iterable[EngineReply]) -> _Together:
    """What was said, the effects of the actions taken as one, and every ticket that one of them asks for.

    A later action adds to a former; of two diagnoses the first that names a case is the turn's.
    """
    replies: list[Reply] = []
    tickets: list[TicketRequest] = []
    joined = Effects()
    for item in items:
        if item.reply:
            replies.append(item.reply)
        if item.effects:
            keep = joined.turn.case is not None and item.effects.turn.intent == joined.turn.intent
            joined = Effects(
                joined.turn if keep else item.effects.turn, owner=item.effects.owner or joined.owner
            )
            tickets += [item.effects.ticket] if item.effects.ticket else []
    return replies, joined, tickets


def _known_exchange(work: Work, conversation: Conversation, message: Message) -> Exchange | None:
    turn = work.conversations.turn_of(conversation.id, message.sequence)
    if turn is None:
        return None
    replies = work.conversations.replies_to(conversation.id, message.sequence)
    return Exchange(message.sequence, conversation.owner, tuple(replies), turn)
