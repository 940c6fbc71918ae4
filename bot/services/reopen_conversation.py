"""A customer writes in a conversation that was closed: it is open again, in the queue, with a promise."""

from __future__ import annotations

from datetime import datetime

from bot.conversations.conversation import Conversation, Owner
from bot.conversations.ownership import Change, Move, Mover
from bot.knowledge.brand import BrandPolicy
from bot.ledger.canaries import ALARM
from bot.ports import Work
from bot.privacy.audit import ASSISTANT
from bot.services.answers import ticket_about, ticket_values
from bot.services.hand_over import HUMAN_AGENT
from bot.services.move_conversation import make_move
from bot.tickets.ticket import Priority


def reopen_if_closed(
    work: Work, conversation: Conversation, policy: BrandPolicy, now: datetime
) -> Conversation:
    """As it is after that. In the queue: whoever was helped by a person and writes again wants one."""
    if conversation.owner is not Owner.CLOSED:
        return conversation
    held = work.conversations.hold(conversation.id)
    if held.owner is not Owner.CLOSED:
        return held
    latest = next((one for one in work.tickets.of(held.id) if one.category != ALARM), None)
    ticket = ticket_about(
        work,
        held.id,
        latest.subject_key if latest else "person",
        category=latest.category if latest else HUMAN_AGENT,
        priority=latest.priority if latest else Priority.HIGH,
        summary=latest.summary if latest else "The customer wrote again after the chat was closed.",
        support=policy.support,
        now=now,
    )
    work.tickets.open_once(held.id, ticket, now)
    change = Change(
        Move.REOPEN, Owner.QUEUED, None, held.team, Mover(ASSISTANT), "the customer wrote again", now
    )
    values = ticket_values(ticket, policy, now)
    return make_move(work, held, change, policy, answer_by=values["answer_by"])
