"""Which card a handle stands for: for supervisors and admins, with a reason, and never unseen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.errors import GiftlineError, NotPermitted, UnknownHandle
from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import CardState, CodeMatch
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry, may_reveal
from bot.privacy.claim_code import ClaimCode
from bot.privacy.placeholders import HANDLE
from bot.privacy.redact import redact
from bot.privacy.sealed_codes import CodeSealer
from bot.values import CardId, ClaimHandle, Clock, ConversationId

_LONGEST_REASON = 1_000


@dataclass(frozen=True)
class RevealedCard:
    """`card` and `state` are None if no card has that code. `match` says whether it was typed as printed.

    `code` is there only for a brand that sends codes again, and only for a code typed as printed.
    """

    last_four: str
    card: CardId | None = None
    state: CardState | None = None
    match: CodeMatch = CodeMatch.NONE
    code: ClaimCode | None = field(default=None, repr=False)


class RevealCard:
    """Every call is in the audit, allowed or refused, before anything is told."""

    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy, sealer: CodeSealer
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._sealer = sealer

    def __call__(
        self, conversation: ConversationId, handle: ClaimHandle, actor: Actor, reason: str
    ) -> RevealedCard:
        """`actor` is who asks; the caller has made sure of them.

        Raises NotPermitted without the role or a reason, UnknownHandle for one the conversation has not.
        """
        reason = self._without_codes(reason)
        with self._unit_of_work() as work:
            answer = self._decide(work, conversation, handle, actor, reason)
            work.audit.add(
                AuditEntry(
                    actor,
                    AuditAction.REVEAL,
                    allowed=isinstance(answer, RevealedCard),
                    subject=_subject(work, conversation, handle),
                    reason=reason,
                    at=self._clock.now(),
                )
            )
        # Told only now: what is not in the audit for good was not told.
        if isinstance(answer, GiftlineError):
            raise answer
        return answer

    def _decide(
        self, work: Work, conversation: ConversationId, handle: ClaimHandle, actor: Actor, reason: str
    ) -> RevealedCard | GiftlineError:
        if not may_reveal(actor.role):
            return NotPermitted("Only a supervisor or an admin may see which card it is.")
        if not reason:
            return NotPermitted("Say why: the reason is kept with the name of whoever asks.")
        code = work.vault.fingerprint(conversation, handle)
        if code is None:
            return UnknownHandle("This conversation has no such handle.")
        found = work.ledger.find(code)
        if found.card is None:
            return RevealedCard(code.last_four)
        revealed = RevealedCard(found.card.last_four, found.card.id, found.card.state, found.match)
        if not self._policy.cards.resends_codes or found.match is not CodeMatch.EXACT:
            return revealed
        sealed = work.ledger.sealed_code(found.card.id)
        return replace(revealed, code=self._sealer.open(sealed)) if sealed else revealed

    def _without_codes(self, reason: str) -> str:
        """As the audit may keep it."""
        code_format = self._policy.cards.code_format
        return redact(reason.strip()[:_LONGEST_REASON], code_format, lambda code: f"(code {code.last_four})")


def _subject(work: Work, conversation: ConversationId, handle: ClaimHandle) -> str:
    """What was asked for, in our own names only: anybody can ask for anything, a claim code too."""
    if work.conversations.get(conversation) is None:
        return "an unknown conversation"
    named = handle if HANDLE.fullmatch(handle) else "an unknown handle"
    return f"{named} of conversation {conversation}"
