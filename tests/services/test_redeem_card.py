"""The customer says yes or no to having the card redeemed that was found to be fine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.bootstrap import Services
from bot.ledger.cards import CardState
from bot.ledger.commands import ChangeCard, Kind, Request
from bot.services.answers import Question
from bot.values import AccountId, Money
from tests.builders import A_CODE, A_MOMENT, Customer, LoadCards, a_customer

ACTIVE = {"code": A_CODE, "status": "active"}


def _offered(services: Services, customer: Customer, code: str = A_CODE) -> Question:
    """What the customer is asked next, after the diagnosis of this code."""
    question = customer.complains_of("invalid_code", code)
    answer = services.diagnose_problem(question)
    offered = (answer.offers,) if answer.offers else ()
    return replace(question, intent="affirm", offered=offered, sequence=7)


def _balance(services: Services, account: str = "alice") -> list[Money]:
    with services.unit_of_work() as work:
        return list(work.ledger.balances(AccountId(account)))


@pytest.mark.parametrize("typed", [A_CODE, "AQ3D-7KLM9P-XT2V".replace("5", "S"), "aq3d 7klm9p xt2v"])
def test_a_yes_adds_the_value_to_the_account_and_tells_the_new_balance(
    services: Services, load_cards: LoadCards, typed: str
) -> None:
    load_cards("alice", ACTIVE)
    answer = services.redeem_card(_offered(services, a_customer(services, "alice"), typed))
    assert answer.outcome == "done"
    assert "$25.00 from the card ending XT2V is on your account now" in answer.values["told"]
    assert "your gift card balance is $25.00" in answer.values["told"]
    assert _balance(services) == [Money(2500, "USD")]


def test_a_look_alike_that_was_named_to_the_customer_is_redeemed(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": "CS5V-2NHJ4G-8QWE", "status": "active"})
    question = _offered(services, a_customer(services, "alice"), "C55V-2NHJ4G-8QWE")
    assert services.redeem_card(question).outcome == "done"


def test_a_yes_that_is_answered_twice_is_one_redemption(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", ACTIVE)
    question = _offered(services, a_customer(services, "alice"))
    assert services.redeem_card(question) == services.redeem_card(question)
    assert _balance(services) == [Money(2500, "USD")]


def test_a_second_yes_takes_nothing_twice(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", ACTIVE)
    question = _offered(services, a_customer(services, "alice"))
    services.redeem_card(question)
    again = services.redeem_card(replace(question, sequence=9))
    assert again.outcome == "redeemed_here"
    assert again.ticket is None
    assert _balance(services) == [Money(2500, "USD")]


def test_a_card_that_was_closed_in_between_is_not_redeemed_and_gets_a_ticket(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", ACTIVE)
    question = _offered(services, a_customer(services, "alice"))
    with services.unit_of_work() as work:
        (card,) = work.ledger.cards()
        work.ledger.write(ChangeCard(Kind.FREEZE, card.id), Request("test", "1", "somebody"), A_MOMENT)
    answer = services.redeem_card(question)
    assert (answer.reply, answer.outcome) == ("utter_not_redeemed", "frozen")
    assert answer.ticket is not None
    assert answer.ticket.category == "redeem_failed"
    assert _balance(services) == []


def test_a_no_leaves_the_card_as_it_is(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", ACTIVE)
    question = _offered(services, a_customer(services, "alice"))
    assert services.decline_offer(question).reply == "utter_offer_declined"
    with services.unit_of_work() as work:
        assert [card.state for card in work.ledger.cards()] == [CardState.ACTIVE]


def test_a_card_is_offered_once_and_then_only_explained(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", ACTIVE)
    question = customer_question = a_customer(services, "alice").complains_of("invalid_code", A_CODE)
    first = services.diagnose_problem(question)
    again = services.diagnose_problem(
        replace(customer_question, offered=(first.offers,) if first.offers else ())
    )
    assert (first.then, again.then) == ("utter_offer_to_redeem", "utter_redeem_yourself")


@pytest.mark.parametrize(
    "row", [{"status": "inactive"}, {"status": "cancelled"}, {"status": "active", "region": "GB"}]
)
def test_a_card_that_cannot_be_redeemed_is_not_offered(
    services: Services, load_cards: LoadCards, row: dict[str, str]
) -> None:
    load_cards("alice", {"code": A_CODE, **row})
    question = a_customer(services, "alice").complains_of("invalid_code", A_CODE)
    assert services.diagnose_problem(question).offers is None


def test_a_yes_to_nothing_changes_nothing(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", ACTIVE)
    question = replace(_offered(services, a_customer(services, "alice")), offered=())
    assert services.redeem_card(question).reply == "utter_affirm"
    assert _balance(services) == []


def test_asking_about_wrong_codes_locks_the_one_who_asks_and_nobody_else(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", ACTIVE)
    load_cards("bruno", {"code": "BR4T-09WXYZ-3MKP", "status": "active"})
    guesser = a_customer(services, "bruno")
    told = [
        services.diagnose_problem(guesser.complains_of("invalid_code", f"AQ3D-7KLM9P-XT{n}V")).outcome
        for n in range(3, 10)
    ]
    assert told == ["unknown_code"] * 6 + ["claimant_locked"]
    # Not even a right guess is told now; and the owner is not held up.
    assert (
        services.diagnose_problem(guesser.complains_of("invalid_code", A_CODE)).outcome == "claimant_locked"
    )
    assert services.redeem_card(_offered(services, a_customer(services, "alice"))).outcome == "done"


def test_a_retailers_own_card_is_explained_and_not_offered(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", ACTIVE)

    class Elsewhere:
        def find(self, code: object) -> object:
            with services.unit_of_work() as work:
                return work.ledger.find(code)  # type: ignore[arg-type]

    asking = replace(services, retailer=Elsewhere())  # type: ignore[arg-type]
    answer = asking.diagnose_problem(a_customer(services, "alice").complains_of("invalid_code", A_CODE))
    assert (answer.outcome, answer.then, answer.offers) == ("redeemable", "utter_redeem_at_site", None)


@pytest.mark.parametrize("typed", ["CS5V-2NHJ4G-8QW5", "CSSV-2NHJ4G-8QWS", "DS5V-2NHJ4G-8QWS"])
def test_whoever_is_locked_out_is_told_the_same_of_a_card_a_look_alike_and_nothing(
    services: Services, load_cards: LoadCards, typed: str
) -> None:
    load_cards("alice", {"code": "CS5V-2NHJ4G-8QW5", "status": "active"})
    load_cards("bruno", {"code": A_CODE, "status": "locked", "failed_attempts": 9})
    answer = services.diagnose_problem(a_customer(services, "bruno").complains_of("invalid_code", typed))
    assert (answer.reply, answer.outcome) == ("utter_code_locked_claimant_locked", "claimant_locked")
    assert answer.values["last_four"] == typed[-4:]
    assert "face_value" not in answer.values
