"""`giftline nlu`: what the model makes of a text."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from bot.channels.nlu_parse import parse_texts
from bot.cli.output import ends_with_reason, err, model_with_progress, out
from bot.conversations.incoming_text import for_engine
from bot.knowledge.brand import all_code_shapes, load_brand
from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.code_parts import join_parts
from bot.privacy.code_shapes import hide_shapes
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.redact import redact
from bot.services.intents import public_intent
from bot.settings import load_settings

app = typer.Typer(help="What the model makes of a text.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `parse` a command of its own while it is the only one."""


@app.command()
@ends_with_reason
def parse(
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line.")] = False,
) -> None:
    """Read messages from stdin, one a line, and print the intent of each. Codes are hidden first.

    Example: [bold]echo 'it says already redeemed' | giftline nlu parse --json[/bold]
    """
    code_format = load_brand(load_settings().brand).cards.code_format
    model = model_with_progress()
    with err.status("Starting the engine's model"):
        answers = parse_texts(model, _redacted_lines(code_format))
        first = list(itertools.islice(answers, 1))
    for answer in itertools.chain(first, answers):
        answer["intent"] = public_intent(answer["intent"])
        if as_json:
            shown = {key: answer[key] for key in ("intent", "confidence", "entities")}
            print(json.dumps(shown, ensure_ascii=False), flush=True)
        else:
            out.print(f"{answer['intent']}  {answer['confidence']:.2f}", markup=False)


def _redacted_lines(code_format: CodeFormat) -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield as_engine_sees(line.decode("utf-8", errors="replace"), code_format)


def as_engine_sees(text: str, code_format: CodeFormat) -> str:
    """A customer's text with its claim codes hidden, as the engine would get it."""
    handles: dict[str, str] = {}

    def handle_for(code: ClaimCode) -> str:
        # No vault here: the handles of a line are numbered, and forgotten with it.
        return handles.setdefault(code.value, f"claim_{len(handles):04x}")

    redacted = redact(text, code_format, handle_for)
    joined = join_parts(redacted, code_format, handle_for=handle_for).text
    return for_engine(hide_shapes(hide_other_secrets(joined), all_code_shapes()))
