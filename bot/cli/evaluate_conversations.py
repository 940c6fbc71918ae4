"""`giftline eval conversations`: whole conversations with one engine, each over a ledger of its own."""

from __future__ import annotations

import asyncio
import codecs
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from bot.channels.log_output import set_up_logging
from bot.cli.output import ends_with_reason, err, model_with_progress, out, print_table
from bot.errors import ConfigurationError, GiftlineError, LedgerFileError
from bot.evaluation.conversations import BadLine, Conversation, read_conversations
from bot.evaluation.judge import Failure, judge
from bot.evaluation.scripts import Script, read_scripts
from bot.knowledge.brand import load_brand
from bot.settings import ROOT, LogLevel, load_settings

SCRIPTS = ROOT / "tests" / "conversations" / "scripts"
# The engine thinks in one process and so do we; with more they only wait for each other.
_AT_ONCE = 4

Turns = list[dict[str, Any]]


@ends_with_reason
def conversations(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Conversations to hold, a JSON object a line (- is stdin); or scripts to judge, as YAML "
            "or a folder of it. Without it, our own scripts."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line, or the figures.")] = False,
    least: Annotated[float, typer.Option(min=0, max=1, help="The share of scripts that has to pass.")] = 0.95,
    only: Annotated[
        list[str] | None, typer.Option(help="Only the script of this id; may be repeated.")
    ] = None,
) -> None:
    """Hold whole conversations on the way that the widget's go, each over a ledger of its own.

    A line is [bold]{"id", "now", "ledger": \\[rows as for ledger load], "account": {"region",
    "signed_in"}, "turns": \\[texts]}[/bold], with "brand" if it is not yours; what comes of each turn is
    printed as by chat --json. The exit code is 1 if a line is none, or if too few scripts pass.

    Example: [bold]giftline eval conversations talks.jsonl --json[/bold]
    Example: [bold]giftline eval conversations --only offer-accepted[/bold]
    """
    place = file or SCRIPTS
    if place.is_dir() or place.suffix in (".yml", ".yaml"):
        passed = _judge_scripts(read_scripts(place, only or ()), as_json=as_json)
        raise typer.Exit(0 if passed >= least else 1)
    if only:
        raise ConfigurationError("--only goes with scripts, not with lines of JSON.")
    raise typer.Exit(_hold_lines(place, as_json=as_json))


def _hold_lines(file: Path, *, as_json: bool) -> int:
    read = list(read_conversations(_lines(file)))
    if not read:
        raise ConfigurationError(f"{file} holds no conversation; write one JSON object a line.")
    bad = [line for line in read if isinstance(line, BadLine)]
    good = [line for line in read if not isinstance(line, BadLine)]
    for line in bad:
        _say_bad(line.line, line.reason)

    def tell(place: int, came: Turns | GiftlineError) -> None:
        number, conversation = good[place]
        if isinstance(came, GiftlineError):
            bad.append(BadLine(number, _reason(came)))
            _say_bad(number, _reason(came))
        elif as_json:
            print(json.dumps({"id": conversation.id, "turns": came}, ensure_ascii=False), flush=True)
        else:
            _print_talk(conversation, came)

    _hold([conversation for _, conversation in good], tell)
    return 1 if bad else 0


def _lines(file: Path) -> list[bytes]:
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from error
    return content.removeprefix(codecs.BOM_UTF8).split(b"\n")


def _say_bad(line: int, reason: str) -> None:
    err.print(f"Line {line}: {reason}", style="red", markup=False, highlight=False, soft_wrap=True)


def _reason(error: GiftlineError) -> str:
    if isinstance(error, LedgerFileError) and error.rows:
        return "; ".join(f"row {row.line} of its ledger: {row.reason}" for row in error.rows)
    return error.detail


def _print_talk(conversation: Conversation, came: Turns) -> None:
    out.print(conversation.id, style="bold", markup=False, highlight=False)
    for text, turn in zip(conversation.turns, came, strict=True):
        out.print(f"> {text}", style="dim", markup=False, highlight=False)
        for reply in turn["replies"]:
            out.print(reply["text"], markup=False, highlight=False, emoji=False)


def _hold(conversations: Sequence[Conversation], tell: Callable[[int, Turns | GiftlineError], None]) -> None:
    """Holds them with one engine, several at once; tells what came of each, in order, with its place."""
    if not conversations:
        return
    from bot.rehearsal import rehearsing  # Heavy, and not needed to print --help.

    settings = load_settings().model_copy(update={"log_level": LogLevel.WARNING})
    set_up_logging(settings)
    model = model_with_progress()

    async def run(folder: Path, progress: Progress) -> None:
        task = progress.add_task("Starting the engine", total=len(conversations))
        async with rehearsing(settings, model=model, folder=folder) as rehearsal:
            progress.update(task, description="Talking")
            gate = asyncio.Semaphore(_AT_ONCE)

            async def hold(conversation: Conversation) -> Turns | GiftlineError:
                async with gate:
                    try:
                        return await rehearsal.hold(conversation)
                    except GiftlineError as error:
                        return error
                    finally:
                        progress.advance(task)

            async with asyncio.TaskGroup() as group:
                held = [group.create_task(hold(conversation)) for conversation in conversations]
                for place, came in enumerate(held):
                    tell(place, await came)

    with (
        tempfile.TemporaryDirectory(prefix="giftline-") as folder,
        Progress(console=err, transient=True) as progress,
    ):
        asyncio.run(run(Path(folder), progress))


def _judge_scripts(by_file: Mapping[str, Sequence[Script]], *, as_json: bool) -> float:
    """Holds and judges the scripts, and shows what came of it; returns the share that passed."""
    scripts = [script for of_file in by_file.values() for script in of_file]
    failures: list[Failure] = []
    began = time.monotonic()
    _hold(
        [script.conversation for script in scripts],
        lambda place, came: failures.extend(_failures(scripts[place], came)),
    )
    took_s = time.monotonic() - began
    failed = {failure.script for failure in failures}
    passed = {file: sum(one.id not in failed for one in of_file) for file, of_file in by_file.items()}
    share = sum(passed.values()) / len(scripts)
    if as_json:
        figures = {
            "scripts": len(scripts),
            "passed": sum(passed.values()),
            "share": round(share, 4),
            "took_s": round(took_s, 1),
            "files": {
                file: {"scripts": len(by_file[file]), "passed": count} for file, count in passed.items()
            },
            "failures": [asdict(failure) for failure in failures],
        }
        print(json.dumps(figures, ensure_ascii=False, indent=2))
        return share
    for failure in failures:
        _print_failure(failure)
    rows = [(file, count, len(by_file[file])) for file, count in passed.items()]
    print_table("file", "passed", "scripts", rows=[*rows, ("all", sum(passed.values()), len(scripts))])
    err.print(f"{share:.1%} of the scripts passed, in {took_s:.0f} s.", highlight=False)
    return share


def _failures(script: Script, came: Turns | GiftlineError) -> list[Failure]:
    if isinstance(came, GiftlineError):
        return [Failure(script.id, 0, "", "a conversation that can be held", _reason(came), "")]
    brand = load_brand(script.brand or load_settings().brand)
    return judge(script, came, brand.cards.code_format)


def _print_failure(failure: Failure) -> None:
    out.print(f"{failure.script}, turn {failure.turn}", style="bold", markup=False, highlight=False)
    for name in ("say", "expected", "got", "said"):
        out.print(f"  {name + ':':<9} {getattr(failure, name)}", markup=False, highlight=False, emoji=False)
