"""The engine as a port: Rasa's REST channel one way. The other way is the action webhook."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.channels.effects import card_from_json, effects_from_json, form_from_json
from bot.conversations.conversation import Button, Reply
from bot.errors import EngineFailed, EngineSilent
from bot.ports import EngineReply
from bot.values import ConversationId

log = logging.getLogger(__name__)


class _Item(BaseModel):
    """One message of the engine, as Rasa's REST channel writes it."""

    text: str | None = None
    buttons: list[Button] | None = None
    custom: object = None


_ITEMS = TypeAdapter(list[_Item])


class EngineAddress(Protocol):
    """Where the engine listens, and whether it does yet."""

    @property
    def is_ready(self) -> bool: ...

    async def ready_url(self) -> str:
        """The engine's URL once it answers. Raises EngineStarting if that takes too long."""


class RasaEngine:
    """Implements ports.Engine."""

    def __init__(self, address: EngineAddress, client: httpx.AsyncClient, timeout_s: float) -> None:
        self._address = address
        self._client = client
        self._timeout_s = timeout_s

    @property
    def is_ready(self) -> bool:
        return self._address.is_ready

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        url = await self._address.ready_url()
        try:
            response = await self._client.post(
                f"{url}/webhooks/rest/webhook",
                json={
                    "sender": conversation,
                    "message": text,
                    "metadata": {"now": now.isoformat(), "sequence": sequence},
                },
                timeout=self._timeout_s,
            )
            response.raise_for_status()
            items = _ITEMS.validate_json(response.content)
        except (httpx.HTTPError, ValidationError) as error:
            raise EngineFailed(f"the engine gave no answer that reads: {type(error).__name__}") from error
        replies = _replies(items)
        if not any(item.reply for item in replies):
            raise EngineSilent("the engine answered with nothing to say")
        return replies


def _replies(items: Iterable[_Item]) -> list[EngineReply]:
    """Rasa sends a response's custom payload as an item of its own, right after its text."""
    replies: list[EngineReply] = []
    for item in items:
        form, card = form_from_json(item.custom), card_from_json(item.custom)
        effects = effects_from_json(item.custom)
        if item.text or effects:
            reply = Reply(item.text, tuple(item.buttons or ())) if item.text else None
            replies.append(EngineReply(reply, effects))
        if form or card:
            said = replies.pop() if replies else EngineReply()
            if said.reply is None:
                raise EngineFailed("the engine sent a form or a card without the text that it belongs to")
            reply = replace(said.reply, form=form or said.reply.form, card=card or said.reply.card)
            replies.append(replace(said, reply=reply))
    return replies
