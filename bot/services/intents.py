"""Intents as people meet them: by their public names, and as buttons to choose from."""

from __future__ import annotations

from bot.cases.registry import load_cases
from bot.knowledge.faq import load_topics
from bot.services.texts import WANTS_PERSON, service_text

# What Rasa says instead of an intent when the model is not sure of any.
NLU_FALLBACK = "nlu_fallback"

# What customers say about the conversation itself has intents of its own in the model. Outside, the names
# are those of the domain: what is no complaint and no question is one of these.
_PUBLIC = {
    "abuse": "out_of_scope",
    "ask_why": "out_of_scope",
    NLU_FALLBACK: "out_of_scope",
    "still_failing": "deny",
    "decline_code": "deny",
}


def public_intent(intent: str | None) -> str:
    """The name under which others see it; what the model is not sure of is out of scope."""
    return _PUBLIC.get(intent, intent) if intent else _PUBLIC[NLU_FALLBACK]


def is_choice(intent: str) -> bool:
    return intent in load_cases() or intent in load_topics()


def title_of(intent: str) -> str:
    """What a button says that means this complaint or question, or that asks for a person."""
    if case := load_cases().get(intent):
        return case.texts.button
    if topic := load_topics().get(intent):
        return topic.button
    return service_text(WANTS_PERSON)
