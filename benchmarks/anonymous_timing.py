"""`python -m benchmarks.anonymous_timing`: whether the time of an answer tells what a code is.

An anonymous visitor asks about codes of four kinds over the real app: services, storage, actions and
padding are the product's. Rasa is left out (tests/direct_engine.py): its noise, which is the same for
every code, would only make the kinds harder to tell apart. Kinds take turns at random. Of each pair of
kinds the AUC of the time alone is the chance that a time of one is longer than a time of the other, and
counts in whichever direction it is away from 0.5.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table
from starlette.types import ASGIApp

from actions.webhook import actions_over
from bot.app import build_chat
from bot.bootstrap import Services, bootstrap
from bot.channels.button_tokens import ButtonTokens
from bot.channels.sessions import PREFIX
from bot.channels.wakeups import LocalWakeups
from bot.settings import Settings
from tests.builders import WIDE_LIMITS, LoadCards
from tests.direct_engine import DirectEngine

MOST_AUC = 0.55
# Every sample asks about a card of its own, so that none is quick because it was asked before.
KINDS = {
    "unknown": None,
    "inactive": {"status": "inactive"},
    "redeemed": {"status": "redeemed", "redeemed_by": "other"},
    "foreign": {"status": "active", "region": "DE", "currency": "EUR"},
}
_LETTERS = "ACDEFGHJKMNPQRTUVWXYZ234679"
# The first ones find everything cold.
_WARM_UP = 20
out = Console()


def main(
    samples: Annotated[int, typer.Option(help="How many answers are timed, of all kinds together.")] = 2_000,
    grid_ms: Annotated[int, typer.Option(help="The grid; the product's default, or 0 for none.")] = 250,
    seed: Annotated[int, typer.Option(help="Which codes, and in which order.")] = 1,
) -> None:
    """Exits with 1 if a pair of kinds can be told apart."""
    times = asyncio.run(_measure(samples, grid_ms, seed))
    table = Table("kinds", "AUC", "median ms")
    worst = 0.0
    for one, other in combinations(KINDS, 2):
        auc = _auc(times[one], times[other])
        worst = max(worst, auc)
        medians = [f"{sorted(times[kind])[len(times[kind]) // 2] * 1000:.2f}" for kind in (one, other)]
        table.add_row(f"{one} / {other}", f"{auc:.3f}", " / ".join(medians))
    out.print(table)
    counted = sum(map(len, times.values()))
    out.print(f"{counted:,} answers, grid {grid_ms} ms: the highest AUC is {worst:.3f}, at most {MOST_AUC}.")
    raise typer.Exit(0 if worst <= MOST_AUC else 1)


async def _measure(samples: int, grid_ms: int, seed: int) -> dict[str, list[float]]:
    chance = random.Random(seed)  # noqa: S311 - the order of a measurement
    plan = [(kind, _code(chance)) for kind in list(KINDS) * (samples // len(KINDS))]
    chance.shuffle(plan)
    engine, wakeups = DirectEngine(), LocalWakeups()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=Path(folder),
            database_url=None,
            pepper="p" * 32,
            limits=WIDE_LIMITS,
            anonymous_grid_ms=grid_ms,
        )
        services = bootstrap(settings, engine=engine, wakeups=wakeups)
        engine.actions = actions_over(services)
        rows = [{"code": code, **row} for kind, code in plan if (row := KINDS[kind])]
        LoadCards(services)("alice", *rows)
        app = build_chat(services, wakeups, ButtonTokens(settings.secret))
        try:
            return await _ask_all(app, services, plan)
        finally:
            services.close()


async def _ask_all(
    app: ASGIApp, services: Services, plan: Sequence[tuple[str, str]]
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://giftline") as client:
        # Before anything is timed, and from one address, as one visitor who tries codes would.
        tokens = [services.start_conversation("web", None, address=_ADDRESS).token for _ in plan]
        for number, ((kind, code), token) in enumerate(zip(plan, tokens, strict=True)):
            started = time.perf_counter()
            answer = await client.post(
                f"{PREFIX}/messages",
                json={"client_id": "a", "text": f"my card {code} is invalid"},
                headers={"Authorization": f"Bearer {token}"},
            )
            taken = time.perf_counter() - started
            answer.raise_for_status()
            if number >= _WARM_UP:
                times[kind].append(taken)
    return times


def _code(chance: random.Random) -> str:
    written = "".join(chance.choices(_LETTERS, k=14))
    return f"A{written[1:4]}-{written[4:10]}-{written[10:13]}7"


def _auc(one: Sequence[float], other: Sequence[float]) -> float:
    """The chance that a time of one side is above one of the other, in whichever direction."""
    values = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, side) in enumerate(values, start=1) if side == 0)
    above = (ranks - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))
    return max(above, 1 - above)


_ADDRESS = "203.0.113.7"

if __name__ == "__main__":
    typer.run(main)
