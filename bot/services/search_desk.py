"""An agent looks for conversations by words, by the last four of a card, or by a whole claim code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.agents.agent import Agent
from bot.conversations.desk import DeskEntry
from bot.conversations.search import FoundIn, Hit, one_each, snippet
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import AuditAction, AuditEntry
from bot.privacy.find_codes import find_codes
from bot.privacy.redact import with_last_four
from bot.services.move_conversation import mover
from bot.services.read_desk import readable_entries
from bot.values import Clock, TicketId

MOST_FOUND = 50
# So many conversations are read in one transaction, more each time: what is recent is found at once, and
# nobody who writes waits for a whole search.
_FIRST_PART, _LARGEST_PART = 100, 1_000
_LAST_FOUR = re.compile(r"(?:.*\bending )?([A-Z0-9]{4})", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A row of the desk, and the words around what was looked for."""

    entry: DeskEntry
    found_in: FoundIn
    snippet: str


class SearchDesk:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy

    def __call__(self, words: str, agent: Agent) -> Sequence[Found]:
        """At most MOST_FOUND, the last message first. That the agent searched is in the audit, not for what.

        A claim code among the words is looked up by its fingerprint, and nothing of it is kept.
        """
        words = " ".join(words.split())
        exact = self._named_exactly(words)
        # A code that nobody sent is found nowhere, and goes no further than its fingerprint.
        hits = (self._somewhere(words) if exact is None else exact)[:MOST_FOUND]
        ids = [hit.conversation for hit in hits]
        with self._unit_of_work() as work:
            by, now = mover(agent).actor, self._clock.now()
            subject = f"{len(hits)} conversations"
            work.audit.add(AuditEntry(by, AuditAction.SEARCH, True, subject, "", now))
            found = readable_entries(work, work.desk.entries(ids, agent.id, now))
        entries = {entry.id: entry for entry in found}
        return [
            Found(entries[hit.conversation], hit.found_in, hit.text)
            for hit in hits
            # It may have been erased meanwhile.
            if hit.conversation in entries
        ]

    def _named_exactly(self, words: str) -> list[Hit] | None:
        """What a whole code or the whole name of a ticket leads to; None if the words are neither."""
        codes = find_codes(words, self._policy.cards.code_format)
        with self._unit_of_work() as work:
            if codes:
                hits = [hit for one in codes for hit in work.search.by_code(one.code, MOST_FOUND)]
                return list(one_each(_readable(work, hits)).values())
            return _readable(work, work.search.by_ticket(TicketId(words.upper()))) or None

    def _somewhere(self, words: str) -> list[Hit]:
        if not words:
            return []
        found: list[Hit] = []
        after, most = None, _FIRST_PART
        while len(found) < MOST_FOUND:
            with self._unit_of_work() as work:
                part = work.search.latest(after, most)
                ids = [one.id for one in part]
                hits = _readable(work, work.search.by_words(words, ids), words)
                if card := _LAST_FOUR.fullmatch(words):
                    hits += _readable(work, work.search.by_last_four(card[1].upper(), ids))
            of = one_each(hits)
            found += [of[one] for one in ids if one in of]
            if len(part) < most:
                break
            after, most = part[-1], min(2 * most, _LARGEST_PART)
        return found


def _readable(work: Work, hits: Sequence[Hit], words: str | None = None) -> list[Hit]:
    """With last four characters for handles, and cut to what stands around the words.

    Without those that hold the words only in the name of a handle, which nobody sees.
    """
    last_four = work.vault.last_four_in(list({hit.conversation for hit in hits}))
    shown = []
    for hit in hits:
        text = with_last_four(hit.text, last_four.get(hit.conversation, {}))
        around = text if words is None else snippet(text, words)
        if around is not None:
            shown.append(Hit(hit.conversation, hit.found_in, around, hit.at))
    return shown
