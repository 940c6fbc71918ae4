"""A colleague who is named in a note is told, until they have read it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from bot.bootstrap import Services
from bot.privacy.audit import Actor
from bot.privacy.role import Machine
from bot.storage.tables import mention
from bot.values import AccountId
from tests.builders import A_CODE, Customer, LoadCards, a_customer
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import AgentBrowser, MovedClock
from tests.desk.together.conftest import OpenDesk


@pytest.fixture
def customer(services: Services, load_cards: LoadCards) -> Customer:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    return a_customer(services, "alice")


async def _notes(browser: AgentBrowser, customer: Customer, text: str, client_id: str | None = None) -> Any:
    body = {"client_id": client_id or uuid.uuid4().hex, "text": text}
    answer = await browser.posts(f"conversations/{customer.conversation}/notes", body)
    assert answer.status_code == 200
    return answer.json()


async def _mentions(browser: AgentBrowser) -> list[tuple[str, bool]]:
    listed = (await browser.gets("mentions")).json()
    return [(one["note"]["text"], one["read_at"] is not None) for one in listed]


async def test_whom_a_note_names_finds_it_among_their_mentions(
    ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    note = await _notes(ann, customer, "@Ben, please look")
    (found,) = (await ben.gets("mentions")).json()
    assert (found["id"], found["conversation"]) == (note["id"], customer.conversation)
    assert found["note"]["agent"]["name"] == "Ann"
    assert await _mentions(ann) == []


async def test_whom_a_note_names_is_told_at_once_and_nobody_else_is(
    open_desk: OpenDesk, ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    async with open_desk.hears(ben) as bens, open_desk.hears(ann) as anns:
        await _notes(ann, customer, "@Ben Carter please look")
        assert [(await bens.next()).kind for _ in range(2)] == ["conversation", "mention"]
        await _notes(ben, customer, "done")
        assert [(await anns.next()).kind for _ in range(2)] == ["conversation", "conversation"]


async def test_one_s_own_name_in_one_s_own_note_is_no_mention(ann: AgentBrowser, customer: Customer) -> None:
    await _notes(ann, customer, "@Ann remember this")
    assert await _mentions(ann) == []


async def test_what_was_read_comes_after_what_was_not(
    ann: AgentBrowser, ben: AgentBrowser, customer: Customer, clock: MovedClock
) -> None:
    await _notes(ann, customer, "@Ben first")
    clock.passes(minutes=1)
    second = await _notes(ann, customer, "@Ben second")
    assert (await ben.posts(f"mentions/{second['id']}/read")).status_code == 204
    assert await _mentions(ben) == [("@Ben first", False), ("@Ben second", True)]


async def test_read_twice_it_was_read_the_first_time(
    ann: AgentBrowser, ben: AgentBrowser, customer: Customer, clock: MovedClock
) -> None:
    note = await _notes(ann, customer, "@Ben")
    for _ in range(2):
        await ben.posts(f"mentions/{note['id']}/read")
        clock.passes(minutes=1)
    (found,) = (await ben.gets("mentions")).json()
    assert found["read_at"] == "2026-11-24T12:00:00Z"


async def test_a_note_sent_twice_is_one_mention(
    ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    for _ in range(2):
        await _notes(ann, customer, "@Ben", client_id="one")
    assert len(await _mentions(ben)) == 1


async def test_nobody_reads_a_mention_for_somebody_else(
    ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    note = await _notes(ann, customer, "@Ben")
    assert the_problem(await ann.posts(f"mentions/{note['id']}/read")) == (404, "no_such_mention")
    assert await _mentions(ben) == [("@Ben", False)]


async def test_a_code_in_it_shows_its_last_four(
    ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    await _notes(ann, customer, f"@Ben it is {A_CODE}")
    assert await _mentions(ben) == [("@Ben it is card ending XT2V", False)]


async def test_it_is_erased_with_the_customer(
    services: Services, ann: AgentBrowser, ben: AgentBrowser, customer: Customer
) -> None:
    await _notes(ann, customer, "@Ben")
    services.erase_customer(AccountId("alice"), Actor("root", Machine.OPERATOR), "asked for it")
    assert await _mentions(ben) == []
    with services.database.begin() as connection:
        assert connection.execute(mention.select()).all() == []
