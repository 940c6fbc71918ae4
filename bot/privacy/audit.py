"""Who may see behind a handle, and what is kept of everybody who looked or tried. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.privacy.role import Machine as Machine
from bot.privacy.role import Role as Role


@dataclass(frozen=True)
class Actor:
    """Who does something. The caller has made sure of name and role."""

    name: str
    role: Role | Machine


ASSISTANT = Actor("giftline", Machine.ASSISTANT)

_MAY_REVEAL = frozenset({Role.SUPERVISOR, Role.ADMIN})


def may_reveal(role: Role | Machine) -> bool:
    """Whether the role may learn which card a handle stands for."""
    return role in _MAY_REVEAL


_MAY_REASSIGN = frozenset({Role.SUPERVISOR, Role.ADMIN, Machine.OPERATOR})


def may_reassign(role: Role | Machine) -> bool:
    """Whether the role may take a ticket from the agent who has it."""
    return role in _MAY_REASSIGN


class AuditAction(StrEnum):
    REVEAL = "reveal"
    EXPORT = "export"
    ERASE = "erase"
    CANARY_ADDED = "canary_added"
    CANARY_REMOVED = "canary_removed"
    CANARY_TRIED = "canary_tried"
    TRAINING = "training"
    READ = "read"
    REPLY = "reply"
    NOTE = "note"
    MOVE = "move"
    TICKET_ASSIGNED = "ticket_assigned"
    TICKET_CLOSED = "ticket_closed"
    TICKET_MERGED = "ticket_merged"
    TICKET_REOPENED = "ticket_reopened"
    TICKET_WAITING = "ticket_waiting"
    # Of a ledger action at the desk: asked for, confirmed, approved or declined by a second person, and what
    # the ledger said.
    LEDGER_ASKED = "ledger_asked"
    LEDGER_CONFIRMED = "ledger_confirmed"
    LEDGER_APPROVED = "ledger_approved"
    LEDGER_DECLINED = "ledger_declined"
    LEDGER_DONE = "ledger_done"
    FILE_SENT = "file_sent"
    FILE_OPENED = "file_opened"
    SEARCH = "search"
    # What customers did by themselves: somebody in Slack is their account, and is it no more.
    SLACK_LINKED = "slack_linked"
    SLACK_UNLINKED = "slack_unlinked"


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit, which nobody can change. No part of it holds a claim code.

    `subject` names what it was done to: a handle of a conversation, a canary, a customer's pseudonym.
    """

    actor: Actor
    action: AuditAction
    allowed: bool
    subject: str
    reason: str
    at: datetime
