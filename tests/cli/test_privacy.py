"""`giftline privacy` and `giftline ledger canary`, as somebody at a terminal runs them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.bootstrap import Services
from bot.storage.tables import message
from tests.builders import A_CODE, LoadCards, ScriptedEngine, a_customer, a_ticket, everything_stored
from tests.cli.conftest import Giftline, the_reason
from tests.cli.ledger_terminal import words
from tests.conftest import NOW


@pytest.fixture(autouse=True)
async def alice(services: Services, engine: ScriptedEngine, load_cards: LoadCards) -> None:
    """Alice, who has sent a code and has a ticket."""
    load_cards("alice", {"code": A_CODE, "status": "active"})
    engine.says("A person looks at it.", ticket=a_ticket())
    await a_customer(services, "alice").says(f"I live in Elm Street, my code is {A_CODE}")


def test_an_export_is_json_with_the_last_four_in_place_of_a_code(giftline: Giftline) -> None:
    done = giftline("privacy", "export", "alice", "--by", "sam")
    held = json.loads(done.stdout)
    assert held["account"] == {"id": "alice", "region": "US"}
    said = held["conversations"][0]["messages"][0]["text"]
    assert said == "I live in Elm Street, my code is card ending XT2V"
    assert "7KLM9P" not in done.output


def test_an_export_to_a_file_is_its_owners_alone_and_replaces_none(
    giftline: Giftline, tmp_path: Path
) -> None:
    file = tmp_path / "alice.json"
    assert giftline("privacy", "export", "alice", "--out", file, "--by", "sam").exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["account"]["id"] == "alice"
    assert "cannot be written" in the_reason(giftline("privacy", "export", "alice", "--out", file))


def test_an_erasure_that_is_not_confirmed_erases_nothing(giftline: Giftline, services: Services) -> None:
    assert giftline("privacy", "erase", "alice", "--reason", "asked for it").exit_code == 1
    assert "Elm Street" in everything_stored(services)


def test_an_erasure_says_what_is_gone_and_what_stays(giftline: Giftline, services: Services) -> None:
    done = giftline("privacy", "erase", "alice", "--reason", "asked for it", "--yes", "--by", "sam")
    assert done.exit_code == 0
    assert "Erased 1 conversation(s)." in words(done.stderr)
    assert "Elm Street" not in everything_stored(services)


def test_a_customer_whom_nobody_knows_cannot_be_exported_or_erased(giftline: Giftline) -> None:
    for command in ("export", "erase"):
        reason = ("--reason", "asked for it", "--by", "sam")
        assert "There is no such account" in the_reason(giftline("privacy", command, "nobody", *reason))


def test_a_sweep_says_what_was_erased(giftline: Giftline, services: Services) -> None:
    with services.database.begin() as connection:
        connection.execute(update(message).values(sent_at=NOW - timedelta(days=36_000)))
    shown = words(giftline("privacy", "sweep").stderr)
    assert "Erased 1 conversation(s)" in shown
    assert "Elm Street" not in everything_stored(services)


def test_the_periods_are_settings(giftline: Giftline, services: Services) -> None:
    with services.database.begin() as connection:
        connection.execute(update(message).values(sent_at=NOW - timedelta(days=36_000)))
    giftline("privacy", "sweep", GIFTLINE_RETAIN_CONVERSATIONS_DAYS="36500")
    assert "Elm Street" in everything_stored(services)


def test_the_audit_lists_who_did_what(giftline: Giftline) -> None:
    giftline("privacy", "export", "alice", "--by", "sam", "--reason", "asked in May")
    giftline("ledger", "canary", "add", "--by", "sue")
    listed = giftline("privacy", "audit").stdout.splitlines()
    newest, oldest = (words(line) for line in listed if "operator" in line)
    assert "sue operator canary_added yes canary" in newest
    assert "sam operator export yes customer" in oldest
    assert "asked in May" in oldest


def test_a_canary_is_told_once_alone_on_stdout_and_listed_by_its_last_four(giftline: Giftline) -> None:
    made = giftline("ledger", "canary", "add", "--note", "batch 12 [red]", "--by", "sam")
    code = made.stdout.strip()
    assert code.count("-") == 2
    listed = giftline("ledger", "canary", "list").stdout
    assert code[-4:] in listed
    assert "batch 12 [red]" in listed
    assert code not in listed + made.stderr


def test_a_canary_is_removed_by_the_id_that_is_listed(giftline: Giftline, services: Services) -> None:
    giftline("ledger", "canary", "add", "--by", "sam")
    (canary,) = services.canary_codes.list()
    assert giftline("ledger", "canary", "remove", canary.id, "--by", "sam").exit_code == 0
    assert services.canary_codes.list() == []
    assert "no such canary" in the_reason(giftline("ledger", "canary", "remove", canary.id, "--by", "sam"))
