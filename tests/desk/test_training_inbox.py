"""At the desk: lines are listed with what they can be labelled with, and each decision is one request."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Turn
from tests.builders import A_CODE, Customer, ScriptedEngine, a_customer
from tests.channels.browser import the_problem
from tests.desk.at_the_desk import ANN, AgentBrowser


@pytest.fixture
async def customer(services: Services, engine: ScriptedEngine) -> Customer:
    """Somebody who was half understood."""
    made = a_customer(services)
    engine.says("Is it this?", turn=Turn("scam", 0.31))
    await made.says(f"what is {A_CODE} for")
    return made


async def the_line(ann: AgentBrowser, state: str = "open") -> dict[str, object]:
    answer = await ann.gets(f"training?state={state}")
    (line,) = answer.json()["lines"]
    assert isinstance(line, dict)
    return line


async def test_an_agent_labels_skips_and_takes_it_back(customer: Customer, ann: AgentBrowser) -> None:
    line = await the_line(ann)
    assert (line["text"], line["guessed"], line["confidence"], line["why"]) == (
        "what is claim_0001 for", "scam", 0.31, "unsure",
    )  # fmt: skip
    labelled = await ann.posts(f"training/{line['id']}/label", {"intent": "redeem_online"})
    assert (labelled.json()["label"], labelled.json()["labelled_by"]) == ("redeem_online", ANN)
    assert (await ann.posts(f"training/{line['id']}/skip")).status_code == 204
    assert (await the_line(ann, "skipped"))["label"] is None
    assert (await ann.posts(f"training/{line['id']}/put-back")).status_code == 204
    answer = (await ann.gets("training")).json()
    assert answer["counts"] == {"open": 1, "labelled": 0, "skipped": 0, "exported": 0}


async def test_a_label_can_say_the_line_in_other_words(customer: Customer, ann: AgentBrowser) -> None:
    line = await the_line(ann)
    body = {"intent": "redeem_online", "text": f"what is this for {A_CODE}"}
    answer = await ann.posts(f"training/{line['id']}/label", body)
    assert answer.json()["text"] == "what is this for claim_0001"


async def test_a_message_is_relabelled_where_it_stands(customer: Customer, ann: AgentBrowser) -> None:
    way = f"conversations/{customer.conversation}/messages"
    answer = await ann.posts(f"{way}/1/label", {"intent": "redeem_online"})
    assert (answer.json()["state"], answer.json()["sequence"]) == ("labelled", 1)
    assert the_problem(await ann.posts(f"{way}/9/label", {"intent": "scam"})) == (404, "unknown_message")


async def test_each_intent_has_a_title_and_a_key(ann: AgentBrowser) -> None:
    intents = {each["intent"]: each for each in (await ann.gets("training/intents")).json()}
    assert intents["already_redeemed"] == {
        "intent": "already_redeemed", "title": "The card was already redeemed", "key": "a",
    }  # fmt: skip
    assert intents["greet"]["key"] == "1"


async def test_what_there_is_not_is_refused(customer: Customer, ann: AgentBrowser) -> None:
    line = await the_line(ann)
    nowhere = f"training/{'0' * 12}/skip"
    assert the_problem(await ann.posts(nowhere)) == (404, "unknown_training_line")
    unknown = await ann.posts(f"training/{line['id']}/label", {"intent": "nonsense"})
    assert the_problem(unknown) == (422, "unknown_intent")
