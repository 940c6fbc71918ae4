"""Ledger actions as the desk's pages do them: two steps, and two people where it takes two."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.storage.tables import txn as txns
from bot.values import AccountId
from tests.builders import A_CODE, Customer, LoadCards, a_customer, everything_stored
from tests.desk.at_the_desk import A_PASSWORD, ANN, AgentBrowser, Desk
from tests.services.asking import ALICE, BOB, add

SUE, SAM = "sue@example.com", "sam@example.com"


@pytest.fixture
def alice(services: Services, load_cards: LoadCards) -> Customer:
    """Alice's conversation, about a card that Bob redeemed."""
    add(services, BOB)
    load_cards("alice", {"code": A_CODE, "status": "redeemed", "redeemed_by": "bob"})
    return a_customer(services, "alice")


async def signed_in(desk: Desk, email: str) -> AgentBrowser:
    desk.services.change_agents.add(email, email, Role.SUPERVISOR, A_PASSWORD)
    browser = desk.browser()
    assert (await browser.signs_in(email)).status_code == 200
    return browser


async def asks(browser: AgentBrowser, alice: Customer, kind: str = "move", **besides: str) -> Any:
    wanted = {"client_id": "1", "kind": kind, "reason": "the receipt shows it is hers", **besides}
    if kind != "unlock":
        wanted |= {"handle": alice.handle_of(A_CODE)}
    return await browser.posts(f"conversations/{alice.conversation}/actions", wanted)


async def confirms(browser: AgentBrowser, alice: Customer, action: dict[str, Any]) -> Any:
    return await browser.posts(f"conversations/{alice.conversation}/actions/{action['id']}/confirm")


def transactions(services: Services) -> int:
    with services.database.begin() as connection:
        counted = select(func.count()).select_from(txns).where(txns.c.scope == "desk")
        return int(connection.execute(counted).scalar_one())


def balance(services: Services, account: AccountId) -> int:
    with services.unit_of_work() as work:
        return sum(money.minor for money in work.ledger.balances(account))


async def test_an_agent_asks_a_supervisor_approves_and_the_value_is_moved(
    services: Services, desk: Desk, ann: AgentBrowser, alice: Customer
) -> None:
    sue = await signed_in(desk, SUE)
    draft = (await asks(ann, alice)).json()
    assert (draft["state"], draft["needs_second"], draft["macro"]) == ("draft", True, None)
    assert draft["amount"] == {"minor": 2500, "currency": "USD", "text": "$25.00"}
    assert draft["text"].startswith("The $25.00 of the card ending XT2V go from the account")
    assert (transactions(services), balance(services, BOB)) == (0, 2500)

    pending = (await confirms(ann, alice, draft)).json()
    assert (pending["state"], transactions(services)) == ("pending", 0)
    waiting = (await sue.gets("approvals")).json()["actions"]
    assert [one["id"] for one in waiting] == [draft["id"]]

    done = (await sue.posts(f"approvals/{draft['id']}/approve")).json()
    assert (done["state"], done["asked_by"], done["decided_by"]) == ("done", ANN, SUE)
    assert done["macro"]["text"].startswith("The $25.00 of the card ending XT2V are on your account now")
    assert (balance(services, ALICE), balance(services, BOB)) == (2500, 0)
    assert (await sue.gets("approvals")).json()["actions"] == []
    listed = (await ann.gets(f"conversations/{alice.conversation}/actions")).json()["actions"]
    assert listed == [done]
    # Nobody told the customer anything.
    assert alice.log == []


async def test_two_supervisors_who_press_at_once_move_it_once(
    services: Services, desk: Desk, ann: AgentBrowser, alice: Customer
) -> None:
    browsers = [await signed_in(desk, email) for email in (SUE, SAM)]
    draft = (await asks(ann, alice)).json()
    await confirms(ann, alice, draft)
    answers = await asyncio.gather(*(one.posts(f"approvals/{draft['id']}/approve") for one in browsers))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.json()["txn"] for answer in answers}) == 1
    assert len({answer.json()["decided_by"] for answer in answers}) == 1
    assert transactions(services) == 1
    assert balance(services, ALICE) == 2500


async def test_a_supervisor_does_not_approve_their_own(
    services: Services, desk: Desk, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "inactive", "face_value": 500})
    customer = a_customer(services, "alice")
    sue = await signed_in(desk, SUE)
    draft = (await asks(sue, customer, "activate")).json()
    assert (await confirms(sue, customer, draft)).json()["state"] == "pending"
    refused = await sue.posts(f"approvals/{draft['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert transactions(services) == 0


async def test_an_agent_approves_nothing_and_the_try_is_in_the_audit(
    services: Services, ann: AgentBrowser, alice: Customer
) -> None:
    draft = (await asks(ann, alice)).json()
    await confirms(ann, alice, draft)
    refused = await ann.posts(f"approvals/{draft['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert (await ann.gets("approvals")).json()["code"] == "not_allowed"
    newest = services.list_audit(1)[0]
    assert (newest.actor.name, newest.action, newest.allowed) == (ANN, "ledger_approved", False)


async def test_a_supervisor_declines_with_a_reason(
    services: Services, desk: Desk, ann: AgentBrowser, alice: Customer
) -> None:
    sue = await signed_in(desk, SUE)
    draft = (await asks(ann, alice)).json()
    await confirms(ann, alice, draft)
    without = await sue.posts(f"approvals/{draft['id']}/decline", {"reason": " "})
    assert without.json()["code"] == "not_permitted"
    declined = (await sue.posts(f"approvals/{draft['id']}/decline", {"reason": "no receipt"})).json()
    assert (declined["state"], declined["decision_reason"]) == ("declined", "no receipt")
    over = await confirms(ann, alice, draft)
    assert (over.status_code, over.json()["code"]) == (409, "action_settled")
    assert transactions(services) == 0


async def test_what_the_ledger_would_not_do_is_said_with_why(ann: AgentBrowser, alice: Customer) -> None:
    refused = await asks(ann, alice, "freeze")
    assert (refused.status_code, refused.json()["code"]) == (409, "action_impossible")
    assert refused.json()["detail"] == "A card in this state does not allow the change."


async def test_a_pause_is_ended(services: Services, ann: AgentBrowser, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": A_CODE, "status": "locked", "failed_attempts": 9})
    customer = a_customer(services, "alice")
    draft = (await asks(ann, customer, "unlock")).json()
    assert (draft["card"], draft["amount"], draft["needs_second"]) == (None, None, False)
    assert (await confirms(ann, customer, draft)).json()["state"] == "done"
    brief = (await ann.gets(f"conversations/{customer.conversation}/brief")).json()
    assert brief["locked_until"] is None


@pytest.mark.parametrize(
    "besides", [{"handle": "AQ3D-7KLM9P-XT2V"}, {"kind": "spend"}, {"reason": "x" * 1001}, {"client_id": ""}]
)
async def test_what_cannot_be_read_is_never_repeated(
    ann: AgentBrowser, alice: Customer, besides: dict[str, str]
) -> None:
    wanted = {"client_id": "1", "kind": "freeze", "reason": "stolen", **besides}
    refused = await ann.posts(f"conversations/{alice.conversation}/actions", wanted)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert "7KLM9P" not in refused.text


async def test_in_a_conversation_that_there_is_not_nothing_is_found(
    ann: AgentBrowser, alice: Customer
) -> None:
    wanted = {"client_id": "1", "kind": "freeze", "reason": "stolen", "handle": "claim_0000"}
    nowhere = await ann.posts(f"conversations/{'0' * 32}/actions", wanted)
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    unknown = await confirms(ann, alice, {"id": "0" * 32})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_action")


async def test_no_answer_tells_a_code(services: Services, ann: AgentBrowser, alice: Customer) -> None:
    drafted = await asks(ann, alice, reason=f"her code is {A_CODE}")
    assert drafted.json()["reason"] == "her code is (code XT2V)"
    assert "7KLM9P" not in everything_stored(services)
