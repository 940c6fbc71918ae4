"""Effects survive the way through the engine, which knows JSON and nothing of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import product

import pytest

from bot.channels.effects import effects_from_json, effects_to_json
from bot.conversations.conversation import Owner, Turn
from bot.errors import EngineFailed
from bot.ports import Effects
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import TicketId

TURNS = [
    Turn(),
    Turn("greet", 0.5),
    Turn("wrong_account", 1.0, "wrong_account", "redeemed_elsewhere", TicketId("GL-2345678")),
]
TICKETS = [
    None,
    *(
        TicketRequest(TicketId("GL-2345678"), "wrong_account", priority, "card:1", 'Says "não" · 礼品卡')
        for priority in Priority
    ),
    TicketRequest(
        *(TicketId("GL-2345678"), "human_agent", Priority.HIGH, "person", "A summary."),
        answer_by=datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
        team="fraud",
    ),
]


@pytest.mark.parametrize(("turn", "ticket", "owner"), [*product(TURNS, TICKETS, [None, *Owner])])
def test_effects_come_back_as_they_went(
    turn: Turn, ticket: TicketRequest | None, owner: Owner | None
) -> None:
    effects = Effects(turn, ticket, owner)
    assert effects_from_json(json.loads(json.dumps(effects_to_json(effects)))) == effects


@pytest.mark.parametrize("custom", [None, [], "giftline", 7, {}, {"another": {"turn": {}}}], ids=repr)
def test_a_payload_that_is_not_ours_has_no_effects(custom: object) -> None:
    assert effects_from_json(custom) is None


def test_what_is_wrong_with_broken_effects_is_said_without_what_they_held() -> None:
    with pytest.raises(EngineFailed) as broken:
        effects_from_json({"giftline": {"turn": {"confidence": "AQ3D-7KLM9P-XT2V"}}})
    assert broken.value.detail == "the engine sent back effects that do not read"
