"""What chat, nlu, train, doctor and cases do before they need an engine, or without one."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.channels import engine_model
from tests.cli.conftest import Giftline, the_reason


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which the engine's environment was never set up."""
    monkeypatch.setattr(engine_model, "RASA", tmp_path / "rasa")
    monkeypatch.setattr(engine_model, "MODELS", tmp_path / "models")


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("command", [("train",), ("serve",), ("demo",), ("chat", "--json"), ("nlu", "parse")])
def test_without_an_engine_it_says_how_to_set_one_up(giftline: Giftline, command: tuple[str, ...]) -> None:
    assert the_reason(giftline(*command)) == "The engine is not set up yet. Run `make setup`."


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--now", "tomorrow"), "--now tomorrow is not a time, such as 2026-11-24T12:00:00Z."),
        (("--url", "http://x", "--region", "US"), "--now and --region work only without --url."),
        (("--url", "http://x", "--now", "2026-11-24"), "--now and --region work only without --url."),
    ],
)
def test_a_chat_that_cannot_be_had_is_refused(
    giftline: Giftline, arguments: tuple[str, ...], reason: str
) -> None:
    assert the_reason(giftline("chat", *arguments)) == reason


def test_a_chat_with_a_server_that_is_not_there_says_how_to_start_one(giftline: Giftline) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "Start one with `giftline serve`" in the_reason(
        giftline("chat", "--url", f"http://127.0.0.1:{port}")
    )


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1"])
def test_a_chat_with_what_is_no_web_address_is_refused(giftline: Giftline, url: str) -> None:
    assert f"There is no Giftline at {url}" in the_reason(giftline("chat", "--url", url))


@pytest.mark.usefixtures("no_engine")
def test_the_doctor_names_everything_that_is_missing_at_once(giftline: Giftline) -> None:
    shown = giftline("doctor", DATABASE_URL="mysql://x", GIFTLINE_BRAND="nope")
    assert shown.exit_code == 1
    results = {line.split("│")[2].strip(): line for line in shown.stdout.splitlines() if line.startswith("│")}
    assert "│ ok │" in results["Python"]
    assert "There is no brand 'nope'" in results["brand"]
    assert "DATABASE_URL must name SQLite or PostgreSQL." in results["database"]
    assert "Run `make setup`" in results["engine"]
    assert "Run `giftline train`" in results["model"]


def test_the_doctor_tells_of_the_secret_only_how_long_it_is(giftline: Giftline) -> None:
    shown = giftline("doctor", GIFTLINE_PEPPER="s3cret" * 6)
    assert "36 characters, outside the database" in shown.stdout
    assert "s3cret" not in shown.output


def test_what_is_written_of_the_cases_is_up_to_date(giftline: Giftline) -> None:
    assert giftline("cases", "build", "--check").exit_code == 0


@pytest.mark.parametrize("slug", ["Not Activated", "../evil", "1st", ""])
def test_a_case_with_a_name_that_is_none_is_refused(giftline: Giftline, slug: str) -> None:
    assert the_reason(giftline("cases", "new", slug))
