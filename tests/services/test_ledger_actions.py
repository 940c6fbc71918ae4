"""What agents do to the ledger: previewed, decided by whoever has to, done once, and never unseen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.bootstrap import Services
from bot.errors import (
    ActionImpossible,
    ActionSettled,
    GiftlineError,
    NotPermitted,
    UnknownAction,
    UnknownConversation,
    UnknownHandle,
)
from bot.ledger.actions import ActionKind, ActionState, LedgerAction
from bot.ledger.commands import Command, Receipt, Request
from bot.ledger.outcomes import Outcome
from bot.ports import WriteLedger
from bot.privacy.audit import Actor, AuditAction, Role
from bot.privacy.role import Machine
from bot.services.action_words import words_of
from bot.services.draft_ledger_action import WantedAction
from bot.storage.tables import card as cards
from bot.storage.tables import txn as txns
from bot.values import AccountId, ActionId, CardId, ClaimHandle, ConversationId, FixedClock, Money
from tests.builders import A_CODE, ANOTHER_CODE, Customer, LoadCards, a_customer, everything_stored
from tests.services.asking import ALICE, BOB, add
from tests.services.test_reveal_card import that_resends

ANN, BEN = Actor("ann@example.com", Role.AGENT), Actor("ben@example.com", Role.AGENT)
SUE, SAM = Actor("sue@example.com", Role.SUPERVISOR), Actor("sam@example.com", Role.SUPERVISOR)
ADA = Actor("ada@example.com", Role.ADMIN)

ROWS = {
    ActionKind.ACTIVATE: {"status": "inactive"},
    ActionKind.FREEZE: {"status": "active"},
    ActionKind.REISSUE: {"status": "active"},
    ActionKind.MOVE: {"status": "redeemed", "redeemed_by": "bob"},
}


@dataclass(frozen=True)
class Case:
    """Alice's conversation about one card, and what agents ask for in it."""

    services: Services
    customer: Customer

    def wants(self, kind: ActionKind, **about: object) -> WantedAction:
        handle = None if kind is ActionKind.UNLOCK else self.customer.handle_of(A_CODE)
        wanted = WantedAction(kind, "she has the receipt", "click-1", handle)
        return replace(wanted, **about)  # type: ignore[arg-type]

    def drafts(self, kind: ActionKind, actor: Actor = ANN, **about: object) -> LedgerAction:
        return self.services.draft_ledger_action(self.customer.conversation, self.wants(kind, **about), actor)

    def confirms(self, action: LedgerAction, actor: Actor | None = None) -> LedgerAction:
        confirming = actor or Actor(action.asked_by, Role.AGENT)
        return self.services.decide_ledger_action.confirm(self.customer.conversation, action.id, confirming)

    def does(self, kind: ActionKind, actor: Actor = ANN, **about: object) -> LedgerAction:
        return self.confirms(self.drafts(kind, actor, **about), actor)

    def pending(self, kind: ActionKind = ActionKind.MOVE) -> LedgerAction:
        waiting = self.does(kind)
        assert waiting.state is ActionState.PENDING
        return waiting

    def approves(self, action: LedgerAction, actor: Actor = SUE) -> LedgerAction:
        return self.services.decide_ledger_action.approve(action.id, actor)

    def declines(self, action: LedgerAction, actor: Actor = SUE, reason: str = "no receipt") -> LedgerAction:
        return self.services.decide_ledger_action.decline(action.id, actor, reason)

    @property
    def transactions(self) -> int:
        """How many the journal has that came from the desk."""
        with self.services.database.begin() as connection:
            counted = select(func.count()).select_from(txns).where(txns.c.scope == "desk")
            return int(connection.execute(counted).scalar_one())

    @property
    def card_states(self) -> list[str]:
        with self.services.database.begin() as connection:
            return sorted(connection.execute(select(cards.c.state)).scalars())

    def balance(self, account: AccountId = ALICE) -> int:
        with self.services.unit_of_work() as work:
            return sum(money.minor for money in work.ledger.balances(account))

    @property
    def is_sound(self) -> bool:
        return not list(self.services.verify_ledger())

    def audited(self) -> list[tuple[str, AuditAction, bool]]:
        entries = reversed(self.services.list_audit(100))
        return [(entry.actor.name.split("@")[0], entry.action, entry.allowed) for entry in entries]

    def over(self, services: Services) -> Case:
        return replace(self, services=services)


@pytest.fixture
def a_case(services: Services, load_cards: LoadCards) -> Callable[..., Case]:
    """`a_case(ActionKind.MOVE)`: Alice, and a card that this can be done to."""

    def make(kind: ActionKind = ActionKind.FREEZE, *, value: int = 25, account: str | None = "alice") -> Case:
        add(services, BOB)
        add(services, ALICE)
        load_cards("alice", {"code": A_CODE, "face_value": value, **ROWS.get(kind, {"status": "active"})})
        return Case(services, a_customer(services, account))

    return make


MakeCase = Callable[..., Case]


# What would happen


@pytest.mark.parametrize(("kind", "said"), [("freeze", "put on hold"), ("move", "go from the account")])
def test_a_preview_says_what_would_happen_and_to_how_much_and_nothing_does(
    a_case: MakeCase, kind: str, said: str
) -> None:
    case = a_case(ActionKind(kind))
    states = case.card_states
    drafted = case.drafts(ActionKind(kind))
    assert (drafted.state, drafted.amount, drafted.last_four) == (
        ActionState.DRAFT,
        Money(2500, "USD"),
        "XT2V",
    )
    assert said in words_of(drafted, case.services.policy).text
    assert (case.transactions, case.card_states) == (0, states)


def test_the_same_click_twice_is_one_action(a_case: MakeCase) -> None:
    case = a_case()
    assert case.drafts(ActionKind.FREEZE) == case.drafts(ActionKind.FREEZE)
    assert case.drafts(ActionKind.FREEZE, client_id="click-2").id != case.drafts(ActionKind.FREEZE).id
    assert case.drafts(ActionKind.FREEZE, BEN).id != case.drafts(ActionKind.FREEZE).id


def test_the_card_can_be_named_by_its_id_too(a_case: MakeCase) -> None:
    case = a_case()
    card = case.drafts(ActionKind.FREEZE).card
    named = case.drafts(ActionKind.FREEZE, client_id="click-2", handle=None, card=card)
    assert (named.card, named.handle) == (card, case.customer.handle_of(A_CODE))


def test_a_card_that_the_conversation_does_not_name_cannot_be_touched(
    a_case: MakeCase, load_cards: LoadCards
) -> None:
    case = a_case()
    load_cards("alice", {"code": ANOTHER_CODE, "status": "active"})
    with case.services.unit_of_work() as work:
        (other,) = work.ledger.find_cards("3MKP")
    foreign = a_customer(case.services, "alice").handle_of(ANOTHER_CODE)
    for about in (
        {"handle": None, "card": other.id},
        {"handle": foreign},
        {"handle": ClaimHandle("claim_0000")},
        {"handle": None},
        {"card": CardId("0" * 32)},
    ):
        with pytest.raises(UnknownHandle):
            case.drafts(ActionKind.FREEZE, **about)


@pytest.mark.parametrize("kind", [ActionKind.ACTIVATE, ActionKind.UNFREEZE, ActionKind.MOVE])
def test_what_the_ledger_would_not_do_is_refused_at_once(a_case: MakeCase, kind: ActionKind) -> None:
    case = a_case(ActionKind.FREEZE)
    with pytest.raises(ActionImpossible):
        case.drafts(kind)
    assert case.services.list_ledger_actions.of(case.customer.conversation) == []


@pytest.mark.parametrize("reason", ["", " \n "])
def test_without_a_reason_nothing_is_even_previewed(a_case: MakeCase, reason: str) -> None:
    with pytest.raises(NotPermitted):
        a_case().drafts(ActionKind.FREEZE, reason=reason)


def test_no_code_that_is_typed_as_a_reason_is_kept(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.does(ActionKind.MOVE, reason=f"she read out {A_CODE}, password: hunter22")
    assert waiting.reason == "she read out (code XT2V), password: [password]"
    case.declines(waiting, reason=f"not {A_CODE}")
    assert "7KLM9P" not in everything_stored(case.services)
    assert "hunter22" not in everything_stored(case.services)


def test_in_a_conversation_that_there_is_not_nothing_is_asked_for(a_case: MakeCase) -> None:
    case = a_case()
    with pytest.raises(UnknownConversation):
        case.services.draft_ledger_action(ConversationId("none"), case.wants(ActionKind.FREEZE), ANN)


# What an agent does alone


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [(ActionKind.ACTIVATE, "issued", "active"), (ActionKind.FREEZE, "active", "frozen")],
)
def test_what_an_agent_may_do_is_done_when_it_is_confirmed(
    a_case: MakeCase, kind: ActionKind, before: str, after: str
) -> None:
    case = a_case(kind)
    assert case.card_states == [before]
    done = case.does(kind)
    assert (done.state, done.outcome, done.decided_by) == (ActionState.DONE, Outcome.DONE, None)
    assert case.card_states == [after]
    (last,) = [one for one in case.services.ledger_history.of_card(done.card or CardId("")) if one.reason]
    assert (last.txn, last.actor, last.reason) == (done.txn, ANN.name, "she has the receipt")


def test_a_hold_that_was_put_on_can_be_ended(a_case: MakeCase) -> None:
    case = a_case()
    case.does(ActionKind.FREEZE)
    assert case.does(ActionKind.UNFREEZE, client_id="click-2").state is ActionState.DONE
    assert case.card_states == ["active"]


def test_confirming_twice_does_it_once(a_case: MakeCase) -> None:
    case = a_case()
    drafted = case.drafts(ActionKind.FREEZE)
    assert case.confirms(drafted) == case.confirms(drafted)
    assert case.transactions == 1


@pytest.mark.parametrize("somebody_else", [BEN, SUE, ADA])
def test_only_who_asked_can_confirm(a_case: MakeCase, somebody_else: Actor) -> None:
    case = a_case()
    with pytest.raises(NotPermitted):
        case.confirms(case.drafts(ActionKind.FREEZE), somebody_else)
    assert case.transactions == 0


def test_an_action_is_of_its_conversation(a_case: MakeCase) -> None:
    case = a_case()
    elsewhere = replace(case, customer=a_customer(case.services))
    with pytest.raises(UnknownAction):
        elsewhere.confirms(case.drafts(ActionKind.FREEZE))
    with pytest.raises(UnknownAction):
        case.services.decide_ledger_action.approve(ActionId("none"), SUE)


def test_a_preview_that_nobody_confirms_in_time_is_void(a_case: MakeCase) -> None:
    case = a_case()
    drafted = case.drafts(ActionKind.FREEZE)
    later = case.over(at_a_later_time(case.services, minutes=15))
    with pytest.raises(ActionSettled):
        later.confirms(drafted)
    (listed,) = later.services.list_ledger_actions.of(case.customer.conversation)
    assert (listed.state, case.transactions) == (ActionState.EXPIRED, 0)


def test_what_changed_since_the_preview_is_refused_by_the_ledger(a_case: MakeCase) -> None:
    case = a_case()
    first, second = case.drafts(ActionKind.FREEZE), case.drafts(ActionKind.FREEZE, client_id="click-2")
    case.confirms(first)
    refused = case.confirms(second)
    assert (refused.state, refused.outcome) == (ActionState.REFUSED, Outcome.WRONG_STATE)
    assert words_of(refused, case.services.policy).macro is None
    assert ("ann", AuditAction.LEDGER_DONE, False) in case.audited()


# Ending a pause


def test_a_pause_is_ended_once_and_not_the_next_one(a_case: MakeCase, load_cards: LoadCards) -> None:
    case = a_case()
    load_cards("alice", {"code": ANOTHER_CODE, "status": "locked", "failed_attempts": 9})
    done = case.does(ActionKind.UNLOCK)
    assert (done.state, done.card, case.transactions) == (ActionState.DONE, None, 0)
    assert case.services.brief_case(case.customer.conversation, ANN).locked_until is None
    load_cards("alice", {"code": ANOTHER_CODE, "status": "locked", "failed_attempts": 9})
    case.confirms(done)
    assert case.services.brief_case(case.customer.conversation, ANN).locked_until is not None


def test_where_nothing_is_paused_there_is_nothing_to_end(a_case: MakeCase) -> None:
    with pytest.raises(ActionImpossible):
        a_case().drafts(ActionKind.UNLOCK)


# Two people


@pytest.mark.parametrize(
    ("kind", "value", "actor", "state"),
    [
        (ActionKind.MOVE, 25, ANN, ActionState.PENDING),
        (ActionKind.REISSUE, 25, ANN, ActionState.PENDING),
        (ActionKind.MOVE, 200, SUE, ActionState.DONE),
        (ActionKind.REISSUE, 200, SUE, ActionState.DONE),
        (ActionKind.MOVE, 201, SUE, ActionState.PENDING),
        (ActionKind.REISSUE, 201, ADA, ActionState.PENDING),
        (ActionKind.ACTIVATE, 200, ANN, ActionState.DONE),
        (ActionKind.ACTIVATE, 201, ANN, ActionState.PENDING),
        (ActionKind.FREEZE, 2000, ANN, ActionState.DONE),
    ],
)
def test_above_the_limit_and_beyond_ones_role_it_waits_for_another(
    a_case: MakeCase, kind: ActionKind, value: int, actor: Actor, state: ActionState
) -> None:
    case = a_case(kind, value=value)
    assert case.does(kind, actor).state is state
    assert bool(case.transactions) is (state is ActionState.DONE)


def test_a_supervisor_approves_and_it_is_done_in_both_names(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.pending()
    assert case.services.list_ledger_actions.waiting() == [waiting]
    done = case.approves(waiting)
    assert (done.state, done.decided_by) == (ActionState.DONE, SUE.name)
    assert (case.balance(ALICE), case.balance(BOB)) == (2500, 0)
    moved = case.services.ledger_history.of_card(done.card or CardId(""))[-1]
    assert (moved.txn, moved.actor, moved.approved_by) == (done.txn, ANN.name, SUE.name)
    assert case.services.list_ledger_actions.waiting() == []
    assert case.is_sound


@pytest.mark.parametrize("asking", [SUE, ADA])
def test_nobody_approves_what_they_asked_for(a_case: MakeCase, asking: Actor) -> None:
    case = a_case(ActionKind.MOVE, value=500)
    waiting = case.does(ActionKind.MOVE, asking)
    with pytest.raises(NotPermitted):
        case.approves(waiting, asking)
    with pytest.raises(NotPermitted):
        case.declines(waiting, asking)
    assert (case.transactions, case.audited()[-1][2]) == (0, False)
    assert case.approves(waiting, SAM).state is ActionState.DONE


def test_nor_after_they_became_a_supervisor(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    with pytest.raises(NotPermitted):
        case.approves(case.pending(), replace(ANN, role=Role.SUPERVISOR))


def test_an_agent_approves_and_declines_nothing(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.pending()
    for decide in (case.approves, case.declines):
        with pytest.raises(NotPermitted):
            decide(waiting, BEN)
    assert case.transactions == 0


def test_what_was_declined_is_never_done_and_says_why(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.pending()
    declined = case.declines(waiting)
    assert (declined.state, declined.decided_by, declined.decision_reason) == (
        ActionState.DECLINED,
        SUE.name,
        "no receipt",
    )
    for go_on in (case.approves, case.confirms):
        with pytest.raises(ActionSettled):
            go_on(waiting)
    assert case.transactions == 0


def test_declining_takes_a_reason(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    with pytest.raises(NotPermitted):
        case.declines(case.pending(), reason=" ")


def test_what_was_done_cannot_be_declined(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.pending()
    case.approves(waiting)
    with pytest.raises(ActionSettled):
        case.declines(waiting)


def test_nobody_approves_what_was_not_confirmed(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    with pytest.raises(ActionSettled):
        case.approves(case.drafts(ActionKind.MOVE))


def test_what_waits_for_a_day_is_void(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.pending()
    later = case.over(at_a_later_time(case.services, hours=24))
    with pytest.raises(ActionSettled):
        later.approves(waiting)
    assert later.services.list_ledger_actions.waiting() == []
    assert case.transactions == 0


def test_of_supervisors_who_approve_at_once_one_did_and_it_is_done_once(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.pending()
    supervisors = [SUE, SAM, ADA, replace(SUE, name="sid@example.com")]
    together = Barrier(len(supervisors))

    def approve(actor: Actor) -> LedgerAction:
        together.wait()
        return case.approves(waiting, actor)

    with ThreadPoolExecutor(len(supervisors)) as threads:
        answers = list(threads.map(approve, supervisors))
    assert {(one.state, one.txn, one.decided_by) for one in answers} == {
        (ActionState.DONE, answers[0].txn, answers[0].decided_by)
    }
    assert case.transactions == 1
    assert (case.balance(ALICE), case.balance(BOB)) == (2500, 0)


def test_one_who_approves_while_another_declines_leaves_it_done_or_declined(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.pending()
    together = Barrier(2)

    def decide(by: Callable[[LedgerAction], LedgerAction]) -> str:
        together.wait()
        try:
            return by(waiting).state
        except GiftlineError as error:
            return error.code

    with ThreadPoolExecutor(2) as threads:
        answers = set(threads.map(decide, [case.approves, lambda action: case.declines(action, SAM)]))
    (stored,) = case.services.list_ledger_actions.of(case.customer.conversation)
    assert answers == {stored.state, "action_settled"}
    assert case.transactions == (1 if stored.state is ActionState.DONE else 0)


# A replacement, and how the customer gets it


def test_where_no_code_can_be_told_the_value_goes_to_the_account(a_case: MakeCase) -> None:
    case = a_case(ActionKind.REISSUE)
    done = case.does(ActionKind.REISSUE, SUE)
    assert (done.state, done.outcome, case.balance()) == (ActionState.DONE, Outcome.DONE, 2500)
    assert case.card_states == ["cancelled", "redeemed"]
    assert case.is_sound


def test_a_card_that_a_thief_redeemed_is_replaced_by_two_people_at_the_house_expense(
    a_case: MakeCase,
) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.does(ActionKind.REISSUE, SUE)
    assert waiting.state is ActionState.PENDING
    assert case.approves(waiting, SAM).state is ActionState.DONE
    assert (case.balance(ALICE), case.balance(BOB)) == (2500, 2500)
    assert case.is_sound


def test_of_a_visitor_who_is_not_signed_in_no_card_is_replaced(a_case: MakeCase) -> None:
    with pytest.raises(ActionImpossible, match="sign in"):
        a_case(ActionKind.REISSUE, account=None).drafts(ActionKind.REISSUE)


def test_where_the_brand_sends_codes_again_the_customer_gets_it_from_there(a_case: MakeCase) -> None:
    case = a_case(ActionKind.REISSUE, account=None)
    case = case.over(that_resends(case.services))
    done = case.does(ActionKind.REISSUE, SUE)
    assert case.card_states == ["active", "cancelled"]
    told = words_of(done, case.services.policy)
    assert told.macro
    assert case.services.policy.sale.resent_from in told.macro.text
    with case.services.unit_of_work() as work:
        sealed = work.ledger.sealed_code(done.new_card or CardId(""))
    assert sealed
    code = case.services.sealer.open(sealed).value
    assert code not in f"{done}{told}{everything_stored(case.services)}"


# Killed in between


class Stopped(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


@dataclass
class StopsAt:
    """Implements ports.WriteLedger: the process ends before the write of that number, or right after it."""

    real: WriteLedger
    number: int
    after_it: bool
    asked: int = field(default=0)

    def __call__(self, command: Command, request: Request, now: datetime) -> Receipt:
        self.asked += 1
        if self.asked == self.number and not self.after_it:
            raise Stopped
        receipt = self.real(command, request, now)
        if self.asked == self.number:
            raise Stopped
        return receipt


@pytest.mark.parametrize("after_it", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("kind", "number"),
    [(ActionKind.FREEZE, 1), (ActionKind.MOVE, 1), (ActionKind.REISSUE, 1), (ActionKind.REISSUE, 2)],
)
def test_stopped_anywhere_between_deciding_and_the_end_it_is_done_once_when_sent_again(
    a_case: MakeCase, kind: ActionKind, number: int, after_it: bool
) -> None:
    case = a_case(kind)
    stops = StopsAt(case.services.write_ledger, number, after_it)
    stopping = case.over(replace(case.services, write_ledger=stops))
    drafted = case.drafts(kind)
    if drafted.needs_second:
        case.confirms(drafted)
        with pytest.raises(Stopped):
            stopping.approves(drafted)
        assert [one.state for one in case.services.list_ledger_actions.waiting()] == [ActionState.DECIDED]
        # Long after, by somebody else: the one who agreed first is the one who did.
        later = case.over(at_a_later_time(case.services, hours=48))
        done = later.approves(drafted, SAM)
        assert done.decided_by == SUE.name
    else:
        with pytest.raises(Stopped):
            stopping.confirms(drafted)
        done = case.over(at_a_later_time(case.services, hours=48)).confirms(drafted)
    assert (done.state, done.outcome) == (ActionState.DONE, Outcome.DONE)
    assert case.transactions == (2 if kind is ActionKind.REISSUE else 1)
    assert case.balance() == (2500 if kind in (ActionKind.MOVE, ActionKind.REISSUE) else 0)
    assert case.is_sound


# What is kept of it


def test_everything_is_in_the_audit_refusals_too(a_case: MakeCase) -> None:
    case = a_case(ActionKind.MOVE)
    waiting = case.pending()
    refusals: list[Callable[[], object]] = [
        lambda: case.drafts(ActionKind.ACTIVATE),
        lambda: case.confirms(waiting, BEN),
        lambda: case.approves(waiting, BEN),
        lambda: case.declines(waiting, ANN),
    ]
    for refused in refusals:
        with pytest.raises(GiftlineError):
            refused()
    case.approves(waiting)
    assert case.audited() == [
        ("ann", AuditAction.LEDGER_ASKED, True),
        ("ann", AuditAction.LEDGER_CONFIRMED, True),
        ("ann", AuditAction.LEDGER_ASKED, False),
        ("ben", AuditAction.LEDGER_CONFIRMED, False),
        ("ben", AuditAction.LEDGER_APPROVED, False),
        ("ann", AuditAction.LEDGER_DECLINED, False),
        ("sue", AuditAction.LEDGER_APPROVED, True),
        ("sue", AuditAction.LEDGER_DONE, True),
    ]
    newest = case.services.list_audit(1)[0]
    assert newest.subject == f"move of card {waiting.card} in conversation {case.customer.conversation}"


def test_it_is_in_the_customers_export_without_the_agents_name_and_goes_with_the_conversation(
    a_case: MakeCase,
) -> None:
    case = a_case(ActionKind.MOVE)
    case.approves(case.pending())
    operator = Actor("op", Machine.OPERATOR)
    (held,) = case.services.export_customer(ALICE, operator, "asked for it").conversations
    assert [(one.kind, one.state, one.card_ending) for one in held.actions] == [
        (ActionKind.MOVE, ActionState.DONE, "XT2V")
    ]
    assert "ann@" not in repr(held)
    case.services.erase_customer(ALICE, operator, "asked for it")
    assert case.services.list_ledger_actions.of(case.customer.conversation) == []
    assert case.is_sound


def at_a_later_time(services: Services, **passed: float) -> Services:
    return replace(services, clock=FixedClock(services.clock.now() + timedelta(**passed)))
