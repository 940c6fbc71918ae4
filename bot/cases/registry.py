"""Finds the cases, and decides which of them the facts of a card show."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.cases.diagnosis import Diagnosis, reply_values
from bot.errors import ConfigurationError
from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardFacts
from bot.ledger.outcomes import Outcome
from bot.tickets.ticket import Priority

CASES = Path(__file__).parent

# What of a case's own the facts show; None if they do not show this case.
Diagnose = Callable[[CardFacts, BrandPolicy], Outcome | None]


class TicketPolicy(BaseModel):
    """Which ticket a case opens, and on which outcomes it does so unasked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str
    priority: Priority
    opens_on: tuple[Outcome, ...] = ()


class CaseTexts(BaseModel):
    """`case.yml`: the texts and the ticket policy of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    general: str = Field(description="advice for somebody who is not signed in; names no card")
    replies: dict[Outcome, str]
    ticket: TicketPolicy


class CaseExamples(BaseModel):
    """`examples.yml`: what customers write. Claim codes stand in it as handles only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    examples: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    slug: str
    texts: CaseTexts
    examples: tuple[str, ...]
    diagnose: Diagnose

    def reply_name(self, outcome: Outcome) -> str:
        return f"utter_{self.slug}_{outcome}"

    @property
    def general_reply_name(self) -> str:
        return f"utter_{self.slug}_general"


@cache
def load_cases() -> dict[str, Case]:
    """Every case by its slug. Raises ConfigurationError naming the file that is wrong."""
    slugs = sorted(path.parent.name for path in CASES.glob("*/case.yml"))
    return {slug: _load_case(slug) for slug in slugs}


def diagnose(claimed: str | None, facts: CardFacts, policy: BrandPolicy) -> Diagnosis:
    """The customer's words are a claim; the ledger is the truth.

    Of all outcomes that the facts show the earliest in precedence wins; where two cases share it,
    the one the customer complained of. If nothing is wrong with the card, the claimed case says so.
    """
    shown = [
        (outcome.precedence, case.slug != claimed, case.slug, outcome)
        for case in load_cases().values()
        if (outcome := case.diagnose(facts, policy)) is not None
    ]
    values = reply_values(facts, policy)
    if not shown:
        return Diagnosis(claimed, Outcome.REDEEMABLE, values)
    _, _, slug, outcome = min(shown)
    return Diagnosis(slug, outcome, values)


def _load_case(slug: str) -> Case:
    folder = CASES / slug
    try:
        texts = CaseTexts.model_validate(_read(folder / "case.yml"))
        examples = CaseExamples.model_validate(_read(folder / "examples.yml"))
    except (yaml.YAMLError, ValidationError, OSError) as error:
        raise ConfigurationError(f"The case in bot/cases/{slug} is not complete: {error}") from error
    if Outcome.REDEEMABLE not in texts.replies:
        raise ConfigurationError(
            f"bot/cases/{slug}/case.yml lacks a reply for 'redeemable': what to say if nothing is wrong."
        )
    module = importlib.import_module(f"bot.cases.{slug}.diagnose")
    return Case(slug, texts, examples.examples, cast(Diagnose, module.diagnose))


def _read(path: Path) -> object:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
