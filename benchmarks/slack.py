"""`python -m benchmarks.slack`: how long Slack waits until we have taken what it tells us of.

So many events a second, one direct message of one of two hundred customers each, signed and sent over HTTP on
this machine by a Slack of our own; the app stores each, answers Slack, then asks an engine that answers at
once and posts the reply. The app is in a process of its own, and its database on the disk. Slack delivers an
event again after three seconds without an answer; here none is delivered again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from benchmarks.ledger import err, machine, out
from bot.bootstrap import bootstrap
from bot.channels.button_tokens import ButtonTokens
from bot.channels.slack.app import slack_channel
from bot.channels.wakeups import LocalWakeups
from bot.knowledge.brand import all_code_formats
from bot.privacy.find_codes import get_ready
from bot.settings import ROOT, Settings, SlackSettings
from bot.slack_sandbox.people import Person
from tests.builders import WIDE_LIMITS, ScriptedEngine
from tests.desk.at_the_desk import an_app, listening
from tests.slack.sandbox import Acme, acme

app = typer.Typer(rich_markup_mode="rich", add_completion=False, pretty_exceptions_enable=False)

MOST_MS = 300.0
_CUSTOMERS = 200
_WARM_UP_S = 5
_SETTLES_WITHIN_S = 120
_SERVE = "--serve"


@app.command()
def main(
    seconds: Annotated[int, typer.Option(min=1, help="For how long.")] = 60,
    rate: Annotated[int, typer.Option(min=1, help="Events a second.")] = 50,
) -> None:
    """Measure how soon an event of Slack's is taken. Exits with 1 if that is over 300 ms at p95.

    Example: [bold]python -m benchmarks.slack --seconds 60 --rate 50[/bold]
    """
    busy_before = os.getloadavg()[0]
    taken_ms, posted = asyncio.run(_measure(seconds, rate))
    p95 = quantiles(taken_ms, n=20)[-1]
    table = Table("events", "median ms", "p95 ms", "most ms", "target", "met")
    table.add_row(
        f"{len(taken_ms):,}",
        *(f"{figure:,.1f}" for figure in (median(taken_ms), p95, max(taken_ms))),
        f"p95 at most {MOST_MS:g}",
        "yes" if p95 <= MOST_MS else "no",
    )
    out.print(table)
    expected = len(taken_ms) + _WARM_UP_S * rate
    out.print(
        f"{rate} events a second for {seconds} s; {posted:,} of {expected:,} replies posted, each once; on "
        f"{machine()['cores']} cores; processes that wanted one: {busy_before:.1f} before, "
        f"{os.getloadavg()[0]:.1f} after."
    )
    raise typer.Exit(0 if p95 <= MOST_MS and posted == expected else 1)


async def _measure(seconds: int, rate: int) -> tuple[list[float], int]:
    """How long each event took, and how many replies are in Slack in the end."""
    with tempfile.TemporaryDirectory() as folder:
        async with acme() as there, _served(Path(folder), there):
            slack, workspace = there.sandbox.slack, there.workspace
            people = [
                there.sandbox.person(workspace, slack.add_user(workspace, f"customer-{number}"))
                for number in range(_CUSTOMERS)
            ]
            taken_ms = await _deliver(people, seconds, rate)
            return taken_ms, await _settled(people, (seconds + _WARM_UP_S) * rate)


async def _deliver(people: list[Person], seconds: int, rate: int) -> list[float]:
    total, warm_up = (seconds + _WARM_UP_S) * rate, _WARM_UP_S * rate
    taken_ms: list[float] = []

    async def deliver(number: int) -> None:
        started = time.perf_counter()
        await people[number % len(people)].writes(f"message {number}")
        if number >= warm_up:
            taken_ms.append((time.perf_counter() - started) * 1000)

    with Progress(console=err) as progress:
        delivering = progress.add_task("Delivering", total=total)
        begun, under_way = time.perf_counter(), set()
        for number in range(total):
            # By the clock, and not after the one before: a slow answer must not slow what comes.
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            under_way.add(asyncio.create_task(deliver(number)))
            progress.advance(delivering)
        await asyncio.gather(*under_way)
    return taken_ms


async def _settled(people: list[Person], expected: int) -> int:
    """How many replies there are, once all are there or too much time has passed."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SETTLES_WITHIN_S):
            # Nothing of the sandbox's could be awaited for it.
            while _posted(people) < expected:  # noqa: ASYNC110
                await asyncio.sleep(0.5)
    return _posted(people)


def _posted(people: list[Person]) -> int:
    return sum(message.is_from_app for person in people for message in person.direct.messages.values())


@contextlib.asynccontextmanager
async def _served(folder: Path, there: Acme) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.slack", _SERVE, folder, there.sandbox.api_url),
        cwd=ROOT,
        env={**os.environ, "SECRETS": f"{there.token} {there.sandbox.slack.app.signing_secret}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        told = await process.stdout.readline() if process.stdout else b""
        await there.sandbox.deliver_to(told.decode().strip())
        yield
    finally:
        if process.stdin:
            process.stdin.close()
        await process.wait()


async def _serve(folder: Path, api_url: str) -> None:
    """Tells where Slack delivers to on stdout, and serves until stdin ends."""
    token, signing_secret = os.environ["SECRETS"].split()
    settings = Settings(home=folder, database_url=None, pepper="p" * 32, limits=WIDE_LIMITS)
    wakeups, secret = LocalWakeups(), b"s" * 32
    # As the app does before it serves.
    get_ready(all_code_formats())
    with contextlib.closing(bootstrap(settings, engine=ScriptedEngine(), wakeups=wakeups)) as services:
        slack = SlackSettings(api_url=api_url, bot_token=token, signing_secret=signing_secret)
        async with (
            slack_channel(services, slack, ButtonTokens(secret), secret) as channel,
            listening(an_app(services, folder, slack=channel, wakeups=wakeups)) as url,
            # What the app's lifespan does, which this server leaves out.
            channel.running(wakeups) if channel else contextlib.nullcontext(),
        ):
            sys.stdout.write(f"{url}/slack/events\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    if sys.argv[1:2] == [_SERVE]:
        asyncio.run(_serve(Path(sys.argv[2]), sys.argv[3]))
    else:
        app()
