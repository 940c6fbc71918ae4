"""An engine that takes every message for one complaint and asks the real action, without Rasa between.

It stands where Rasa's model and network would add their own time and noise: what is left is ours. The
words are those of domain.yml.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import yaml

from actions.webhook import Actions
from bot.channels.effects import effects_from_json
from bot.conversations.conversation import Reply
from bot.ports import EngineReply
from bot.privacy.placeholders import HANDLE
from bot.settings import ROOT
from bot.values import ConversationId


class DirectEngine:
    """Implements ports.Engine. Its actions are set once there are services to make them of."""

    is_ready = True
    actions: Actions

    def __init__(self, intent: str = "invalid_code") -> None:
        self._intent = intent

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        understood = {
            "text": text,
            "intent": {"name": self._intent, "confidence": 1.0},
            "entities": [{"entity": "claim_handle", "value": handle} for handle in HANDLE.findall(text)],
            "metadata": {"now": now.isoformat(), "sequence": sequence},
        }
        tracker = {"sender_id": conversation, "slots": {}, "latest_message": understood}
        call = {"next_action": "action_diagnose_problem", "sender_id": conversation, "tracker": tracker}
        result = await self.actions.run({"domain": {}, **call})
        return [_reply(response) for response in result.model_dump()["responses"]]


def _reply(response: dict[str, Any]) -> EngineReply:
    """An action says its reply first, and then what it decided."""
    if not response["response"]:
        return EngineReply(None, effects_from_json(response["custom"]))
    return EngineReply(Reply(_texts()[response["response"]].format_map(response)), None)


@cache
def _texts() -> dict[str, str]:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return {name: variants[0]["text"] for name, variants in domain["responses"].items()}
