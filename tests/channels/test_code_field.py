"""The field for a claim code over the API: offered with the reply that asks, and posted to the vault only."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from bot.channels.sessions import PREFIX
from bot.conversations.conversation import Form, Reply
from bot.ports import EngineReply
from tests.builders import A_CODE, ScriptedEngine
from tests.channels.browser import Browser, open_chat, the_problem

ASKS = EngineReply(Reply("Please send me the code.", form=Form.CLAIM_CODE))
OFFERED = {"kind": "claim_code", "groups": [[4, 6, 4], [4, 6, 5]]}


async def _log(browser: Browser) -> list[dict[str, Any]]:
    answer = await browser.client.get(f"{PREFIX}/messages", headers=browser.headers)
    return list(answer.json()["messages"])


async def test_a_reply_that_asks_for_the_code_comes_with_the_field_and_the_brands_format(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    engine.answers_with(EngineReply(Reply("I can look that up.")), ASKS)
    answer = await (await open_chat(shop)).says("invalid code")
    assert [reply["form"] for reply in answer["replies"]] == [None, OFFERED]


async def test_the_field_is_in_the_log_and_in_its_events(demo_url: str, engine: ScriptedEngine) -> None:
    engine.answers_with(ASKS)
    async with httpx.AsyncClient(base_url=demo_url) as client:
        browser = await open_chat(client)
        await browser.says("invalid code")
        assert [line["form"] for line in await _log(browser)] == [None, OFFERED]
        async with browser.listens(after=1) as stream:
            assert (await stream.next()).data["form"] == OFFERED


async def test_a_code_is_answered_like_a_message(shop: httpx.AsyncClient, engine: ScriptedEngine) -> None:
    engine.says("I have found it.")
    browser = await open_chat(shop)
    answer = await browser.types_code("aq3d 7klm9p xt2v")
    assert answer.status_code == 200
    assert [reply["text"] for reply in answer.json()["replies"]] == ["I have found it."]
    assert await browser.reads() == [(1, "customer", "Code ending XT2V"), (2, "bot", "I have found it.")]
    assert [line["client_id"] for line in await _log(browser)] == ["code", None]


async def test_a_code_sent_twice_is_one_message_with_one_answer(
    shop: httpx.AsyncClient, engine: ScriptedEngine
) -> None:
    browser = await open_chat(shop)
    once, again = [await browser.types_code(A_CODE, "same") for _ in range(2)]
    assert once.json() == again.json()
    assert len(engine.heard) == 1


@pytest.mark.parametrize(
    "typed", ["", "AQ3D-7KLM9P", f"{A_CODE}-44", "I do not have it ok", "\x00", "x" * 10_000]
)
async def test_what_is_no_code_is_refused_for_the_customer_to_read(
    shop: httpx.AsyncClient, engine: ScriptedEngine, typed: str
) -> None:
    browser = await open_chat(shop)
    answer = await browser.types_code(typed)
    assert the_problem(answer) == (422, "not_a_code")
    assert "14 or 15 letters and digits" in answer.json()["detail"]
    assert (await browser.reads(), engine.heard) == ([], [])


@pytest.mark.parametrize(
    "body", [None, 7, [A_CODE], {"code": A_CODE}, A_CODE * 1_000], ids=lambda body: str(body)[:9]
)
async def test_what_is_no_text_or_no_end_of_it_is_named_and_not_repeated(
    shop: httpx.AsyncClient, body: object
) -> None:
    answer = await (await open_chat(shop)).types_code(body)
    assert the_problem(answer) == (422, "invalid_request")
    assert "7KLM9P" not in answer.text


async def test_neither_answers_nor_logs_hold_the_code(
    shop: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = await open_chat(shop)
    answers = [await browser.types_code(typed) for typed in (A_CODE, A_CODE[:-1])]
    seen = " ".join([*(answer.text for answer in answers), str(await _log(browser)), caplog.text])
    assert "7KLM9P" not in seen
