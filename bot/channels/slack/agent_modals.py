"""What agents fill in before something is done: Slack's modals, and what comes back of them. Pure.

A modal carries the conversation, the version at which it was seen, and the name under which what is sent is
known; it never carries what anybody wrote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.block_kit import (
    LONGEST_INPUT,
    MOST_OPTIONS,
    Block,
    asked,
    option,
    plain,
    row,
    select,
    text_input,
    told,
)
from bot.knowledge.macros import FilledMacro
from bot.ledger.actions import ActionKind
from bot.services.list_colleagues import Colleague, TeamQueue
from bot.services.move_conversation import SeenConversation
from bot.values import ActionId, AgentId, ClaimHandle, ConversationId

View = dict[str, Any]

# What is submitted comes back under these.
REPLY_MODAL = "agents_reply_modal"
NOTE_MODAL = "agents_note_modal"
RESOLVE_MODAL = "agents_resolve_modal"
TRANSFER_MODAL = "agents_transfer_modal"
LEDGER_MODAL = "agents_ledger_modal"
CONFIRM_MODAL = "agents_confirm_modal"
DECLINE_MODAL = "agents_decline_modal"
# Choosing a macro fills it in at once.
MACRO = "agents_macro"
# Fields.
TEXT = "text"
REASON = "reason"
TO = "to"
KIND = "kind"
CARD = "card"

_TO_AGENT, _TO_TEAM = "agent", "team"
_KINDS = {
    ActionKind.UNLOCK: "End the pause after wrong codes",
    ActionKind.ACTIVATE: "Activate the card",
    ActionKind.FREEZE: "Put the card on hold",
    ActionKind.UNFREEZE: "End the hold on the card",
    ActionKind.REISSUE: "Replace the card by another",
    ActionKind.MOVE: "Move it to this customer's account",
}


@dataclass(frozen=True)
class Draft:
    """What a modal is about. `client_id` is made when it is opened: sent twice it is one thing."""

    seen: SeenConversation
    client_id: str
    action: ActionId | None = None

    def written(self) -> str:
        return json.dumps([self.seen.id, self.seen.version, self.client_id, self.action])


def draft_of(view: Mapping[str, Any]) -> Draft:
    conversation, version, client_id, action = json.loads(view["private_metadata"])
    return Draft(SeenConversation(ConversationId(conversation), version), client_id, action)


@dataclass(frozen=True)
class KnownCard:
    """A card of the conversation, as it is chosen by its last four."""

    handle: ClaimHandle
    last_four: str


def reply_modal(draft: Draft, macros: Sequence[FilledMacro], written: str = "", *, turn: str = "0") -> View:
    """`turn` is another one for each text that we fill in: Slack keeps what stands in a field of one name."""
    options = [option(macro.title, macro.id) for macro in macros]
    to_choose = [row(select(MACRO, "Fill in a macro", options))] if options else []
    given = {"initial_value": written[:LONGEST_INPUT]} if written else {}
    text = asked(f"{TEXT}_{turn}", "To the customer", text_input(TEXT, **given))
    return _modal(REPLY_MODAL, "Reply", "Send", draft, [*to_choose, text])


def note_modal(draft: Draft) -> View:
    hint = plain("No customer ever sees a note. Whom you name with an @ is told.")
    return _modal(
        NOTE_MODAL, "Private note", "Keep", draft, [asked(TEXT, "Note", text_input(TEXT), hint=hint)]
    )


def resolve_modal(draft: Draft) -> View:
    hint = plain("For colleagues, and kept with the ticket. The customer is told that it is closed.")
    reason = asked(REASON, "What settled it", text_input(REASON, max_length=1_000), hint=hint)
    return _modal(RESOLVE_MODAL, "Resolve", "Close it", draft, [reason])


def transfer_modal(draft: Draft, agents: Sequence[Colleague], teams: Sequence[TeamQueue]) -> View:
    """Slack shows a hundred of each, those who are online first."""
    people = [option(_described(agent), f"{_TO_AGENT}:{agent.id}") for agent in agents]
    queues = [option(f"{team.name}, {team.queued} waiting", f"{_TO_TEAM}:{team.id}") for team in teams]
    groups = [
        {"label": plain(label), "options": options[:MOST_OPTIONS]}
        for label, options in (("Teams", queues), ("Agents", people))
        if options
    ]
    to: Block = {
        "type": "static_select",
        "action_id": TO,
        "placeholder": plain("An agent or a team"),
        "option_groups": groups,
    }
    reason = asked(REASON, "Why", text_input(REASON, max_length=1_000), hint=plain("For colleagues only."))
    return _modal(TRANSFER_MODAL, "Transfer", "Pass it on", draft, [asked(TO, "To", to), reason])


def ledger_modal(draft: Draft, cards: Sequence[KnownCard]) -> View:
    kinds = [
        option(title, kind.value) for kind, title in _KINDS.items() if cards or kind is ActionKind.UNLOCK
    ]
    blocks = [asked(KIND, "What to do", select(KIND, "An action", kinds))]
    if cards:
        named = [option(f"The card ending {card.last_four}", card.handle) for card in cards]
        blocks.append(
            asked(CARD, "Which card", select(CARD, "Not needed to end a pause", named), optional=True)
        )
    reason = text_input(REASON, max_length=1_000)
    blocks.append(asked(REASON, "Why", reason, hint=plain("Kept with your name.")))
    return _modal(LEDGER_MODAL, "Ledger action", "See what happens", draft, blocks)


def confirm_modal(draft: Draft, words: str) -> View:
    """Of a drafted action: nothing has happened yet."""
    return _modal(CONFIRM_MODAL, "Ledger action", "Confirm", draft, [told(words, 2_900)])


def decline_modal(draft: Draft) -> View:
    hint = plain("Whoever asked for it reads this.")
    reason = asked(REASON, "Why not", text_input(REASON, max_length=1_000), hint=hint)
    return _modal(DECLINE_MODAL, "Decline", "Decline", draft, [reason])


def told_modal(title: str, words: str) -> View:
    """Says what came of it, and takes nothing."""
    return {
        "type": "modal",
        "title": plain(title, 24),
        "close": plain("Close"),
        "blocks": [told(words, 2_900)],
    }


def typed(view: Mapping[str, Any], field: str) -> str:
    """What stands in a field; empty if nothing does."""
    element = _values(view).get(field, {})
    return str(element.get("value") or "")


def chosen(view: Mapping[str, Any], field: str) -> str | None:
    option_ = _values(view).get(field, {}).get("selected_option")
    return option_["value"] if option_ else None


def block_of(view: Mapping[str, Any], field: str) -> str:
    """The block under which something is said about a field."""
    return next((block for block, elements in view["state"]["values"].items() if field in elements), field)


def destination(view: Mapping[str, Any]) -> tuple[AgentId | None, str | None]:
    """To whom a transfer goes: an agent, or a team."""
    kind, _, to = (chosen(view, TO) or "").partition(":")
    return (AgentId(to), None) if kind == _TO_AGENT else (None, to)


def _modal(callback: str, title: str, submit: str, draft: Draft, blocks: Sequence[Block]) -> View:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "submit": plain(submit, 24),
        "close": plain("Cancel", 24),
        "private_metadata": draft.written(),
        "blocks": list(blocks),
    }


def _described(agent: Colleague) -> str:
    online = "online, " if agent.online else ""
    return f"{agent.name}, {online}{agent.conversations} of {agent.capacity}"


def _values(view: Mapping[str, Any]) -> dict[str, Any]:
    return {
        action: element
        for elements in view["state"]["values"].values()
        for action, element in elements.items()
    }
