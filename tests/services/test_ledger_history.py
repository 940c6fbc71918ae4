"""Whatever named a card or an account, or moved its money, is in its history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.bootstrap import Services, bootstrap
from bot.errors import UnknownAccount
from bot.ledger.commands import Kind, Move, Refund, Spend
from bot.privacy.claim_code import ClaimCode
from bot.settings import Settings
from bot.values import AccountId, Money
from tests.builders import A_CODE, A_MOMENT, ANOTHER_CODE
from tests.services.asking import ALICE, BOB, VALUE, a_request, add, change, load


class TickingClock:
    """A second passes each time somebody looks."""

    def __init__(self) -> None:
        self._ticks = count()

    def now(self) -> datetime:
        return A_MOMENT + timedelta(seconds=next(self._ticks))


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    made = bootstrap(settings, clock=TickingClock())
    yield made
    made.close()


def test_the_load_of_a_card_is_in_its_history(services: Services) -> None:
    load(services, {"code": A_CODE})
    card = services.find_card("XT2V").id
    change(services, Kind.FREEZE, card, "asked by the owner")
    found = services.ledger_history.of_card(card)
    assert [(one.kind, one.actor, one.reason) for one in found] == [
        (Kind.LOAD, "giftline ledger load", ""),
        (Kind.FREEZE, "sam", "asked by the owner"),
    ]


def test_money_that_was_moved_away_is_in_the_history_of_who_lost_it(services: Services) -> None:
    add(services, BOB)
    load(services, {"code": A_CODE})
    services.change_ledger.redeem(ClaimCode.parse(A_CODE), ALICE, a_request())
    card = services.find_card("XT2V").id
    assert services.change_ledger(Move(card, BOB, "not hers"), a_request()).is_done
    for account in (ALICE, BOB):
        assert services.ledger_history.of_account(account)[-1].kind is Kind.MOVE


def test_refusals_are_in_the_history_too(services: Services) -> None:
    load(services, {"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    services.change_ledger(Spend(ALICE, Money(1000, "USD")), a_request())
    services.change_ledger(Spend(ALICE, Money(9900, "USD")), a_request())
    services.change_ledger(Refund(ALICE, Money(1000, "USD")), a_request())
    found = services.ledger_history.of_account(ALICE)
    assert [(one.kind, one.outcome.value) for one in found] == [
        (Kind.LOAD, "done"),
        (Kind.SPEND, "done"),
        (Kind.SPEND, "insufficient_balance"),
        (Kind.REFUND, "done"),
    ]


def test_a_card_of_another_has_no_part_in_it(services: Services) -> None:
    load(services, {"code": A_CODE})
    load(services, {"code": ANOTHER_CODE})
    change(services, Kind.FREEZE, services.find_card("3MKP").id)
    assert [one.kind for one in services.ledger_history.of_card(services.find_card("XT2V").id)] == [Kind.LOAD]


def test_an_account_that_is_not_there_has_no_history(services: Services) -> None:
    with pytest.raises(UnknownAccount, match="no such account"):
        services.ledger_history.of_account(AccountId("nobody"))


def test_a_list_says_that_there_is_more(services: Services) -> None:
    load(services, {"code": A_CODE, "status": "redeemed", "redeemed_by": "bob"}, {"code": ANOTHER_CODE})
    one, all_of_them = services.list_ledger(1), services.list_ledger(2)
    assert (len(one.cards), one.more_cards, len(one.accounts), one.account_count) == (1, True, 1, 2)
    assert (len(all_of_them.cards), all_of_them.more_cards) == (2, False)
    assert [(entry.account.id, entry.balances) for entry in all_of_them.accounts] == [
        (ALICE, []),
        (BOB, [VALUE]),
    ]
