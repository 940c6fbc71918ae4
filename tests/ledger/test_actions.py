"""Who may do what to the ledger from the desk, as a table, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.knowledge.brand import load_brand
from bot.ledger.actions import (
    ActionKind,
    ActionState,
    LedgerAction,
    Permission,
    Subject,
    is_loss,
    may_approve,
    permission,
    would_be,
)
from bot.ledger.cards import Account
from bot.ledger.outcomes import Outcome
from bot.privacy.audit import Role
from bot.privacy.role import Machine
from bot.values import AccountId, ActionId, ConversationId, Money
from tests.builders import A_MOMENT, BuiltFacts, a_card

CARDS = load_brand("amazon").cards
RESENDING = CARDS.model_copy(update={"resends_codes": True})
AT_THE_LIMIT, ABOVE = Money(20000, "USD"), Money(20001, "USD")
UNLIMITED_CURRENCY = Money(1, "SEK")

ALONE, ANOTHER, NEVER = Permission.ALONE, Permission.WITH_ANOTHER, Permission.NEVER


@pytest.mark.parametrize(
    ("kind", "role", "up_to_the_limit", "above_it"),
    [
        (ActionKind.UNLOCK, Role.AGENT, ALONE, ALONE),
        (ActionKind.UNLOCK, Role.SUPERVISOR, ALONE, ALONE),
        (ActionKind.FREEZE, Role.AGENT, ALONE, ALONE),
        (ActionKind.FREEZE, Role.SUPERVISOR, ALONE, ALONE),
        (ActionKind.ACTIVATE, Role.AGENT, ALONE, ANOTHER),
        (ActionKind.ACTIVATE, Role.SUPERVISOR, ALONE, ANOTHER),
        (ActionKind.UNFREEZE, Role.AGENT, ALONE, ANOTHER),
        (ActionKind.UNFREEZE, Role.SUPERVISOR, ALONE, ANOTHER),
        (ActionKind.REISSUE, Role.AGENT, ANOTHER, ANOTHER),
        (ActionKind.REISSUE, Role.SUPERVISOR, ALONE, ANOTHER),
        (ActionKind.REISSUE, Role.ADMIN, ALONE, ANOTHER),
        (ActionKind.MOVE, Role.AGENT, ANOTHER, ANOTHER),
        (ActionKind.MOVE, Role.SUPERVISOR, ALONE, ANOTHER),
        (ActionKind.MOVE, Role.ADMIN, ALONE, ANOTHER),
        (ActionKind.FREEZE, Machine.ASSISTANT, NEVER, NEVER),
        (ActionKind.MOVE, Machine.OPERATOR, NEVER, NEVER),
    ],
)
def test_who_does_what_alone_and_who_needs_another(
    kind: ActionKind, role: Role, up_to_the_limit: Permission, above_it: Permission
) -> None:
    assert permission(kind, role, AT_THE_LIMIT, CARDS) is up_to_the_limit
    assert permission(kind, role, ABOVE, CARDS) is above_it


def test_in_a_currency_without_a_limit_every_amount_is_above_it() -> None:
    assert permission(ActionKind.ACTIVATE, Role.ADMIN, UNLIMITED_CURRENCY, CARDS) is ANOTHER


def test_what_the_house_pays_for_no_one_person_decides() -> None:
    small = Money(1, "USD")
    assert permission(ActionKind.REISSUE, Role.ADMIN, small, CARDS, is_loss=True) is ANOTHER
    assert is_loss(ActionKind.REISSUE, a_card().redeemed_by("bruno").facts.card)
    assert not is_loss(ActionKind.REISSUE, a_card().facts.card)
    assert not is_loss(ActionKind.MOVE, a_card().redeemed_by("bruno").facts.card)


@pytest.mark.parametrize(
    ("role", "name", "may"),
    [
        (Role.SUPERVISOR, "sue", True),
        (Role.ADMIN, "sue", True),
        (Role.AGENT, "sue", False),
        (Machine.OPERATOR, "sue", False),
        (Role.SUPERVISOR, "ann", False),
        (Role.ADMIN, "ann", False),
    ],
)
def test_the_second_person_is_a_supervisor_and_never_the_first(role: Role, name: str, may: bool) -> None:
    assert may_approve(role, name, asked_by="ann") is may


def about(built: BuiltFacts, to_region: str | None = "US", **known: object) -> Subject:
    assert built.facts.card
    to = Account(AccountId("alice"), to_region) if to_region else None
    return replace(Subject(built.facts.card, to, currency="USD"), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "subject", "outcome"),
    [
        (ActionKind.ACTIVATE, about(a_card().not_activated()), Outcome.DONE),
        (ActionKind.ACTIVATE, about(a_card()), Outcome.WRONG_STATE),
        (ActionKind.FREEZE, about(a_card()), Outcome.DONE),
        (ActionKind.UNFREEZE, about(a_card().frozen()), Outcome.DONE),
        (ActionKind.REISSUE, about(a_card().redeemed_by("bruno")), Outcome.DONE),
        (ActionKind.REISSUE, about(a_card().cancelled()), Outcome.WRONG_STATE),
        (ActionKind.REISSUE, about(a_card(), to_region=None), Outcome.UNKNOWN_ACCOUNT),
        (ActionKind.REISSUE, about(a_card(), to_region="GB"), Outcome.WRONG_REGION),
        (ActionKind.REISSUE, about(a_card(), currency="EUR"), Outcome.WRONG_CURRENCY),
        (ActionKind.MOVE, about(a_card()), Outcome.NOTHING_TO_MOVE),
        (ActionKind.MOVE, about(a_card().redeemed_by("bruno")), Outcome.INSUFFICIENT_BALANCE),
        (
            ActionKind.MOVE,
            about(a_card().redeemed_by("bruno"), holder_has=Money(2500, "USD")),
            Outcome.DONE,
        ),
        (ActionKind.MOVE, about(a_card().redeemed_by("bruno"), to_region=None), Outcome.UNKNOWN_ACCOUNT),
    ],
)
def test_what_would_come_of_it_is_what_the_ledger_would_decide(
    kind: ActionKind, subject: Subject, outcome: Outcome
) -> None:
    assert would_be(kind, subject, CARDS, A_MOMENT).outcome is outcome


def test_where_codes_are_sent_again_a_replacement_needs_no_account() -> None:
    assert would_be(ActionKind.REISSUE, about(a_card(), None), RESENDING, A_MOMENT).outcome is Outcome.DONE


def an_action(state: ActionState) -> LedgerAction:
    return LedgerAction(
        ActionId("a"),
        ConversationId("c"),
        "1",
        ActionKind.FREEZE,
        "ann",
        A_MOMENT,
        "stolen",
        needs_second=False,
        state=state,
        confirmed_at=A_MOMENT + timedelta(minutes=10),
    )


@pytest.mark.parametrize(
    ("state", "lasts"),
    [
        (ActionState.DRAFT, timedelta(minutes=15)),
        (ActionState.PENDING, timedelta(hours=24, minutes=10)),
    ],
)
def test_what_nobody_goes_on_with_expires(state: ActionState, lasts: timedelta) -> None:
    action = an_action(state)
    almost = lasts - timedelta(microseconds=1)
    assert action.as_of(A_MOMENT + almost).state is state
    assert action.as_of(A_MOMENT + lasts).state is ActionState.EXPIRED


@pytest.mark.parametrize("state", sorted(set(ActionState) - {ActionState.DRAFT, ActionState.PENDING}))
def test_what_was_decided_or_is_over_stays_as_it_is(state: ActionState) -> None:
    assert an_action(state).as_of(A_MOMENT + timedelta(days=400)).state is state
