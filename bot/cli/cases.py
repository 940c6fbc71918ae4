"""`giftline cases`: make a case, and write what Rasa reads of them."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cases.build import build_files, new_case, outdated
from bot.cli.output import ends_with_reason, err, out

app = typer.Typer(help="The problem cases: one folder each under bot/cases.", no_args_is_help=True)


@app.command()
@ends_with_reason
def new(
    slug: Annotated[str, typer.Argument(help="Its name, such as tampered_packaging; also its intent.")],
) -> None:
    """Make the folder of a new case, with a place for each thing to write.

    Example: [bold]giftline cases new tampered_packaging[/bold]
    """
    for path in new_case(slug):
        out.print(str(path))
    err.print("Fill these in, then run `giftline cases build` and `make test`.")


@app.command()
@ends_with_reason
def build(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a file is not up to date.")
    ] = False,
) -> None:
    """Write data/cases.yml and the marked blocks of domain.yml, data/nlu.yml and docs/ledger.md.

    Example: [bold]giftline cases build --check[/bold]
    """
    stale = outdated()
    if check:
        for path in stale:
            err.print(f"{path} is not up to date. Run `giftline cases build`.", style="red")
        raise typer.Exit(1 if stale else 0)
    build_files()
    err.print("Wrote " + ", ".join(stale) if stale else "Everything was up to date.")
