"""Adds reviewed lines to the training data: to a case's examples.yml, or in data/nlu.yml for the rest.

Lines are put in as text, so that what stands around them stays as somebody wrote it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.cases.build import annotated, build_files
from bot.cases.registry import CASES, load_cases
from bot.errors import ConfigurationError
from bot.evaluation.lint import Line, plain, training_lines
from bot.settings import ROOT
from bot.training.line import Reviewed


@dataclass
class Added:
    """`known` stood there before; `contradicting` stand under another intent, and were left out."""

    added: list[Reviewed] = field(default_factory=list)
    known: list[Reviewed] = field(default_factory=list)
    contradicting: list[Reviewed] = field(default_factory=list)


def add_lines(lines: Sequence[Reviewed]) -> Added:
    """Writes them where they belong, and what is generated from there. Raises ConfigurationError."""
    sorted_out = _sorted_out(lines, training_lines(sorted((ROOT / "data").glob("*.yml"))))
    for line in sorted_out.added:
        if line.intent in load_cases():
            _add_to_case(CASES / line.intent / "examples.yml", line)
        else:
            _add_to_nlu(ROOT / "data" / "nlu.yml", line)
    if sorted_out.added:
        load_cases.cache_clear()
        build_files()
    return sorted_out


def lines_file(lines: Sequence[Reviewed]) -> str:
    """The lines as a file of training data, which Rasa reads as it reads data/nlu.yml."""
    blocks = [
        f"  - intent: {intent}\n    examples: |\n"
        + "".join(_in_nlu(line) for line in lines if line.intent == intent)
        for intent in sorted({line.intent for line in lines})
    ]
    return 'version: "3.1"\n\nnlu:\n' + "\n".join(blocks)


def _sorted_out(lines: Sequence[Reviewed], known: Sequence[Line]) -> Added:
    intents = {plain(line): line.intent for line in known}
    done = Added()
    for line in lines:
        stands_under = intents.setdefault(plain(Line(line.text, line.intent)), "")
        if not stands_under:
            intents[plain(Line(line.text, line.intent))] = line.intent
            done.added.append(line)
        elif stands_under == line.intent:
            done.known.append(line)
        else:
            done.contradicting.append(line)
    return done


def _add_to_case(path: Path, line: Reviewed) -> None:
    text = path.read_text(encoding="utf-8")
    ending = "" if text.endswith("\n") else "\n"
    # JSON's quoting is YAML's.
    path.write_text(f"{text}{ending}  - {json.dumps(line.text, ensure_ascii=False)}\n", encoding="utf-8")


def _add_to_nlu(path: Path, line: Reviewed) -> None:
    text = path.read_text(encoding="utf-8")
    block = re.search(
        rf"^  - intent: {re.escape(line.intent)}\n    examples: \|\n(?:      .*\n)+", text, re.MULTILINE
    )
    if block is None:
        raise ConfigurationError(f"{path.name} has no examples of {line.intent} to add to.")
    path.write_text(text[: block.end()] + _in_nlu(line) + text[block.end() :], encoding="utf-8")


def _in_nlu(line: Reviewed) -> str:
    return f"      - {annotated(line.text)}\n"
