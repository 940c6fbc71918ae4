"""A code from its own field is in the vault and nowhere else; the conversation goes on with its handle."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Author, Exchange, Form, Owner, Reply
from bot.errors import EngineSilent, NotACode, UnknownConversation
from bot.ports import EngineReply
from bot.privacy.placeholders import PART
from bot.services.receive_code import IncomingCode
from bot.settings import Settings
from bot.storage.tables import claim_handle, claimant_bucket
from bot.values import ConversationId, FixedClock
from tests.builders import A_CODE, Customer, ScriptedEngine, a_customer, everything_stored
from tests.conftest import NOW

ASKS = EngineReply(Reply("Please send me the code.", form=Form.CLAIM_CODE))


async def _types(customer: Customer, typed: str, client_id: str | None = None) -> Exchange:
    incoming = IncomingCode(customer.conversation, client_id or uuid.uuid4().hex, typed)
    return await customer.services.receive_code(incoming)


async def test_the_conversation_goes_on_with_the_handle(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    engine.says("I have found it.")
    exchange = await _types(customer, "aq3d 7klm9p xt2v")
    handle = customer.handle_of(A_CODE)
    assert engine.heard == [handle] == customer.texts_of(Author.CUSTOMER)
    assert [reply.text for reply in exchange.replies] == ["I have found it."]


async def test_the_customer_and_agents_see_its_last_four(services: Services) -> None:
    customer = a_customer(services)
    await _types(customer, A_CODE)
    seen = services.read_conversation(customer.conversation).messages
    assert (seen[0].author, seen[0].text) == (Author.CUSTOMER, "Code ending XT2V")


async def test_no_more_of_the_code_than_its_last_four_is_stored(services: Services) -> None:
    await _types(a_customer(services), "aq3d-7klm9p-xt2v")
    stored = everything_stored(services).upper()
    assert [part for part in ("AQ3D", "7KLM9P") if part in stored] == []


async def test_the_same_code_sent_twice_is_one_message(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    engine.says("I have found it.")
    once = await _types(customer, A_CODE, client_id="same")
    again = await _types(customer, A_CODE, client_id="same")
    assert once == again
    assert len(engine.heard) == 1


async def test_a_code_that_was_sent_before_the_engine_failed_is_in_the_log(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.fails_with(EngineSilent("no answer"))
    customer = a_customer(services)
    await _types(customer, A_CODE)
    assert customer.texts_of(Author.CUSTOMER) == [customer.handle_of(A_CODE)]


@pytest.mark.parametrize("owner", [Owner.QUEUED, Owner.AGENT])
async def test_where_a_person_has_the_conversation_they_get_the_code_and_the_bot_is_silent(
    services: Services, engine: ScriptedEngine, owner: Owner
) -> None:
    customer = a_customer(services)
    customer.goes_to(owner)
    exchange = await _types(customer, A_CODE)
    assert (exchange.owner, exchange.replies, engine.heard) == (owner, (), [])
    (seen,) = services.read_conversation(customer.conversation).messages
    assert seen.text == "Code ending XT2V"


async def test_an_answer_that_comes_after_a_person_took_over_is_dropped(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    engine.meanwhile(lambda: customer.goes_to(Owner.AGENT))
    assert (await _types(customer, A_CODE)).owner is Owner.AGENT
    assert customer.texts_of(Author.BOT) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Please type the claim code: 14 or 15 letters and digits."),
        ("🎁 -", "Please type the claim code: 14 or 15 letters and digits."),
        ("AQ3D-7KLM9P", "A claim code has 14 or 15 letters and digits, and this has 10."),
        ("AQ3D-7KLM9P-XT2V44", "A claim code has 14 or 15 letters and digits, and this has 16."),
        ("I do not have it ok", "A claim code has 14 or 15 letters and digits"),
    ],
)
async def test_what_is_no_code_is_refused_with_the_reason_and_leaves_no_trace(
    services: Services, engine: ScriptedEngine, typed: str, told: str
) -> None:
    customer = a_customer(services)
    with pytest.raises(NotACode) as refused:
        await _types(customer, typed)
    assert refused.value.detail.startswith(told)
    assert (customer.log, engine.heard) == ([], [])
    with services.database.begin() as connection:
        kept = [connection.execute(select(table)).all() for table in (claim_handle, claimant_bucket)]
    assert kept == [[], []]


async def test_the_reason_never_repeats_what_was_typed(services: Services) -> None:
    with pytest.raises(NotACode) as refused:
        await _types(a_customer(services), "AQ3D-7KLM9P")
    assert (
        "7KLM9P"
        not in f"{refused.value!r} {refused.value.detail} {IncomingCode(ConversationId('c'), 'm', A_CODE)}"
    )


async def test_each_brand_has_its_own_format(settings: Settings, engine: ScriptedEngine) -> None:
    northwind = bootstrap(
        settings.model_copy(update={"brand": "northwind"}), clock=FixedClock(NOW), engine=engine
    )
    customer = a_customer(northwind)
    with pytest.raises(NotACode, match="has 16 letters and digits, and this has 14"):
        await _types(customer, A_CODE)
    await _types(customer, "aq3d 7klm 9pxt 2v44")
    assert engine.heard == [customer.handle_of("AQ3D-7KLM-9PXT-2V44")]
    northwind.close()


async def test_the_rest_of_a_code_that_was_begun_in_the_open_can_be_given_in_the_field(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    await customer.says("AQ3D-7KLM9P")
    await _types(customer, "XT2V")
    assert engine.heard == [PART, customer.handle_of(A_CODE)]


async def test_with_a_whole_code_in_the_field_no_part_waits_any_more(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    await customer.says("AQ3D-7KLM9P")
    await _types(customer, "BR4T-09WXYZ-3MKP")
    await customer.says("the rest is XT2V")
    assert engine.heard[-1] == f"the rest is {PART}"


async def test_a_code_to_no_conversation_is_refused(services: Services) -> None:
    with pytest.raises(UnknownConversation):
        await services.receive_code(IncomingCode(ConversationId("none"), "first", A_CODE))


async def test_a_form_is_in_the_log_and_in_the_answer_to_a_message_that_is_sent_again(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.answers_with(EngineReply(Reply("Hello.")), ASKS)
    customer = a_customer(services)
    once = await customer.says("my card says invalid code", client_id="same")
    assert [message.form for message in customer.log] == [None, None, Form.CLAIM_CODE]
    assert await customer.says("my card says invalid code", client_id="same") == once
    assert once.replies[-1].form is Form.CLAIM_CODE
