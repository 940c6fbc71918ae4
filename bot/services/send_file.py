"""A file into a conversation, from its customer or from the agent who has it: prepared, stored once, told of.

The log gets a message about it, so that a file has its place among what was said.
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from dataclasses import dataclass, field, replace

from bot.agents.agent import Agent
from bot.attachments.file_name import clean_stem
from bot.attachments.fitness import FitFile, Unfit
from bot.conversations.attachment import Attachment, AttachmentKind
from bot.conversations.conversation import Conversation, Message, Owner, Reply
from bot.errors import NoSuchConversation, NotYours, TakenClientId, UnfitFile, UnknownConversation
from bot.knowledge.brand import BrandPolicy
from bot.ports import PrepareFile, UnitOfWork, Wakeups, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.placeholders import HANDLE
from bot.privacy.redact import redact
from bot.services.admit import Admit
from bot.services.canary_alarm import raise_alarm_for_canaries
from bot.services.move_conversation import who_has_it
from bot.services.read_conversation import readable_attachment
from bot.services.reopen_conversation import reopen_if_closed
from bot.services.texts import FILE_KEPT, file_unfit, sent_file, service_text
from bot.throttles import Act
from bot.values import AttachmentId, Clock, ConversationId

_UNNAMED = {AttachmentKind.PICTURE: "picture", AttachmentKind.PDF: "document"}


@dataclass(frozen=True)
class IncomingFile:
    """`client_id` is the sender's own name for it: the same one twice is one file."""

    conversation: ConversationId
    client_id: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class SentFile:
    """A file as people may read of it, and the number of its message."""

    sequence: int
    attachment: Attachment
    owner: Owner


class SendFile:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        wakeups: Wakeups,
        admit: Admit,
        prepare: PrepareFile,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._wakeups = wakeups
        self._admit = admit
        self._prepare = prepare
        # One picture can take a gigabyte while it is decoded; whoever comes meanwhile waits.
        self._preparing = asyncio.Semaphore(1)

    async def from_customer(self, incoming: IncomingFile) -> SentFile:
        """Raises UnfitFile, written for the customer, for a file that is not taken.

        Raises TooManyRequests, with nothing stored, for one whose name holds one card code too many.
        """
        return await self._send(incoming, None)

    async def from_agent(self, incoming: IncomingFile, agent: Agent) -> SentFile:
        """Raises NotYours unless the agent has the conversation, NoSuchConversation, UnfitFile."""
        # A name that no customer and no other agent can have given to theirs.
        named = hashlib.sha256(f"{agent.id}:{incoming.client_id}".encode()).hexdigest()[:48]
        try:
            return await self._send(replace(incoming, client_id=f"agent-{named}"), agent)
        except UnknownConversation:
            raise NoSuchConversation("There is no such conversation.") from None

    async def _send(self, incoming: IncomingFile, agent: Agent | None) -> SentFile:
        # Before anything is decoded: a repeat, or a refusal, costs nothing.
        if known := await asyncio.to_thread(self._known, incoming, agent):
            return known
        async with self._preparing:
            prepared = await asyncio.to_thread(self._prepare, incoming.content)
        if isinstance(prepared, Unfit):
            raise UnfitFile(service_text(file_unfit(prepared)), prepared)
        sent = await asyncio.to_thread(self._store, incoming, prepared, agent)
        self._wakeups.wake(incoming.conversation)
        return sent

    def _known(self, incoming: IncomingFile, agent: Agent | None) -> SentFile | None:
        """What is stored of it already. Raises what refuses it, whatever the file is."""
        with self._unit_of_work() as work:
            conversation = work.conversations.get(incoming.conversation)
            if conversation is None:
                raise UnknownConversation("there is no such conversation")
            known = self._stored(work, conversation, self._safe(work, incoming, incoming.client_id))
            if known is None and agent is not None:
                _require_it_is_hers(work, conversation, agent)
            return known

    def _store(self, incoming: IncomingFile, prepared: FitFile, agent: Agent | None) -> SentFile:
        with self._unit_of_work() as work:
            conversation = work.conversations.hold(incoming.conversation)
            client_id = self._safe(work, incoming, incoming.client_id)
            if known := self._stored(work, conversation, client_id):
                return known
            stem = hide_other_secrets(self._safe(work, incoming, clean_stem(incoming.name)))
            name = (stem or _UNNAMED[prepared.kind]) + prepared.kind.ending
            text = service_text(sent_file(prepared.kind), file=name)
            if agent is None:
                conversation = reopen_if_closed(work, conversation, self._policy, self._clock.now())
                message = self._append_from_customer(work, conversation, client_id, text)
            else:
                message = self._append_from_agent(work, conversation, agent, client_id, text)
            attachment = Attachment(
                AttachmentId(uuid.uuid4().hex),
                prepared.kind,
                name,
                len(prepared.content),
                prepared.width,
                prepared.height,
            )
            work.attachments.add(conversation.id, message.sequence, attachment, prepared)
            if agent is None and conversation.owner is Owner.BOT:
                self._tell_kept(work, conversation.id)
            return _sent(work, conversation, message, attachment)

    def _append_from_customer(
        self, work: Work, conversation: Conversation, client_id: str, text: str
    ) -> Message:
        now = self._clock.now()
        if HANDLE.search(text):
            # Refused here, the transaction takes the vault's new entry back as well.
            self._admit.in_conversation(Act.LOOKUP, conversation)
        message = work.conversations.append_from_customer(conversation.id, client_id, text, now)
        raise_alarm_for_canaries(work, conversation.id, text, self._policy.support, now)
        if conversation.owner is not Owner.BOT:
            work.tickets.customer_wrote(conversation.id, now)
        return message

    def _append_from_agent(
        self, work: Work, conversation: Conversation, agent: Agent, client_id: str, text: str
    ) -> Message:
        _require_it_is_hers(work, conversation, agent)
        now = self._clock.now()
        message = work.conversations.append_from_agent(conversation.id, agent.id, client_id, text, now)
        work.tickets.answered(conversation.id, now)
        actor = Actor(agent.email, agent.role)
        subject = f"message {message.sequence} of conversation {conversation.id}"
        work.audit.add(AuditEntry(actor, AuditAction.FILE_SENT, True, subject, "", now))
        return message

    def _stored(self, work: Work, conversation: Conversation, client_id: str) -> SentFile | None:
        """The file that has this name already. Raises TakenClientId if it is another message's."""
        message = work.conversations.find_client_message(conversation.id, client_id)
        if message is None:
            return None
        attachment = work.attachments.of(conversation.id, message.sequence - 1).get(message.sequence)
        if attachment is None:
            raise TakenClientId("Another message has this client_id. Send the file under a new one.")
        return _sent(work, conversation, message, attachment)

    def _safe(self, work: Work, incoming: IncomingFile, text: str) -> str:
        """With handles for codes."""
        now = self._clock.now()
        return redact(
            text,
            self._policy.cards.code_format,
            lambda code: work.vault.handle_for(incoming.conversation, code, now),
        )

    def _tell_kept(self, work: Work, conversation: ConversationId) -> None:
        """That the bot looks at no file; said once a conversation."""
        notice = Reply(service_text(FILE_KEPT))
        if not work.conversations.was_told(conversation, notice.text):
            work.conversations.append_reply(
                conversation, notice, self._clock.now(), answers=None, by_system=True
            )


def _sent(work: Work, conversation: Conversation, message: Message, attachment: Attachment) -> SentFile:
    shown = readable_attachment(attachment, work.vault.last_four(conversation.id))
    return SentFile(message.sequence, shown, conversation.owner)


def _require_it_is_hers(work: Work, conversation: Conversation, agent: Agent) -> None:
    if conversation.owner is not Owner.AGENT or conversation.agent != agent.id:
        raise NotYours(f"Your file was not sent: {who_has_it(work, conversation)}")
