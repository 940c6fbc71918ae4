"""Whoever guesses codes gains nothing and slows down only themselves."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.ledger.claimants import Bucket, BucketKind
from bot.ledger.commands import Issue, Kind, Receipt, Redeem
from bot.ledger.outcomes import Outcome
from bot.privacy.claim_code import ClaimCode
from bot.values import AccountId, Money
from tests.builders import A_MOMENT
from tests.money.till import Till, code_number

pytestmark = pytest.mark.proof

GUESSERS = 100
GUESSES_EACH = 50
ADDRESSES = 4
FREE_TRIES = 5
A_NUMBER = 41_424_344


def _claimant(account: str, session: str, address: str) -> tuple[Bucket, ...]:
    return (
        Bucket(BucketKind.ACCOUNT, account),
        Bucket(BucketKind.SESSION, session),
        Bucket(BucketKind.ADDRESS, address),
    )


def _tries(
    till: Till, code: ClaimCode, account: AccountId, claimant: tuple[Bucket, ...], now: datetime
) -> Receipt:
    return till.asks(Redeem(till.services.fingerprinter.of(code), account, buckets=claimant), now=now)


def _an_active_card(till: Till, code: ClaimCode) -> None:
    receipt = till.asks(Issue(till.services.fingerprinter.of(code), Money(2500, "USD"), "US"))
    assert receipt.card is not None
    till.changes(Kind.ACTIVATE, receipt.card)


def _wait_s(receipt: Receipt) -> float | None:
    return (receipt.unlocks_at - receipt.at).total_seconds() if receipt.unlocks_at else None


def test_5000_guesses_at_a_known_beginning_find_nothing_and_the_owner_redeems_at_the_first_try(
    till: Till,
) -> None:
    _an_active_card(till, code_number(A_NUMBER))
    names = till.accounts([f"guesser-{number}" for number in range(GUESSERS)])
    # All of the code but its end is known: the guesses are its neighbours on both sides.
    wrong = (code_number(A_NUMBER + side * step) for step in count(1) for side in (1, -1))
    outcomes = Counter[Outcome]()
    for turn in range(GUESSES_EACH):
        now = A_MOMENT + timedelta(seconds=20 * turn)
        for number, name in enumerate(names):
            claimant = _claimant(name, f"session-{number}", f"address-{number % ADDRESSES}")
            receipt = _tries(till, next(wrong), name, claimant, now)
            outcomes[receipt.outcome] += 1
            assert receipt.card is None
            assert receipt.amount is None
            if receipt.outcome is Outcome.CLAIMANT_LOCKED:
                assert receipt.unlocks_at is not None
                assert now < receipt.unlocks_at <= now + timedelta(hours=1)
    assert set(outcomes) == {Outcome.UNKNOWN_CODE, Outcome.CLAIMANT_LOCKED}
    assert outcomes.total() == GUESSERS * GUESSES_EACH == 5000
    # What is free for each account, and next to nothing more.
    assert outcomes[Outcome.UNKNOWN_CODE] < GUESSERS * FREE_TRIES

    owner = till.account("owner")
    redeemed = _tries(till, code_number(A_NUMBER), owner, _claimant(owner, "own session", "home"), now)
    assert redeemed.is_done
    assert till.balance(owner) == 2500
    assert [till.balance(name) for name in names] == [0] * GUESSERS
    assert till.faults() == []


def test_each_wrong_code_after_the_free_ones_doubles_the_wait_from_30_seconds_up_to_an_hour(
    till: Till,
) -> None:
    mallory = till.account("mallory")
    claimant = _claimant(mallory, "a session", "an address")
    now, waits = A_MOMENT, []
    for number in range(16):
        receipt = _tries(till, code_number(number), mallory, claimant, now)
        assert receipt.outcome is Outcome.UNKNOWN_CODE
        waits.append(_wait_s(receipt))
        if receipt.unlocks_at:
            early = receipt.unlocks_at - timedelta(seconds=1)
            refused = _tries(till, code_number(99), mallory, claimant, early)
            assert refused.outcome is Outcome.CLAIMANT_LOCKED
            assert refused.unlocks_at == receipt.unlocks_at
            now = receipt.unlocks_at
    assert waits == [None] * FREE_TRIES + [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]


def test_a_lock_does_not_tell_a_right_code_from_a_wrong_one(till: Till) -> None:
    _an_active_card(till, code_number(A_NUMBER))
    mallory = till.account("mallory")
    claimant = _claimant(mallory, "a session", "an address")
    for number in range(FREE_TRIES + 1):
        _tries(till, code_number(number), mallory, claimant, A_MOMENT)
    right = _tries(till, code_number(A_NUMBER), mallory, claimant, A_MOMENT)
    alike = _tries(till, code_number(A_NUMBER, ends_in="5"), mallory, claimant, A_MOMENT)
    wrong = _tries(till, code_number(99), mallory, claimant, A_MOMENT)
    for receipt, code in ((right, code_number(A_NUMBER)), (alike, code_number(A_NUMBER, ends_in="5"))):
        assert receipt.outcome is wrong.outcome is Outcome.CLAIMANT_LOCKED
        assert (receipt.card, receipt.amount, receipt.balance) == (wrong.card, wrong.amount, wrong.balance)
        assert receipt.unlocks_at == wrong.unlocks_at
        assert receipt.last_four == code.last_four


def test_a_new_account_at_a_locked_address_is_locked_and_one_elsewhere_is_not(till: Till) -> None:
    numbers = count()
    for guesser in till.accounts([f"guesser-{number}" for number in range(11)]):
        for _ in range(FREE_TRIES):
            claimant = _claimant(guesser, guesser, "an address")
            last = _tries(till, code_number(next(numbers)), guesser, claimant, A_MOMENT)
    assert last.outcome is Outcome.CLAIMANT_LOCKED
    fresh = till.account("fresh")
    for address, outcome in (("an address", Outcome.CLAIMANT_LOCKED), ("elsewhere", Outcome.UNKNOWN_CODE)):
        claimant = _claimant(fresh, "fresh", address)
        assert _tries(till, code_number(next(numbers)), fresh, claimant, A_MOMENT).outcome is outcome
