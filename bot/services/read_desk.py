"""What agents read: the lists, one conversation, and its messages. Codes show their last four characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.agents.agent import Agent
from bot.conversations.attachment import Attachment
from bot.conversations.conversation import Conversation, Owner
from bot.conversations.desk import (
    DeskCounts,
    DeskEntry,
    DeskPage,
    DeskQuestion,
    Note,
    Story,
    StoryLine,
)
from bot.errors import NoSuchConversation
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import AuditAction, AuditEntry
from bot.privacy.redact import with_last_four
from bot.services.move_conversation import mover
from bot.services.read_conversation import readable_attachment
from bot.values import Clock, ConversationId

# Whoever comes back to a conversation after this has looked at it again, for the audit.
_LOOKS_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class StoryLines:
    lines: tuple[StoryLine, ...]
    owner: Owner
    version: int


class ReadDesk:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def page(self, question: DeskQuestion, agent: Agent) -> tuple[DeskPage, DeskCounts]:
        """Raises UnreadableCursor."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            page = work.desk.page(question, agent.id, now)
            return replace(page, entries=readable_entries(work, page.entries)), work.desk.counts(
                agent.id, now
            )

    def entry(self, conversation: ConversationId, agent: Agent) -> DeskEntry:
        """Raises NoSuchConversation."""
        with self._unit_of_work() as work:
            return _entry(work, conversation, agent, self._clock.now())

    def story(self, conversation: ConversationId, agent: Agent) -> Story:
        """Raises NoSuchConversation. That the agent looked is in the audit."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            entry = _entry(work, conversation, agent, now)
            _looks(work, conversation, agent, 0, now)
            return Story(
                entry=entry,
                channel=_found(work, conversation).channel,
                opened_at=work.desk.opened_at(conversation),
                tickets=tuple(work.tickets.of(conversation)),
                notes=readable_notes(work, conversation),
                moves=tuple(work.desk.moves(conversation)),
            )

    def lines(
        self, conversation: ConversationId, agent: Agent, *, after: int, before: int | None, most: int
    ) -> StoryLines:
        """Raises NoSuchConversation. That the agent looked is in the audit."""
        with self._unit_of_work() as work:
            found = _found(work, conversation)
            _looks(work, conversation, agent, 0, self._clock.now())
            lines = readable_lines(work, conversation, after=after, before=before, most=most)
            return StoryLines(lines, found.owner, found.version)

    def mark_read(self, conversation: ConversationId, agent: Agent, sequence: int) -> None:
        """Raises NoSuchConversation. What is written later is unread, whatever number is given."""
        with self._unit_of_work() as work:
            read = min(sequence, _found(work, conversation).last_sequence)
            _looks(work, conversation, agent, read, self._clock.now())


def _looks(work: Work, conversation: ConversationId, agent: Agent, sequence: int, now: datetime) -> None:
    """Whichever way an agent comes to see a conversation, the first look is in the audit."""
    looked_at = work.desk.mark_read(conversation, agent.id, sequence, now)
    if looked_at is None or now - looked_at >= _LOOKS_AGAIN:
        subject = f"conversation {conversation}"
        work.audit.add(AuditEntry(mover(agent).actor, AuditAction.READ, True, subject, "", now))


def _found(work: Work, conversation: ConversationId) -> Conversation:
    found = work.conversations.get(conversation)
    if found is None:
        raise _gone()
    return found


def _gone() -> NoSuchConversation:
    return NoSuchConversation("There is no such conversation. It may have been erased.")


def _entry(work: Work, conversation: ConversationId, agent: Agent, now: datetime) -> DeskEntry:
    entry = work.desk.entry(conversation, agent.id, now)
    if entry is None:
        raise _gone()
    return readable_entries(work, [entry])[0]


def readable_entries(work: Work, entries: Sequence[DeskEntry]) -> tuple[DeskEntry, ...]:
    last_four = work.vault.last_four_in([entry.id for entry in entries])
    return tuple(
        replace(
            entry,
            preview=replace(
                entry.preview, text=with_last_four(entry.preview.text, last_four.get(entry.id, {}))
            ),
        )
        if entry.preview
        else entry
        for entry in entries
    )


def readable_notes(work: Work, conversation: ConversationId) -> tuple[Note, ...]:
    """Oldest first."""
    last_four = work.vault.last_four(conversation)
    return tuple(
        replace(note, text=with_last_four(note.text, last_four)) for note in work.desk.notes(conversation)
    )


def readable_lines(
    work: Work, conversation: ConversationId, *, after: int, before: int | None = None, most: int
) -> tuple[StoryLine, ...]:
    """The last messages between the two numbers, oldest first."""
    last_four = work.vault.last_four(conversation)
    lines = work.desk.lines(conversation, after=after, before=before, most=most)
    files = work.attachments.of(conversation, after) if lines else {}
    return tuple(_readable_line(line, files, last_four) for line in lines)


def _readable_line(
    line: StoryLine, files: Mapping[int, Attachment], last_four: Mapping[str, str]
) -> StoryLine:
    file = files.get(line.message.sequence)
    message = replace(
        line.message,
        text=with_last_four(line.message.text, last_four),
        attachment=readable_attachment(file, last_four) if file else None,
    )
    return replace(line, message=message)
