"""Every command says what it does and shows an example."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import typer.main

from bot.cli.main import app
from tests.cli.conftest import Giftline


def _commands(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in getattr(group, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = list(_commands(typer.main.get_command(app)))
GROUPS = sorted({path[:-1] for path in COMMANDS})


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example_of_itself(giftline: Giftline, path: tuple[str, ...]) -> None:
    shown = giftline(*path, "--help")
    assert shown.exit_code == 0
    _, _, example = shown.stdout.partition("Example: ")
    assert f"giftline {' '.join(path)}" in example


@pytest.mark.parametrize("path", GROUPS, ids=" ".join)
def test_a_group_without_a_command_lists_its_commands(giftline: Giftline, path: tuple[str, ...]) -> None:
    shown = giftline(*path)
    listed = {command[len(path)] for command in COMMANDS if command[: len(path)] == path}
    assert [name for name in listed if name not in shown.output] == []


@pytest.mark.parametrize("arguments", [("dance",), ("ledger", "dance"), ("ledger", "show", "--dance")])
def test_what_there_is_not_is_refused(giftline: Giftline, arguments: tuple[str, ...]) -> None:
    refused = giftline(*arguments)
    assert refused.exit_code == 2
    assert "dance" in refused.stderr
