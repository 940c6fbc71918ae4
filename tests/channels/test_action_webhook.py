"""The action webhook: open to our engine only, and never silent."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from actions.webhook import PATH, action_router
from bot.bootstrap import Services
from bot.channels.effects import card_from_json, effects_from_json
from bot.conversations.card_story import CardStep, CardStory, Step
from bot.conversations.conversation import Owner, Turn
from bot.ports import Effects
from tests.builders import A_CODE, ANOTHER_CODE, Customer, LoadCards, a_customer
from tests.channels.browser import ACTION_SECRET, the_problem
from tests.conftest import NOW

OUR_ENGINE = {"Authorization": f"Bearer {ACTION_SECRET}"}


def _call(action: str, conversation: str = "c1", intent: str = "greet", **latest: Any) -> dict[str, Any]:
    """What Rasa posts when a message of this intent leads to this action."""
    understood = {
        "text": "hello",
        "intent": {"name": intent, "confidence": 0.87654},
        "entities": [],
        "metadata": {"now": NOW.isoformat()},
    }
    tracker = {"sender_id": conversation, "slots": {}, "latest_message": {**understood, **latest}}
    return {"next_action": action, "sender_id": conversation, "tracker": tracker}


async def _effects(client: httpx.AsyncClient, call: dict[str, Any]) -> tuple[dict[str, Any], Effects]:
    """The response that the engine is told to say, and the effects that travel after it."""
    answer = await client.post(PATH, json=call, headers=OUR_ENGINE)
    assert answer.status_code == 200, answer.text
    response, *_, travelling = answer.json()["responses"]
    effects = effects_from_json(travelling["custom"])
    assert effects is not None
    return response, effects


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer guessed"}, {"Authorization": ACTION_SECRET}, {"Authorization": "Bearer "}],
)
async def test_nobody_but_our_engine_runs_an_action(shop: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await shop.post(PATH, json=_call("action_hand_over"), headers=headers)
    assert the_problem(answer)[0] == 401


async def test_an_action_that_does_not_exist_is_named(shop: httpx.AsyncClient) -> None:
    answer = await shop.post(PATH, json=_call("action_dance"), headers=OUR_ENGINE)
    assert the_problem(answer) == (404, "not_found")
    assert "action_dance" in answer.json()["detail"]


async def test_the_webhook_is_not_in_the_public_description(shop: httpx.AsyncClient) -> None:
    assert PATH not in (await shop.get("/openapi.json")).json()["paths"]


async def test_an_answer_goes_back_with_its_effects(shop: httpx.AsyncClient) -> None:
    response, effects = await _effects(shop, _call("action_answer_question"))
    assert response["response"] == "utter_greet"
    assert effects == Effects(Turn("greet", 0.8765))


async def test_handing_over_opens_a_ticket_and_queues_the_conversation(
    shop: httpx.AsyncClient, services: Services
) -> None:
    customer = a_customer(services)
    response, effects = await _effects(shop, _call("action_hand_over", customer.conversation, "human_agent"))
    assert effects.owner is Owner.QUEUED
    assert effects.ticket is not None
    assert effects.ticket.id == response["ticket_id"]


async def test_what_the_model_was_unsure_of_is_out_of_scope(shop: httpx.AsyncClient) -> None:
    _, effects = await _effects(shop, _call("action_answer_question", intent="nlu_fallback"))
    assert effects.turn.intent == "out_of_scope"


async def test_a_complaint_is_remembered_until_the_code_comes(
    shop: httpx.AsyncClient, services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    customer = a_customer(services, "alice")
    call = _call("action_diagnose_problem", customer.conversation, "not_activated")
    answer = await shop.post(PATH, json=call, headers=OUR_ENGINE)
    assert answer.json()["responses"][0]["response"] == "utter_ask_code"
    assert {event["name"]: event["value"] for event in answer.json()["events"]} == {
        "problem": "not_activated",
        "claim_handle": None,
        "offered": [],
        "open_question": "code",
        "advised": None,
    }


async def test_what_became_of_the_card_goes_right_behind_the_answer(
    shop: httpx.AsyncClient, services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "inactive"})
    customer = a_customer(services, "alice")
    said = [{"entity": "claim_handle", "value": customer.handle_of(A_CODE)}]
    call = _call("action_diagnose_problem", customer.conversation, "invalid_code", entities=said)
    answer = await shop.post(PATH, json=call, headers=OUR_ENGINE)
    response, card, effects = answer.json()["responses"]
    assert response["response"] == "utter_not_activated_not_activated"
    assert card_from_json(card["custom"]) == CardStory(A_CODE[-4:], (CardStep(Step.NOT_ACTIVATED),))
    assert effects_from_json(effects["custom"]) is not None


async def _handle_asked_about(
    shop: httpx.AsyncClient, customer: Customer, intent: str, before: str, now: str | None
) -> str | None:
    """Which card an action takes a message to be about, after one that was spoken of before."""
    said = [{"entity": "claim_handle", "value": now}] if now else []
    call = _call("action_diagnose_problem", customer.conversation, intent, entities=said)
    call["tracker"]["slots"] = {"claim_handle": before}
    answer = await shop.post(PATH, json=call, headers=OUR_ENGINE)
    handles = [event["value"] for event in answer.json()["events"] if event["name"] == "claim_handle"]
    return str(handles[0]) if handles[0] else None


@pytest.mark.parametrize(
    ("intent", "about"), [("invalid_code", "the card of before"), ("damaged_code", None), ("scam", None)]
)
async def test_a_complaint_that_needs_no_code_is_about_no_card_that_was_spoken_of_before(
    shop: httpx.AsyncClient, services: Services, load_cards: LoadCards, intent: str, about: str | None
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"}, {"code": ANOTHER_CODE, "status": "active"})
    customer = a_customer(services, "alice")
    before, now = customer.handle_of(A_CODE), customer.handle_of(ANOTHER_CODE)
    assert await _handle_asked_about(shop, customer, intent, before, None) == (before if about else None)
    assert await _handle_asked_about(shop, customer, intent, before, now) == now


@pytest_asyncio.fixture
async def failing(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """The webhook of an app whose hand-over always fails."""

    def fails(question: object) -> None:
        raise RuntimeError(f"no database for {A_CODE}")

    broken = dataclasses.replace(services)
    broken.__dict__["hand_over"] = fails
    app = FastAPI()
    app.include_router(action_router(broken, ACTION_SECRET))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        yield client


async def test_a_service_that_fails_is_an_apology_with_a_ticket(
    failing: httpx.AsyncClient, services: Services
) -> None:
    call = _call("action_hand_over", a_customer(services).conversation)
    response, effects = await _effects(failing, call)
    assert response["response"] == "utter_apology"
    assert effects.ticket is not None
    assert effects.ticket.category == "bot_unavailable"
    assert effects.ticket.id == response["ticket_id"]


async def test_why_a_service_failed_is_not_told(failing: httpx.AsyncClient, services: Services) -> None:
    call = _call("action_hand_over", a_customer(services).conversation)
    answer = await failing.post(PATH, json=call, headers=OUR_ENGINE)
    assert "no database" not in answer.text
    assert "7KLM9P" not in answer.text
