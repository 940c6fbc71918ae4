"""The log of conversations, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    case,
    exists,
    insert,
    select,
    update,
)

from bot.conversations.card_story import CardStory
from bot.conversations.conversation import Author, Button, Conversation, Form, Message, Owner, Reply, Turn
from bot.conversations.ownership import Change, queued_at_after
from bot.errors import UnknownConversation
from bot.storage.tables import attachment as attachments
from bot.storage.tables import conversation as conversations
from bot.storage.tables import message as messages
from bot.storage.tables import ownership_move as moves
from bot.storage.tables import turn as turns
from bot.tickets.ticket import Priority
from bot.values import AccountId, AgentId, ConversationId, SiteId, TicketId

_CARD = TypeAdapter(CardStory)

# What is asked with every message is put together once: that takes longer than asking it.
_OF = bindparam("of", type_=String())
_ONE = select(conversations).where(conversations.c.id == _OF)
# SQLite has no FOR UPDATE and needs none: its transactions begin as writers.
_HELD = _ONE.with_for_update()
_BY_CLIENT_ID = select(messages).where(
    messages.c.conversation_id == _OF, messages.c.client_id == bindparam("named", type_=String())
)
_AFTER = (
    select(messages)
    .where(messages.c.conversation_id == _OF, messages.c.sequence > bindparam("after", type_=Integer()))
    .order_by(messages.c.sequence)
)
_TURN_OF = select(turns).where(
    turns.c.conversation_id == _OF, turns.c.sequence == bindparam("at", type_=Integer())
)
_LAST_TURN = select(turns).where(turns.c.conversation_id == _OF).order_by(turns.c.sequence.desc()).limit(1)
# Holds the conversation's row until the commit, so numbers have no gaps.
_NEXT_SEQUENCE = (
    update(conversations)
    .where(conversations.c.id == _OF)
    .values(
        last_sequence=conversations.c.last_sequence + 1,
        last_message_at=bindparam("sent_at", type_=conversations.c.last_message_at.type),
    )
    .returning(conversations.c.last_sequence)
)
_ADD_MESSAGE = insert(messages)
_ADD_TURN = insert(turns)


class SqlConversations:
    """Implements ports.Conversations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, conversation: Conversation, at: datetime) -> None:
        self._connection.execute(
            insert(conversations).values(
                id=conversation.id,
                channel=conversation.channel,
                site_id=conversation.site,
                account_id=conversation.account,
                region=conversation.region,
                owner=conversation.owner.value,
                version=conversation.version,
                last_sequence=0,
                address_key=conversation.address_key,
                opened_at=at,
                agent_id=conversation.agent,
                team=conversation.team,
                topic=conversation.topic,
                urgency=Priority.NORMAL.rank,
                last_message_at=at,
            )
        )

    def get(self, conversation: ConversationId) -> Conversation | None:
        return self._one(_ONE, conversation)

    def hold(self, conversation: ConversationId) -> Conversation:
        found = self._one(_HELD, conversation)
        if found is None:
            raise UnknownConversation("there is no such conversation")
        return found

    def sign_in(self, conversation: ConversationId, account: AccountId) -> None:
        self._connection.execute(
            update(conversations).where(conversations.c.id == conversation).values(account_id=account)
        )

    def append_from_customer(
        self,
        conversation: ConversationId,
        client_id: str,
        text: str,
        at: datetime,
        payload: str | None = None,
    ) -> Message:
        message = Message(0, Author.CUSTOMER, text, at, client_id=client_id, payload=payload)
        return self._append(conversation, message, answers=None)

    def agent_wrote(self, conversation: ConversationId) -> bool:
        by_agent = exists().where(
            messages.c.conversation_id == conversation, messages.c.author == Author.AGENT.value
        )
        return bool(self._connection.execute(select(by_agent)).scalar_one())

    def append_reply(
        self,
        conversation: ConversationId,
        reply: Reply,
        at: datetime,
        *,
        answers: int | None,
        by_system: bool = False,
    ) -> Message:
        author = Author.SYSTEM if by_system else Author.BOT
        message = Message(0, author, reply.text, at, buttons=reply.buttons, form=reply.form, card=reply.card)
        return self._append(conversation, message, answers=answers)

    def find_client_message(self, conversation: ConversationId, client_id: str) -> Message | None:
        row = self._connection.execute(_BY_CLIENT_ID, {"of": conversation, "named": client_id}).one_or_none()
        return message_of(row) if row else None

    def messages(self, conversation: ConversationId, after: int = 0) -> Sequence[Message]:
        rows = self._connection.execute(_AFTER, {"of": conversation, "after": after})
        return [message_of(row) for row in rows]

    def last_from_customer(self, conversation: ConversationId) -> Message | None:
        row = self._connection.execute(
            select(messages)
            .where(messages.c.conversation_id == conversation, messages.c.author == Author.CUSTOMER.value)
            .order_by(messages.c.sequence.desc())
            .limit(1)
        ).one_or_none()
        return message_of(row) if row else None

    def replies_to(self, conversation: ConversationId, sequence: int) -> Sequence[Reply]:
        rows = self._connection.execute(
            select(messages)
            .where(messages.c.conversation_id == conversation, messages.c.answers == sequence)
            .order_by(messages.c.sequence)
        )
        return [
            Reply(message.text, message.buttons, message.form, message.card)
            for message in map(message_of, rows)
        ]

    def was_told(self, conversation: ConversationId, text: str) -> bool:
        told = exists().where(
            messages.c.conversation_id == conversation,
            messages.c.author == Author.SYSTEM.value,
            messages.c.text == text,
        )
        return bool(self._connection.execute(select(told)).scalar_one())

    def record_turn(self, conversation: ConversationId, sequence: int, turn: Turn) -> None:
        self._connection.execute(
            _ADD_TURN,
            {
                "conversation_id": conversation,
                "sequence": sequence,
                "intent": turn.intent,
                "confidence": turn.confidence,
                "problem_case": turn.case,
                "outcome": turn.outcome,
                "ticket_id": turn.ticket,
            },
        )

    def turn_of(self, conversation: ConversationId, sequence: int) -> Turn | None:
        row = self._connection.execute(_TURN_OF, {"of": conversation, "at": sequence}).one_or_none()
        return turn_of(row) if row else None

    def turns(self, conversation: ConversationId) -> dict[int, Turn]:
        rows = self._connection.execute(select(turns).where(turns.c.conversation_id == conversation))
        return {row.sequence: turn_of(row) for row in rows}

    def last_turn(self, conversation: ConversationId) -> Turn | None:
        row = self._connection.execute(_LAST_TURN, {"of": conversation}).one_or_none()
        return turn_of(row) if row else None

    def move(self, conversation: Conversation, change: Change) -> Conversation | None:
        moved = replace(
            conversation,
            owner=change.owner,
            version=conversation.version + 1,
            agent=change.agent,
            team=change.team,
            queued_at=queued_at_after(conversation, change),
            lease_until=change.lease_until,
        )
        changed = self._connection.execute(
            update(conversations)
            .where(
                conversations.c.id == conversation.id,
                conversations.c.version == conversation.version,
            )
            .values(
                owner=moved.owner.value,
                version=moved.version,
                agent_id=moved.agent,
                team=moved.team,
                queued_at=moved.queued_at,
                lease_until=moved.lease_until,
                closed_at=change.at if moved.owner is Owner.CLOSED else None,
            )
        )
        if changed.rowcount != 1:
            return None
        self._connection.execute(
            insert(moves).values(
                conversation_id=moved.id,
                version=moved.version,
                move=change.move.value,
                from_owner=conversation.owner.value,
                to_owner=moved.owner.value,
                agent_id=moved.agent,
                from_agent_id=conversation.agent,
                team=moved.team,
                actor=change.mover.actor.name,
                role=change.mover.actor.role.value,
                reason=change.reason,
                at=change.at,
            )
        )
        return moved

    def concerns(self, conversation: ConversationId, topic: str | None, priority: Priority | None) -> None:
        values: dict[str, Any] = {}
        if topic is not None:
            values["topic"] = topic
        if priority is not None:
            is_higher = conversations.c.urgency > priority.rank
            values["urgency"] = case((is_higher, conversations.c.urgency), else_=priority.rank)
        if values:
            self._connection.execute(
                update(conversations).where(conversations.c.id == conversation).values(**values)
            )

    def append_from_agent(
        self, conversation: ConversationId, agent: AgentId, client_id: str, text: str, at: datetime
    ) -> Message:
        message = Message(0, Author.AGENT, text, at, client_id=client_id, agent=agent)
        return self._append(conversation, message, answers=None)

    def unanswered(self) -> Sequence[tuple[ConversationId, Message]]:
        answered = exists().where(
            turns.c.conversation_id == messages.c.conversation_id,
            turns.c.sequence == messages.c.sequence,
        )
        # A file asks nothing.
        is_file = exists().where(
            attachments.c.conversation_id == messages.c.conversation_id,
            attachments.c.sequence == messages.c.sequence,
        )
        later = messages.alias()
        # By a person who had the conversation meanwhile and gave it back.
        answered_in_person = exists().where(
            later.c.conversation_id == messages.c.conversation_id,
            later.c.sequence > messages.c.sequence,
            later.c.author == Author.AGENT.value,
        )
        rows = self._connection.execute(
            select(messages)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
            .where(
                conversations.c.owner == Owner.BOT.value,
                messages.c.author == Author.CUSTOMER.value,
                ~answered,
                ~is_file,
                ~answered_in_person,
            )
            .order_by(messages.c.sent_at, messages.c.sequence)
        )
        return [(ConversationId(row.conversation_id), message_of(row)) for row in rows]

    def _one(self, query: Select[Any], conversation: ConversationId) -> Conversation | None:
        row = self._connection.execute(query, {"of": conversation}).one_or_none()
        if row is None:
            return None
        return conversation_of(row)

    def _append(self, conversation: ConversationId, message: Message, answers: int | None) -> Message:
        sequence = self._connection.execute(
            _NEXT_SEQUENCE, {"of": conversation, "sent_at": message.sent_at}
        ).scalar_one_or_none()
        if sequence is None:
            raise UnknownConversation("the conversation was erased meanwhile")
        self._connection.execute(
            _ADD_MESSAGE,
            {
                "conversation_id": conversation,
                "sequence": sequence,
                "author": message.author.value,
                "client_id": message.client_id,
                "answers": answers,
                "text": message.text,
                "buttons": [{"title": b.title, "payload": b.payload} for b in message.buttons],
                "payload": message.payload,
                "form": message.form.value if message.form else None,
                "card": _CARD.dump_python(message.card, mode="json") if message.card else None,
                "agent_id": message.agent,
                "sent_at": message.sent_at,
            },
        )
        return replace(message, sequence=sequence)


def conversation_of(row: Row[Any]) -> Conversation:
    return Conversation(
        id=ConversationId(row.id),
        channel=row.channel,
        account=AccountId(row.account_id) if row.account_id else None,
        region=row.region,
        owner=Owner(row.owner),
        version=row.version,
        address_key=row.address_key,
        site=SiteId(row.site_id) if row.site_id else None,
        agent=AgentId(row.agent_id) if row.agent_id else None,
        team=row.team,
        topic=row.topic,
        queued_at=row.queued_at,
        lease_until=row.lease_until,
        last_sequence=row.last_sequence,
    )


def turn_of(row: Row[Any]) -> Turn:
    ticket = TicketId(row.ticket_id) if row.ticket_id else None
    return Turn(row.intent, row.confidence, row.problem_case, row.outcome, ticket)


def message_of(row: Row[Any]) -> Message:
    return Message(
        sequence=row.sequence,
        author=Author(row.author),
        text=row.text,
        sent_at=row.sent_at,
        client_id=row.client_id,
        buttons=tuple(Button(b["title"], b["payload"]) for b in row.buttons),
        payload=row.payload,
        form=Form(row.form) if row.form else None,
        card=_CARD.validate_python(row.card) if row.card else None,
        agent=AgentId(row.agent_id) if row.agent_id else None,
    )
