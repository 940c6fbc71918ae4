"""Killed at any moment, the ledger holds all of a change or none of it, and the same key finishes it.

For each case the request is made once undisturbed, by a twin. Then it is made again and again, each
time by a process that kills itself with SIGKILL one point further: before and after every statement,
right before COMMIT and right after it. Children are forked from a warm server without threads.
"""

from __future__ import annotations

import multiprocessing
import signal
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.ledger.commands import Command, Kind, Move, Receipt, Redeem, Reissue, Request
from bot.privacy.claim_code import CodeFingerprint
from bot.settings import Settings
from bot.values import AccountId
from tests.builders import A_MOMENT
from tests.money.killed import Asked, ask
from tests.money.till import IssuedCard, Till, a_new_code

pytestmark = pytest.mark.proof

LATER = A_MOMENT + timedelta(minutes=1)


@dataclass(frozen=True)
class Scene:
    """Two accounts and a card, all new, and what is asked about them."""

    till: Till
    alice: AccountId
    bruno: AccountId
    card: IssuedCard

    def seen(self) -> tuple[object, ...]:
        """Everything that the request may change, without the names that differ from scene to scene."""
        names = {self.alice: "alice", self.bruno: "bruno"}
        redemptions = self.till.sees(
            "SELECT number, account_id, amount_minor, reversed_at IS NULL FROM redemption "
            "WHERE card_id = :id ORDER BY number",
            id=self.card.id,
        )
        replacement = "SELECT state, balance_minor FROM card WHERE replaces_id = :id"
        return (
            self.till.on_card(self.card.id),
            [(number, names[who], minor, bool(holds)) for number, who, minor, holds in redemptions],
            self.till.sees(replacement, id=self.card.id),
            self.till.balance(self.alice),
            self.till.balance(self.bruno),
        )


def a_scene(till: Till) -> Scene:
    alice, bruno = till.accounts([f"{name}-{uuid.uuid4().hex}" for name in ("alice", "bruno")])
    return Scene(till, alice, bruno, till.card())


def _redeem_first(scene: Scene) -> Command:
    return Redeem(scene.card.code, scene.alice)


def _redeem_next(scene: Scene) -> Command:
    scene.till.redeems(scene.till.card(5000), scene.alice)
    return Redeem(scene.card.code, scene.alice)


def _redeem_look_alike(scene: Scene) -> Command:
    return Redeem(scene.card.looks_like_it, scene.alice, accepts_look_alike=True)


def _reissue_active(scene: Scene) -> Command:
    return Reissue(scene.card.id, _a_fingerprint(scene.till), "lost")


def _reissue_frozen(scene: Scene) -> Command:
    scene.till.changes(Kind.FREEZE, scene.card.id)
    return Reissue(scene.card.id, _a_fingerprint(scene.till), "code was seen by somebody")


def _reissue_after_fraud(scene: Scene) -> Command:
    scene.till.redeems(scene.card, scene.bruno)
    return Reissue(scene.card.id, _a_fingerprint(scene.till), "redeemed by a thief")


def _move_to_a_first_balance(scene: Scene) -> Command:
    scene.till.redeems(scene.card, scene.alice)
    return Move(scene.card.id, scene.bruno, "wrong account")


def _move_to_a_balance(scene: Scene) -> Command:
    scene.till.redeems(scene.till.card(5000), scene.bruno)
    return _move_to_a_first_balance(scene)


def _a_fingerprint(till: Till) -> CodeFingerprint:
    return till.services.fingerprinter.of(a_new_code())


def _with_a_code_made_anew(till: Till, command: Command) -> Command:
    """As whoever retries sends it: a new card's code is made again for every try."""
    return replace(command, code=_a_fingerprint(till)) if isinstance(command, Reissue) else command


def _kill_at(asked: Asked, point: int) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["__main__", "tests.money.killed"])
    child = processes.Process(target=ask, args=(asked, point))
    child.start()
    child.join(timeout=60)
    assert child.exitcode == -signal.SIGKILL


def _without_names(receipt: Receipt) -> tuple[object, ...]:
    names = (receipt.card is None, receipt.account is None, receipt.new_card is None)
    return receipt.outcome, receipt.amount, receipt.balance, *names


@pytest.mark.parametrize(
    "case",
    [
        _redeem_first,
        _redeem_next,
        _redeem_look_alike,
        _reissue_active,
        _reissue_frozen,
        _reissue_after_fraud,
        _move_to_a_first_balance,
        _move_to_a_balance,
    ],
)
def test_a_kill_at_any_statement_leaves_all_or_nothing_and_the_same_key_finishes_it(
    till: Till, settings: Settings, case: Callable[[Scene], Command]
) -> None:
    def asked_in(scene: Scene) -> Asked:
        request = Request("kill", uuid.uuid4().hex, "sam", "kim")
        return Asked(settings.database, settings.peppers[0], case(scene), request)

    # The first of all makes the accounts of the house, which those after it find.
    ask(asked_in(a_scene(till)))
    twin = a_scene(till)
    undisturbed = asked_in(twin)
    before = twin.seen()
    points = ask(undisturbed)
    after = twin.seen()
    assert before != after
    receipt_of_twin = till.asks(undisturbed.command, undisturbed.request.key, scope="kill")
    assert receipt_of_twin.is_done
    assert points.count == points.of_commit + 1 > 20

    for point in range(1, points.count + 1):
        scene = a_scene(till)
        asked = asked_in(scene)
        _kill_at(asked, point)
        is_committed = point > points.of_commit
        assert scene.seen() == (after if is_committed else before)
        assert till.faults() == []

        retried = _with_a_code_made_anew(till, asked.command)
        receipt = till.asks(retried, asked.request.key, scope="kill", now=LATER)
        assert _without_names(receipt) == _without_names(receipt_of_twin)
        assert receipt.at == (A_MOMENT if is_committed else LATER)
        assert receipt.is_repeat is is_committed
        assert scene.seen() == after
        assert till.asks(retried, asked.request.key, scope="kill", now=LATER) == receipt
        assert scene.seen() == after
    assert till.faults() == []
