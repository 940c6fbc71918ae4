"""Answers to questions that need no card: `faq/<topic>.yml`, one topic a file, filled from the brand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from bot.knowledge.brand import BrandPolicy

FAQ = Path(__file__).parent / "faq"


class Topic(BaseModel):
    """A topic's answer, with {placeholders} that `faq_values` fills."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: str


@cache
def load_topics() -> dict[str, Topic]:
    """Every topic by its name, which is also the intent that asks for it."""
    return {
        path.stem: Topic.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(FAQ.glob("*.yml"))
    }


def faq_values(topic: str, policy: BrandPolicy) -> dict[str, str]:
    """What the answer's placeholders stand for, for this brand."""
    steps = policy.steps.get(topic, ())
    return {
        "brand": policy.name,
        "phone": policy.support.phone,
        "steps": "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
        "ways": "\n".join(f"- {way}" for way in steps),
    }
