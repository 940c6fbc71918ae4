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

from bot.channels.effects import card_to_json, effects_to_json
from bot.conversations.conversation import Turn
from bot.ports import Effects
from bot.services.answers import Answer, OpenQuestion, Question
from bot.services.intents import NLU_FALLBACK, is_choice, public_intent, title_of
from bot.values import ClaimHandle, ConversationId

log = logging.getLogger(__name__)

Service = Callable[[Question], Answer]
Event = dict[str, Any]

# Of the likeliest intents so many are looked at, and at most so many offered.
_LOOKED_AT, _MOST_CHOICES = 6, 3


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
        sent_at = (latest.get("metadata") or {}).get("now")
        return Question(
            conversation=ConversationId(tracker.sender_id),
            intent=intent_of(tracker),
            now=datetime.fromisoformat(sent_at) if sent_at else datetime.now(UTC),
            text=latest.get("text") or "",
            problem=tracker.get_slot("problem"),
            handle=_handle(tracker),
            sequence=int((latest.get("metadata") or {}).get("sequence") or 0),
            confidence=_confidence(tracker) or 0.0,
            offered=tuple(tracker.get_slot("offered") or ()),
            said_now=_handles(tracker),
            mentions=frozenset(entity["entity"] for entity in latest.get("entities") or ()),
            likely=_likely(tracker),
            open_question=OpenQuestion(tracker.get_slot("open_question") or OpenQuestion.NOTHING),
            advised=tracker.get_slot("advised"),
        )

    def events(self, question: Question, answer: Answer) -> list[Event]:
        """What the tracker should remember."""
        return [SlotSet("open_question", answer.asks)] if answer.asks else []

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
        for one in (answer, *answer.also):
            turn = Turn(
                question.intent and public_intent(question.intent),
                _confidence(tracker),
                one.case,
                one.outcome,
            )
            dispatcher.utter_message(
                response=one.reply,
                buttons=[{"title": title_of(intent), "payload": f"/{intent}"} for intent in one.buttons],
                **one.values,
            )
            if one.card:
                dispatcher.utter_message(json_message=card_to_json(one.card))
            # Apart from the reply: Rasa would put it in place of what the domain says of the reply's form.
            dispatcher.utter_message(json_message=effects_to_json(Effects(turn, one.ticket, one.owner)))
            if one.then:
                dispatcher.utter_message(response=one.then, **one.values)
        return self.events(question, answer)


def intent_of(tracker: Tracker) -> str | None:
    """The intent of the latest message; what the model was unsure of is out of scope."""
    name = (tracker.latest_message.get("intent") or {}).get("name")
    return "out_of_scope" if name == NLU_FALLBACK else name


def _confidence(tracker: Tracker) -> float | None:
    confidence = (tracker.latest_message.get("intent") or {}).get("confidence")
    return None if confidence is None else round(float(confidence), 4)


def _handles(tracker: Tracker) -> tuple[ClaimHandle, ...]:
    """The cards that this message names, each once."""
    return tuple(dict.fromkeys(map(ClaimHandle, tracker.get_latest_entity_values("claim_handle"))))


def _handle(tracker: Tracker) -> ClaimHandle | None:
    """The card of this message, or the one that was spoken of before."""
    handle = next(iter(_handles(tracker)), None) or tracker.get_slot("claim_handle")
    return ClaimHandle(handle) if handle else None


def _likely(tracker: Tracker) -> tuple[str, ...]:
    """What a message that the model is not sure of is most likely about, as far as it can be a choice."""
    if (tracker.latest_message.get("intent") or {}).get("name") != NLU_FALLBACK:
        return ()
    ranked = [guess["name"] for guess in tracker.latest_message.get("intent_ranking") or ()]
    return tuple(intent for intent in ranked[:_LOOKED_AT] if is_choice(intent))[:_MOST_CHOICES]
