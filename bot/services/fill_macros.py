"""Macros as they read in one conversation: those of its case first, then those for any, then the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cases.registry import load_cases
from bot.conversations.conversation import Conversation
from bot.errors import NoSuchConversation
from bot.knowledge.brand import BrandPolicy
from bot.knowledge.macros import FilledMacro, filled, load_macros
from bot.knowledge.values import brand_values
from bot.ports import UnitOfWork, Work
from bot.services.answer_by import answer_by
from bot.services.promised_answer import open_ticket, promised_answer
from bot.values import Clock, ConversationId


class FillMacros:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy

    def __call__(self, conversation: ConversationId) -> Sequence[FilledMacro]:
        """Raises NoSuchConversation."""
        with self._unit_of_work() as work:
            found = work.conversations.get(conversation)
            if found is None:
                raise NoSuchConversation("There is no such conversation. It may have been erased.")
            known = self._known(work, found, self._clock.now())
        macros = [filled(macro, known) for macro in load_macros()]
        return sorted(macros, key=lambda macro: (macro.case != found.topic, macro.case is not None))

    def _known(self, work: Work, conversation: Conversation, now: datetime) -> dict[str, str]:
        known = brand_values(self._policy, conversation.region)
        if conversation.account:
            known["customer"] = conversation.account
        if case := load_cases().get(conversation.topic or ""):
            known["case"] = case.texts.title
        if cards := work.vault.last_four(conversation.id):
            known["last_four"] = list(cards.values())[-1]
        if ticket := open_ticket(work.tickets.of(conversation.id)):
            known["ticket"] = ticket.id
            if by := promised_answer(ticket, now):
                known["answer_by"] = answer_by(by, self._policy.support.team(ticket.team), now)
        return known
