"""A canary code was sent: people hear of it, the sender does not."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.knowledge.brand import Support
from bot.ledger.canaries import ALARM
from bot.ports import Work
from bot.privacy.audit import ASSISTANT, AuditAction, AuditEntry
from bot.privacy.placeholders import HANDLE
from bot.services.answers import ticket_about
from bot.tickets.ticket import Priority
from bot.values import ClaimHandle, ConversationId

log = logging.getLogger(__name__)


def raise_alarm_for_canaries(
    work: Work, conversation: ConversationId, text: str, support: Support, now: datetime
) -> None:
    """An urgent ticket, an audit row and a log record, once for each conversation.

    `text` is as the log has it, with handles. It is looked at when it is stored and not when the card is
    looked up, so that whoever is not signed in, or talks to a person, is noticed too; and every answer is
    the one to a code that no card has, because none has this one.
    """
    for handle in dict.fromkeys(HANDLE.findall(text)):
        code = work.vault.fingerprint(conversation, ClaimHandle(handle))
        canary = work.canaries.match(code) if code else None
        if canary is None or work.tickets.id_for(conversation, ALARM):
            continue
        where = f" ({canary.note})" if canary.note else ""
        ticket = ticket_about(
            work,
            conversation,
            ALARM,
            category=ALARM,
            priority=Priority.URGENT,
            summary=f"Canary {canary.id} ending {canary.last_four}{where} was sent here: it was stolen.",
            support=support,
            now=now,
        )
        work.tickets.open_once(conversation, ticket, now)
        subject = f"canary {canary.id} in conversation {conversation}"
        work.audit.add(AuditEntry(ASSISTANT, AuditAction.CANARY_TRIED, True, subject, "", now))
        log.warning(
            "canary %s was sent in conversation %s: see ticket %s", canary.id, conversation, ticket.id
        )
