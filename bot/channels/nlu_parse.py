"""Asks a model what it makes of texts, without a conversation; trains one on lines of its own for that.

Rasa offers parsing over HTTP only together with an API that can replace its model, so a small
program of the engine tier (bot/nlu/parse.py) is started instead, and fed redacted lines.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.channels.engine_model import (
    ENGINE_PYTHON,
    Progress,
    engine_environment,
    require_engine,
    run_training,
)
from bot.errors import ConfigurationError, EngineFailed
from bot.evaluation.figures import Answer
from bot.services.intents import NLU_FALLBACK, public_intent
from bot.settings import ROOT


def train_on(lines: Mapping[str, Iterable[str]], config: Path, folder: Path, progress: Progress) -> Path:
    """Train the pipeline of a config file on lines by intent, afresh; the model goes into the folder.

    Raises ConfigurationError with the end of Rasa's log if training fails.
    """
    require_engine()
    data, domain, model = folder / "nlu.yml", folder / "domain.yml", folder / "trial.tar.gz"
    data.write_text(_as_training_data(lines), encoding="utf-8")
    domain.write_text(json.dumps({"version": "3.1", "intents": list(lines)}), encoding="utf-8")
    arguments = ("nlu", "--config", config, "--nlu", data, "--domain", domain, "--out", folder)
    # Nothing is reused, or the time it takes would say nothing.
    afresh = {"RASA_CACHE_DIRECTORY": str(folder / "cache")}
    run_training((*arguments, "--fixed-model-name", model.name), model, progress, afresh)
    return model


def ask(model: Path, lines: Mapping[str, Iterable[str]]) -> Iterator[Answer]:
    """Ask lines whose intents are known, in order. Raises EngineFailed if the program ends early."""
    pairs = [(text, intent) for intent, texts in lines.items() for text in texts]
    replies = parse_texts(model, (text for text, _ in pairs))
    for (text, expected), reply in zip(pairs, replies, strict=True):
        said = public_intent(reply["intent"])
        in_scope = [public_intent(name) for name, _ in reply["ranking"] if name != NLU_FALLBACK]
        likeliest = in_scope[0] if in_scope else said
        yield Answer(text, expected, said, likeliest, reply["confidence"] or 0.0, reply["took_ms"])


def _as_training_data(lines: Mapping[str, Iterable[str]]) -> str:
    written = ['version: "3.1"', "nlu:"]
    for intent, texts in lines.items():
        written += [f"  - intent: {json.dumps(intent)}", "    examples: |"]
        # A square bracket would begin an entity, a line break another line.
        written += [f"      - {' '.join(text.replace('[', '(').split())}" for text in texts]
    return "\n".join(written) + "\n"


def parse_texts(model: Path, texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """For each text, which must be redacted, its intent, confidence and entities, in order.

    `ranking` has the likeliest intents with their confidences, `took_ms` the milliseconds it took.

    Raises EngineFailed if the program ends before the last answer.
    """
    with subprocess.Popen(
        [ENGINE_PYTHON, "-m", "bot.nlu.parse", model],
        cwd=ROOT,
        env=engine_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as program:
        if program.stdin is None or program.stdout is None:
            raise EngineFailed("the parser has no pipes")
        for text in texts:
            try:
                program.stdin.write(json.dumps(text) + "\n")
                program.stdin.flush()
            except BrokenPipeError:
                raise EngineFailed("the parser ended early") from None
            answer = program.stdout.readline()
            if not answer:
                raise EngineFailed("the parser ended early")
            yield json.loads(answer)
        program.stdin.close()


def nearest_lines(texts: Sequence[str], how_many: int) -> list[list[tuple[int, float]]]:
    """For each text the places of its nearest others, with the cosines of their vectors, nearest first.

    Raises ConfigurationError if the engine or its encoder is not there as config.yml says.
    """
    require_engine()
    done = subprocess.run(
        [ENGINE_PYTHON, "-m", "bot.nlu.neighbours", str(how_many)],
        cwd=ROOT,
        env=engine_environment(),
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["it says nothing"]
        raise ConfigurationError(f"The encoder gives no vectors: {reason[0]}")
    return [[(place, cosine) for place, cosine in nearest] for nearest in json.loads(done.stdout)]
