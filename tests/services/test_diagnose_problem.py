"""What a customer who complains about a card is told, and what is opened about it."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.errors import UnknownConversation
from bot.services.answers import Question
from bot.values import ClaimHandle, ConversationId
from tests.builders import A_CODE, A_MOMENT, ANOTHER_CODE, LoadCards, ScriptedEngine, a_customer

NOT_ACTIVATED = {"code": A_CODE, "status": "inactive"}
SPENT_BY_SOMEBODY = {"code": A_CODE, "status": "redeemed", "redeemed_by": "other"}
# An S, and the 5 that it was read as.
WITH_A_LOOK_ALIKE, MISTYPED = "CS5V-2NHJ4G-8QWE", "C55V-2NHJ4G-8QWE"


@pytest.mark.parametrize("code", [A_CODE, ANOTHER_CODE, None])
@pytest.mark.parametrize(
    ("problem", "reply"), [("not_activated", "utter_not_activated_general"), ("nothing", "utter_sign_in")]
)
def test_whoever_is_not_signed_in_learns_nothing_of_any_card(
    services: Services, load_cards: LoadCards, code: str | None, problem: str, reply: str
) -> None:
    load_cards("alice", NOT_ACTIVATED)
    answer = services.diagnose_problem(a_customer(services).complains_of(problem, code))
    assert answer.reply == reply
    assert (answer.values, answer.case, answer.outcome, answer.ticket) == ({}, None, None, None)


def test_a_complaint_without_a_code_is_asked_for_it(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", NOT_ACTIVATED)
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of("invalid_code"))
    assert (answer.reply, answer.outcome) == ("utter_ask_code", None)


def test_a_handle_nobody_was_given_is_no_code(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", NOT_ACTIVATED)
    own = a_customer(services, "alice").conversation
    question = Question(own, "inform", A_MOMENT, handle=ClaimHandle("claim_0000"))
    assert services.diagnose_problem(question).reply == "utter_ask_code"


def test_a_handle_of_another_conversation_is_no_code(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", NOT_ACTIVATED)
    foreign = a_customer(services, "alice").handle_of(A_CODE)
    question = Question(a_customer(services, "alice").conversation, "inform", A_MOMENT, handle=foreign)
    assert services.diagnose_problem(question).reply == "utter_ask_code"


def test_a_question_of_no_conversation_is_an_error(services: Services) -> None:
    with pytest.raises(UnknownConversation):
        services.diagnose_problem(Question(ConversationId("none"), "invalid_code", A_MOMENT))


@pytest.mark.parametrize(
    ("row", "case", "outcome"),
    [
        ({"status": "inactive"}, "not_activated", "not_activated"),
        ({"status": "active"}, "invalid_code", "redeemable"),
        ({"status": "active", "region": "GB"}, "wrong_region", "wrong_region"),
        ({"status": "locked", "failed_attempts": 5}, "code_locked", "claimant_locked"),
        ({"status": "cancelled"}, "invalid_code", "cancelled"),
        ({"status": "redeemed", "redeemed_by": "self"}, "already_redeemed", "redeemed_here"),
        ({"status": "redeemed", "redeemed_by": "other"}, "already_redeemed", "redeemed_elsewhere"),
    ],
)
def test_what_the_ledger_shows_is_told_whatever_was_complained_of(
    services: Services, load_cards: LoadCards, row: dict[str, object], case: str, outcome: str
) -> None:
    load_cards("alice", {"code": A_CODE, **row})
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of("invalid_code", A_CODE))
    assert (answer.case, answer.outcome) == (case, outcome)
    assert answer.reply == f"utter_{case}_{outcome}"


def test_a_code_no_card_has_is_unknown(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", NOT_ACTIVATED)
    answer = services.diagnose_problem(
        a_customer(services, "alice").complains_of("code_locked", ANOTHER_CODE)
    )
    assert (answer.outcome, answer.values["last_four"]) == ("unknown_code", "3MKP")


def test_a_code_of_a_good_card_without_a_complaint_is_answered_with_that(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    answer = services.diagnose_problem(a_customer(services, "alice").asks("inform", code=A_CODE))
    assert (answer.reply, answer.values["face_value"]) == ("utter_card_is_fine", "$25.00")


def test_who_spent_a_card_is_not_told(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {**SPENT_BY_SOMEBODY, "redeemed_by": "bruno"})
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of("wrong_account", A_CODE))
    assert "bruno" not in repr(answer)


@pytest.mark.parametrize(("region", "outcome"), [(None, "wrong_region"), ("GB", "redeemable")])
def test_the_region_of_a_conversation_goes_before_that_of_the_account(
    services: Services, load_cards: LoadCards, region: str | None, outcome: str
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active", "region": "GB"}, region="US")
    customer = a_customer(services, "alice", region)
    assert services.diagnose_problem(customer.complains_of("wrong_region", A_CODE)).outcome == outcome


@pytest.mark.parametrize(
    ("row", "category"),
    [
        ({"status": "inactive"}, None),
        ({"status": "cancelled"}, "invalid_code"),
        ({"status": "redeemed", "redeemed_by": "self"}, None),
        ({"status": "redeemed", "redeemed_by": "other"}, "already_redeemed"),
    ],
)
def test_what_only_a_person_can_settle_asks_for_a_ticket(
    services: Services, load_cards: LoadCards, row: dict[str, object], category: str | None
) -> None:
    load_cards("alice", {"code": A_CODE, **row})
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of("invalid_code", A_CODE))
    assert (answer.ticket.category if answer.ticket else None) == category
    assert ("ticket_id" in answer.values) is (category is not None)


async def _tickets_after(
    services: Services, engine: ScriptedEngine, *complaints: tuple[str, str]
) -> list[str]:
    """The tickets named to Alice in one conversation, complaint by complaint, each as it is stored."""
    customer = a_customer(services, "alice")
    for problem, code in complaints:
        answer = services.diagnose_problem(customer.complains_of(problem, code))
        engine.says(answer.values["ticket_id"], ticket=answer.ticket)
        await customer.says(problem)
    return [message.text for message in customer.log if message.client_id is None]


async def test_two_complaints_about_one_card_are_one_ticket(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", SPENT_BY_SOMEBODY)
    told = await _tickets_after(
        services, engine, ("already_redeemed", A_CODE), ("wrong_account", A_CODE.lower())
    )
    assert told == [listed.ticket.id for listed in services.list_tickets()] * 2


async def test_complaints_about_two_cards_are_two_tickets(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", SPENT_BY_SOMEBODY, {**SPENT_BY_SOMEBODY, "code": ANOTHER_CODE})
    told = await _tickets_after(services, engine, ("wrong_account", A_CODE), ("wrong_account", ANOTHER_CODE))
    assert set(told) == {listed.ticket.id for listed in services.list_tickets()}
    assert len(set(told)) == 2


async def test_a_card_whose_code_was_mistyped_first_is_still_one_ticket(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {**SPENT_BY_SOMEBODY, "code": WITH_A_LOOK_ALIKE})
    told = await _tickets_after(
        services, engine, ("wrong_account", MISTYPED), ("wrong_account", WITH_A_LOOK_ALIKE)
    )
    assert len(set(told)) == 1
