"""The case brief as the desk's pages get it."""

from __future__ import annotations

from bot.bootstrap import Services
from bot.conversations.conversation import Turn
from tests.builders import A_CODE, LoadCards, ScriptedEngine, a_customer, everything_stored
from tests.desk.at_the_desk import ANN, AgentBrowser, Desk


async def test_an_agent_reads_what_is_true_of_a_conversation(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards, ann: AgentBrowser
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "inactive", "retailer": "the Corner Market"})
    customer = a_customer(services, "alice")
    told = Turn("invalid_code", 0.9, case="not_activated", outcome="not_activated")
    engine.says("It was never activated.", turn=told)
    await customer.says(f"it says my code is invalid: {A_CODE}")

    answer = await ann.gets(f"conversations/{customer.conversation}/brief")
    assert answer.status_code == 200
    brief = answer.json()
    assert (brief["signed_in"], brief["mismatch"], brief["locked_until"]) == (True, True, None)
    assert brief["claim"]["case"] == "invalid_code"
    assert brief["missing"] == []
    assert brief["advice"] is None
    (step,) = brief["steps"]
    assert step["text"].startswith("Told: The card was not activated.")
    (card,) = brief["cards"]
    assert (card["case"], card["outcome"], card["verdict"]) == ("not_activated", "not_activated", "differs")
    assert (card["last_four"], card["state"]) == ("XT2V", "issued")
    assert card["face_value"] == {"minor": 2500, "currency": "USD", "text": "$25.00"}
    assert card["advice"]["action"] == "activate"
    assert card["advice"]["macro"]["name"] == "not_activated.not_activated"
    assert "the Corner Market" in card["advice"]["do"]
    assert "7KLM9P" not in answer.text
    assert "7KLM9P" not in everything_stored(services)


async def test_a_conversation_in_which_nothing_was_said_yet_has_a_brief(
    services: Services, ann: AgentBrowser
) -> None:
    brief = (await ann.gets(f"conversations/{a_customer(services).conversation}/brief")).json()
    assert (brief["cards"], brief["steps"], brief["claim"]) == ([], [], None)
    assert brief["advice"]["macro"]["name"] == "what_happened"


async def test_a_conversation_that_there_is_not_is_not_found(ann: AgentBrowser) -> None:
    answer = await ann.gets(f"conversations/{'0' * 32}/brief")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_whoever_is_not_signed_in_reads_nothing(services: Services, desk: Desk) -> None:
    answer = await desk.browser().gets(f"conversations/{a_customer(services).conversation}/brief")
    assert answer.status_code == 401


async def test_that_it_was_read_is_in_the_audit(services: Services, ann: AgentBrowser) -> None:
    conversation = a_customer(services).conversation
    for _ in range(2):
        await ann.gets(f"conversations/{conversation}/brief")
    (entry,) = services.list_audit(10)
    assert (entry.actor.name, entry.action, entry.subject) == (ANN, "read", f"conversation {conversation}")
