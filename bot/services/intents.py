"""Intents as people meet them: by their public names, and as buttons to choose from."""

from __future__ import annotations

from bot.cases.registry import load_cases
from bot.knowledge.faq import load_topics
from bot.services.texts import WANTS_PERSON, service_text

# What customers say about the conversation itself has intents of its own in the model. Outside, the names
# are those of the domain: what is no complaint and no question is one of these.
_SHOWN_AS = {
    "abuse": "out_of_scope",
    "ask_why": "out_of_scope",
    "nlu_fallback": "out_of_scope",
    "still_failing": "deny",
    "decline_code": "deny",
}


def shown_intent(intent: str | None) -> str | None:
    """The name under which others see it."""
    return _SHOWN_AS.get(intent, intent) if intent else intent


def is_choice(intent: str) -> bool:
    return intent in load_cases() or intent in load_topics()


def title_of(intent: str) -> str:
    """What a button says that means this complaint or question, or that asks for a person."""
    if case := load_cases().get(intent):
        return case.texts.button
    if topic := load_topics().get(intent):
        return topic.button
    return service_text(WANTS_PERSON)
