"""A database as full as the desk's promise of speed is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from bot.bootstrap import Services
from bot.conversations.conversation import DEFAULT_TEAM, Author, Owner
from bot.storage import tables
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import AgentId, ConversationId, TicketId

SHORT, LONG = 20, 2_000
"""How many messages a conversation has, and the long one."""


def many_conversations(
    services: Services, agent: AgentId, many: int
) -> tuple[ConversationId, ConversationId]:
    """A third each with the assistant, in the queue and with the agent; half as many are closed.

    Returns one of the usual length and the long one, both with the agent. The rows are written as they
    would be stored, because to hold so many conversations takes longer than all that is measured.
    """
    began = datetime.now(UTC) - timedelta(days=3)
    owners = (Owner.AGENT, Owner.QUEUED, Owner.BOT)
    ids = [ConversationId(f"{number:032x}") for number in range(many + many // 2)]
    with services.database.begin() as connection:
        for number, conversation in enumerate(ids):
            owner = owners[number % len(owners)] if number < many else Owner.CLOSED
            length = LONG if number == 0 else SHORT
            at = began + timedelta(minutes=number)
            urgency = number % len(Priority)
            holder = agent if owner is Owner.AGENT else None
            connection.execute(
                insert(tables.conversation), [_row(conversation, owner, holder, length, urgency, at)]
            )
            connection.execute(
                insert(tables.message), [_message(conversation, n + 1, at) for n in range(length)]
            )
    with services.unit_of_work() as work:
        for number, conversation in enumerate(ids):
            ticket = TicketRequest(
                TicketId(f"GL-{number:07}"),
                "human_agent",
                list(Priority)[number % len(Priority)],
                "person",
                "The customer asks for a person.",
            )
            work.tickets.open_once(conversation, ticket, began + timedelta(minutes=number))
    return ids[3], ids[0]


def _row(
    conversation: ConversationId, owner: Owner, agent: AgentId | None, length: int, urgency: int, at: datetime
) -> dict[str, object]:
    return {
        "id": conversation,
        "channel": "web",
        "owner": owner.value,
        "version": 2,
        "last_sequence": length,
        "opened_at": at,
        "agent_id": agent,
        "team": DEFAULT_TEAM,
        "topic": "human_agent",
        "urgency": urgency,
        "queued_at": at if owner in (Owner.QUEUED, Owner.AGENT) else None,
        "closed_at": at if owner is Owner.CLOSED else None,
        "last_message_at": at + timedelta(seconds=length),
    }


def _message(conversation: ConversationId, sequence: int, at: datetime) -> dict[str, object]:
    by_customer = sequence % 2 == 1
    return {
        "conversation_id": conversation,
        "sequence": sequence,
        "author": Author.CUSTOMER.value if by_customer else Author.BOT.value,
        "client_id": f"m{sequence}" if by_customer else None,
        "text": f"Message {sequence}: my gift card does not work, and here is what I tried so far. " * 2,
        "buttons": [],
        "sent_at": at + timedelta(seconds=sequence),
    }
