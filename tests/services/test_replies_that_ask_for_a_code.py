"""Whatever asks for a claim code offers the field for it: domain.yml says so beside the text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from bot.bootstrap import Services
from bot.cases.registry import load_cases
from bot.channels.effects import form_from_json
from bot.conversations.conversation import Form
from bot.services.answers import OpenQuestion, Question
from bot.settings import ROOT
from tests.builders import A_CODE, A_MOMENT, LoadCards, a_customer

RESPONSES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (ROOT / "domain.yml").read_text(encoding="utf-8")
)["responses"]


def _form_of(name: str) -> Form | None:
    """Raises EngineFailed for a form that there is not."""
    (response,) = RESPONSES[name]
    return form_from_json(response.get("custom"))


@pytest.fixture
def complaint(services: Services, load_cards: LoadCards) -> Question:
    """Of somebody who is signed in, and has not said which card."""
    load_cards("alice", {"code": A_CODE, "status": "active"})
    conversation = a_customer(services, "alice").conversation
    return Question(conversation, "invalid_code", A_MOMENT, problem="invalid_code")


@pytest.mark.parametrize("mentions", [(), ("code_part",), ("order_number",)])
@pytest.mark.parametrize("was_asked", [True, False])
def test_whoever_is_asked_for_the_code_is_offered_the_field(
    services: Services, complaint: Question, mentions: tuple[str, ...], was_asked: bool
) -> None:
    before = OpenQuestion.CODE if was_asked else OpenQuestion.NOTHING
    answer = services.diagnose_problem(replace(complaint, mentions=frozenset(mentions), open_question=before))
    assert answer.asks is OpenQuestion.CODE
    assert _form_of(answer.reply) is Form.CLAIM_CODE


@pytest.mark.parametrize(
    ("intent", "text"), [("out_of_scope", "where is it?"), ("out_of_scope", "the blue one"), ("reload", "")]
)
def test_whoever_says_something_else_is_offered_it_again(
    services: Services, complaint: Question, intent: str, text: str
) -> None:
    asked = replace(complaint, intent=intent, text=text, open_question=OpenQuestion.CODE)
    answer = services.answer_question(asked)
    assert _form_of(answer.then or answer.reply) is Form.CLAIM_CODE


def test_whoever_asks_why_it_is_needed_is_offered_it_again(services: Services, complaint: Question) -> None:
    answer = services.diagnose_problem.explain(replace(complaint, open_question=OpenQuestion.CODE))
    assert _form_of(answer.reply) is Form.CLAIM_CODE


def test_whoever_would_rather_not_is_offered_no_field(services: Services, complaint: Question) -> None:
    answer = services.diagnose_problem.without_code(replace(complaint, open_question=OpenQuestion.CODE))
    assert [_form_of(name) for name in (answer.reply, answer.then) if name] == [None, None]


def test_the_reply_of_a_case_that_asks_for_the_code_again_has_the_field() -> None:
    asking = {
        case.reply_name(outcome) for case in load_cases().values() for outcome in case.texts.ask_for_code
    }
    of_cases = {case.reply_name(outcome) for case in load_cases().values() for outcome in case.texts.replies}
    assert {name for name in of_cases if _form_of(name)} == asking != set()
