"""Files over the widget's API: what goes with one, how large it may be, who has it back and how."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.attachments.fitness import MOST_BYTES
from bot.bootstrap import Services
from bot.channels.sessions import PREFIX
from bot.conversations.conversation import Owner
from bot.settings import Settings
from tests.attachments.files import a_pdf, a_picture
from tests.builders import A_CODE, a_change_to, everything_stored
from tests.channels.browser import Browser, open_chat, the_problem

FILES_AN_HOUR = 4


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    limits = f"upload.session={FILES_AN_HOUR}/hour"
    return Settings(home=tmp_path, database_url=database_url, pepper="p" * 32, port=0, limits=limits)


async def sends(
    browser: Browser, content: bytes | AsyncIterator[bytes], name: str = "receipt.png", client_id: str = "one"
) -> httpx.Response:
    headers = {**browser.headers, "X-Client-Id": client_id, "X-File-Name": name, "Content-Type": "text/html"}
    return await browser.client.post(f"{PREFIX}/attachments", content=content, headers=headers)


async def opens(browser: Browser, attachment_id: str, part: str = "") -> httpx.Response:
    return await browser.client.get(f"{PREFIX}/attachments/{attachment_id}{part}", headers=browser.headers)


async def test_a_picture_is_sent_and_shown_in_the_log(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    answer = await sends(browser, a_picture(written_in="PNG"), "Beleg%20f%C3%BCr%20Mai.png")
    assert answer.status_code == 201
    sent = answer.json()
    assert (sent["sequence"], sent["owner"]) == (1, "bot")
    assert sent["attachment"] | {"id": "", "bytes": 0} == {
        "id": "",
        "kind": "picture",
        "name": "Beleg für Mai.jpg",
        "bytes": 0,
        "width": 60,
        "height": 40,
    }
    log = (await browser.client.get(f"{PREFIX}/messages", headers=browser.headers)).json()["messages"]
    assert [line["attachment"] for line in log] == [sent["attachment"], None]
    assert log[0]["client_id"] == "one"
    assert (await sends(browser, a_picture(written_in="PNG"))).json() == sent


async def test_whoever_listens_hears_of_a_file(demo_url: str) -> None:
    async with httpx.AsyncClient(base_url=demo_url, timeout=60) as client:
        browser = await open_chat(client)
        sent = (await sends(browser, a_picture())).json()
        async with browser.listens(after=0) as stream:
            assert (await stream.next()).data["attachment"] == sent["attachment"]


async def test_a_picture_comes_back_as_one_that_runs_nothing(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    sent = (await sends(browser, a_picture())).json()["attachment"]
    for part in ("", "/thumbnail"):
        answer = await opens(browser, sent["id"], part)
        assert answer.content[:3] == b"\xff\xd8\xff"
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''receipt.jpg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["cache-control"] == "private, no-store"
    assert len((await opens(browser, sent["id"])).content) == sent["bytes"]


async def test_a_pdf_is_a_download(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    sent = (await sends(browser, a_pdf(), "a%20%22bill%22.pdf")).json()["attachment"]
    assert (sent["kind"], sent["width"]) == ("pdf", None)
    answer = await opens(browser, sent["id"])
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20%22bill%22.pdf"
    assert the_problem(await opens(browser, sent["id"], "/thumbnail")) == (404, "unknown_attachment")


async def test_another_customers_file_is_not_there(shop: httpx.AsyncClient) -> None:
    mine, other = await open_chat(shop), await open_chat(shop)
    sent = (await sends(mine, a_picture())).json()["attachment"]
    for part in ("", "/thumbnail"):
        assert the_problem(await opens(other, sent["id"], part)) == (404, "unknown_attachment")
        nobody = await shop.get(f"{PREFIX}/attachments/{sent['id']}{part}")
        assert the_problem(nobody) == (401, "unknown_conversation")


async def test_what_is_not_taken_is_refused_in_words_for_the_customer(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    answer = await sends(browser, b"<script>alert(1)</script>")
    assert the_problem(answer) == (422, "unfit_file")
    assert "JPEG, PNG or WebP" in answer.json()["detail"]
    assert await browser.reads() == []


async def test_a_file_that_is_too_large_is_refused_whether_or_not_it_says_so(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 65_536 + 2):
            yield b"x" * 65_536

    assert (await sends(browser, chunks())).status_code == 413
    assert (await sends(browser, b"x" * (MOST_BYTES + 1))).status_code == 413
    assert await browser.reads() == []


async def test_a_large_body_is_taken_where_files_are_sent_only(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    assert (await browser.posts_raw(b"x" * (MOST_BYTES // 2))).status_code == 413
    taken = await sends(browser, b"x" * (MOST_BYTES // 2))
    assert the_problem(taken) == (422, "unfit_file")


@pytest.mark.parametrize("missing", ["X-Client-Id", "X-File-Name"])
async def test_what_has_to_go_with_a_file_is_named(shop: httpx.AsyncClient, missing: str) -> None:
    browser = await open_chat(shop)
    headers = {**browser.headers, "X-Client-Id": "one", "X-File-Name": "receipt.png"}
    del headers[missing]
    answer = await shop.post(f"{PREFIX}/attachments", content=a_picture(), headers=headers)
    assert the_problem(answer) == (422, "invalid_request")


async def test_a_code_in_the_name_is_in_no_answer(shop: httpx.AsyncClient, services: Services) -> None:
    browser = await open_chat(shop)
    answer = await sends(browser, a_picture(), f"{A_CODE}.jpg")
    assert answer.json()["attachment"]["name"] == "card ending XT2V.jpg"
    opened = await opens(browser, answer.json()["attachment"]["id"])
    assert "7KLM9P" not in opened.headers["content-disposition"]
    assert "7KLM9P" not in everything_stored(services)


async def test_too_many_files_are_refused_with_the_time_to_wait(shop: httpx.AsyncClient) -> None:
    browser = await open_chat(shop)
    for number in range(FILES_AN_HOUR):
        assert (await sends(browser, b"", client_id=str(number))).status_code == 422
    refused = await sends(browser, a_picture())
    assert the_problem(refused) == (429, "too_many_requests")
    assert int(refused.headers["retry-after"]) > 0
    assert await browser.reads() == []


async def test_who_is_closed_rates_the_help_once(shop: httpx.AsyncClient, services: Services) -> None:
    browser = await open_chat(shop)
    path = f"{PREFIX}/rating"

    async def rates(**body: object) -> httpx.Response:
        return await shop.post(path, json=body, headers=browser.headers)

    assert the_problem(await rates(score=5)) == (409, "not_ratable")
    await browser.says("hello")
    own = services.find_conversation(browser.token)
    with services.unit_of_work() as work:
        assert work.conversations.move(own, a_change_to(Owner.CLOSED))
    asked = (await shop.get(path, headers=browser.headers)).json()
    assert asked == {"asked": True, "score": None, "comment": None, "changeable_until": None}
    assert (await rates(score=2)).json()["asked"]
    given = (await rates(score=4, comment=f"{A_CODE} works")).json()
    assert given == {
        "asked": True,
        "score": 4,
        "comment": "card ending XT2V works",
        "changeable_until": "2026-11-25T12:00:00Z",
    }
    assert (await shop.get(path, headers=browser.headers)).json() == given
    assert the_problem(await shop.post(path, json={"score": 5})) == (401, "unknown_conversation")


@pytest.mark.parametrize("score", [0, 6, -1, 4.5, "5", True, None])
async def test_a_score_is_one_to_five(shop: httpx.AsyncClient, score: object) -> None:
    browser = await open_chat(shop)
    answer = await shop.post(f"{PREFIX}/rating", json={"score": score}, headers=browser.headers)
    assert the_problem(answer) == (422, "invalid_request")
