"""An agent wants something done in the ledger: what would happen, before anything does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from bot.conversations.conversation import Conversation
from bot.errors import ActionImpossible, GiftlineError, NotPermitted, UnknownConversation, UnknownHandle
from bot.knowledge.brand import BrandPolicy
from bot.ledger.actions import (
    ActionKind,
    LedgerAction,
    Permission,
    Subject,
    action_texts,
    is_loss,
    permission,
    would_be,
)
from bot.ledger.cards import Card
from bot.ledger.commands import Kind
from bot.ledger.outcomes import Outcome, outcome_facts
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.privacy.claim_code import CodeFormat
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.redact import redact
from bot.services.claimant import claimant_of
from bot.values import AccountId, ActionId, CardId, ClaimHandle, Clock, ConversationId, Money

_LONGEST_REASON = 1_000


@dataclass(frozen=True)
class WantedAction:
    """The card is named by its handle in the conversation, or by the id that was found through one.

    `to_account` is where a move goes; by default to the account that is signed in.
    """

    kind: ActionKind
    reason: str
    client_id: str
    handle: ClaimHandle | None = None
    card: CardId | None = None
    to_account: AccountId | None = None


class DraftLedgerAction:
    """Stores what was asked for and answers with it; the same client id twice is one action.

    Every call is in the audit, refused or not.
    """

    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy

    def __call__(self, conversation: ConversationId, wanted: WantedAction, actor: Actor) -> LedgerAction:
        """`actor` is who asks; the caller has made sure of them.

        Raises NotPermitted without the role or a reason, ActionImpossible if the ledger would not do it,
        UnknownConversation, and UnknownHandle for a card that the conversation does not name.
        """
        wanted = replace(wanted, reason=without_secrets(wanted.reason, self._policy.cards.code_format))
        with self._unit_of_work() as work:
            answer = self._decide(work, conversation, wanted, actor)
            is_draft = isinstance(answer, LedgerAction)
            work.audit.add(
                AuditEntry(
                    actor,
                    AuditAction.LEDGER_ASKED,
                    allowed=is_draft,
                    subject=subject_of(answer) if isinstance(answer, LedgerAction) else str(wanted.kind),
                    reason=wanted.reason,
                    at=self._clock.now(),
                )
            )
        # Told only now: what is not in the audit for good was not told.
        if isinstance(answer, GiftlineError):
            raise answer
        return answer

    def _decide(
        self, work: Work, conversation_id: ConversationId, wanted: WantedAction, actor: Actor
    ) -> LedgerAction | GiftlineError:
        conversation = work.conversations.get(conversation_id)
        if conversation is None:
            return UnknownConversation("there is no such conversation")
        if not wanted.reason:
            return NotPermitted("Say why: the reason is kept with the name of whoever asks.")
        draft = LedgerAction(
            id=ActionId(uuid.uuid4().hex),
            conversation=conversation.id,
            client_id=wanted.client_id,
            kind=wanted.kind,
            asked_by=actor.name,
            asked_at=self._clock.now(),
            reason=wanted.reason,
            needs_second=False,
        )
        about = self._about(work, conversation, wanted, draft)
        if isinstance(about, GiftlineError):
            return about
        drafted, card = about
        allowed = permission(
            wanted.kind, actor.role, drafted.amount, self._policy.cards, is_loss=is_loss(wanted.kind, card)
        )
        if allowed is Permission.NEVER:
            return NotPermitted("Only agents change the ledger from the desk.")
        return work.ledger_actions.add(replace(drafted, needs_second=allowed is Permission.WITH_ANOTHER))

    def _about(
        self, work: Work, conversation: Conversation, wanted: WantedAction, draft: LedgerAction
    ) -> tuple[LedgerAction, Card | None] | GiftlineError:
        """The draft with what it is about, and the card, if the ledger would do it."""
        if wanted.kind is ActionKind.UNLOCK:
            paused = work.ledger.locked_until(claimant_of(conversation), self._clock.now())
            return (draft, None) if paused else ActionImpossible(action_texts().not_paused)
        found = _card(work, conversation.id, wanted)
        if found is None:
            return UnknownHandle("This conversation names no such card.")
        handle, card = found
        if wanted.kind is ActionKind.MOVE:
            to = wanted.to_account or conversation.account
        else:
            to = self._who_gets_it(conversation, wanted.kind)
        subject = self._subject(work, card, to)
        decision = would_be(wanted.kind, subject, self._policy.cards, self._clock.now())
        if decision.outcome is Outcome.UNKNOWN_ACCOUNT and to is None:
            return ActionImpossible(action_texts().nobody_to_give_it_to)
        if decision.outcome is not Outcome.DONE:
            return ActionImpossible(outcome_facts()[decision.outcome].means)
        about = replace(
            draft,
            handle=handle,
            card=card.id,
            last_four=card.last_four,
            to_account=to,
            amount=decision.amount,
        )
        return about, subject.card

    def _who_gets_it(self, conversation: Conversation, kind: ActionKind) -> AccountId | None:
        """Of a replacement, whose code nobody may be told here: the account, unless the brand sends it."""
        is_given = kind is ActionKind.REISSUE and not self._policy.cards.resends_codes
        return conversation.account if is_given else None

    def _subject(self, work: Work, card: Card, to: AccountId | None) -> Subject:
        replaced = any(
            one.kind is Kind.REISSUE and one.receipt.is_done and one.receipt.card == card.id
            for one in work.ledger.history(card=card.id)
        )
        account = work.ledger.account(to) if to else None
        return Subject(
            replace(card, is_replaced=replaced),
            account,
            _held_by_redeemer(work, card),
            self._policy.currency(account.region) if account else None,
        )


def without_secrets(reason: str, code_format: CodeFormat) -> str:
    """A reason as it may be kept for good, in the journal and the audit."""
    redacted = redact(reason.strip()[:_LONGEST_REASON], code_format, lambda code: f"(code {code.last_four})")
    return hide_other_secrets(redacted)


def subject_of(action: LedgerAction) -> str:
    """What the audit calls it, in our own names only."""
    of_card = f" of card {action.card}" if action.card else ""
    return f"{action.kind}{of_card} in conversation {action.conversation}"


def _card(work: Work, conversation: ConversationId, wanted: WantedAction) -> tuple[ClaimHandle, Card] | None:
    """The card of that handle, or that id: but only one that a code of this conversation leads to."""
    for known in sorted(work.vault.last_four(conversation)):
        handle = ClaimHandle(known)
        if wanted.handle not in (None, handle) or (wanted.handle is None and wanted.card is None):
            continue
        code = work.vault.fingerprint(conversation, handle)
        card = work.ledger.find(code).card if code else None
        if card and wanted.card in (None, card.id):
            return handle, card
    return None


def _held_by_redeemer(work: Work, card: Card) -> Money | None:
    if card.redemption is None:
        return None
    currency = card.redemption.amount.currency
    balances = work.ledger.balances(card.redemption.account)
    return next((money for money in balances if money.currency == currency), None)
