"""Notes that name an agent, until they have read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.agents.agent import Agent
from bot.conversations.mentions import Mention
from bot.errors import NoSuchMention
from bot.ports import UnitOfWork
from bot.privacy.redact import with_last_four
from bot.values import Clock

_MOST = 50


class ReadMentions:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def __call__(self, agent: Agent) -> Sequence[Mention]:
        """The agent's, the unread first and of them the latest first."""
        with self._unit_of_work() as work:
            mentions = work.mentions.of(agent.id, _MOST)
            last_four = work.vault.last_four_in([mention.conversation for mention in mentions])
        return [
            replace(
                mention,
                note=replace(
                    mention.note,
                    text=with_last_four(mention.note.text, last_four.get(mention.conversation, {})),
                ),
            )
            for mention in mentions
        ]

    def unread(self, agent: Agent) -> int:
        with self._unit_of_work() as work:
            return work.mentions.unread(agent.id)

    def mark_read(self, note: str, agent: Agent) -> None:
        """Raises NoSuchMention unless the note names the agent."""
        with self._unit_of_work() as work:
            if not work.mentions.mark_read(note, agent.id, self._clock.now()):
                raise NoSuchMention("No note of that id names you. It may have been erased.")
