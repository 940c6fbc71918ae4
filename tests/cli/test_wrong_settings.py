"""A wrong setting is named in one sentence; nothing starts, and no secret is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Giftline, the_reason

PASSWORD = "hunter2hunter2"
SERVER = f"postgresql+psycopg://giftline:{PASSWORD}@127.0.0.1:1/giftline"

WRONG: dict[str, tuple[dict[str, str], str]] = {
    "port is no number": ({"GIFTLINE_PORT": "abc"}, "GIFTLINE_PORT: input should be a valid integer"),
    "port is too high": ({"GIFTLINE_PORT": "65536"}, "GIFTLINE_PORT: input should be less than"),
    "port is negative": ({"GIFTLINE_PORT": "-1"}, "GIFTLINE_PORT: input should be greater than"),
    "engine never waited for": ({"GIFTLINE_ENGINE_ANSWER_S": "0"}, "GIFTLINE_ENGINE_ANSWER_S: input should"),
    "engine start is no number": ({"GIFTLINE_ENGINE_START_S": "soon"}, "GIFTLINE_ENGINE_START_S: input"),
    "pepper is short": (
        {"GIFTLINE_PEPPER": PASSWORD},
        "GIFTLINE_PEPPER: each secret should have at least 32",
    ),
    "brand is unknown": (
        {"GIFTLINE_BRAND": "nope"},
        "There is no brand 'nope'. Known brands: amazon, northwind.",
    ),
    "limit does not read": ({"GIFTLINE_LIMITS": "message=1"}, "GIFTLINE_LIMITS: 'message=1' does not read"),
    "Redis is none": ({"REDIS_URL": f"mysql://{PASSWORD}@127.0.0.1"}, "REDIS_URL does not read"),
    "other database": (
        {"DATABASE_URL": f"mysql://giftline:{PASSWORD}@127.0.0.1/giftline"},
        "DATABASE_URL must name SQLite or PostgreSQL.",
    ),
    "no database URL": ({"DATABASE_URL": f"garbage {PASSWORD}"}, "DATABASE_URL is not a database URL"),
    "empty database URL": ({"DATABASE_URL": ""}, "DATABASE_URL is not a database URL"),
    "unreachable database": (
        {"DATABASE_URL": SERVER, "GIFTLINE_PEPPER": "p" * 32},
        "The database at postgresql+psycopg://giftline:***@127.0.0.1:1/giftline cannot be used",
    ),
}


def _refused(giftline: Giftline, **environment: str) -> str:
    reason = the_reason(giftline("ledger", "show", **environment))
    assert PASSWORD not in reason
    return reason


@pytest.mark.parametrize(("environment", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_named_in_one_line(
    giftline: Giftline, environment: dict[str, str], reason: str
) -> None:
    said = _refused(giftline, **environment)
    assert reason in said
    assert len(said.splitlines()) == 1


def test_every_wrong_setting_is_named_at_once(giftline: Giftline) -> None:
    said = _refused(giftline, GIFTLINE_PORT="abc", GIFTLINE_ENGINE_START_S="soon")
    assert "GIFTLINE_PORT" in said
    assert "GIFTLINE_ENGINE_START_S" in said


@pytest.mark.parametrize(
    "command", [("serve",), ("demo",), ("ledger", "show"), ("tickets", "list"), ("doctor",)]
)
def test_no_command_starts_with_a_wrong_setting(giftline: Giftline, command: tuple[str, ...]) -> None:
    assert "GIFTLINE_PORT" in the_reason(giftline(*command, GIFTLINE_PORT="abc"))


def test_a_file_that_is_no_database_is_refused(giftline: Giftline, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing but text, and more than a header's worth of it " * 40)
    said = _refused(giftline, DATABASE_URL=f"sqlite:///{tmp_path / 'notes.txt'}")
    assert "cannot be used: file is not a database" in said


def test_a_shared_database_without_a_pepper_is_refused(giftline: Giftline) -> None:
    """The doctor says so even where the database cannot be reached."""
    shown = giftline("doctor", DATABASE_URL=SERVER)
    assert shown.exit_code == 1
    assert "GIFTLINE_PEPPER is not set" in shown.stdout


def test_without_a_pepper_a_shared_database_is_not_even_reached_for(giftline: Giftline) -> None:
    assert "GIFTLINE_PEPPER is not set" in _refused(giftline, DATABASE_URL=SERVER)


def test_with_an_unknown_brand_no_database_is_made(giftline: Giftline, tmp_path: Path) -> None:
    giftline("ledger", "show", GIFTLINE_BRAND="nope")
    assert list(tmp_path.glob("giftline.db*")) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://giftline@127.0.0.1:port/giftline",
        f"postgresql://giftline:x/{PASSWORD}",
        f"sqlite://giftline:{PASSWORD}@host/giftline.db",
        f"sqlite+nonsense:///{PASSWORD}.db",
        "sqlite:////dev/null/giftline.db",
    ],
)
def test_a_database_url_that_cannot_work_is_refused(giftline: Giftline, url: str) -> None:
    assert "DATABASE_URL" in _refused(giftline, DATABASE_URL=url, GIFTLINE_PEPPER="p" * 32)


def test_a_password_among_the_options_of_a_database_is_not_shown(giftline: Giftline) -> None:
    url = f"postgresql://127.0.0.1:1/giftline?user=giftline&password={PASSWORD}"
    _refused(giftline, DATABASE_URL=url, GIFTLINE_PEPPER="p" * 32)


def test_a_home_that_cannot_be_a_folder_is_refused(giftline: Giftline, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    assert "GIFTLINE_HOME" in _refused(giftline, GIFTLINE_HOME=str(tmp_path / "home"))
