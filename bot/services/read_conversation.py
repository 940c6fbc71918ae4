"""The log of a conversation as a person may read it: last four characters in place of handles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.conversations.attachment import Attachment
from bot.conversations.conversation import Message, Owner
from bot.errors import UnknownConversation
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork, Work
from bot.privacy.redact import with_last_four
from bot.values import AgentId, ConversationId


@dataclass(frozen=True)
class ReadableLog:
    """`agent_names` is empty where the brand does not show them. `agent` has it, if any does."""

    messages: tuple[Message, ...]
    owner: Owner
    agent_names: Mapping[AgentId, str]
    agent: AgentId | None = None


class ReadConversation:
    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy

    def __call__(self, conversation: ConversationId, after: int = 0) -> ReadableLog:
        """Every message whose sequence is greater than `after`, oldest first."""
        with self._unit_of_work(only_reads=True) as work:
            found = work.conversations.get(conversation)
            if found is None:
                raise UnknownConversation("there is no such conversation")
            messages = readable_messages(work, conversation, after)
            wrote = {message.agent for message in messages if message.agent}
            named = work.desk.names(sorted(wrote)) if self._policy.support.shows_agent_names else {}
        return ReadableLog(messages, found.owner, named, found.agent)


def readable_message(work: Work, conversation: ConversationId, message: Message) -> Message:
    return replace(message, text=with_last_four(message.text, work.vault.last_four(conversation)))


def readable_messages(work: Work, conversation: ConversationId, after: int = 0) -> tuple[Message, ...]:
    """The messages after a sequence number, with last four characters in place of handles."""
    last_four = work.vault.last_four(conversation)
    attachments = {
        sequence: readable_attachment(attachment, last_four)
        for sequence, attachment in work.attachments.of(conversation, after).items()
    }
    return tuple(
        replace(
            message,
            text=with_last_four(message.text, last_four),
            attachment=attachments.get(message.sequence),
        )
        for message in work.conversations.messages(conversation, after)
    )


def readable_attachment(attachment: Attachment, last_four: Mapping[str, str]) -> Attachment:
    return replace(attachment, name=with_last_four(attachment.name, last_four))
