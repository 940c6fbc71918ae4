"""A complaint, then the code: each documented case, from the customer's words to the diagnosis."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cases.registry import load_cases
from bot.channels.console import ConsoleChat
from tests.conversation_of_each_case import conversation_of
from tests.giftline_process import Server, chat, giftline

pytestmark = pytest.mark.engine


def _ask(demo: Server, account: str, complaint: str, code: str) -> dict[str, Any]:
    _, answer = chat(demo.home, [complaint, code], "--as", account, "--url", demo.url)
    return answer


def _said(answer: dict[str, Any]) -> str:
    return " ".join(reply["text"] for reply in answer["replies"])


@pytest.mark.parametrize("case", load_cases())
async def test_every_case_ends_as_it_promises(demo: Server, case: str) -> None:
    talk = conversation_of(case)
    async with ConsoleChat(demo.url) as conversation:
        await conversation.sign_in(talk.account)
        answers = [await conversation.send(turn.says) for turn in talk.turns]
    for turn, answer in zip(talk.turns, answers, strict=True):
        assert turn.gets in _said(answer)
    found = [answer["diagnosis"] for answer in answers if answer["diagnosis"]]
    assert found[-1] == {"case": case, "outcome": talk.outcome}
    promised, ticket = talk.case.texts, answers[-1]["ticket"]
    if talk.opens_ticket:
        assert ticket["category"] == promised.ticket.category
        assert ticket["priority"] == promised.ticket.priority
        assert any(ticket["id"] in _said(answer) for answer in answers)
    else:
        assert ticket is None
    assert answers[-1]["owner"] == ("queued" if promised.hands_over else "bot")


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
