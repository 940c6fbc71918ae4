"""Behind a handle looks whoever may, with a reason, and never unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from bot.bootstrap import Services
from bot.errors import NotPermitted, UnknownHandle
from bot.ledger.cards import CardState, CodeMatch
from bot.privacy.audit import Actor, AuditEntry, Role
from bot.privacy.role import Machine
from bot.services.new_code import code_maker
from bot.services.reveal_card import RevealedCard
from bot.storage.tables import audit
from bot.values import ClaimHandle, ConversationId
from tests.builders import A_CODE, ANOTHER_CODE, Customer, LoadCards, a_customer, everything_stored
from tests.services.asking import ALICE, add, an_active_card

SUE = Actor("sue", Role.SUPERVISOR)


def reveal(services: Services, customer: Customer, code: str = A_CODE, actor: Actor = SUE) -> RevealedCard:
    return services.reveal_card(customer.conversation, customer.handle_of(code), actor, "stolen card")


def audited(services: Services) -> Sequence[AuditEntry]:
    return services.list_audit(100)


def that_resends(services: Services) -> Services:
    """The same services for a brand that seals codes."""
    cards = services.policy.cards.model_copy(update={"resends_codes": True})
    policy = services.policy.model_copy(update={"cards": cards})
    return replace(
        services, policy=policy, make_code=code_maker(cards, services.fingerprinter, services.sealer)
    )


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_a_supervisor_and_an_admin_learn_which_card_it_is(
    services: Services, load_cards: LoadCards, role: Role
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    revealed = reveal(services, a_customer(services, "alice"), actor=Actor("sue", role))
    with services.unit_of_work() as work:
        (card,) = work.ledger.cards()
    assert revealed == RevealedCard("XT2V", card.id, CardState.ACTIVE, CodeMatch.EXACT)


@pytest.mark.parametrize("role", [Role.AGENT, Machine.OPERATOR, Machine.ASSISTANT])
def test_nobody_else_learns_it_and_the_try_is_audited(services: Services, role: Role) -> None:
    customer = a_customer(services)
    with pytest.raises(NotPermitted):
        reveal(services, customer, actor=Actor("ann", role))
    (entry,) = audited(services)
    assert (entry.actor, entry.allowed) == (Actor("ann", role), False)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nobody_learns_it_and_the_try_is_audited(services: Services, reason: str) -> None:
    customer = a_customer(services)
    with pytest.raises(NotPermitted):
        services.reveal_card(customer.conversation, customer.handle_of(A_CODE), SUE, reason)
    assert [entry.allowed for entry in audited(services)] == [False]


def test_a_handle_opens_nothing_in_another_conversation_and_the_try_is_audited(services: Services) -> None:
    handle = a_customer(services).handle_of(A_CODE)
    with pytest.raises(UnknownHandle):
        services.reveal_card(a_customer(services).conversation, handle, SUE, "stolen card")
    assert [entry.allowed for entry in audited(services)] == [False]


def test_who_looked_at_what_and_why_is_in_the_audit(services: Services) -> None:
    customer = a_customer(services)
    reveal(services, customer)
    (entry,) = audited(services)
    assert (entry.actor, entry.allowed, entry.reason, entry.at) == (
        SUE,
        True,
        "stolen card",
        services.clock.now(),
    )
    assert entry.subject == f"{customer.handle_of(A_CODE)} of conversation {customer.conversation}"


def test_no_code_gets_into_the_audit_whatever_is_asked(services: Services) -> None:
    customer = a_customer(services)
    services.reveal_card(customer.conversation, customer.handle_of(A_CODE), SUE, f"she sent {A_CODE}")
    for conversation, handle in (
        (customer.conversation, ClaimHandle(A_CODE)),
        (ConversationId(A_CODE), ClaimHandle(A_CODE)),
    ):
        with pytest.raises(UnknownHandle):
            services.reveal_card(conversation, handle, SUE, "stolen card")
    assert len(audited(services)) == 3
    assert "7KLM9P" not in everything_stored(services)


def test_a_code_that_no_card_has_is_told_by_its_last_four(services: Services) -> None:
    assert reveal(services, a_customer(services)) == RevealedCard("XT2V")


def test_the_code_itself_is_told_where_the_brand_seals_codes(services: Services) -> None:
    resending = that_resends(services)
    add(resending, ALICE)
    card, printed = an_active_card(resending)
    revealed = reveal(resending, a_customer(resending, "alice"), printed)
    assert revealed.card == card
    assert revealed.code is not None
    assert revealed.code.value == printed.replace("-", "")
    assert revealed.code.value not in repr(revealed)
    assert revealed.code.value not in everything_stored(resending)


def test_where_the_brand_seals_none_there_is_no_code_to_tell(services: Services) -> None:
    _, printed = an_active_card(that_resends(services))
    assert reveal(services, a_customer(services), printed).code is None


def test_of_a_mistyped_code_the_card_is_told_and_no_code(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": ANOTHER_CODE, "status": "active"})
    revealed = reveal(that_resends(services), a_customer(services), ANOTHER_CODE.replace("0", "O"))
    assert (revealed.last_four, revealed.match, revealed.code) == ("3MKP", CodeMatch.LOOK_ALIKE, None)


@pytest.mark.parametrize("change", [update(audit).values(reason="another"), delete(audit)])
def test_nobody_changes_the_audit(services: Services, change: object) -> None:
    reveal(services, a_customer(services))
    with pytest.raises(DBAPIError, match="append-only"), services.database.begin() as connection:
        connection.execute(change)  # type: ignore[call-overload]
    assert len(audited(services)) == 1


def test_a_look_that_cannot_be_audited_tells_nothing(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    customer = a_customer(services)
    handle = customer.handle_of(A_CODE)
    with services.database.begin() as connection:
        connection.execute(text("DROP TABLE audit"))
    with pytest.raises(DBAPIError):
        services.reveal_card(customer.conversation, handle, SUE, "stolen card")
