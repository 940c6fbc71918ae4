"""Scripts: conversations with what each turn should come to, written in YAML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.errors import ConfigurationError
from bot.evaluation.conversations import Conversation, Setting, what_is_wrong


def _pattern(written: str) -> str:
    try:
        re.compile(written)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from None
    return written


Pattern = Annotated[str, AfterValidator(_pattern)]


class Asks(StrEnum):
    CODE = "code"
    NOTHING = "nothing"


class TicketIs(StrEnum):
    NONE = "none"
    OPENED = "opened"  # one that this conversation did not have before
    SAME = "same"  # one that it had


class Expectation(BaseModel):
    """What a turn should come to. What is left out is not judged; `diagnosis: null` is judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intent: str | None = None
    asks: Asks | None = None
    diagnosis: dict[str, str | None] | None = None
    says: tuple[Pattern, ...] = ()
    never: tuple[Pattern, ...] = ()
    buttons: tuple[Pattern, ...] = ()
    ticket: TicketIs | None = None
    owner: str | None = None

    @property
    def is_about_diagnosis(self) -> bool:
        return "diagnosis" in self.model_fields_set


class ScriptedTurn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str
    expect: Expectation


class Script(Setting):
    """A conversation whose turns are judged. `rule` is the sentence that it stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    turns: tuple[ScriptedTurn, ...] = Field(min_length=1)

    @property
    def conversation(self) -> Conversation:
        """What the customer's side of it is."""
        told = self.model_dump(exclude={"rule", "turns"})
        return Conversation(**told, turns=tuple(turn.say for turn in self.turns))


class _Loader(yaml.CSafeLoader):
    """YAML in which only true and false are true and false: NO is Norway, and so may every region stand
    without quotes.
    """


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))

_SCRIPTS = TypeAdapter(list[Script])


def read_scripts(place: Path, only: Collection[str] = ()) -> dict[str, list[Script]]:
    """The scripts of a YAML file, or of every one in a folder, by the file's name; `only` those ids.

    Raises ConfigurationError if one cannot be read, if two have one id, or if there is none.
    """
    files = sorted(place.glob("*.yml")) if place.is_dir() else [place]
    scripts = {file.name: _read(file) for file in files}
    ids = Counter(script.id for of_file in scripts.values() for script in of_file)
    if repeated := sorted(name for name, count in ids.items() if count > 1):
        raise ConfigurationError(f"More than one script in {place} is called {', '.join(repeated)}.")
    if unknown := sorted(set(only) - set(ids)):
        raise ConfigurationError(f"There is no script {', '.join(unknown)} in {place}.")
    if only:
        scripts = {file: [one for one in of_file if one.id in only] for file, of_file in scripts.items()}
    scripts = {file: of_file for file, of_file in scripts.items() if of_file}
    if not scripts:
        raise ConfigurationError(f"There is no script in {place}.")
    return scripts


def _read(file: Path) -> list[Script]:
    try:
        # A safe loader, only with fewer words for true and false.
        content = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506
        return _SCRIPTS.validate_python(content or [])
    except ValidationError as error:
        raise ConfigurationError(
            f"{file} holds a script that does not read: {what_is_wrong(error)}"
        ) from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from error
