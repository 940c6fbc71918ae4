"""What a page does over the API: open a conversation, send, read, press a button."""

from __future__ import annotations

from datetime import date

import httpx

from bot.channels.sessions import PREFIX
from bot.conversations.card_story import CardStep, CardStory, Step
from bot.conversations.conversation import Button, Owner, Reply, Turn
from bot.ports import EngineReply
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import TicketId
from tests.builders import A_CODE, LoadCards, ScriptedEngine
from tests.channels.browser import Browser, open_chat, the_problem

YES = Button("Yes, please", "/affirm")


async def _button_shown_to(browser: Browser, engine: ScriptedEngine) -> str:
    engine.answers_with(EngineReply(Reply("Shall I?", (YES,))))
    answer = await browser.says("can you?", client_id="asks")
    token: str = answer["replies"][0]["buttons"][0]["token"]
    return token


async def test_what_became_of_a_card_is_in_the_answer_and_in_the_log(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    steps = (CardStep(Step.ACTIVATED, date(2026, 1, 5)), CardStep(Step.REDEEMED_ELSEWHERE))
    engine.answers_with(EngineReply(Reply("Somebody has it.", card=CardStory("XT2V", steps))))
    browser = await open_chat(shop)
    answer = await browser.says("whose is it?")
    told = {
        "last_four": "XT2V",
        "steps": [{"what": "activated", "on": "2026-01-05"}, {"what": "redeemed_elsewhere", "on": None}],
    }
    assert answer["replies"][0]["card"] == told
    log = await shop.get(f"{PREFIX}/messages", headers=browser.headers)
    assert [line["card"] for line in log.json()["messages"]] == [None, told]
    assert (await browser.says("whose is it?"))["replies"] == answer["replies"]


async def test_whoever_opens_a_conversation_gets_its_token_and_talks_to_the_bot(
    shop: httpx.AsyncClient,
) -> None:
    answer = await shop.post(f"{PREFIX}/sessions", json={})
    assert answer.status_code == 201
    assert answer.json().keys() == {"conversation_id", "token", "expires_at", "signed_in", "owner"}
    assert (answer.json()["owner"], answer.json()["signed_in"]) == ("bot", False)


async def test_a_demo_lets_a_customer_say_who_they_are(
    demo: httpx.AsyncClient, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    answer = await demo.post(f"{PREFIX}/sessions", json={"account": "alice"})
    assert answer.status_code == 201


async def test_a_message_is_answered_with_all_that_came_of_it(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    ticket = TicketRequest(TicketId("GL-2345678"), "wrong_account", Priority.HIGH, "card", "A summary.")
    turn = Turn("wrong_account", 0.9, "wrong_account", "redeemed_elsewhere")
    engine.says("A person looks at it.", turn=turn, ticket=ticket, owner=Owner.QUEUED)

    answer = await (await open_chat(shop)).says("somebody took it")

    assert answer == {
        "sequence": 1,
        "replies": [{"text": "A person looks at it.", "buttons": [], "form": None, "card": None}],
        "intent": "wrong_account",
        "diagnosis": {"case": "wrong_account", "outcome": "redeemed_elsewhere"},
        "ticket": {"id": "GL-2345678", "category": "wrong_account", "priority": "high"},
        "owner": "queued",
    }


async def test_a_case_that_no_ledger_was_asked_about_has_no_outcome(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    engine.says("This is a scam.", turn=Turn("scam", 0.9, "scam"), owner=Owner.QUEUED)
    answer = await (await open_chat(shop)).says("they want gift cards")
    assert (answer["diagnosis"], answer["owner"]) == ({"case": "scam", "outcome": None}, "queued")


async def test_the_log_holds_both_sides_in_order(shop: httpx.AsyncClient, engine: ScriptedEngine) -> None:
    engine.says("Hello!")
    browser = await open_chat(shop)
    await browser.says("hi")
    assert await browser.reads() == [(1, "customer", "hi"), (2, "bot", "Hello!")]


async def test_reading_after_a_message_gives_only_what_came_later(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    engine.says("Hello!")
    browser = await open_chat(shop)
    await browser.says("hi")
    assert await browser.reads(after=1) == [(2, "bot", "Hello!")]


async def test_a_code_reads_back_as_its_last_four(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    await browser.says(f"it is {A_CODE}")
    ((_, _, text), *_) = await browser.reads()
    assert "XT2V" in text
    assert "7KLM9P" not in text


async def test_the_same_client_id_twice_is_one_message_with_one_answer(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    browser = await open_chat(shop)
    once = await browser.says("hi", client_id="same")
    again = await browser.says("hi", client_id="same")
    assert again == once
    assert engine.heard == ["hi"]


async def test_a_token_opens_no_conversation_but_its_own(shop: httpx.AsyncClient) -> None:
    somebody, another = await open_chat(shop), await open_chat(shop)
    await somebody.says("hi")
    assert await another.reads() == []


async def test_a_pressed_button_tells_the_engine_its_payload_and_the_log_its_title(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    browser = await open_chat(shop)
    token = await _button_shown_to(browser, engine)
    assert (await browser.posts(client_id="presses", button=token)).status_code == 200
    assert engine.heard[-1] == "/affirm"
    assert (3, "customer", "Yes, please") in await browser.reads()


async def test_a_button_keeps_its_token_when_the_log_is_read_again(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    browser = await open_chat(shop)
    token = await _button_shown_to(browser, engine)
    log = await shop.get(f"{PREFIX}/messages", headers=browser.headers)
    assert log.json()["messages"][1]["buttons"] == [{"title": "Yes, please", "token": token}]


async def test_a_button_of_another_conversation_is_refused(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    token = await _button_shown_to(await open_chat(shop), engine)
    another = await open_chat(shop)
    assert the_problem(await another.posts(client_id="presses", button=token)) == (422, "unknown_button")


async def test_a_payload_that_is_typed_is_no_button(shop: httpx.AsyncClient, engine: ScriptedEngine) -> None:
    await (await open_chat(shop)).says("/affirm")
    assert engine.heard == ["affirm"]
