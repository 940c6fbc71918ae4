"""The bytes of a file: for the customer whose conversation it is in, and for agents, never unseen."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.agents.agent import Agent
from bot.conversations.attachment import Attachment, Part
from bot.errors import UnknownAttachment
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.services.read_conversation import readable_attachment
from bot.values import AttachmentId, Clock, ConversationId


@dataclass(frozen=True)
class OpenedFile:
    """`media_type` is of the content, which for a thumbnail is a picture's too."""

    attachment: Attachment
    content: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        return self.attachment.kind.media_type


class OpenFile:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def for_customer(
        self, conversation: ConversationId, attachment: AttachmentId, part: Part = Part.WHOLE
    ) -> OpenedFile:
        """Raises UnknownAttachment for one that is not in the conversation."""
        with self._unit_of_work() as work:
            return _opened(work, conversation, attachment, part)

    def for_agent(self, conversation: ConversationId, attachment: AttachmentId, agent: Agent) -> OpenedFile:
        """The whole of it. A picture may show a claim code, so each look is in the audit before it is had.

        Raises UnknownAttachment for one that is not in the conversation.
        """
        with self._unit_of_work() as work:
            opened = _opened(work, conversation, attachment, Part.WHOLE)
            actor = Actor(agent.email, agent.role)
            subject = f"file {attachment} of conversation {conversation}"
            now = self._clock.now()
            work.audit.add(AuditEntry(actor, AuditAction.FILE_OPENED, True, subject, "", now))
        return opened


def _opened(work: Work, conversation: ConversationId, attachment: AttachmentId, part: Part) -> OpenedFile:
    found = work.attachments.get(conversation, attachment)
    content = work.attachments.content(attachment, part) if found else None
    if found is None or content is None:
        raise UnknownAttachment("There is no such file in this conversation.")
    return OpenedFile(readable_attachment(found, work.vault.last_four(conversation)), content)
