"""A complaint, then the code: each documented case, from the customer's words to the diagnosis."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.giftline_process import Server, chat, giftline

pytestmark = pytest.mark.engine


def _ask(demo: Server, account: str, complaint: str, code: str) -> dict[str, Any]:
    _, answer = chat(demo.home, [complaint, code], "--as", account, "--url", demo.url)
    return answer


def _said(answer: dict[str, Any]) -> str:
    return " ".join(reply["text"] for reply in answer["replies"])


def test_a_card_that_was_never_activated_says_so_though_the_site_said_invalid(demo: Server) -> None:
    answer = _ask(demo, "alice", "my card says invalid code", "AQ3D-7KLM9P-XT2V")
    assert answer["diagnosis"] == {"case": "not_activated", "outcome": "not_activated"}
    assert "XT2V was not activated" in _said(answer)
    assert "the Corner Market" in _said(answer)


def test_a_code_that_no_card_has_is_invalid(demo: Server) -> None:
    answer = _ask(demo, "alice", "the site does not accept my code", "ZZ9Y-8XWV7U-6TSR4")
    assert answer["diagnosis"] == {"case": "invalid_code", "outcome": "unknown_code"}
    assert "cannot find a card with the code ending TSR4" in _said(answer)


def test_a_letter_typed_for_a_look_alike_digit_finds_the_card(demo: Server) -> None:
    answer = _ask(demo, "alice", "invalid code it says", "br4t o9wxyz 3mkp")
    assert answer["diagnosis"] == {"case": "invalid_code", "outcome": "mistyped"}
    assert "look-alike" in _said(answer)


def test_a_card_redeemed_on_this_account_is_shown_where_it_is(demo: Server) -> None:
    answer = _ask(demo, "alice", "it says already redeemed but I never used it", "CS5V-2NHJ4G-8QWE")
    assert answer["diagnosis"] == {"case": "already_redeemed", "outcome": "redeemed_here"}
    assert "$100.00 was added to your balance on 3 October 2026" in _said(answer)
    assert answer["ticket"] is None


def test_a_card_redeemed_on_another_account_opens_a_ticket_and_names_nobody(demo: Server) -> None:
    answer = _ask(demo, "alice", "someone already used my gift card", "DT6W-3PJK5H-9RXF7")
    assert answer["diagnosis"] == {"case": "already_redeemed", "outcome": "redeemed_elsewhere"}
    assert answer["ticket"]["category"] == "already_redeemed"
    assert answer["ticket"]["priority"] == "high"
    assert answer["ticket"]["id"] in _said(answer)
    assert "another-customer" not in json.dumps(answer)


def test_a_balance_that_does_not_show_is_on_another_account(demo: Server) -> None:
    answer = _ask(demo, "alice", "I redeemed it but my balance is still zero", "DT6W-3PJK5H-9RXF7")
    assert answer["diagnosis"] == {"case": "wrong_account", "outcome": "redeemed_elsewhere"}
    assert answer["ticket"]["category"] == "wrong_account"


def test_a_card_of_another_country_names_the_site_that_takes_it(demo: Server) -> None:
    answer = _ask(demo, "alice", "it says not valid in your country", "EV7X-4QKM6J-2SYG")
    assert answer["diagnosis"] == {"case": "wrong_region", "outcome": "wrong_region"}
    assert "works on amazon.co.uk and not on amazon.com" in _said(answer)


def test_an_account_that_tried_too_often_is_told_when_it_may_try_again(demo: Server) -> None:
    answer = _ask(demo, "bruno", "too many attempts and now it is locked", "GX9A-6SMP8L-4VAJ")
    assert answer["diagnosis"] == {"case": "code_locked", "outcome": "claimant_locked"}
    assert "opens again on" in _said(answer)
    assert "UTC" in _said(answer)


def test_the_documented_command_starts_what_it_needs(tmp_path: Path) -> None:
    cards = tmp_path / "cards.jsonl"
    cards.write_text('{"code": "AQ3D-7KLM9P-XT2V", "status": "inactive", "region": "US", "face_value": 25}\n')
    loaded = giftline(tmp_path, "ledger", "load", str(cards), "--as", "alice")
    assert loaded.returncode == 0, loaded.stderr.decode()

    first, second = chat(
        tmp_path,
        ["my card says invalid code", "AQ3D-7KLM9P-XT2V"],
        *("--as", "alice", "--now", "2026-11-24T12:00:00Z"),
    )

    assert first["diagnosis"] is None
    assert second["diagnosis"]["case"] == "not_activated"
    assert "not activated" in _said(second)
