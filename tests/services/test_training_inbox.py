"""What the model doubted comes before people, without the customer in it, and goes where they say."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.bootstrap import Services
from bot.cases.add_lines import Added
from bot.conversations.conversation import Owner, Turn
from bot.errors import LineExported, NotPermitted, UnknownIntent, UnknownMessage, UnknownTrainingLine
from bot.privacy.audit import Actor, AuditAction, Role
from bot.privacy.role import Machine
from bot.services.training_intents import training_intents
from bot.settings import ROOT
from bot.training.line import LineState, Reviewed, TrainingLine, Why
from bot.values import TrainingLineId
from tests.builders import A_CODE, ScriptedEngine, a_customer, everything_stored
from tests.services.asking import ALICE, add

ANN = Actor("ann@example.com", Role.AGENT)


def lines(services: Services, state: LineState = LineState.OPEN) -> list[TrainingLine]:
    return list(services.review_lines.listed(state, 100).lines)


def texts(services: Services, state: LineState = LineState.OPEN) -> list[str]:
    return [line.text for line in lines(services, state)]


async def a_line(services: Services, engine: ScriptedEngine, text: str = "what is this") -> TrainingLine:
    """A message that the model doubted."""
    engine.says("Is it this?", turn=Turn("scam", 0.31))
    await a_customer(services).says(text)
    return lines(services)[0]


async def test_what_the_model_doubted_is_looked_at_without_the_customer_in_it(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    engine.says("Is it this?", turn=Turn("invalid_code", 0.42))
    customer = a_customer(services, "alice")
    await customer.says(f"alice here, {A_CODE} does nothing, write to al@example.org")
    (line,) = lines(services)
    assert line.text == "Alex here, claim_0001 does nothing, write to name@example.com"
    assert (line.guessed, line.confidence, line.why) == ("invalid_code", 0.42, Why.UNSURE)
    assert (line.conversation, line.sequence) == (customer.conversation, 1)


@pytest.mark.parametrize(
    "turn",
    [Turn("invalid_code", 0.5), Turn("out_of_scope", 0.97), Turn()],
    ids=["sure", "no business", "silent"],
)
async def test_what_it_was_sure_of_is_not(services: Services, engine: ScriptedEngine, turn: Turn) -> None:
    engine.says("All right.", turn=turn)
    await a_customer(services).says("it says invalid code")
    assert lines(services) == []


async def test_a_button_and_a_code_alone_teach_nothing(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    for said, payload in ((A_CODE, None), ("Yes, that", "/affirm")):
        engine.says("Hm.", turn=Turn("inform", 0.2))
        await customer.says(said, payload=payload)
    assert lines(services) == []


async def test_what_nothing_fitted_is_looked_at_once_a_person_has_to_take_over(
    services: Services, engine: ScriptedEngine
) -> None:
    customer = a_customer(services)
    engine.says("I did not get that.", turn=Turn("out_of_scope", 0.9))
    await customer.says("the hologram is upside down")
    assert lines(services) == []
    engine.says("A person will.", turn=Turn("human_agent", 0.99), owner=Owner.QUEUED)
    await customer.says("a person then")
    assert [(line.text, line.why) for line in lines(services)] == [
        ("the hologram is upside down", Why.HANDED_OVER)
    ]


async def test_a_line_is_labelled_relabelled_skipped_and_put_back(
    services: Services, engine: ScriptedEngine
) -> None:
    line = await a_line(services, engine)
    services.review_lines.label(line.id, "scam", ANN)
    services.review_lines.label(line.id, "thanks", ANN)
    (labelled,) = lines(services, LineState.LABELLED)
    assert (labelled.label, labelled.labelled_by) == ("thanks", "ann@example.com")
    services.review_lines.skip(line.id, ANN)
    assert texts(services, LineState.SKIPPED) == ["what is this"]
    services.review_lines.put_back(line.id, ANN)
    assert lines(services) == [line]
    decisions = [(each.action, each.reason) for each in reversed(services.list_audit(10))]
    assert decisions == [
        (AuditAction.TRAINING, reason) for reason in ("as scam", "as thanks", "skipped", "put back")
    ]


async def test_a_name_that_no_rule_found_can_be_written_out_of_a_line(
    services: Services, engine: ScriptedEngine
) -> None:
    line = await a_line(services, engine, "zebedee took my card")
    services.review_lines.label(line.id, "scam", ANN, f"somebody took my card {A_CODE}")
    assert texts(services, LineState.LABELLED) == ["somebody took my card claim_0001"]
    with services.unit_of_work() as work:
        (stored,) = work.training.in_state(LineState.LABELLED)
    assert "zebedee" not in stored.text


async def test_an_agent_relabels_a_message_where_it_stands(
    services: Services, engine: ScriptedEngine
) -> None:
    engine.says("Here is how.", turn=Turn("redeem_online", 0.98))
    customer = a_customer(services)
    await customer.says("my card was not activated")
    services.review_lines.relabel(customer.conversation, 1, "not_activated", ANN)
    services.review_lines.relabel(customer.conversation, 1, "scam", ANN)
    (line,) = lines(services, LineState.LABELLED)
    assert (line.guessed, line.label, line.why) == ("redeem_online", "scam", Why.RELABELLED)


async def test_only_a_customers_words_can_be_relabelled(services: Services, engine: ScriptedEngine) -> None:
    customer = a_customer(services)
    await customer.says("hello")
    await customer.says(A_CODE)
    for sequence in (2, 99):
        with pytest.raises(UnknownMessage):
            services.review_lines.relabel(customer.conversation, sequence, "greet", ANN)
    with pytest.raises(NotPermitted):
        services.review_lines.relabel(customer.conversation, 3, "greet", ANN)
    with pytest.raises(UnknownIntent):
        services.review_lines.relabel(customer.conversation, 1, "nonsense", ANN)
    with pytest.raises(UnknownTrainingLine):
        services.review_lines.skip(TrainingLineId("0" * 12), ANN)


async def test_erasing_takes_what_nobody_reviewed_and_unties_what_somebody_did(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    customer = a_customer(services, "alice")
    for text in ("the first doubt", "the second doubt", "the third doubt"):
        engine.says("Hm.", turn=Turn("scam", 0.2))
        await customer.says(text)
    by_text: dict[str, Any] = {line.text: line.id for line in lines(services)}
    services.review_lines.label(by_text["the first doubt"], "scam", ANN)
    services.review_lines.skip(by_text["the second doubt"], ANN)

    services.erase_customer(ALICE, Actor("sam", Machine.OPERATOR), "asked for it")

    (kept,) = lines(services, LineState.LABELLED)
    assert (kept.text, kept.conversation, kept.sequence, kept.said_at) == (
        "the first doubt",
        None,
        None,
        None,
    )
    stored = everything_stored(services)
    assert [
        text for text in ("the second doubt", "the third doubt", customer.conversation) if text in stored
    ] == []
    # Nobody stands for its text any more.
    services.review_lines.put_back(kept.id, ANN)
    assert "the first doubt" not in everything_stored(services)


async def test_what_is_exported_is_exported_once_and_decided(
    services: Services, engine: ScriptedEngine
) -> None:
    line = await a_line(services, engine)
    services.review_lines.label(line.id, "scam", ANN)
    written: list[Reviewed] = []

    def write(lines: Any) -> Added:
        written.extend(lines)
        return Added(list(lines))

    services.export_lines(write, ANN)
    services.export_lines(write, ANN)
    assert written == [Reviewed("what is this", "scam")]
    with pytest.raises(LineExported):
        services.review_lines.put_back(line.id, ANN)


async def test_a_line_that_stands_under_another_intent_stays_to_be_looked_at(
    services: Services, engine: ScriptedEngine
) -> None:
    line = await a_line(services, engine)
    services.review_lines.label(line.id, "scam", ANN)
    services.export_lines(lambda lines: Added(contradicting=list(lines)), ANN)
    assert texts(services, LineState.LABELLED) == ["what is this"]


async def test_an_export_of_a_customer_holds_their_lines(services: Services, engine: ScriptedEngine) -> None:
    add(services, ALICE)
    engine.says("Hm.", turn=Turn("scam", 0.2))
    await a_customer(services, "alice").says("what is this")
    held = services.export_customer(ALICE, Actor("sam", Machine.OPERATOR), "asked for it")
    assert [line.text for line in held.conversations[0].training_lines] == ["what is this"]


def test_every_intent_of_the_domain_can_be_chosen_with_one_key_of_its_own() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = training_intents()
    assert set(intents) == set(domain["intents"])
    keys = [each.key for each in intents.values()]
    assert None not in keys
    assert len(set(keys)) == len(keys)
