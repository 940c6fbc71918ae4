"""Finds the cases, and decides which of them the facts of a card show."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.cases.desk_texts import DeskTexts
from bot.cases.diagnosis import Diagnosis, reply_values
from bot.errors import ConfigurationError
from bot.knowledge.brand import BrandPolicy
from bot.knowledge.choices import Choices, values_named
from bot.knowledge.evidence import Evidence, in_words
from bot.knowledge.values import placeholders
from bot.ledger.cards import CardFacts
from bot.ledger.outcomes import Outcome
from bot.tickets.ticket import Priority
from bot.yaml_file import read_yaml

CASES = Path(__file__).parent

# What of a case's own the facts show; None if they do not show this case.
Diagnose = Callable[[CardFacts, BrandPolicy], Outcome | None]


class TicketPolicy(BaseModel):
    """Which ticket a case opens, and on which outcomes; a case that needs no code opens one at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: str
    priority: Priority
    opens_on: tuple[Outcome, ...] = ()


class CaseTexts(BaseModel):
    """`case.yml`: what a case needs, its texts and its ticket policy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    button: str = Field(description="the complaint as a customer would press it")
    needs_code: bool = Field(default=True, description="False: no ledger shows it, so it is answered at once")
    hands_over: bool = Field(default=False, description="a person takes over at once, whatever the card")
    asks_for: tuple[Evidence, ...] = Field(default=(), description="what to have ready for the person")
    general: str = Field(description="what is said where no card is looked up; names no card")
    replies: dict[Outcome, str] = {}
    ask_for_code: tuple[Outcome, ...] = Field(default=(), description="replies that ask for the code again")
    choices: Choices = {}
    ticket: TicketPolicy
    desk: DeskTexts

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        if self.hands_over and (self.needs_code or self.replies):
            raise ValueError("a case that hands over at once needs no code and looks up no card")
        if not self.hands_over and Outcome.REDEEMABLE not in self.replies:
            raise ValueError("there is no reply for 'redeemable': what to say if nothing is wrong")
        if unsaid := set(self.ask_for_code) - set(self.replies):
            raise ValueError(f"there is no reply that asks for the code on: {', '.join(sorted(unsaid))}")
        if unadvised := set(self.replies) - set(self.desk.outcomes):
            raise ValueError(f"the desk has no advice on: {', '.join(sorted(unadvised))}")
        return self


class CaseExamples(BaseModel):
    """`examples.yml`: what customers write. Claim codes stand in it as handles only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    examples: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """`diagnose` is None for a case that no ledger shows."""

    slug: str
    texts: CaseTexts
    examples: tuple[str, ...]
    diagnose: Diagnose | None

    def reply_name(self, outcome: Outcome) -> str:
        return f"utter_{self.slug}_{outcome}"

    @property
    def general_reply_name(self) -> str:
        return f"utter_{self.slug}_general"

    def values(self, text: str, policy: BrandPolicy, region: str | None = None) -> dict[str, str]:
        """What a text of this case names of the brand, and of what it asks for."""
        values = values_named(text, self.texts.choices, policy, region)
        if "asks_for" in placeholders(text):
            values["asks_for"] = in_words(self.texts.asks_for)
        return values


@cache
def load_cases() -> dict[str, Case]:
    """Every case by its slug. Raises ConfigurationError naming the file that is wrong."""
    slugs = sorted(path.parent.name for path in CASES.glob("*/case.yml"))
    return {slug: _load_case(slug) for slug in slugs}


def diagnose(claimed: str | None, facts: CardFacts, policy: BrandPolicy) -> Diagnosis:
    """The customer's words are a claim; the ledger is the truth.

    Of all outcomes that the facts show the earliest in precedence wins; where two cases share it,
    the one the customer complained of. A complaint that has an answer of its own to that outcome is not
    overruled by it: an account can be on hold although its card was redeemed. If nothing is wrong with
    the card, the claimed case says so.
    """
    shown = [
        (outcome.precedence, case.slug != claimed, case.slug, outcome)
        for case in load_cases().values()
        if case.diagnose and (outcome := case.diagnose(facts, policy)) is not None
    ]
    values = reply_values(facts, policy)
    if not shown:
        return Diagnosis(claimed, Outcome.REDEEMABLE, values)
    _, _, slug, outcome = min(shown)
    complaint = load_cases().get(claimed or "")
    stands = complaint is not None and outcome in complaint.texts.replies
    return Diagnosis(claimed if stands else slug, outcome, values)


def _load_case(slug: str) -> Case:
    folder = CASES / slug
    try:
        texts = CaseTexts.model_validate(_read(folder / "case.yml"))
        examples = CaseExamples.model_validate(_read(folder / "examples.yml"))
    except (yaml.YAMLError, ValidationError, OSError) as error:
        raise ConfigurationError(f"The case in bot/cases/{slug} is not complete: {error}") from error
    if texts.needs_code is not (folder / "diagnose.py").is_file():
        raise ConfigurationError(
            f"The case in bot/cases/{slug} needs a diagnose.py if it needs a code, and must have none if "
            "case.yml says `needs_code: false`."
        )
    if not texts.needs_code:
        return Case(slug, texts, examples.examples, None)
    module = importlib.import_module(f"bot.cases.{slug}.diagnose")
    return Case(slug, texts, examples.examples, cast(Diagnose, module.diagnose))


def _read(path: Path) -> object:
    return read_yaml(path)
