"""An agent finds a conversation by what stands in it, and what they search for leaves no trace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.bootstrap import Services
from bot.services.search_desk import MOST_FOUND
from tests.builders import A_CODE, ANOTHER_CODE, Customer, LoadCards, a_customer, a_ticket, everything_stored
from tests.conftest import NOW
from tests.desk.at_the_desk import ANN, AgentBrowser, MovedClock


@pytest.fixture
def customer(services: Services, load_cards: LoadCards) -> Customer:
    load_cards("alice-w", {"code": A_CODE, "status": "active"})
    return a_customer(services, "alice-w")


async def _search(browser: AgentBrowser, words: str) -> list[dict[str, Any]]:
    answer = await browser.posts("search", {"q": words})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["results"])


async def _finds(browser: AgentBrowser, words: str) -> list[tuple[str, str]]:
    return [(one["found_in"], one["snippet"]) for one in await _search(browser, words)]


async def test_words_of_a_message_are_found_in_any_case(ann: AgentBrowser, customer: Customer) -> None:
    await customer.says("A zebra ate my gift card")
    assert await _finds(ann, "ZEBRA ate") == [("message", "A zebra ate my gift card")]


async def test_a_result_is_a_row_of_the_desk(ann: AgentBrowser, customer: Customer) -> None:
    await customer.says("zebra")
    (found,) = await _search(ann, "zebra")
    (listed,) = (await ann.gets("conversations?view=open")).json()["conversations"]
    assert {name: found[name] for name in listed} == listed


async def test_what_is_in_no_conversation_is_not_found(ann: AgentBrowser, customer: Customer) -> None:
    await customer.says("A zebra ate my gift card")
    assert await _finds(ann, "zebras") == []


@pytest.mark.parametrize("words", ["100%", "a_b", "c/d", "50% off"])
async def test_signs_that_mean_something_to_a_database_mean_themselves(
    ann: AgentBrowser, services: Services, words: str
) -> None:
    await a_customer(services).says("1000 axb cxd 50 x off")
    right = a_customer(services)
    await right.says("100% a_b c/d 50% off")
    assert [one["id"] for one in await _search(ann, words)] == [right.conversation]


async def test_a_note_is_found(ann: AgentBrowser, customer: Customer) -> None:
    body = {"client_id": "one", "text": "Knows a zebra"}
    await ann.posts(f"conversations/{customer.conversation}/notes", body)
    assert await _finds(ann, "zebra") == [("note", "Knows a zebra")]


@pytest.mark.parametrize("words", ["GL-2222222", "gl-2222222", "GL-222", "summary"])
async def test_a_ticket_is_found_by_its_name_and_its_summary(
    services: Services, ann: AgentBrowser, customer: Customer, words: str
) -> None:
    with services.unit_of_work() as work:
        work.tickets.open_once(customer.conversation, a_ticket(), NOW)
    assert await _finds(ann, words) == [("ticket", "GL-2222222: A summary.")]


async def test_a_customer_is_found(ann: AgentBrowser, customer: Customer) -> None:
    assert await _finds(ann, "Alice") == [("customer", "alice-w")]


@pytest.mark.parametrize("words", ["XT2V", "xt2v", "card ending XT2V", A_CODE, A_CODE.lower()])
async def test_a_card_is_found_by_its_last_four_or_its_whole_code(
    ann: AgentBrowser, customer: Customer, words: str
) -> None:
    await customer.says(A_CODE)
    assert await _finds(ann, words) == [("card", "Code ending XT2V")]


async def test_another_code_finds_nothing(ann: AgentBrowser, customer: Customer) -> None:
    await customer.says(A_CODE)
    assert await _finds(ann, ANOTHER_CODE) == []


@pytest.mark.parametrize("code", [A_CODE, ANOTHER_CODE])
async def test_a_code_that_is_searched_for_reaches_no_database_and_no_log(
    services: Services,
    ann: AgentBrowser,
    customer: Customer,
    caplog: pytest.LogCaptureFixture,
    code: str,
) -> None:
    await customer.says(A_CODE)
    asked: list[str] = []
    event.listen(
        services.database,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, values, _context, _many: asked.append(
            f"{statement} {values}"
        ),
    )
    with caplog.at_level("DEBUG"):
        answer = await ann.posts("search", {"q": f"where is {code} please"})
    everywhere = "".join([*asked, caplog.text, answer.text, everything_stored(services)]).upper()
    assert code.split("-")[1] not in everywhere
    assert asked


async def test_a_snippet_shows_the_last_four_of_a_code(ann: AgentBrowser, customer: Customer) -> None:
    await customer.says(f"The zebra had {A_CODE} with it")
    assert await _finds(ann, "zebra") == [("message", "The zebra had card ending XT2V with it")]


async def test_the_name_of_a_handle_is_found_nowhere(ann: AgentBrowser, customer: Customer) -> None:
    await customer.says(f"The zebra had {A_CODE} with it")
    handle = customer.handle_of(A_CODE)
    assert await _finds(ann, handle) == []
    assert await _finds(ann, "claim") == []


async def test_a_message_is_found_although_a_later_one_holds_the_words_in_a_handle_only(
    ann: AgentBrowser, customer: Customer
) -> None:
    await customer.says("I claim my zebra")
    await customer.says(f"It had {A_CODE} with it")
    assert await _finds(ann, "claim") == [("message", "I claim my zebra")]


async def test_the_last_message_of_a_conversation_that_has_the_words_is_shown_and_it_stands_once(
    ann: AgentBrowser, customer: Customer, clock: MovedClock
) -> None:
    for text in ("first zebra", "second zebra", "no more"):
        await customer.says(text)
        clock.passes(minutes=1)
    assert await _finds(ann, "zebra") == [("message", "second zebra")]


async def test_of_many_the_latest_are_found(ann: AgentBrowser, services: Services) -> None:
    many = MOST_FOUND + 60
    customers = [a_customer(services) for _ in range(many)]
    with services.unit_of_work() as work:
        for minute, customer in enumerate(customers):
            at = NOW + timedelta(minutes=minute)
            work.conversations.append_from_customer(customer.conversation, "one", f"zebra {minute}", at)
    assert [snippet for _, snippet in await _finds(ann, "zebra")] == [
        f"zebra {minute}" for minute in reversed(range(many - MOST_FOUND, many))
    ]
    # Older than what is looked at first.
    assert await _finds(ann, "zebra 0") == [("message", "zebra 0")]


async def test_that_an_agent_searched_is_in_the_audit_and_for_what_is_not(
    services: Services, ann: AgentBrowser, customer: Customer
) -> None:
    await customer.says("zebra")
    await _search(ann, "zebra")
    (entry, *_) = services.list_audit(10)
    assert (entry.actor.name, entry.action, entry.subject, entry.reason) == (
        ANN,
        "search",
        "1 conversations",
        "",
    )


@pytest.mark.parametrize("words", ["", "a", "a" * 201, "a\x00b"])
async def test_too_little_and_too_much_are_refused(ann: AgentBrowser, words: str) -> None:
    assert (await ann.posts("search", {"q": words})).status_code == 422


async def test_spaces_find_nothing(ann: AgentBrowser, customer: Customer) -> None:
    await customer.says("zebra  zebra")
    assert await _finds(ann, "   ") == []
