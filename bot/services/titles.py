"""What agents call a topic, and why a person had to come: words for our own names."""

from __future__ import annotations

from bot.cases.registry import load_cases
from bot.reports.episode import STEPPED_IN, WRITTEN_AGAIN
from bot.services.texts import topic_text
from bot.services.training_intents import training_intents

_REASONS = {STEPPED_IN: "An agent stepped in", WRITTEN_AGAIN: "Written again after it was closed"}


def title_of(topic: str | None) -> str:
    """A topic in words: a case's title, or what else a conversation can be about."""
    case = load_cases().get(topic or "")
    return case.texts.title if case else topic_text(topic)


def reason_title(reason: str) -> str:
    """Why a person had to come, in words."""
    if reason in load_cases():
        return title_of(reason)
    intent = training_intents().get(reason)
    return intent.title if intent else _REASONS.get(reason, reason.replace("_", " ").capitalize())
