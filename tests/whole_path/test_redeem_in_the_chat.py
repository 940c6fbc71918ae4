"""From a complaint to the money on the account, on the whole path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.giftline_process import chat, demo_server, giftline

pytestmark = pytest.mark.engine

CARDS = [
    {"code": "GX9A-6SMP8L-4VAJ", "status": "active", "face_value": 25},
    {"code": "HY2B-7TNQ9M-5WBK", "status": "active", "face_value": 50},
]


def _said(answer: dict[str, Any]) -> str:
    return " ".join(reply["text"] for reply in answer["replies"])


def test_a_card_that_is_fine_is_offered_added_once_and_the_new_balance_told(tmp_path: Path) -> None:
    file = tmp_path / "cards.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in CARDS))
    assert giftline(tmp_path, "ledger", "load", str(file), "--as", "carla").returncode == 0
    with demo_server(tmp_path) as server:
        found, added, again, other, kept, late = chat(
            tmp_path,
            [
                "it says invalid code: GX9A-6SMP8L-4VAJ",
                "yes please",
                "yes",
                "hy2b 7tnq9m 5wbk",
                "no thanks",
                "yes",
            ],
            *("--as", "carla", "--url", server.url),
        )
    assert found["diagnosis"]["outcome"] == "redeemable"
    assert found["replies"][-1]["buttons"] == ["Yes, add it", "No, not now"]
    assert "$25.00 from the card ending 4VAJ is on your account now" in _said(added)
    assert "balance is $25.00" in _said(added)
    # The offer is over: another yes is a yes to nothing.
    assert "balance" not in _said(again)
    assert "Shall I add $50.00" in _said(other)
    assert "I leave the card as it is" in _said(kept)
    assert "balance" not in _said(late)
    shown = giftline(tmp_path, "ledger", "verify")
    assert shown.returncode == 0, shown.stdout.decode()
