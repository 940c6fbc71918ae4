"""Ten thousand steps of whatever may be asked, in any order: after each, ledger and model agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.ledger.commands import (
    ChangeCard,
    Command,
    Issue,
    Kind,
    Move,
    Receipt,
    Redeem,
    Refund,
    Reissue,
    Spend,
)
from bot.privacy.claim_code import CodeFingerprint
from bot.values import AccountId, CardId, Money
from tests.money.look import look
from tests.money.model import Model
from tests.money.till import Till, code_number

pytestmark = pytest.mark.proof

STEPS = 10_000
STEPS_AN_EXAMPLE = 250

_EXAMPLES = count(1)
_NAMES = st.sampled_from(["alice", "bruno", "chloe"])
_CARDS = st.integers(0, 1000)
_AMOUNTS = st.sampled_from([2500, 20_000, 1, 20_001, 0, 500, 250_000])
_CURRENCIES = st.sampled_from(["USD", "USD", "GBP"])
_BEFORE = {
    Kind.ACTIVATE: ("issued",),
    Kind.FREEZE: ("active",),
    Kind.UNFREEZE: ("frozen",),
    Kind.CANCEL: ("issued", "active", "frozen"),
}
_APPROVERS = st.sampled_from([None, "sam", "kim", "kim"])


class AnyOrder(RuleBasedStateMachine):
    """Three customers and their cards. Each example has names, codes and a scope of its own."""

    till: ClassVar[Till]
    steps: ClassVar[int]
    outcomes: ClassVar[Counter[tuple[str, str]]]

    @initialize()
    def opens(self) -> None:
        type(self).steps -= 1  # for the look before the first step
        self.example = next(_EXAMPLES)
        self.scope = f"example-{self.example}"
        self.numbers = (self.example * 1_000_000 + number for number in count())
        self.keys = count()
        self.ids: dict[int, CardId] = {}
        self.asked: list[tuple[Command, str, str | None, Receipt]] = []
        self.model = Model({self._account(name): "US" for name in ("alice", "bruno")})
        self.model.regions[self._account("chloe")] = "GB"
        for account, region in self.model.regions.items():
            self.till.account(account, region)
        for minor in (2500, 20_001):
            self._issue("US", minor, "USD")
            self._activate_newest()

    # What may be asked

    @rule(region=st.sampled_from(["US", "US", "GB"]), minor=_AMOUNTS, currency=_CURRENCIES)
    def issue(self, region: str, minor: int, currency: str) -> None:
        self._issue(region, minor, currency)

    @rule(card=_CARDS)
    def issue_and_activate(self, card: int) -> None:
        self._issue(*(("US", 2500, "USD") if card % 3 else ("GB", 1000, "GBP")))
        self._activate_newest()

    @rule(kind=st.sampled_from(list(_BEFORE)), card=_CARDS)
    def change(self, kind: Kind, card: int) -> None:
        self._change(kind, card)

    @rule(
        card=_CARDS,
        name=_NAMES,
        looks_alike=st.booleans(),
        accepts=st.booleans(),
        region=st.sampled_from([None, None, "US", "GB"]),
    )
    def redeem(self, card: int, name: str, looks_alike: bool, accepts: bool, region: str | None) -> None:
        self._redeem(self._number(card, "active", "frozen"), name, looks_alike, accepts, region)

    @rule(card=_CARDS, name=_NAMES)
    def redeem_at_home(self, card: int, name: str) -> None:
        self._redeem(self._number(card, "active"), name, False, False, None)

    @rule(name=_NAMES)
    def redeem_a_code_that_no_card_has(self, name: str) -> None:
        self._redeem(next(self.numbers), name, False, True, None)

    @rule(name=_NAMES, minor=_AMOUNTS, currency=_CURRENCIES)
    def spend(self, name: str, minor: int, currency: str) -> None:
        account = self._account(name)
        outcome = self.model.spend(account, minor, currency)
        self._asks(Spend(account, Money(minor, currency)), outcome)

    @rule(name=_NAMES, minor=_AMOUNTS, currency=_CURRENCIES, approver=_APPROVERS)
    def refund(self, name: str, minor: int, currency: str, approver: str | None) -> None:
        account = self._account(name)
        outcome = self.model.refund(account, minor, currency, approver)
        self._asks(Refund(account, Money(minor, currency)), outcome, approver)

    @rule(name=_NAMES, currency=_CURRENCIES, more=st.sampled_from([0, 0, -1, 1]), approver=_APPROVERS)
    def spend_all_and_return_it(self, name: str, currency: str, more: int, approver: str | None) -> None:
        account = self._account(name)
        self.spend(name, self.model.customers[account, currency], currency)
        self.refund(name, self.model.spent[account, currency] + more, currency, approver)

    @rule(card=_CARDS, approver=_APPROVERS)
    def reissue(self, card: int, approver: str | None) -> None:
        number, new = self._number(card, "active", "frozen", "redeemed"), next(self.numbers)
        outcome = self.model.reissue(number, new, approver)
        receipt = self._asks(Reissue(self.ids[number], self._code(new)), outcome, approver)
        assert (receipt.new_card is not None) is receipt.is_done
        if receipt.new_card:
            self.ids[new] = receipt.new_card

    @rule(card=_CARDS, name=_NAMES, approver=_APPROVERS)
    def move(self, card: int, name: str, approver: str | None) -> None:
        number, account = self._number(card, "redeemed"), self._account(name)
        outcome = self.model.move(number, account, approver)
        self._asks(Move(self.ids[number], account), outcome, approver)

    @rule(which=_CARDS)
    def repeat(self, which: int) -> None:
        command, key, approver, receipt = self.asked[which % len(self.asked)]
        assert self.till.asks(command, key, scope=self.scope, approved_by=approver) == receipt

    @rule(which=_CARDS, name=_NAMES)
    def ask_for_something_else_with_a_used_key(self, which: int, name: str) -> None:
        _, key, _, receipt = self.asked[which % len(self.asked)]
        other = self.till.asks(Spend(self._account(name), Money(7, "USD")), key, scope=self.scope)
        assert (other.outcome, other.txn) == ("idempotency_mismatch", receipt.txn)

    # How it is asked

    def _issue(self, region: str, minor: int, currency: str) -> None:
        number = next(self.numbers)
        outcome = self.model.issue(number, region, minor, currency)
        receipt = self._asks(Issue(self._code(number), Money(minor, currency), region), outcome)
        assert (receipt.card is not None) is receipt.is_done
        if receipt.card:
            self.ids[number] = receipt.card

    def _change(self, kind: Kind, card: int) -> None:
        number = self._number(card, *_BEFORE[kind])
        change: Callable[[int], str] = getattr(self.model, kind.value)
        self._asks(ChangeCard(kind, self.ids[number]), change(number))

    def _activate_newest(self) -> None:
        newest = max(number for number, card in self.model.cards.items() if card.state == "issued")
        self._asks(ChangeCard(Kind.ACTIVATE, self.ids[newest]), self.model.activate(newest))

    def _redeem(self, number: int, name: str, looks_alike: bool, accepts: bool, region: str | None) -> None:
        account = self._account(name)
        outcome = self.model.redeem(number, account, looks_alike=looks_alike, accepts=accepts, region=region)
        code = self._code(number, ends_in="5" if looks_alike else "S")
        receipt = self._asks(Redeem(code, account, region, accepts), outcome)
        if receipt.is_done:
            card = self.model.cards[number]
            assert receipt.amount == Money(card.face, card.currency)
            assert receipt.balance == Money(self.model.customers[account, card.currency], card.currency)

    def _asks(self, command: Command, expected: str, approver: str | None = None) -> Receipt:
        key = f"key-{next(self.keys)}"
        receipt = self.till.asks(command, key, scope=self.scope, approved_by=approver)
        assert receipt.outcome == expected
        self.outcomes[command.kind, expected] += 1
        self.asked.append((command, key, approver, receipt))
        return receipt

    def _account(self, name: str) -> AccountId:
        return AccountId(f"{name}-{self.example}")

    def _number(self, card: int, *states: str) -> int:
        """One of the cards there are; mostly one in such a state, so that more is done than refused."""
        fitting = [number for number in self.ids if self.model.cards[number].state in states]
        chosen = fitting if fitting and card % 4 else list(self.ids)
        return chosen[card % len(chosen)]

    def _code(self, number: int, ends_in: str = "S") -> CodeFingerprint:
        return self.till.services.fingerprinter.of(code_number(number, ends_in=ends_in))

    @invariant()
    def agrees(self) -> None:
        """After every step; the first time is before the first step."""
        type(self).steps += 1
        model, seen = self.model, look(self.till, self.scope)
        cards = {self.ids[number]: card for number, card in model.cards.items()}
        on_cards = {f"card:{id_}:{card.currency}": card.on_it for id_, card in cards.items() if card.on_it}
        customers = {f"customer:{who}:{currency}": m for (who, currency), m in model.customers.items() if m}
        house = {f"{kind}:{currency}": minor for (kind, currency), minor in model.house.items() if minor}

        assert seen.unbalanced == []
        assert seen.posted == on_cards | customers | house
        assert seen.balances == customers
        assert seen.cards == {id_: (card.state, card.on_it) for id_, card in cards.items()}
        holders = [(id_, card.holder, card.face) for id_, card in cards.items() if card.holder]
        assert seen.holders == sorted(holders)
        assert min([*seen.balances.values(), *(minor for _, minor in seen.cards.values())]) >= 0
        assert not any(model.sums().values())
        assert not any(seen.sums.values())


def test_after_each_of_ten_thousand_steps_the_ledger_is_what_the_model_says(till: Till) -> None:
    class AnyOrderHere(AnyOrder):
        steps = 0
        outcomes: ClassVar[Counter[tuple[str, str]]] = Counter()

    AnyOrderHere.till = till
    run_state_machine_as_test(
        AnyOrderHere,
        settings=settings(
            # Some more than needed: Hypothesis ends a few examples early.
            max_examples=STEPS // STEPS_AN_EXAMPLE + 8,
            stateful_step_count=STEPS_AN_EXAMPLE,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Once, of all that was written: what is in the journal stays there, and so does a fault.
    assert till.faults() == []
    assert AnyOrderHere.steps >= STEPS
    # The steps were worth something: everything that can be asked was done, and was refused.
    kinds = set(Kind) - {Kind.LOAD, Kind.EXPIRE}
    assert {kind for kind, outcome in AnyOrderHere.outcomes if outcome == "done"} == kinds
    assert {kind for kind, outcome in AnyOrderHere.outcomes if outcome != "done"} == kinds
    refused = {outcome for kind, outcome in AnyOrderHere.outcomes if kind == Kind.REFUND}
    assert refused == {"done", "invalid_amount", "more_than_spent", "needs_second_person"}
