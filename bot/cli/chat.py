"""`giftline chat`: a conversation in the terminal, or for scripts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.channels.console import ConsoleChat
from bot.channels.log_output import set_up_logging
from bot.cli.output import ends_with_reason, err, model_with_progress, out
from bot.errors import ConfigurationError
from bot.settings import LogLevel, load_settings
from bot.values import AccountId, FixedClock


@ends_with_reason
def chat(
    as_json: Annotated[
        bool, typer.Option("--json", help="A message a line in, a JSON object a line out.")
    ] = False,
    account: Annotated[
        str | None, typer.Option("--as", help="Who is signed in. Without it, nobody is.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="The account's country for this chat, such as US.")
    ] = None,
    now: Annotated[
        str | None, typer.Option(help="Pretend it is this time, such as 2026-11-24T12:00:00Z.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="A running demo server. Without it, starts what it needs.")
    ] = None,
) -> None:
    """Talk to the assistant, on the same path as the chat page.

    Example: [bold]printf 'my card says invalid code\\n' | giftline chat --json --as alice[/bold]
    """
    at = _moment(now) if now else None
    if url and (at or region):
        raise ConfigurationError("--now and --region work only without --url.")
    interactive = not as_json and sys.stdin.isatty()

    async def run() -> None:
        async with _conversation(url, account, region, at) as conversation:
            for text in _lines(interactive):
                answer = await conversation.send(text)
                if as_json:
                    print(json.dumps(answer, ensure_ascii=False), flush=True)
                    continue
                for reply in answer["replies"]:
                    out.print(reply["text"], markup=False, highlight=False, emoji=False)
                    if reply["buttons"]:
                        out.print(" · ".join(reply["buttons"]), style="dim", markup=False, emoji=False)

    asyncio.run(run())


@contextlib.asynccontextmanager
async def _conversation(
    url: str | None, account: str | None, region: str | None, at: datetime | None
) -> AsyncIterator[ConsoleChat]:
    if url:
        async with ConsoleChat(url) as conversation:
            await conversation.sign_in(account)
            yield conversation
        return
    from bot.serving import running_giftline  # Heavy, and not needed to print --help.

    here = {"host": "127.0.0.1", "port": 0, "log_level": LogLevel.WARNING}
    settings = load_settings().model_copy(update=here)
    set_up_logging(settings)
    model = model_with_progress()
    with tempfile.TemporaryDirectory(prefix="giftline-") as folder:
        async with running_giftline(
            settings,
            model=model,
            folder=Path(folder),
            demo=False,
            clock=FixedClock(at) if at else None,
            keep_dialogues=False,
        ) as running:
            started = await asyncio.to_thread(
                running.services.start_conversation,
                "console",
                AccountId(account) if account else None,
                region,
            )
            with err.status("Starting the engine"):
                await running.engine.ready_url()
            async with ConsoleChat(running.url, started.token) as conversation:
                yield conversation


def _lines(interactive: bool) -> Iterator[str]:
    if interactive:
        err.print("Write a message and press Enter. Ctrl+D ends.")
    # Bytes, because what a customer pastes need not be UTF-8.
    for line in sys.stdin.buffer:
        yield line.rstrip(b"\r\n").decode("utf-8", errors="replace")


def _moment(written: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise ConfigurationError(f"--now {written} is not a time, such as 2026-11-24T12:00:00Z.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
