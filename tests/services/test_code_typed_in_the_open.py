"""A code that is typed into the conversation is taken and hidden, and the customer is told why, once."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Author, Owner
from bot.services.receive_code import IncomingCode
from bot.services.texts import CODE_HIDDEN, service_text
from tests.builders import A_CODE, ANOTHER_CODE, ScriptedEngine, a_customer

TOLD = service_text(CODE_HIDDEN)


@pytest.mark.parametrize("typed", [f"it is {A_CODE}", A_CODE, "AQ3D-7KLM9P"])
async def test_right_after_a_code_or_a_part_of_one_the_customer_is_told_why_it_is_hidden(
    services: Services, typed: str
) -> None:
    customer = a_customer(services)
    await customer.says(typed)
    assert [message.author for message in customer.log] == [Author.CUSTOMER, Author.SYSTEM, Author.BOT]
    assert customer.log[1].text == TOLD


async def test_a_customer_is_told_once_a_conversation(services: Services) -> None:
    for customer in (a_customer(services), a_customer(services)):
        for text in (A_CODE, f"and {ANOTHER_CODE}", "AQ3D-7K"):
            await customer.says(text)
        assert customer.texts_of(Author.SYSTEM) == [TOLD]


async def test_a_message_that_is_sent_twice_tells_once(services: Services) -> None:
    customer = a_customer(services)
    for _ in range(2):
        await customer.says(A_CODE, client_id="same")
    assert customer.texts_of(Author.SYSTEM) == [TOLD]


@pytest.mark.parametrize("text", ["hello", "my order is 112-1234567-1234567", "what is claim_7f3a"])
async def test_nobody_is_told_of_a_code_that_was_not_typed(services: Services, text: str) -> None:
    customer = a_customer(services)
    await customer.says(text)
    assert customer.texts_of(Author.SYSTEM) == []


async def test_nobody_is_told_after_the_field_for_a_code(services: Services) -> None:
    customer = a_customer(services)
    await services.receive_code(IncomingCode(customer.conversation, "first", A_CODE))
    assert customer.texts_of(Author.SYSTEM) == []
    await customer.says(f"and {ANOTHER_CODE}")
    assert customer.texts_of(Author.SYSTEM) == [TOLD]


async def test_the_notice_is_the_apps_own_whoever_has_the_conversation(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    customer.goes_to(Owner.AGENT)
    exchange = await customer.says(A_CODE)
    assert (customer.texts_of(Author.SYSTEM), engine.heard, exchange.replies) == ([TOLD], [], ())
