"""A ledger action in words: what would happen, what did, and what may be sent to the customer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases.brief import Macro
from bot.knowledge.brand import BrandPolicy
from bot.knowledge.values import brand_values
from bot.ledger.actions import ActionState, LedgerAction, action_texts, texts_of
from bot.ledger.outcomes import Outcome, outcome_facts

_OPEN = (ActionState.DRAFT, ActionState.PENDING, ActionState.DECIDED)


@dataclass(frozen=True)
class ActionWords:
    """`macro` is there once the action is done. Nobody sends it by itself."""

    text: str
    macro: Macro | None


def words_of(action: LedgerAction, policy: BrandPolicy) -> ActionWords:
    texts, shared = texts_of(action.kind, policy.cards), action_texts()
    values = {
        **brand_values(policy),
        "last_four": action.last_four or "",
        "amount": str(action.amount or ""),
        "to_account": action.to_account or "",
    }
    state = shared.states[action.state]
    if action.state in _OPEN:
        also = [shared.needs_second] if action.needs_second and action.state is ActionState.DRAFT else []
        return ActionWords(" ".join([texts.would.format_map(values), *also, state]), None)
    if action.state is ActionState.DONE and action.outcome in (None, Outcome.DONE):
        macro = Macro(f"ledger.{action.kind}", texts.say.format_map(values))
        return ActionWords(texts.done.format_map(values), macro)
    why = [outcome_facts()[action.outcome].means] if action.outcome else []
    if action.state is ActionState.DONE:
        state = shared.replaced_only.format_map(values)
    return ActionWords(" ".join([state, *why]), None)
