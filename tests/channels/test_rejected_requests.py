"""What cannot be taken is answered with a problem document that says why, and repeats nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.channels.sessions import PREFIX
from tests.builders import A_CODE
from tests.channels.browser import open_chat, the_problem

MOST_BYTES = 512 * 1024
JSON_CUT_SHORT = b'{"client_id": "'


async def _in_chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 1024


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic eA=="}]
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "messages"), ("POST", "messages"), ("POST", "codes"), ("GET", "events")]
)
async def test_without_its_token_a_conversation_is_closed(
    shop: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = await shop.request(method, f"{PREFIX}/{path}", headers=headers)
    assert the_problem(answer) == (401, "unknown_conversation")


async def test_an_account_that_no_ledger_knows_is_not_found(demo: httpx.AsyncClient) -> None:
    answer = await demo.post(f"{PREFIX}/sessions", json={"account": "mallory"})
    assert the_problem(answer) == (404, "unknown_account")


async def test_nobody_says_who_they_are_where_it_is_no_demo(shop: httpx.AsyncClient) -> None:
    answer = await shop.post(f"{PREFIX}/sessions", json={"account": "alice"})
    assert the_problem(answer)[0] == 403


@pytest.mark.parametrize(
    "body", [JSON_CUT_SHORT, b"", b"hello", bytes(range(256)), b"\xff\xfe\x80"], ids=repr
)
async def test_a_session_is_not_opened_for_what_is_no_json(shop: httpx.AsyncClient, body: bytes) -> None:
    answer = await shop.post(f"{PREFIX}/sessions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == (422 if body == b"" else 400)
    the_problem(answer)


@pytest.mark.parametrize("body", [JSON_CUT_SHORT, b"hello", bytes(range(256))], ids=["cut", "text", "binary"])
async def test_a_message_that_is_no_json_cannot_be_read(shop: httpx.AsyncClient, body: bytes) -> None:
    answer = await (await open_chat(shop)).posts_raw(body)
    assert the_problem(answer) == (400, "malformed_json")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "hi"}, "body.client_id"),
        ({"client_id": "", "text": "hi"}, "body.client_id"),
        ({"client_id": "x" * 65, "text": "hi"}, "body.client_id"),
        ({"client_id": 7, "text": "hi"}, "body.client_id"),
        ({"client_id": "a", "text": ["hi"]}, "body.text"),
        ({"client_id": "a", "text": "x" * 100_001}, "body.text"),
        ({"client_id": "a", "button": {}}, "body.button"),
        ({"client_id": "a"}, "body"),
        ({"client_id": "a", "text": "hi", "button": "b"}, "body"),
    ],
)
async def test_a_field_that_is_missing_or_wrong_is_named(
    shop: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    answer = await (await open_chat(shop)).posts(**body)
    assert the_problem(answer) == (422, "invalid_request")
    assert answer.json()["detail"] == f"These fields are missing or wrong: {field}."


@pytest.mark.parametrize("character", ["\\u0000", "\\ud800"], ids=["NUL", "half a character"])
async def test_a_name_that_no_database_keeps_is_refused(
    shop: httpx.AsyncClient, demo: httpx.AsyncClient, character: str
) -> None:
    browser = await open_chat(shop)
    answer = await browser.posts_raw(f'{{"client_id": "a{character}", "text": "hi"}}'.encode())
    assert the_problem(answer) == (422, "invalid_request")
    assert await browser.reads() == []
    answer = await demo.post(
        f"{PREFIX}/sessions",
        content=f'{{"account": "a{character}"}}',
        headers={"Content-Type": "application/json"},
    )
    assert the_problem(answer) == (422, "invalid_request")


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t", "\x00\x01", "\ufffd"])
async def test_a_message_without_text_is_empty(shop: httpx.AsyncClient, nothing: str) -> None:
    answer = await (await open_chat(shop)).posts(client_id="a", text=nothing)
    assert the_problem(answer) == (422, "empty_message")


async def test_a_message_that_is_too_long_says_how_long_it_may_be(shop: httpx.AsyncClient) -> None:
    answer = await (await open_chat(shop)).posts(client_id="a", text="x" * 10_001)
    assert the_problem(answer) == (413, "message_too_long")
    assert "10,001" in answer.json()["detail"]
    assert "10,000" in answer.json()["detail"]


async def test_a_rejected_message_is_not_in_the_log(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    await browser.posts(client_id="a", text="x" * 10_001)
    assert await browser.reads() == []


async def test_a_body_that_is_too_large_is_refused(shop: httpx.AsyncClient) -> None:
    answer = await (await open_chat(shop)).posts_raw(b"x" * (MOST_BYTES + 1))
    assert answer.status_code == 413


async def test_a_body_that_grows_too_large_is_refused(shop: httpx.AsyncClient) -> None:
    answer = await (await open_chat(shop)).posts_raw(_in_chunks(513))
    assert the_problem(answer) == (413, "too_large")


async def test_a_body_that_is_too_large_gets_a_problem_document(shop: httpx.AsyncClient) -> None:
    the_problem(await (await open_chat(shop)).posts_raw(b"x" * (MOST_BYTES + 1)))


@pytest.mark.parametrize(
    "body",
    [
        {"client_id": A_CODE * 5, "text": "hi"},
        {"client_id": "a", "text": [A_CODE]},
        {"client_id": "a", "text": "x" * 10_001 + A_CODE},
        {"client_id": "a", "button": A_CODE},
        {A_CODE: A_CODE},
    ],
    ids=["client id", "wrong type", "too long", "button", "field"],
)
async def test_an_answer_never_repeats_a_code_that_was_sent(
    shop: httpx.AsyncClient, body: dict[str, object]
) -> None:
    answer = await (await open_chat(shop)).posts(**body)
    assert answer.is_client_error
    assert "7KLM9P" not in answer.text


async def test_malformed_json_is_not_repeated(shop: httpx.AsyncClient) -> None:
    answer = await (await open_chat(shop)).posts_raw(f'{{"text": "{A_CODE}'.encode())
    assert "7KLM9P" not in answer.text


async def test_a_code_that_was_sent_as_an_account_is_not_repeated(demo: httpx.AsyncClient) -> None:
    answer = await demo.post(f"{PREFIX}/sessions", json={"account": A_CODE})
    assert "7KLM9P" not in answer.text


@pytest.mark.parametrize("after", ["-1", "x", "1.5"])
async def test_a_place_in_the_log_is_a_whole_number(shop: httpx.AsyncClient, after: str) -> None:
    browser = await open_chat(shop)
    answer = await shop.get(f"{PREFIX}/messages", params={"after": after}, headers=browser.headers)
    assert the_problem(answer) == (422, "invalid_request")


async def test_a_place_beyond_any_log_is_no_failure_of_ours(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    answer = await shop.get(f"{PREFIX}/messages", params={"after": str(2**63)}, headers=browser.headers)
    assert not answer.is_server_error
