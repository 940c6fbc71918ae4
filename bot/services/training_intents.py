"""The intents that a training line can be labelled with: the domain's, each with a title and one key."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.cases.registry import load_cases
from bot.errors import ConfigurationError
from bot.knowledge.faq import load_topics
from bot.yaml_file import read_yaml

_KEYS = string.ascii_lowercase + string.digits


@dataclass(frozen=True)
class TrainingIntent:
    """`key` labels a line on the desk's page; None if there are more intents than keys."""

    intent: str
    title: str
    key: str | None


@cache
def training_intents() -> dict[str, TrainingIntent]:
    """All of them by name: complaints, then questions, then the rest. Raises ConfigurationError."""
    written = read_yaml(Path(__file__).with_suffix(".yml"))
    titles = {slug: case.texts.title for slug, case in load_cases().items()}
    titles |= {name: topic.button for name, topic in load_topics().items()}
    titles |= written["titles"]
    keys: dict[str, str] = {intent: key for intent, key in written["keys"].items() if intent in titles}
    if len(set(keys.values())) < len(keys) or not set(keys.values()) <= set(_KEYS):
        raise ConfigurationError(
            "In bot/services/training_intents.yml each key has to be a letter or a digit, and none twice."
        )
    free = (key for key in _KEYS if key not in keys.values())
    return {
        intent: TrainingIntent(intent, title, keys.get(intent) or next(free, None))
        for intent, title in titles.items()
    }
