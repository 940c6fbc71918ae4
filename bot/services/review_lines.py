"""People decide what the model is to learn from a message: under which intent, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.conversations.conversation import Author, Turn
from bot.conversations.incoming_text import readable
from bot.errors import LineExported, NotPermitted, UnknownIntent, UnknownMessage, UnknownTrainingLine
from bot.knowledge.brand import all_code_formats
from bot.ports import UnitOfWork, Work
from bot.privacy.anonymous import anonymous
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.services.collect_lines import line_of
from bot.services.training_intents import training_intents
from bot.training.line import LineState, Said, TrainingLine, Why, can_teach
from bot.values import Clock, ConversationId, TrainingLineId


@dataclass(frozen=True)
class Inbox:
    lines: Sequence[TrainingLine]
    counts: Mapping[LineState, int]


class ReviewLines:
    """Every decision is in the audit. What was exported is decided: it is changed in its file."""

    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def listed(self, state: LineState, most: int) -> Inbox:
        """The newest first, with how many lines there are in each state."""
        with self._unit_of_work() as work:
            return Inbox(work.training.in_state(state, most), work.training.counts())

    def label(self, line: TrainingLineId, intent: str, actor: Actor, text: str | None = None) -> TrainingLine:
        """`text` is the line in other words, for a name that no rule found; it becomes anonymous too.

        Raises UnknownIntent, UnknownTrainingLine, LineExported, and EmptyMessage for a text of nothing.
        """
        _require_intent(intent)
        said = None if text is None else anonymous(readable(text), all_code_formats())

        def labelled(found: TrainingLine) -> TrainingLine:
            return self._labelled(replace(found, text=said or found.text), intent, actor)

        return self._decide(line, actor, f"as {intent}", labelled)

    def skip(self, line: TrainingLineId, actor: Actor) -> None:
        """It teaches nothing. Raises UnknownTrainingLine and LineExported."""
        self._decide(line, actor, "skipped", lambda found: _undecided(found, LineState.SKIPPED))

    def put_back(self, line: TrainingLineId, actor: Actor) -> None:
        """Into the inbox, as if nobody had decided. Raises UnknownTrainingLine and LineExported."""
        self._decide(line, actor, "put back", lambda found: _undecided(found, LineState.OPEN))

    def relabel(self, conversation: ConversationId, sequence: int, intent: str, actor: Actor) -> TrainingLine:
        """Labels a customer's message where it stands, whether it is in the inbox or not.

        Raises UnknownIntent, UnknownMessage, LineExported, and NotPermitted for what says nothing in words.
        """
        _require_intent(intent)
        with self._unit_of_work() as work:
            line = work.training.of_message(conversation, sequence)
            if line is None:
                line = _new_line(work, conversation, sequence)
                work.training.add(line)
        return self.label(line.id, intent, actor)

    def _labelled(self, line: TrainingLine, intent: str, actor: Actor) -> TrainingLine:
        return replace(
            line,
            state=LineState.LABELLED,
            label=intent,
            labelled_by=actor.name,
            labelled_at=self._clock.now(),
        )

    def _decide(
        self,
        line: TrainingLineId,
        actor: Actor,
        decision: str,
        decided: Callable[[TrainingLine], TrainingLine],
    ) -> TrainingLine:
        with self._unit_of_work() as work:
            found = work.training.get(line)
            if found is None:
                raise UnknownTrainingLine("There is no such line. The inbox has those there are.")
            if found.state is LineState.EXPORTED:
                raise LineExported("This line is in the training data already. Change it there.")
            now = decided(found)
            if now.conversation is None and now.label is None:
                # It outlived its conversation because somebody stood for its text, and nobody does now.
                work.training.forget(line)
            else:
                work.training.change(now)
            entry = AuditEntry(
                actor, AuditAction.TRAINING, True, f"training line {line}", decision, self._clock.now()
            )
            work.audit.add(entry)
        return now


def _undecided(line: TrainingLine, state: LineState) -> TrainingLine:
    return replace(line, state=state, label=None, labelled_by=None, labelled_at=None)


def _new_line(work: Work, conversation: ConversationId, sequence: int) -> TrainingLine:
    found = work.conversations.get(conversation)
    log = work.conversations.messages(conversation, sequence - 1) if found else []
    if not found or not log or log[0].sequence != sequence or log[0].author is not Author.CUSTOMER:
        raise UnknownMessage("There is no such message of a customer.")
    message = log[0]
    turn = work.conversations.turn_of(conversation, sequence) or Turn()
    said = Said(sequence, message.text, message.sent_at, message.payload, turn)
    if not can_teach(said):
        raise NotPermitted("A pressed button, or a code alone, teaches nothing.")
    return line_of(found, said, Why.RELABELLED)


def _require_intent(intent: str) -> None:
    if intent not in training_intents():
        raise UnknownIntent("There is no such intent.")
