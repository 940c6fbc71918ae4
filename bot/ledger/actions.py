"""What agents do to the ledger from the desk: who may, who has to agree, and what would come of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.ledger import rules
from bot.ledger.cards import Account, Card, CardState
from bot.ledger.commands import ChangeCard, Kind, Request
from bot.ledger.outcomes import Outcome
from bot.ledger.policy import CardPolicy
from bot.ledger.rules import Decision
from bot.privacy.role import Machine, Role
from bot.values import ActionId, CardId, ClaimHandle, ConversationId, Money
from bot.yaml_file import read_yaml

# Long enough to read what would happen, and short enough that it is still true.
_DRAFT_LASTS = timedelta(minutes=15)
# Whoever approves the next day does not remember why.
_PENDING_LASTS = timedelta(hours=24)


class ActionKind(StrEnum):
    UNLOCK = "unlock"  # ends the pause of whoever tried wrong codes
    ACTIVATE = "activate"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    REISSUE = "reissue"
    MOVE = "move"  # of a redemption, to the right account


class ActionState(StrEnum):
    DRAFT = "draft"  # told what would happen; nobody has confirmed it
    PENDING = "pending"  # waits for a second person
    DECIDED = "decided"  # all who have to have agreed; the ledger is asked next
    DONE = "done"
    REFUSED = "refused"  # the ledger did not do it; `outcome` says why
    DECLINED = "declined"
    EXPIRED = "expired"


# Those of which, once it was confirmed, agents are told where they work. A decided one is done at once.
TOLD_STATES = (
    ActionState.PENDING,
    ActionState.DONE,
    ActionState.REFUSED,
    ActionState.DECLINED,
    ActionState.EXPIRED,
)


@dataclass(frozen=True)
class LedgerAction:
    """One action from its preview to its end. Agents are named by their e-mail addresses, as in the audit.

    Its id is the key under which the ledger is asked, so it is done once however often it is sent. No text
    of it holds a claim code.
    """

    id: ActionId
    conversation: ConversationId
    client_id: str
    kind: ActionKind
    asked_by: str
    asked_at: datetime
    reason: str
    needs_second: bool
    state: ActionState = ActionState.DRAFT
    handle: ClaimHandle | None = None
    card: CardId | None = None
    last_four: str | None = None
    to_account: str | None = None
    amount: Money | None = None
    confirmed_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_reason: str = ""
    outcome: Outcome | None = None
    txn: str | None = None
    new_card: CardId | None = None

    @property
    def expires_at(self) -> datetime | None:
        """What was decided never expires: the ledger may have done it already."""
        if self.state is ActionState.DRAFT:
            return self.asked_at + _DRAFT_LASTS
        if self.state is ActionState.PENDING:
            return (self.confirmed_at or self.asked_at) + _PENDING_LASTS
        return None

    def as_of(self, now: datetime) -> LedgerAction:
        """The action, expired if nobody has gone on with it for too long."""
        is_over = self.expires_at is not None and self.expires_at <= now
        return replace(self, state=ActionState.EXPIRED) if is_over else self


class Permission(StrEnum):
    ALONE = "alone"
    WITH_ANOTHER = "with_another"
    NEVER = "never"


@dataclass(frozen=True)
class _Rule:
    """`alone` may do it without anybody else, up to the brand's limit for two people if `has_limit`."""

    alone: frozenset[Role]
    has_limit: bool = True


_AGENTS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
_SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
_RULES = {
    # Neither gives anything away, and a thief is not waited for.
    ActionKind.UNLOCK: _Rule(_AGENTS, has_limit=False),
    ActionKind.FREEZE: _Rule(_AGENTS, has_limit=False),
    ActionKind.ACTIVATE: _Rule(_AGENTS),
    ActionKind.UNFREEZE: _Rule(_AGENTS),
    ActionKind.REISSUE: _Rule(_SUPERVISORS),
    ActionKind.MOVE: _Rule(_SUPERVISORS),
}


def permission(
    kind: ActionKind, role: Role | Machine, amount: Money | None, policy: CardPolicy, *, is_loss: bool = False
) -> Permission:
    """Whether the role may do it, alone or with a second person.

    `is_loss` is true of what the house pays for, which no one person decides whatever the amount.
    """
    if role not in _AGENTS:
        return Permission.NEVER
    rule = _RULES[kind]
    is_above = rule.has_limit and amount is not None and policy.needs_two_people(amount)
    alone = role in rule.alone and not is_above and not is_loss
    return Permission.ALONE if alone else Permission.WITH_ANOTHER


def may_approve(role: Role | Machine, name: str, asked_by: str) -> bool:
    """Whether that is a second person who may: never the same one, whatever the role."""
    return role in _SUPERVISORS and name != asked_by


@dataclass(frozen=True)
class Subject:
    """What an action would be done to. `holder_has` is what the account still has that redeemed the card.

    `to` is the account that a move goes to, or that gets the value of a replacement whose code nobody can
    be told.
    """

    card: Card
    to: Account | None = None
    holder_has: Money | None = None
    currency: str | None = None  # of the region of `to`


def is_loss(kind: ActionKind, card: Card | None) -> bool:
    """Whether the house would pay for it: a card is replaced whose value somebody has."""
    return kind is ActionKind.REISSUE and card is not None and card.state is CardState.REDEEMED


def would_be(kind: ActionKind, subject: Subject, policy: CardPolicy, now: datetime) -> Decision:
    """What the ledger would decide now, once everybody who has to has agreed. Not for `UNLOCK`."""
    card, to = subject.card, subject.to
    agreed = Request("desk", "preview", "whoever asks", "whoever approves")
    if kind is ActionKind.MOVE:
        if to is None:
            return Decision(Outcome.UNKNOWN_ACCOUNT)
        has = subject.holder_has or Money(0, card.face_value.currency)
        return rules.move(agreed, card, to, has, policy, subject.currency)
    if kind is ActionKind.REISSUE:
        decision = rules.reissue(agreed, card, CardId("new"), policy)
        return decision if policy.resends_codes else _onto_account(decision, subject)
    return rules.change_card(ChangeCard(Kind(kind.value), card.id), card, policy, now)


def _onto_account(decision: Decision, subject: Subject) -> Decision:
    """Of a code that nobody can be told only the account of the customer can have the value."""
    card, to = subject.card, subject.to
    if decision.outcome is not Outcome.DONE:
        return decision
    if to is None:
        return Decision(Outcome.UNKNOWN_ACCOUNT)
    if card.region != to.region:
        return Decision(Outcome.WRONG_REGION)
    if subject.currency not in (None, card.face_value.currency):
        return Decision(Outcome.WRONG_CURRENCY)
    return decision


class ActionTexts(BaseModel):
    """`would` and `done` are for agents; `say` is what they may send to the customer, once it is done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    would: str
    done: str
    say: str


class _Texts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: dict[ActionKind, ActionTexts]
    reissue_with_code: ActionTexts
    states: dict[ActionState, str]
    needs_second: str
    not_paused: str
    nobody_to_give_it_to: str
    replaced_only: str


@cache
def action_texts() -> _Texts:
    return _Texts.model_validate(read_yaml(Path(__file__).with_suffix(".yml")))


def texts_of(kind: ActionKind, policy: CardPolicy) -> ActionTexts:
    """How a replacement reaches the customer differs by whether the brand sends codes again."""
    texts = action_texts()
    if kind is ActionKind.REISSUE and policy.resends_codes:
        return texts.reissue_with_code
    return texts.kinds[kind]
