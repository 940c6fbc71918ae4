"""Every command shows an example, and every example, in help and documentation, can be run as it stands."""

from __future__ import annotations

import re
import shlex

import pytest
import typer.main

from bot.cli.main import app
from bot.settings import ROOT

LEDGER = typer.main.get_command(app).commands["ledger"].commands  # type: ignore[attr-defined]
IN_HELP = {name: re.findall(r"\[bold\](.*?)\[/bold\]", command.help) for name, command in LEDGER.items()}
IN_DOCS = re.findall(r"^giftline ledger .*$", (ROOT / "docs" / "ledger.md").read_text("utf-8"), re.MULTILINE)


def test_every_command_has_one_example() -> None:
    assert {name: len(examples) for name, examples in IN_HELP.items()} == dict.fromkeys(LEDGER, 1)


@pytest.mark.parametrize("example", [*(one for examples in IN_HELP.values() for one in examples), *IN_DOCS])
def test_an_example_can_be_run_as_it_stands(example: str) -> None:
    program, group, name, *arguments = shlex.split(example.partition(" <")[0])
    assert (program, group) == ("giftline", "ledger")
    LEDGER[name].make_context(name, arguments)
