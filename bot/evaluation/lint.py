"""What is wrong with training lines: said twice, said of two intents, nearly so, or too few."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, utils

from bot.errors import ConfigurationError
from bot.yaml_file import read_yaml

_ENTITY = re.compile(r"\[([^\]]+)\][({][^)}]*[)}]")
_HANDLE = re.compile(r"\bclaim_[0-9a-f]+\b")
_EXAMPLE = re.compile(r"^\s*- (.+)$", re.MULTILINE)
# Of a hundred letters, how many two lines share to count as nearly the same.
_NEARLY_SAME = 90.0
# How near its neighbours have to be before a line counts as one of theirs.
_NEAR = 0.6


@dataclass(frozen=True)
class Line:
    text: str
    intent: str


@dataclass(frozen=True)
class Neighbour:
    """Another line, by its place among the lines, and how near it is: the cosine of their vectors."""

    place: int
    cosine: float


class Kind(StrEnum):
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"
    NEAR_CONFLICT = "near conflict"
    NEAR_DUPLICATE = "near duplicate"
    THIN = "thin"


@dataclass(frozen=True)
class Remark:
    """Something to look at, and what to do about it."""

    kind: Kind
    intents: tuple[str, ...]
    texts: tuple[str, ...]
    advice: str

    @property
    def must_go(self) -> bool:
        """Whether it is plainly wrong; the rest is for a person to judge."""
        return self.kind in (Kind.CONFLICT, Kind.DUPLICATE)


def training_lines(files: Iterable[Path]) -> list[Line]:
    """The lines of Rasa's training files, without the marks of entities, in the order of the files.

    Raises ConfigurationError if a file cannot be read.
    """
    lines: list[Line] = []
    for path in files:
        try:
            content: Any = read_yaml(path)
        except (OSError, ValueError, yaml.YAMLError) as reason:
            raise ConfigurationError(f"{path} cannot be read: {reason}") from reason
        for block in (content or {}).get("nlu", []):
            if "intent" in block:
                texts = _EXAMPLE.findall(block.get("examples", ""))
                lines += [Line(_ENTITY.sub(r"\1", text).strip(), block["intent"]) for text in texts]
    return lines


def lint(
    lines: Sequence[Line], neighbours: Sequence[Sequence[Neighbour]], *, fewest: int = 20
) -> list[Remark]:
    """What to look at, the worst first. `neighbours` has the nearest other lines of each line."""
    return [
        *_said_twice(lines),
        *_reads_like_another(lines, neighbours),
        *_nearly_the_same(lines),
        *_thin(lines, fewest),
    ]


def _said_twice(lines: Sequence[Line]) -> Iterator[Remark]:
    places = defaultdict(list)
    for line in lines:
        places[plain(line)].append(line)
    twice = [same for same in places.values() if len(same) > 1]
    for same in twice:
        intents = tuple(sorted({line.intent for line in same}))
        if len(intents) > 1:
            yield Remark(Kind.CONFLICT, intents, (same[0].text,), "Keep it under one of them.")
    for same in twice:
        if len({line.intent for line in same}) == 1:
            yield Remark(Kind.DUPLICATE, (same[0].intent,), (same[0].text,), "Keep one, delete the others.")


def _reads_like_another(lines: Sequence[Line], neighbours: Sequence[Sequence[Neighbour]]) -> Iterator[Remark]:
    """Lines all of whose nearest lines are of one other intent."""
    for line, nearest in zip(lines, neighbours, strict=True):
        theirs = {lines[neighbour.place].intent for neighbour in nearest if neighbour.cosine >= _NEAR}
        if len(theirs) == 1 and line.intent not in theirs and nearest[-1].cosine >= _NEAR:
            yield Remark(
                Kind.NEAR_CONFLICT,
                (line.intent, *theirs),
                (line.text, lines[nearest[0].place].text),
                f"It reads like {theirs.pop()}. Move it there, or write more lines like it.",
            )


def _nearly_the_same(lines: Sequence[Line]) -> Iterator[Remark]:
    compared = [(line, plain(line), utils.default_process(plain(line))) for line in lines]
    for (one, its, letters), (other, others, other_letters) in combinations(compared, 2):
        if its != others and letters and fuzz.ratio(letters, other_letters, score_cutoff=_NEARLY_SAME):
            if one.intent == other.intent:
                advice = "Two wordings teach more than one: reword or delete it."
                yield Remark(Kind.NEAR_DUPLICATE, (one.intent,), (one.text, other.text), advice)
            else:
                advice = "Reword one, or keep both under one intent."
                yield Remark(Kind.NEAR_CONFLICT, (one.intent, other.intent), (one.text, other.text), advice)


def plain(line: Line) -> str:
    """The text without what makes no other line of it: which code it names, capitals, spaces."""
    return " ".join(_HANDLE.sub("claim", line.text).casefold().split())


def _thin(lines: Sequence[Line], fewest: int) -> Iterator[Remark]:
    for intent, count in sorted(Counter(line.intent for line in lines).items()):
        if count < fewest:
            yield Remark(Kind.THIN, (intent,), (), f"It has {count} lines. Write {fewest - count} more.")
