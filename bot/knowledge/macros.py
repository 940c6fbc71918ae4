"""Texts that agents send often, from `macros.yml`, filled from the conversation and the brand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.errors import ConfigurationError
from bot.knowledge.brand import brand_names, load_brand
from bot.knowledge.values import brand_values, placeholders
from bot.yaml_file import read_yaml

# What is known of some conversations and not of others; a macro may name it all the same.
OF_THE_CONVERSATION = frozenset({"customer", "ticket", "last_four", "case", "site", "answer_by"})


class Macro(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z_]+$")
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    case: str | None = Field(default=None, description="the case that it is for; none: for any")


@dataclass(frozen=True)
class FilledMacro:
    """`missing` are the variables that nothing is known of; they stand in the text in braces still."""

    id: str
    title: str
    case: str | None
    text: str
    missing: tuple[str, ...]


def load_macros(path: Path | None = None) -> tuple[Macro, ...]:
    """All of them, in the file's order. Raises ConfigurationError naming the one that is wrong."""
    return _load(path or Path(__file__).with_suffix(".yml"))


def filled(macro: Macro, known: Mapping[str, str]) -> FilledMacro:
    missing = sorted(placeholders(macro.text) - set(known))
    # Folded blocks of YAML end in a line break that no message needs.
    text = macro.text.strip().format_map({**known, **{name: f"{{{name}}}" for name in missing}})
    return FilledMacro(macro.id, macro.title, macro.case, text, tuple(missing))


@cache
def _load(path: Path) -> tuple[Macro, ...]:
    try:
        macros = TypeAdapter(tuple[Macro, ...]).validate_python(read_yaml(path))
        named = {macro.id: placeholders(macro.text) for macro in macros}
    except (yaml.YAMLError, ValidationError, ValueError, OSError) as error:
        raise ConfigurationError(f"{path.name} does not read: {error}") from error
    for macro, names in named.items():
        if unknown := names - OF_THE_CONVERSATION - _facts_of_every_brand():
            raise ConfigurationError(
                f"{path.name}: the macro {macro} names {{{min(unknown)}}}, and no such fact is known of a "
                "conversation or of every brand."
            )
    if twice := [one for one, count in Counter(macro.id for macro in macros).items() if count > 1]:
        raise ConfigurationError(f"{path.name} has two macros of the id {twice[0]}.")
    return macros


@cache
def _facts_of_every_brand() -> frozenset[str]:
    """Those that each brand has in each of its regions."""
    facts: list[set[str]] = []
    for name in brand_names():
        policy = load_brand(name)
        facts += [set(brand_values(policy, region)) for region in policy.regions]
    return frozenset(set.intersection(*facts))
