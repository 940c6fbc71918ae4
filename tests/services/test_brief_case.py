"""What an agent sees at a glance: of the real ledger, and never unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.bootstrap import Services
from bot.cases.brief import Brief, CardBrief, RedeemedBy, Verdict
from bot.conversations.conversation import Owner, Turn
from bot.errors import UnknownConversation
from bot.ledger.actions import ActionKind
from bot.ledger.cards import Card, CardState, CodeMatch, FoundCard
from bot.ledger.commands import ChangeCard, Kind, Redeem
from bot.ledger.make_code import make_code
from bot.privacy.audit import Actor, AuditAction, Role
from bot.privacy.claim_code import ClaimCode, CodeFingerprint
from bot.services.brief_case import MOST_CARDS
from bot.values import AccountId, CardId, ConversationId, Money
from tests.builders import (
    A_CODE,
    ANOTHER_CODE,
    CODE_FORMAT,
    Customer,
    LoadCards,
    ScriptedEngine,
    a_customer,
)
from tests.services.asking import ALICE, a_request, add, an_active_card

ANN, SUE = Actor("ann@example.com", Role.AGENT), Actor("sue@example.com", Role.SUPERVISOR)


async def complains(
    customer: Customer, engine: ScriptedEngine, intent: str, text: str = A_CODE, **understood: str
) -> None:
    """What the engine made of it is what the real one would have."""
    engine.says("All right.", turn=Turn(intent, 0.9, **understood))  # type: ignore[arg-type]
    await customer.says(text)


def brief(services: Services, customer: Customer, actor: Actor = ANN) -> Brief:
    return services.brief_case(customer.conversation, actor)


def only_card(services: Services, customer: Customer) -> CardBrief:
    (card,) = brief(services, customer).cards
    return card


@pytest.mark.parametrize(
    ("claimed", "row", "case", "outcome", "verdict", "action"),
    [
        ("invalid_code", {"status": "inactive"}, "not_activated", "not_activated", "differs", "activate"),
        ("invalid_code", {"status": "cancelled"}, "invalid_code", "cancelled", "confirmed", None),
        ("already_redeemed", {"status": "active"}, "already_redeemed", "redeemable", "nothing_wrong", None),
        ("already_redeemed", {"redeemed_by": "self"}, "already_redeemed", "redeemed_here", "confirmed", None),
        (
            "already_redeemed",
            {"redeemed_by": "bruno"},
            "already_redeemed",
            "redeemed_elsewhere",
            "confirmed",
            "reissue",
        ),
        (
            "wrong_account",
            {"redeemed_by": "bruno"},
            "wrong_account",
            "redeemed_elsewhere",
            "confirmed",
            "move",
        ),
        (
            "code_locked",
            {"status": "locked", "failed_attempts": 9},
            "code_locked",
            "claimant_locked",
            "confirmed",
            "unlock",
        ),
        ("not_activated", {"status": "inactive"}, "not_activated", "not_activated", "confirmed", "activate"),
        ("wrong_region", {"region": "GB"}, "wrong_region", "wrong_region", "confirmed", None),
        ("damaged_code", {}, "damaged_code", "redeemable", "not_in_ledger", "reissue"),
        ("code_not_received", {}, "code_not_received", "redeemable", "not_in_ledger", None),
        ("account_hold", {}, "account_hold", "redeemable", "not_in_ledger", None),
        ("scam", {}, "scam", "redeemable", "not_in_ledger", "freeze"),
    ],
)
async def test_every_case_is_told_as_the_ledger_has_it(
    services: Services,
    engine: ScriptedEngine,
    load_cards: LoadCards,
    claimed: str,
    row: dict[str, object],
    case: str,
    outcome: str,
    verdict: str,
    action: str | None,
) -> None:
    status = "redeemed" if "redeemed_by" in row else "active"
    load_cards("alice", {"code": A_CODE, "status": status, **row})
    customer = a_customer(services, "alice")
    await complains(customer, engine, claimed)
    card = only_card(services, customer)
    assert (card.case, card.outcome, card.verdict, card.advice.action) == (case, outcome, verdict, action)
    assert card.last_four == "XT2V"
    assert "bruno" not in repr(replace(card, card=None))


async def test_what_happened_to_the_card_is_told_as_the_journal_has_it(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    add(services, AccountId("bruno"))
    card, printed = an_active_card(services)
    services.change_ledger(ChangeCard(Kind.FREEZE, card, "reported"), a_request())
    services.change_ledger(ChangeCard(Kind.UNFREEZE, card, "found"), a_request())
    code = services.fingerprinter.of(ClaimCode.parse(printed))
    services.write_ledger(Redeem(code, AccountId("bruno")), a_request(), services.clock.now())
    customer = a_customer(services, "alice")
    await complains(customer, engine, "already_redeemed", printed)
    told = only_card(services, customer)
    assert told.card
    assert told.card.id == card
    assert told.redeemed_by is RedeemedBy.ANOTHER_ACCOUNT
    # In a test all of it happens at one moment.
    assert {event.kind: event.amount for event in told.timeline} == dict.fromkeys(
        (Kind.ISSUE, Kind.ACTIVATE, Kind.FREEZE, Kind.UNFREEZE, Kind.REDEEM), Money(2500, "USD")
    )


async def test_each_card_of_a_conversation_is_shown(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "inactive"}, {"code": ANOTHER_CODE, "status": "cancelled"})
    customer = a_customer(services, "alice")
    await complains(customer, engine, "invalid_code", f"{A_CODE} and {ANOTHER_CODE}")
    cards = brief(services, customer).cards
    assert [(card.last_four, card.outcome) for card in cards] == [
        ("XT2V", "not_activated"),
        ("3MKP", "cancelled"),
    ]


async def test_of_many_codes_the_latest_are_shown(services: Services, engine: ScriptedEngine) -> None:
    add(services, ALICE)
    customer = a_customer(services, "alice")
    codes = [make_code(CODE_FORMAT).printed for _ in range(MOST_CARDS + 1)]
    for code in codes:
        await complains(customer, engine, "invalid_code", code)
    shown = [card.handle for card in brief(services, customer).cards]
    assert shown == [customer.handle_of(code) for code in codes[1:]]


async def test_codes_that_come_while_a_person_has_it_are_shown_too(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "inactive"})
    customer = a_customer(services, "alice")
    customer.goes_to(Owner.QUEUED)
    await customer.says(f"my code is {A_CODE}")
    assert only_card(services, customer).outcome == "not_activated"


async def test_whoever_is_not_signed_in_is_asked_to_and_the_agent_is_warned(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    customer = a_customer(services)
    await complains(customer, engine, "inform")
    told = brief(services, customer)
    assert not told.signed_in
    assert any("Nobody is signed in" in caution for caution in told.cautions)
    assert told.cards[0].redeemed_by is RedeemedBy.AN_ACCOUNT
    assert told.cards[0].advice.macro.name == "sign_in"


async def test_until_when_the_customer_has_to_wait_is_told(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "locked", "failed_attempts": 9})
    customer = a_customer(services, "alice")
    await complains(customer, engine, "greet", "hello")
    told = brief(services, customer)
    assert told.locked_until
    assert told.locked_until > services.clock.now()
    assert told.advice
    assert told.advice.action is ActionKind.UNLOCK


async def test_an_order_number_that_was_given_is_not_missing(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    customer = a_customer(services, "alice")
    await complains(customer, engine, "damaged_code", "it is scratched off", case="damaged_code")
    await complains(customer, engine, "inform", "order 112-4839201-5567810")
    told = brief(services, customer)
    assert [(one.what, one.given) for one in told.asked] == [("order_number", True), ("receipt", False)]
    assert [step.text for step in told.steps] == ["Advised in general: The code cannot be read."]


async def test_a_card_that_was_replaced_is_not_replaced_again(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    add(services, AccountId("bruno"))
    card, printed = an_active_card(services)
    code = services.fingerprinter.of(ClaimCode.parse(printed))
    services.write_ledger(Redeem(code, AccountId("bruno")), a_request(), services.clock.now())
    assert services.reissue_card(card, "stolen", a_request(approved_by="kim")).receipt.is_done
    customer = a_customer(services, "alice")
    await complains(customer, engine, "already_redeemed", printed)
    assert only_card(services, customer).advice.action is None


class ARetailer:
    """Knows one card, frozen, whatever the code."""

    def find(self, code: CodeFingerprint) -> FoundCard:
        card = Card(CardId("theirs"), code.last_four, CardState.FROZEN, "US", Money(4000, "USD"))
        return FoundCard(CodeMatch.EXACT, card)


async def test_where_the_cards_are_the_retailers_they_are_shown_and_nothing_is_suggested_on_them(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    theirs = replace(services, retailer=ARetailer())
    customer = a_customer(theirs, "alice")
    await complains(customer, engine, "invalid_code")
    told = brief(theirs, customer)
    assert told.cards[0].card
    assert (told.cards[0].card.id, told.cards[0].advice.action) == ("theirs", None)
    assert any("retailer's own ledger" in caution for caution in told.cautions)


async def test_no_brief_holds_a_code(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "inactive"})
    customer = a_customer(services, "alice")
    await complains(customer, engine, "invalid_code", f"it is {A_CODE}!")
    assert "7KLM9P" not in repr(brief(services, customer))


async def test_who_read_a_conversation_is_in_the_audit_once_for_each_agent(services: Services) -> None:
    customer, another = a_customer(services), a_customer(services)
    for actor in (ANN, ANN, SUE, ANN):
        brief(services, customer, actor)
    brief(services, another)
    entries = [(entry.actor, entry.action, entry.subject) for entry in services.list_audit(100)]
    assert entries[::-1] == [
        (ANN, AuditAction.READ, f"conversation {customer.conversation}"),
        (SUE, AuditAction.READ, f"conversation {customer.conversation}"),
        (ANN, AuditAction.READ, f"conversation {another.conversation}"),
    ]


def test_of_a_conversation_that_there_is_not_nothing_is_told_nor_noted(services: Services) -> None:
    with pytest.raises(UnknownConversation):
        services.brief_case(ConversationId("none"), ANN)
    assert services.list_audit(100) == []


async def test_a_complaint_that_the_ledger_contradicts_is_a_mismatch(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "inactive"})
    customer = a_customer(services, "alice")
    await complains(customer, engine, "invalid_code")
    told = brief(services, customer)
    assert told.is_mismatch
    assert told.cards[0].verdict is Verdict.DIFFERS
