"""A ledger action is confirmed by who asked for it, approved or declined by a second person, and done once.

Deciding and doing are two transactions, because the ledger has one of its own. Whoever is stopped in between
leaves an action that is decided, and sending it again goes on: the action's id is the key under which the
ledger is asked, so it does it once, and the second person it names is the one who was stored first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.errors import ActionSettled, GiftlineError, NotPermitted, UnknownAction
from bot.knowledge.brand import BrandPolicy
from bot.ledger.actions import (
    ActionKind,
    ActionState,
    LedgerAction,
    Permission,
    action_texts,
    may_approve,
    permission,
)
from bot.ledger.commands import ChangeCard, Kind, Move, Receipt, Redeem, Request
from bot.ledger.outcomes import Outcome
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.services.change_ledger import ChangeLedger
from bot.services.claimant import claimant_of
from bot.services.draft_ledger_action import subject_of, without_secrets
from bot.services.reissue_card import ReissueCard
from bot.values import AccountId, ActionId, Clock, ConversationId

SCOPE = "desk"
_Decide = Callable[[LedgerAction], LedgerAction | GiftlineError]


class DecideLedgerAction:
    """Every call is in the audit, refused or not, before anything is told."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        change_ledger: ChangeLedger,
        reissue_card: ReissueCard,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._change_ledger = change_ledger
        self._reissue_card = reissue_card

    def confirm(self, conversation: ConversationId, action: ActionId, actor: Actor) -> LedgerAction:
        """What was previewed is meant: it is done, or waits for a second person.

        Raises UnknownAction, NotPermitted for anybody but who asked, ActionSettled, and LedgerConflict with
        nothing done, after which it may be sent again.
        """

        def decide(held: LedgerAction) -> LedgerAction | GiftlineError:
            if held.conversation != conversation:
                return UnknownAction("This conversation has no such action.")
            if held.asked_by != actor.name:
                return NotPermitted("Only who asked for it can confirm it.")
            if held.state is not ActionState.DRAFT:
                return _unless_over(held)
            # By the role of this moment, which may be another than when it was previewed.
            allowed = permission(held.kind, actor.role, held.amount, self._policy.cards)
            if allowed is Permission.NEVER:
                return NotPermitted("Only agents change the ledger from the desk.")
            needs_second = held.needs_second or allowed is Permission.WITH_ANOTHER
            state = ActionState.PENDING if needs_second else ActionState.DECIDED
            now = self._clock.now()
            return replace(held, needs_second=needs_second, state=state, confirmed_at=now)

        return self._finish(self._decided(action, actor, AuditAction.LEDGER_CONFIRMED, decide), actor)

    def approve(self, action: ActionId, actor: Actor) -> LedgerAction:
        """A second person agrees, and it is done. Of two at once the first is who agreed.

        Raises as `confirm` does, and NotPermitted for whoever asked for it or is no supervisor.
        """

        def decide(held: LedgerAction) -> LedgerAction | GiftlineError:
            if refusal := self._may_decide(held, actor):
                return refusal
            if held.state is ActionState.DRAFT:
                return ActionSettled("Who asked for it has not confirmed it.")
            if held.state is not ActionState.PENDING:
                return _unless_over(held)
            return replace(
                held, state=ActionState.DECIDED, decided_by=actor.name, decided_at=self._clock.now()
            )

        return self._finish(self._decided(action, actor, AuditAction.LEDGER_APPROVED, decide), actor)

    def decline(self, action: ActionId, actor: Actor, reason: str) -> LedgerAction:
        """A second person does not agree. Raises as `approve` does, and NotPermitted without a reason."""
        kept = without_secrets(reason, self._policy.cards.code_format)

        def decide(held: LedgerAction) -> LedgerAction | GiftlineError:
            if refusal := self._may_decide(held, actor):
                return refusal
            if not kept:
                return NotPermitted("Say why: whoever asked has to know.")
            if held.state is ActionState.DECLINED:
                return held
            if held.state is not ActionState.PENDING:
                return ActionSettled(action_texts().states[held.state])
            now = self._clock.now()
            return replace(
                held,
                state=ActionState.DECLINED,
                decided_by=actor.name,
                decided_at=now,
                decision_reason=kept,
            )

        return self._decided(action, actor, AuditAction.LEDGER_DECLINED, decide, kept)

    def _may_decide(self, held: LedgerAction, actor: Actor) -> NotPermitted | None:
        if may_approve(actor.role, actor.name, held.asked_by):
            return None
        return NotPermitted("A supervisor who did not ask for it has to decide.")

    def _decided(
        self, action_id: ActionId, actor: Actor, noted: AuditAction, decide: _Decide, reason: str = ""
    ) -> LedgerAction:
        now = self._clock.now()
        with self._unit_of_work() as work:
            stored = work.ledger_actions.hold(action_id)
            answer: LedgerAction | GiftlineError = UnknownAction("There is no such action.")
            if stored:
                held = stored.as_of(now)
                answer = decide(held)
                after = answer if isinstance(answer, LedgerAction) else held
                if after != stored:
                    work.ledger_actions.put(after)
            subject = subject_of(stored) if stored else "an unknown action"
            is_allowed = isinstance(answer, LedgerAction)
            work.audit.add(AuditEntry(actor, noted, is_allowed, subject, reason, now))
        if isinstance(answer, GiftlineError):
            raise answer
        return answer

    # Doing

    def _finish(self, action: LedgerAction, actor: Actor) -> LedgerAction:
        if action.state is not ActionState.DECIDED:
            return action
        if action.kind is ActionKind.UNLOCK:
            return self._settled(action, actor, None)
        return self._settled(action, actor, self._ask_ledger(action))

    def _settled(self, action: LedgerAction, actor: Actor, receipt: Receipt | None) -> LedgerAction:
        """Stores what became of it; somebody else who did the same at the same moment may have."""
        with self._unit_of_work() as work:
            held = work.ledger_actions.hold(action.id)
            if held is None or held.state is not ActionState.DECIDED:
                return held or action
            if receipt is None:
                settled = _unlocked(work, held)
            else:
                was_made = receipt.is_done or receipt.new_card is not None
                settled = replace(
                    held,
                    state=ActionState.DONE if was_made else ActionState.REFUSED,
                    outcome=receipt.outcome,
                    txn=receipt.txn,
                    new_card=receipt.new_card,
                )
            work.ledger_actions.put(settled)
            is_done = settled.outcome is Outcome.DONE
            now = self._clock.now()
            work.audit.add(
                AuditEntry(actor, AuditAction.LEDGER_DONE, is_done, subject_of(held), held.reason, now)
            )
        return settled

    def _ask_ledger(self, action: LedgerAction) -> Receipt:
        if action.card is None:
            raise AssertionError("only a pause is ended without a card")
        request = Request(SCOPE, action.id, action.asked_by, action.decided_by)
        if action.kind is ActionKind.REISSUE:
            return self._reissue(action, request)
        if action.kind is ActionKind.MOVE:
            to = AccountId(action.to_account or "")
            return self._change_ledger(Move(action.card, to, action.reason), request)
        return self._change_ledger(ChangeCard(Kind(action.kind.value), action.card, action.reason), request)

    def _reissue(self, action: LedgerAction, request: Request) -> Receipt:
        """Nobody at the desk is told the new code. Where the brand does not send it, the value goes to the
        account at once, and the receipt says what became of that."""
        if action.card is None:
            raise AssertionError("a card is replaced by another")
        receipt = self._reissue_card(action.card, action.reason, request).receipt
        if receipt.new_card is None or action.to_account is None:
            return receipt
        with self._unit_of_work() as work:
            code = work.ledger.code_of(receipt.new_card)
        if code is None:
            raise AssertionError("the card was just made")
        onto = replace(request, key=f"{action.id}:redeem")
        redeemed = self._change_ledger(Redeem(code, AccountId(action.to_account)), onto)
        return replace(receipt, outcome=redeemed.outcome)


def _unless_over(held: LedgerAction) -> LedgerAction | ActionSettled:
    """What has gone on already is told as it is; what goes no further is said to."""
    if held.state in (ActionState.DECLINED, ActionState.EXPIRED):
        return ActionSettled(action_texts().states[held.state])
    return held


def _unlocked(work: Work, held: LedgerAction) -> LedgerAction:
    """Together with the action's end, so that sending it again ends no later pause."""
    conversation = work.conversations.get(held.conversation)
    if conversation:
        work.ledger.unlock(claimant_of(conversation))
    return replace(held, state=ActionState.DONE, outcome=Outcome.DONE)
