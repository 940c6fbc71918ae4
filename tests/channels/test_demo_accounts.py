"""The demo shows every case with a card of its own, and each from the state its label names."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from bot.bootstrap import Services
from bot.cases.registry import load_cases
from bot.channels.demo import DemoCard, demo_accounts, load_demo
from bot.privacy.claim_code import ClaimCode
from bot.services.answers import Answer, Question
from tests.builders import CODE_FORMAT, a_customer
from tests.conftest import NOW

CARDS = [(account.id, card) for account in demo_accounts() for card in account.cards]


@pytest.fixture(autouse=True)
def loaded(services: Services) -> int:
    return load_demo(services.load_ledger)


def _told(services: Services, account: str, card: DemoCard, problem: str | None = None) -> Answer:
    """What somebody who is signed in and gives the code is told, after this complaint."""
    customer = a_customer(services, account)
    with services.unit_of_work() as work:
        handle = work.vault.handle_for(customer.conversation, ClaimCode.parse(card.code), NOW)
    question = Question(customer.conversation, problem, NOW, problem=problem, handle=handle)
    return services.diagnose_problem(question)


@pytest.mark.parametrize("case", [case.slug for case in load_cases().values() if case.texts.needs_code])
def test_every_case_of_a_card_has_a_card_that_shows_it(services: Services, case: str) -> None:
    told = [_told(services, account, card, problem=case) for account, card in CARDS]
    assert [answer for answer in told if answer.case == case and answer.outcome != "redeemable"]


def test_no_two_cards_in_the_ledger_show_the_same_case(services: Services) -> None:
    shown = [_told(services, account, card) for account, card in CARDS if card.row]
    assert [found for found, count in Counter((a.case, a.outcome) for a in shown).items() if count > 1] == []


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        ("Not activated at the till", "not_activated"),
        ("No card has this code", "unknown_code"),
        ("Redeemed on this account", "redeemed_here"),
        ("Redeemed on another account", "redeemed_elsewhere"),
        ("A card for the United Kingdom", "wrong_region"),
        ("Cancelled by the seller", "cancelled"),
        ("Fine, but the account is paused", "claimant_locked"),
        ("The same card, typed right", "redeemable"),
        ("Typed with a letter O for a zero", "mistyped"),
    ],
)
def test_a_card_is_what_its_label_says(services: Services, label: str, outcome: str) -> None:
    ((account, card),) = [found for found in CARDS if found[1].label == label]
    assert _told(services, account, card).outcome == outcome


def test_loading_the_demo_again_changes_nothing(services: Services, loaded: int) -> None:
    with services.unit_of_work() as work:
        before = list(work.ledger.cards())
    assert load_demo(services.load_ledger) == loaded == len(before)
    with services.unit_of_work() as work:
        assert [card.last_four for card in work.ledger.cards()] == [card.last_four for card in before]


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=lambda card: card.label)
def test_every_code_of_the_demo_has_the_right_length(card: DemoCard) -> None:
    assert CODE_FORMAT.fits(ClaimCode.parse(card.code))


async def test_the_demo_page_lists_every_account_with_its_cards(demo: httpx.AsyncClient) -> None:
    listed = (await demo.get("/api/v1/demo")).json()["accounts"]
    assert [(account["id"], card["code"]) for account in listed for card in account["cards"]] == [
        (account, card.code) for account, card in CARDS
    ]
