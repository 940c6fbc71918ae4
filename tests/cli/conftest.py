"""The `giftline` command, run within the test's own process on a home folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner, Result

from bot.cli import output
from bot.cli.main import app
from bot.settings import Settings
from tests.cli.ledger_terminal import Terminal

FROM_OUTSIDE = ("DATABASE_URL", *(f"GIFTLINE_{name.upper()}" for name in Settings.model_fields))


class Giftline(Protocol):
    def __call__(self, *arguments: str | Path, **environment: str) -> Result: ...


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'giftline.db'}"


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal so wide that no cell of a table breaks."""
    for console in (output.out, output.err):
        monkeypatch.setattr(console, "width", 250)


@pytest.fixture
def giftline(tmp_path: Path, wide: None, monkeypatch: pytest.MonkeyPatch) -> Giftline:
    """Runs a command: `giftline("ledger", "load", file, GIFTLINE_PORT="8000")`.

    Its home, its database and its pepper are those of the `settings` fixture.
    """
    for name in FROM_OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIFTLINE_HOME", str(tmp_path))
    (tmp_path / "pepper").write_text("p" * 32, encoding="ascii")

    def run(*arguments: str | Path, **environment: str) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)

    return run


def the_reason(result: Result) -> str:
    """What a command that was refused said: exit code 2, nothing on stdout, no exception of Python's."""
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr.strip()


@pytest.fixture
def ledger(settings: Settings, tmp_path: Path, wide: None) -> Terminal:
    return Terminal(settings, tmp_path)


@pytest.fixture
def on_sqlite(tmp_path: Path, wide: None) -> Terminal:
    """A ledger whose pepper is in the file that was made for it."""
    home = tmp_path / "home"
    return Terminal(Settings(home=home), tmp_path)
