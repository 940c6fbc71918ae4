"""`python -m benchmarks.ledger`: how fast the ledger redeems and loads cards."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import on_postgres, on_sqlite
from benchmarks.results import Result, Skipped, Tell

out = Console()
err = Console(stderr=True)
app = typer.Typer(rich_markup_mode="rich", add_completion=False, pretty_exceptions_enable=False)


class Measure(StrEnum):
    SQLITE = "sqlite"
    POSTGRES = "postgres"
    LATENCY = "latency"
    LOADING = "loading"


@dataclass(frozen=True)
class Sizes:
    rounds: int
    in_round: int
    postgres_round_s: int
    small_cards: int
    big_cards: int
    early_cards: int
    latency_samples: int


FULL = Sizes(15, 300, 5, 10_000, 1_000_000, 200_000, 6_000)
QUICK = Sizes(5, 100, 2, 1_000, 50_000, 10_000, 600)


@app.command()
def main(
    postgres: Annotated[
        str | None, typer.Option(help="URL of a PostgreSQL server, of a user who may create databases.")
    ] = None,
    pgbench: Annotated[
        Path | None, typer.Option(help="The program; looked for on the PATH and in Debian's folder.")
    ] = None,
    only: Annotated[list[Measure] | None, typer.Option(help="Measure this alone; may be repeated.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Small numbers: a minute, and rough figures.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where the databases go: a disk as the product would have it.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all rounds to this file.")] = None,
) -> None:
    """Measure the ledger against the bare database, both sides in turn, and print the medians.

    Example: [bold]python -m benchmarks.ledger --quick --postgres postgresql://me@localhost/postgres[/bold]
    """
    sizes = QUICK if quick else FULL
    measures = set(only or Measure)
    program = str(pgbench) if pgbench else on_postgres.find_pgbench()
    with tempfile.TemporaryDirectory(dir=folder) as home, err.status("Starting") as status:
        results = list(_measured(Path(home), measures, sizes, postgres, program, status.update))
    out.print(results_table(results))
    if json_file:
        written = {"machine": machine(), "quick": quick, "results": [result.as_json() for result in results]}
        json_file.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def _measured(
    home: Path, measures: set[Measure], sizes: Sizes, postgres: str | None, pgbench: str | None, tell: Tell
) -> Iterator[Result | Skipped]:
    if Measure.SQLITE in measures:
        yield on_sqlite.redeeming(home, tell, rounds=sizes.rounds, in_round=sizes.in_round)
    if Measure.POSTGRES in measures:
        if postgres and pgbench:
            yield on_postgres.redeeming(
                home / "postgres",
                postgres,
                pgbench,
                tell,
                rounds=sizes.rounds // 2,
                round_s=sizes.postgres_round_s,
            )
        else:
            lacks = (
                "pgbench: give it with --pgbench" if postgres else "a server: give its URL with --postgres"
            )
            yield Skipped("PostgreSQL: redemptions, over pgbench -N", lacks)
    if measures & {Measure.LATENCY, Measure.LOADING}:
        big = home / "big"
        loaded = on_sqlite.loading(big, tell, cards=sizes.big_cards, early=sizes.early_cards)
        if Measure.LATENCY in measures:
            yield on_sqlite.latency(
                home,
                big,
                tell,
                big_cards=sizes.big_cards,
                small_cards=sizes.small_cards,
                samples=sizes.latency_samples,
            )
        if Measure.LOADING in measures:
            yield from loaded


def results_table(results: list[Result | Skipped]) -> Table:
    table = Table("measurement", "ours", "against", "unit", "figure", "target", "met", show_lines=True)
    for result in results:
        if isinstance(result, Skipped):
            table.add_row(result.name, "", "", "", "skipped", f"needs {result.lacks}", "")
            continue
        sides = ("" if side is None else f"{side:,.4g}" for side in (result.ours, result.theirs))
        figure = f"{result.figure:,.2f}" if result.figure < 1000 else f"{result.figure:,.0f}"
        table.add_row(
            result.name, *sides, result.unit, figure, result.target, "yes" if result.is_met else "no"
        )
    return table


def machine() -> dict[str, object]:
    return {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


if __name__ == "__main__":
    app()
