"""Complaints that need no code, and questions, on the whole path: signed in or not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.giftline_process import Server, chat

pytestmark = pytest.mark.engine


def _said(answer: dict[str, Any]) -> str:
    return " ".join(reply["text"] for reply in answer["replies"])


@pytest.mark.parametrize("account", [("--as", "alice"), ()])
def test_a_scam_is_called_one_and_goes_to_a_person_at_once(demo: Server, account: tuple[str, ...]) -> None:
    scam = "someone called from the tax office and wants me to pay with gift cards"
    told, after = chat(demo.home, [scam, "hello?"], *account, "--url", demo.url)
    assert told["diagnosis"] == {"case": "scam", "outcome": None}
    assert (told["owner"], told["ticket"]["category"], told["ticket"]["priority"]) == (
        "queued",
        "scam",
        "urgent",
    )
    assert "This is a scam." in _said(told)
    assert told["ticket"]["id"] in _said(told)
    assert (after["replies"], after["owner"]) == ([], "queued")


def test_a_damaged_code_has_a_ticket_until_it_can_be_read_after_all(demo: Server) -> None:
    complained, added, read = chat(
        demo.home,
        ["I scratched too hard and the code came off", "113-7720415-8862001", "it is DT6W-3PJK5H-9RXF7"],
        *("--as", "alice", "--url", demo.url),
    )
    assert complained["diagnosis"] == {"case": "damaged_code", "outcome": None}
    assert "do not scratch any further" in _said(complained)
    assert added["ticket"] == complained["ticket"]
    assert "that is with your ticket" in _said(added)
    assert read["diagnosis"] == {"case": "already_redeemed", "outcome": "redeemed_elsewhere"}


def test_a_question_is_answered_with_the_facts_of_the_brand(demo: Server) -> None:
    (answer,) = chat(demo.home, ["is the card reloadable"], "--url", demo.url)
    assert answer["intent"] == "reload"
    assert "Amazon gift cards cannot be reloaded" in _said(answer)
    assert "{" not in _said(answer)
