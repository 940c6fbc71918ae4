"""`giftline`: the commands, put together. The file of a command is imported when the command is asked for.

All of them together take seconds to import, and most need a part of it.
"""

from __future__ import annotations

from collections import UserDict
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info, get_group

# Where each command is: a function, or a group of commands of its own.
_COMMANDS = {
    "serve": "serve:serve",
    "demo": "serve:demo",
    "train": "serve:train",
    "chat": "chat:chat",
    "doctor": "doctor:doctor",
    "nlu": "nlu:app",
    "ledger": "ledger:app",
    "tickets": "tickets:app",
    "training": "training:app",
    "sites": "sites:app",
    "agents": "agents:app",
    "slack": "slack:app",
    "outbox": "outbox:app",
    "privacy": "privacy:app",
    "cases": "cases:app",
    "eval": "evaluate:app",
}


class _Commands(UserDict[str, Any]):
    """By name. Each is made when somebody asks for it."""

    def __getitem__(self, name: str) -> Any:
        file, _, what = self.data[name].partition(":")
        found = getattr(import_module(f"bot.cli.{file}"), what)
        if isinstance(found, typer.Typer):
            group = get_group(found)
            group.name = name
            return group
        alone = typer.Typer()
        alone.command(name)(found)
        return get_command_from_info(
            alone.registered_commands[0], pretty_exceptions_short=False, rich_markup_mode="rich"
        )


class _Giftline(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands(_COMMANDS)


app = typer.Typer(
    cls=_Giftline,
    name="giftline",
    help="A self-hosted support assistant for gift cards.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def _giftline() -> None:
    """Makes it a group, whose commands are found by name."""
