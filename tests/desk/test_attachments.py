"""At the desk: a file from a customer is never opened unseen, one to a customer needs the conversation."""

from __future__ import annotations

import httpx
import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Owner
from bot.desk.api import PREFIX
from bot.privacy.audit import AuditAction
from bot.services.send_file import IncomingFile
from tests.attachments.files import a_picture
from tests.builders import Customer, a_customer
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import ANN, AgentBrowser, Desk


@pytest.fixture
def customer(services: Services) -> Customer:
    return a_customer(services)


async def sends(agent: AgentBrowser, to: Customer) -> httpx.Response:
    headers = {
        "X-CSRF-Token": agent.csrf_token,
        "Origin": agent.origin or "",
        "X-Client-Id": "one",
        "X-File-Name": "label.png",
    }
    path = f"{PREFIX}/conversations/{to.conversation}/attachments"
    return await agent.client.post(path, content=a_picture(written_in="PNG"), headers=headers)


async def takes(agent: AgentBrowser, customer: Customer) -> None:
    path = f"conversations/{customer.conversation}"
    version = (await agent.gets(path)).json()["version"]
    assert (await agent.posts(f"{path}/take", {"version": version})).status_code == 200


def audited(services: Services) -> list[tuple[str, AuditAction]]:
    return [(entry.actor.name, entry.action) for entry in services.list_audit(10)]


async def test_an_agent_opens_a_customers_file_and_is_in_the_audit(
    services: Services, customer: Customer, ann: AgentBrowser
) -> None:
    incoming = IncomingFile(customer.conversation, "one", "receipt.png", a_picture())
    sent = await services.send_file.from_customer(incoming)
    answer = await ann.gets(f"conversations/{customer.conversation}/attachments/{sent.attachment.id}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert audited(services) == [(ANN, AuditAction.FILE_OPENED)]

    elsewhere = a_customer(services).conversation
    other = await ann.gets(f"conversations/{elsewhere}/attachments/{sent.attachment.id}")
    assert the_problem(other) == (404, "unknown_attachment")


async def test_only_whoever_has_the_conversation_sends_a_file_into_it(
    services: Services, customer: Customer, ann: AgentBrowser
) -> None:
    assert the_problem(await sends(ann, customer)) == (409, "not_yours")
    await takes(ann, customer)
    answer = await sends(ann, customer)
    assert answer.status_code == 201
    assert answer.json()["attachment"]["name"] == "label.jpg"
    assert (await sends(ann, customer)).json() == answer.json()
    assert audited(services)[0] == (ANN, AuditAction.FILE_SENT)
    assert [action for _, action in audited(services)].count(AuditAction.FILE_SENT) == 1


async def test_a_file_from_another_page_is_refused(customer: Customer, ann: AgentBrowser) -> None:
    await takes(ann, customer)
    for other in (ann.from_page_of("https://evil.example.com"), ann.with_token("")):
        assert the_problem(await sends(other, customer)) == (403, "foreign_request")


async def test_who_is_not_signed_in_has_no_file(desk: Desk, services: Services, customer: Customer) -> None:
    incoming = IncomingFile(customer.conversation, "one", "receipt.png", a_picture())
    sent = await services.send_file.from_customer(incoming)
    path = f"conversations/{customer.conversation}/attachments/{sent.attachment.id}"
    assert the_problem(await desk.browser().gets(path)) == (401, "not_signed_in")


async def test_an_agent_reads_what_the_customer_thought(
    services: Services, customer: Customer, ann: AgentBrowser
) -> None:
    path = f"conversations/{customer.conversation}/rating"
    assert (await ann.gets(path)).json() == {"ratings": []}
    customer.goes_to(Owner.CLOSED)
    with services.unit_of_work() as work:
        closed = work.conversations.hold(customer.conversation)
    services.rate_conversation(closed, 2, "slow")
    (told,) = (await ann.gets(path)).json()["ratings"]
    assert (told["score"], told["comment"], told["closing"]) == (2, "slow", closed.version)
    assert the_problem(await ann.gets(f"conversations/{'0' * 32}/rating")) == (404, "no_such_conversation")
