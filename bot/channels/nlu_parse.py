"""Asks the engine's model what it makes of texts, without a conversation.

Rasa offers parsing over HTTP only together with an API that can replace its model, so a small
program of the engine tier (bot/nlu/parse.py) is started instead, and fed redacted lines.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.channels.engine_model import ENGINE_PYTHON, engine_environment
from bot.errors import EngineFailed
from bot.settings import ROOT


def parse_texts(model: Path, texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """For each text, which must be redacted, its intent, confidence and entities, in order.

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
