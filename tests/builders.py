"""Facts built for tests, and the engine that says what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.bootstrap import Services
from bot.conversations.conversation import Owner, Reply, Turn
from bot.errors import EngineUnavailable
from bot.ports import Effects, EngineReply
from bot.services.load_ledger import CardSource
from bot.tickets.ticket import TicketRequest
from bot.values import AccountId, ConversationId

A_CODE = "AQ3D-7KLM9P-XT2V"


class ScriptedEngine:
    """Implements ports.Engine. Remembers every text it was given."""

    def __init__(self) -> None:
        self.is_ready = True
        self.heard: list[str] = []
        self._answers: list[Sequence[EngineReply] | EngineUnavailable] = []

    def says(self, text: str, **effects: Any) -> ScriptedEngine:
        """The next answer. Effects: turn, ticket, owner."""
        self._answers.append([EngineReply(Reply(text)), EngineReply(effects=_effects(**effects))])
        return self

    def fails_with(self, error: EngineUnavailable) -> ScriptedEngine:
        self._answers.append(error)
        return self

    async def answer(self, conversation: ConversationId, text: str, now: datetime) -> Sequence[EngineReply]:
        self.heard.append(text)
        answer = self._answers.pop(0) if self._answers else [EngineReply(Reply("All right."))]
        if isinstance(answer, EngineUnavailable):
            raise answer
        return answer


class LoadCards:
    """Puts rows of the documented file format into the ledger."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, account: str, *rows: dict[str, Any], region: str = "US") -> None:
        written = "\n".join(json.dumps({"face_value": 25, **row}) for row in rows)
        self._services.load_ledger(CardSource("a test", written), AccountId(account), region)


def _effects(
    turn: Turn | None = None, ticket: TicketRequest | None = None, owner: Owner | None = None
) -> Effects:
    return Effects(turn or Turn(), ticket, owner)
