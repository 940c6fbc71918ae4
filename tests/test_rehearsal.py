"""Conversations with one engine know nothing of each other: neither cards nor time nor brand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from actions.webhook import PATH, router_between
from bot.channels.effects import effects_from_json
from bot.conversations.conversation import Button, Owner, Reply
from bot.errors import ConfigurationError, InvalidRegion, LedgerFileError
from bot.evaluation.conversations import Conversation
from bot.ports import Effects, EngineReply
from bot.privacy.placeholders import HANDLE
from bot.rehearsal import Rehearsal
from bot.settings import Settings
from bot.values import ConversationId
from tests.builders import A_CODE

SECRET = "the engine's own"
FROM_THE_ENGINE = {"Authorization": f"Bearer {SECRET}"}
AT_ONCE = 3


class ComplainingEngine:
    """Implements ports.Engine: takes every message for a complaint, and calls the webhook as Rasa would."""

    is_ready = True

    def __init__(self) -> None:
        self.webhook = httpx.AsyncClient()
        self.met = asyncio.Barrier(1)
        self.heard: list[tuple[ConversationId, str]] = []

    async def call(self, conversation: str, text: str, now: datetime) -> httpx.Response:
        entities = [{"entity": "claim_handle", "value": handle} for handle in HANDLE.findall(text)]
        understood = {
            "text": text,
            "intent": {"name": "invalid_code", "confidence": 0.9},
            "entities": entities,
            "metadata": {"now": now.isoformat()},
        }
        tracker = {"sender_id": conversation, "slots": {}, "latest_message": understood}
        asked = {"next_action": "action_diagnose_problem", "sender_id": conversation, "tracker": tracker}
        return await self.webhook.post(PATH, json=asked, headers=FROM_THE_ENGINE)

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        self.heard.append((conversation, text))
        # Nobody is answered before all of them are in the middle of their conversations.
        await self.met.wait()
        if text == "let me talk to a person":
            return [EngineReply(Reply("A person comes."), Effects(owner=Owner.QUEUED))]
        said, *beside = (await self.call(conversation, text, now)).json()["responses"]
        effects = next(filter(None, (effects_from_json(item["custom"]) for item in beside)), None)
        reply = Reply(f"{said['response']} {said.get('account_site')}", (Button("Yes", "/affirm"),))
        return [EngineReply(reply, effects)]


@pytest.fixture
def complaining() -> ComplainingEngine:
    return ComplainingEngine()


@pytest_asyncio.fixture
async def rehearsal(complaining: ComplainingEngine, tmp_path: Path) -> AsyncIterator[Rehearsal]:
    rehearsal = Rehearsal(Settings(home=tmp_path / "home", pepper="p" * 32), tmp_path, complaining)
    app = FastAPI()
    app.include_router(router_between(rehearsal.actions_of, SECRET))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://giftline.test") as webhook:
        complaining.webhook = webhook
        yield rehearsal


def a_conversation(*turns: str, signed_in: bool = True, **more: Any) -> Conversation:
    row = {"code": A_CODE, "status": "active", "face_value": 25}
    given = {
        "id": "c1",
        "now": "2026-11-24T12:00:00Z",
        "ledger": [row | more.pop("row", {})],
        "account": {"region": "US", "signed_in": signed_in},
        "turns": turns or (A_CODE,),
    }
    return Conversation.model_validate(given | more)


async def test_a_turn_is_the_object_that_chat_prints(rehearsal: Rehearsal) -> None:
    (turn,) = await rehearsal.hold(a_conversation(row={"status": "inactive"}))
    assert turn == {
        "replies": [{"text": "utter_not_activated_not_activated amazon.com", "buttons": ["Yes"]}],
        "intent": "invalid_code",
        "diagnosis": {"case": "not_activated", "outcome": "not_activated"},
        "ticket": None,
        "owner": "bot",
    }


async def test_conversations_at_once_have_ledgers_of_their_own(
    rehearsal: Rehearsal, complaining: ComplainingEngine
) -> None:
    complaining.met = asyncio.Barrier(AT_ONCE)
    rows = [{"status": "inactive"}, {"status": "cancelled"}, {"status": "active", "region": "GB"}]
    talks = [rehearsal.hold(a_conversation(A_CODE, A_CODE, row=row)) for row in rows]
    outcomes = [[turn["diagnosis"]["outcome"] for turn in talk] for talk in await asyncio.gather(*talks)]
    assert outcomes == [["not_activated"] * 2, ["cancelled"] * 2, ["wrong_region"] * 2]


async def test_a_lock_opens_by_the_time_of_the_conversation(rehearsal: Rehearsal) -> None:
    locked = {"status": "locked", "failed_attempts": 9}
    (turn,) = await rehearsal.hold(a_conversation(row=locked, now="2031-01-01T00:00:00Z"))
    assert turn["diagnosis"]["outcome"] == "claimant_locked"


async def test_each_conversation_may_be_of_another_brand(rehearsal: Rehearsal) -> None:
    code = "K7QD-2MXP-9TRW-4HLC"
    (turn,) = await rehearsal.hold(
        a_conversation(
            code,
            brand="northwind",
            row={"code": code, "region": "SE"},
            account={"region": "SE", "signed_in": True},
        )
    )
    assert turn["replies"][0]["text"].endswith("northwind.se")


async def test_whoever_is_not_signed_in_is_told_of_no_card(rehearsal: Rehearsal) -> None:
    (turn,) = await rehearsal.hold(a_conversation(signed_in=False))
    assert turn["diagnosis"] is None


async def test_the_bot_is_silent_once_a_person_has_the_conversation(rehearsal: Rehearsal) -> None:
    asked, after = await rehearsal.hold(a_conversation("let me talk to a person", "hello?"))
    assert asked["owner"] == "queued"
    assert (after["owner"], after["replies"]) == ("queued", [])


async def test_the_engine_hears_no_code(rehearsal: Rehearsal, complaining: ComplainingEngine) -> None:
    await rehearsal.hold(a_conversation("it is aq3d 7klm9p xt2v"))
    assert [text for _, text in complaining.heard if "7klm9p" in text.lower()] == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"brand": "nobody"}, ConfigurationError),
        ({"brand": "../brands/amazon"}, ConfigurationError),
        ({"account": {"region": "USA", "signed_in": True}}, InvalidRegion),
        ({"ledger": [{"code": A_CODE}]}, LedgerFileError),
    ],
)
async def test_what_cannot_be_held_is_refused(
    rehearsal: Rehearsal, change: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await rehearsal.hold(a_conversation(**change))


async def test_an_empty_ledger_is_one(rehearsal: Rehearsal) -> None:
    (turn,) = await rehearsal.hold(a_conversation(ledger=[]))
    assert turn["diagnosis"]["outcome"] == "unknown_code"


async def test_nothing_stays_of_a_conversation_that_is_over(
    rehearsal: Rehearsal, complaining: ComplainingEngine, tmp_path: Path
) -> None:
    talk = a_conversation()
    await rehearsal.hold(talk)
    (conversation, _) = complaining.heard[0]
    assert (await complaining.call(conversation, A_CODE, talk.now)).status_code == 404
    assert _folders_in(tmp_path) == []


def _folders_in(path: Path) -> list[str]:
    return [inside.name for inside in path.iterdir() if inside.is_dir()]
