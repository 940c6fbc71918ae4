"""A code over several messages reaches the engine as one handle; no part of it is stored or sent."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Author, Owner, Turn
from bot.privacy.placeholders import PART
from bot.settings import Settings
from bot.storage.conversations import SqlConversations
from bot.values import FixedClock
from tests.builders import (
    A_CODE,
    ANOTHER_CODE,
    Customer,
    ScriptedEngine,
    a_customer,
    everything_stored,
)
from tests.conftest import NOW


async def test_the_message_with_the_rest_holds_the_handle(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    for text in ("first half is AQ3D-7KLM9P", "sorry, one moment", "and then XT2V"):
        await customer.says(text)
    handle = customer.handle_of(A_CODE)
    assert engine.heard == [f"first half is {PART}", "sorry, one moment", f"and then {handle}"]
    assert engine.heard == customer.texts_of(Author.CUSTOMER)


async def test_no_part_is_stored(services: Services) -> None:
    customer = a_customer(services)
    for text in ("AQ3D-7K", "LM9P", "XT2V"):
        await customer.says(text)
    stored = everything_stored(services).upper()
    assert [part for part in ("AQ3D", "7KLM", "LM9P") if part in stored] == []
    assert customer.handle_of(A_CODE) in customer.log[-2].text


async def test_whoever_was_asked_for_the_code_may_send_four_characters_of_it(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.says("Please send me the code.", turn=Turn("invalid_code"))
    customer = a_customer(services)
    await customer.says("it does not take my code")
    await customer.says("it goes AQ3D, the next I will read in a minute")
    assert engine.heard[-1].startswith(f"it goes {PART},")


@pytest.mark.parametrize(
    "turn", [Turn("check_balance"), Turn("invalid_code", outcome="redeemable"), Turn("account_hold")]
)
async def test_whoever_was_not_asked_writes_a_word(
    services: Services, engine: ScriptedEngine, turn: Turn
) -> None:
    engine.says("All right.", turn=turn)
    customer = a_customer(services)
    await customer.says("hello")
    await customer.says("it goes AQ3D with me")
    assert engine.heard[-1] == "it goes AQ3D with me"


async def test_a_whole_code_after_half_of_another_is_that_code(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    for text in ("AQ3D-7KLM9P", f"no wait it is {ANOTHER_CODE}", "the rest is XT2V"):
        await customer.says(text)
    assert engine.heard[1:] == [f"no wait it is {customer.handle_of(ANOTHER_CODE)}", f"the rest is {PART}"]


async def test_parts_of_one_conversation_are_none_of_another(
    services: Services, engine: ScriptedEngine
) -> None:
    await a_customer(services).says("AQ3D-7KLM9P")
    await a_customer(services).says("the rest is XT2V")
    assert engine.heard == [PART, f"the rest is {PART}"]


async def test_a_part_that_is_sent_twice_is_one_part(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    for _ in range(2):
        await customer.says("AQ3D-7K", client_id="first")
    await customer.says("LM9P-XT2V")
    assert engine.heard[-1] == customer.handle_of(A_CODE)


async def test_a_message_that_could_not_be_stored_finds_the_same_parts_when_it_is_sent_again(
    services: Services, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = a_customer(services)
    await customer.says("AQ3D-7KLM9P")
    with monkeypatch.context() as broken:
        broken.setattr(SqlConversations, "append_from_customer", _fails)
        with pytest.raises(OSError, match="disk"):
            await customer.says("XT2V", client_id="rest")
    await customer.says("XT2V", client_id="rest")
    assert engine.heard[-1] == customer.handle_of(A_CODE)


async def test_a_restart_forgets_the_parts(
    settings: Settings, services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    await customer.says("AQ3D-7KLM9P")
    restarted = bootstrap(settings, clock=FixedClock(NOW), engine=engine)
    await Customer(restarted, customer.conversation, "").says("the rest is XT2V")
    restarted.close()
    assert engine.heard == [PART, f"the rest is {PART}"]


async def test_a_part_is_hidden_from_a_person_as_well(services: Services) -> None:
    customer = a_customer(services)
    customer.goes_to(Owner.QUEUED, Owner.AGENT)
    await customer.says("AQ3D-7KLM9P")
    seen = services.read_conversation(customer.conversation).messages
    assert [message.text for message in seen if message.author is Author.CUSTOMER] == ["(part of a code)"]


async def test_a_corrected_code_is_another_code(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    await customer.says("AQ3D-7KLM9P-XT25")
    await customer.says("sorry, the last one is S not 5: AQ3D-7KLM9P-XT2S")
    handles = [customer.handle_of(f"AQ3D-7KLM9P-XT2{last}") for last in "5S"]
    assert engine.heard == [handles[0], f"sorry, the last one is S not 5: {handles[1]}"]


async def test_two_codes_in_one_message_are_two_handles(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    await customer.says(f"both get refused: {A_CODE} and {ANOTHER_CODE}")
    handles = [customer.handle_of(code) for code in (A_CODE, ANOTHER_CODE)]
    assert engine.heard == [f"both get refused: {handles[0]} and {handles[1]}"]
    assert handles[0] != handles[1]


def _fails(*_: object, **__: object) -> None:
    raise OSError("the disk is full")
