"""Answers to questions that need no card: `faq/<topic>.yml`, one topic a file, filled from the brand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ConfigurationError
from bot.knowledge.brand import BrandPolicy
from bot.knowledge.choices import Choices, values_named
from bot.yaml_file import read_yaml

FAQ = Path(__file__).parent / "faq"


class Topic(BaseModel):
    """A topic's answer. Its {placeholders} are facts of the brand, or choices by such a fact."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    button: str = Field(description="the question as a customer would press it")
    answer: str
    choices: Choices = {}

    def values(self, policy: BrandPolicy, region: str | None = None) -> dict[str, str]:
        """What the answer's placeholders stand for, for somebody of that region."""
        return values_named(self.answer, self.choices, policy, region)


@cache
def load_topics() -> dict[str, Topic]:
    """Every topic by its name, which is also the intent that asks for it.

    Raises ConfigurationError naming the file that is wrong.
    """
    return {path.stem: _load_topic(path) for path in sorted(FAQ.glob("*.yml"))}


def _load_topic(path: Path) -> Topic:
    try:
        return Topic.model_validate(read_yaml(path))
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"bot/knowledge/faq/{path.name} is not a topic: {error}") from error
