"""What every action does around its one service: read the tracker, and never fail in silence.

Rasa swallows the error of an action and answers with nothing, so every error ends here, as an
apology with a ticket.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.channels.effects import effects_to_json
from bot.conversations.conversation import Turn
from bot.ports import Effects
from bot.services.answers import Answer, Question
from bot.values import ClaimHandle, ConversationId

log = logging.getLogger(__name__)

Service = Callable[[Question], Answer]
Event = dict[str, Any]

_FALLBACK_INTENT = "nlu_fallback"


class ServiceAction(Action):
    """An action that asks one service and says what it answers."""

    def __init__(self, name: str, service: Service, apologise: Service) -> None:
        self._name = name
        self._service = service
        self._apologise = apologise

    def name(self) -> str:
        return self._name

    def question(self, tracker: Tracker) -> Question:
        """What the service is asked. Raises nothing for a tracker that lacks a slot or an entity."""
        latest = tracker.latest_message
        said_now = (latest.get("metadata") or {}).get("now")
        return Question(
            conversation=ConversationId(tracker.sender_id),
            intent=intent_of(tracker),
            now=datetime.fromisoformat(said_now) if said_now else datetime.now(UTC),
            text=latest.get("text") or "",
            problem=tracker.get_slot("problem"),
            handle=_handle(tracker),
            sequence=int((latest.get("metadata") or {}).get("sequence") or 0),
            offered=tuple(tracker.get_slot("offered") or ()),
        )

    def events(self, question: Question, answer: Answer) -> list[Event]:
        """What the tracker should remember. An offer is open for the very next answer only."""
        return [SlotSet("offer_open", False)]

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Event]:
        question = Question(ConversationId(tracker.sender_id), None, datetime.now(UTC))
        try:
            question = self.question(tracker)
            answer = await asyncio.to_thread(self._service, question)
        except Exception:
            log.exception("%s failed in %s", self._name, question.conversation)
            answer = await asyncio.to_thread(self._apologise, question)
        turn = Turn(question.intent, _confidence(tracker), answer.case, answer.outcome)
        dispatcher.utter_message(
            response=answer.reply,
            json_message=effects_to_json(Effects(turn, answer.ticket, answer.owner)),
            **answer.values,
        )
        if answer.then:
            dispatcher.utter_message(response=answer.then, **answer.values)
        return self.events(question, answer)


def intent_of(tracker: Tracker) -> str | None:
    """The intent of the latest message; what the model was unsure of is out of scope."""
    name = (tracker.latest_message.get("intent") or {}).get("name")
    return "out_of_scope" if name == _FALLBACK_INTENT else name


def _confidence(tracker: Tracker) -> float | None:
    confidence = (tracker.latest_message.get("intent") or {}).get("confidence")
    return None if confidence is None else round(float(confidence), 4)


def handle_said_now(tracker: Tracker) -> ClaimHandle | None:
    """The card that the latest message names."""
    handle = next(tracker.get_latest_entity_values("claim_handle"), None)
    return ClaimHandle(handle) if handle else None


def _handle(tracker: Tracker) -> ClaimHandle | None:
    """The card of this message, or the one that was spoken of before."""
    said_before = tracker.get_slot("claim_handle")
    return handle_said_now(tracker) or (ClaimHandle(said_before) if said_before else None)
