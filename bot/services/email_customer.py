"""Writes the e-mails of the outbox, from `emails.yml`, and gives them to the mail server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from bot.conversations.conversation import Author
from bot.knowledge.brand import BrandPolicy
from bot.outbox.outgoing import EMAIL_AGENT_REPLIED, EMAIL_TICKET_CLOSED, EMAIL_TICKET_OPENED, Outgoing
from bot.ports import Email, Mailer, UnitOfWork, Work
from bot.privacy.mask import CODE
from bot.privacy.redact import redact
from bot.services.answer_by import answer_by
from bot.services.read_conversation import readable_messages
from bot.tickets.ticket import TicketStatus
from bot.values import TicketId
from bot.yaml_file import read_yaml

EMAIL_KINDS = (EMAIL_TICKET_OPENED, EMAIL_AGENT_REPLIED, EMAIL_TICKET_CLOSED)
# Where in a text the reply of an agent stands.
_REPLY = "REPLY"

_templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)


@dataclass(frozen=True)
class _Paragraph:
    text: str
    is_reply: bool = False


class EmailCustomer:
    """Implements ports.Deliverer, for every kind of EMAIL_KINDS.

    What it writes for a row is the same each time, to the byte: that is how a mailbox knows it again.
    """

    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy, mailer: Mailer) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy
        self._mailer = mailer

    async def __call__(self, outgoing: Outgoing) -> bool:
        email = await asyncio.to_thread(self._write, outgoing)
        if email is None:
            return False
        await self._mailer.send(email)
        return True

    def _write(self, outgoing: Outgoing) -> Email | None:
        """None for whoever has no address any more, and for what the customer knows by now."""
        with self._unit_of_work() as work:
            to = work.contacts.email_of(outgoing.conversation)
            values = self._values(work, outgoing)
            replies = self._replies(work, outgoing)
        if to is None or values is None or replies is None:
            return None
        written = _emails()[outgoing.kind.removeprefix("email.")]
        paragraphs: list[_Paragraph] = []
        for paragraph in (*written["paragraphs"], *_emails()["at_the_end"]):
            if paragraph == _REPLY:
                paragraphs += [_Paragraph(reply, is_reply=True) for reply in replies]
            else:
                paragraphs.append(_Paragraph(paragraph.format(**values)))
        subject = written["subject"].format(**values)
        return Email(
            id=outgoing.id,
            to=to,
            subject=subject,
            text=_as_text(paragraphs),
            html=_templates.get_template("email.html.j2").render(subject=subject, paragraphs=paragraphs),
            written_at=outgoing.created_at,
        )

    def _values(self, work: Work, outgoing: Outgoing) -> dict[str, str] | None:
        support = self._policy.support
        values = {
            "brand": self._policy.name,
            "who": outgoing.payload.get("agent") or f"A person at {self._policy.name}",
            "phone": support.phone,
        }
        if outgoing.kind == EMAIL_AGENT_REPLIED:
            return values
        ticket = work.tickets.get(TicketId(outgoing.payload["ticket"]))
        # Delivered late, it may be about a ticket that was closed, or opened again, in the meantime.
        tells_of_end = outgoing.kind == EMAIL_TICKET_CLOSED
        if ticket is None or (ticket.status is TicketStatus.CLOSED) is not tells_of_end:
            return None
        due = answer_by(ticket.answer_by, support.team(ticket.team), outgoing.created_at)
        return values | {"ticket_id": ticket.id, "answer_by": due}

    def _replies(self, work: Work, outgoing: Outgoing) -> list[str] | None:
        """What the agent wrote; None if the customer has written since, and so has read it."""
        sequences: list[int] = outgoing.payload.get("messages", [])
        if not sequences:
            return []
        log = readable_messages(work, outgoing.conversation, after=sequences[0] - 1)
        if any(line.author is Author.CUSTOMER and line.sequence > sequences[-1] for line in log):
            return None
        # Nothing in the log holds a code. It is looked at once more, because an e-mail cannot be taken back.
        code_format = self._policy.cards.code_format
        return [
            redact(line.text, code_format, lambda _: CODE)
            for line in log
            if line.sequence in sequences and line.author is Author.AGENT
        ]


def _as_text(paragraphs: list[_Paragraph]) -> str:
    """Replies are quoted, as mail clients quote, so that nobody takes a line of theirs for one of ours."""
    shown = (
        "\n".join(f"> {line}" for line in one.text.splitlines()) if one.is_reply else one.text
        for one in paragraphs
    )
    return "\n\n".join(shown) + "\n"


@cache
def _emails() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(Path(__file__).with_name("emails.yml"))
    return loaded
