"""Ledger actions from the desk: previewed, confirmed, and above a limit approved by a second person."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path
from pydantic import BaseModel, Field

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.desk.api import PREFIX
from bot.desk.brief_api import MacroOut, MoneyOut, actor_of, money_out
from bot.desk.door import Door
from bot.errors import UnknownConversation
from bot.ledger.actions import ActionKind, ActionState, LedgerAction
from bot.ledger.outcomes import Outcome
from bot.privacy.placeholders import HANDLE
from bot.services.action_words import words_of
from bot.services.agent_sessions import SignedInAgent
from bot.services.draft_ledger_action import WantedAction
from bot.values import AccountId, ActionId, CardId, ClaimHandle, ConversationId

_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_NO_NUL = r"^[^\x00]*$"


class WantedIn(BaseModel):
    """What to do, and why. The card by its handle, or by the id that the brief shows; none to unlock.

    `to_account` is where a move goes; by default to the account that is signed in.
    """

    client_id: str = Field(min_length=1, max_length=64, pattern=_NO_NUL)
    kind: ActionKind
    reason: str = Field(max_length=1_000, pattern=_NO_NUL, description="Kept with the agent's name.")
    handle: str | None = Field(default=None, pattern=f"^{HANDLE.pattern}$")
    card: str | None = Field(default=None, pattern="^[0-9a-f]{32}$")
    to_account: str | None = Field(default=None, max_length=120, pattern=_NO_NUL)


class DeclineIn(BaseModel):
    reason: str = Field(max_length=1_000, pattern=_NO_NUL, description="Kept with the supervisor's name.")


class ActionOut(BaseModel):
    """`text` says what would happen, or what did. `macro` may be sent to the customer once it is done.

    `needs_second` says that somebody else has to approve. No action tells a claim code.
    """

    id: str
    conversation_id: str
    kind: ActionKind
    state: ActionState
    handle: str | None
    card: str | None
    last_four: str | None
    to_account: str | None
    amount: MoneyOut | None
    reason: str
    needs_second: bool
    asked_by: str
    asked_at: datetime
    expires_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str
    outcome: Outcome | None
    txn: str | None
    new_card: str | None
    text: str
    macro: MacroOut | None


class ActionsOut(BaseModel):
    actions: list[ActionOut]


def actions_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["desk"])
    an_agent = Depends(door.lets_in(Role.AGENT))
    a_supervisor = Depends(door.lets_in(Role.SUPERVISOR))

    def out(action: LedgerAction) -> ActionOut:
        words = words_of(action, services.policy)
        macro = MacroOut(name=words.macro.name, text=words.macro.text) if words.macro else None
        return ActionOut(
            id=action.id,
            conversation_id=action.conversation,
            kind=action.kind,
            state=action.state,
            handle=action.handle,
            card=action.card,
            last_four=action.last_four,
            to_account=action.to_account,
            amount=money_out(action.amount),
            reason=action.reason,
            needs_second=action.needs_second,
            asked_by=action.asked_by,
            asked_at=action.asked_at,
            expires_at=action.expires_at,
            decided_by=action.decided_by,
            decided_at=action.decided_at,
            decision_reason=action.decision_reason,
            outcome=action.outcome,
            txn=action.txn,
            new_card=action.new_card,
            text=words.text,
            macro=macro,
        )

    def told(action: LedgerAction) -> ActionOut:
        """The desk hears of it: who asked sees what became of it, and who approves sees what waits."""
        services.wakeups.wake_desk(action.conversation)
        return out(action)

    @router.post("/conversations/{conversation_id}/actions")
    async def preview(conversation_id: _Id, body: WantedIn, here: SignedInAgent = an_agent) -> ActionOut:
        """What would happen. Nothing does, until it is confirmed."""
        wanted = WantedAction(
            body.kind,
            body.reason,
            body.client_id,
            ClaimHandle(body.handle) if body.handle else None,
            CardId(body.card) if body.card else None,
            AccountId(body.to_account) if body.to_account else None,
        )
        try:
            drafted = await asyncio.to_thread(
                services.draft_ledger_action, ConversationId(conversation_id), wanted, actor_of(here.agent)
            )
        except UnknownConversation:
            # Elsewhere it means that whoever asks is not let in; an agent is.
            raise HTTPException(404, "There is no such conversation.") from None
        return out(drafted)

    @router.get("/conversations/{conversation_id}/actions", dependencies=[an_agent])
    async def actions_of(conversation_id: _Id) -> ActionsOut:
        """All that agents did or wanted to do about a conversation, oldest first."""
        found = await asyncio.to_thread(services.list_ledger_actions.of, ConversationId(conversation_id))
        return ActionsOut(actions=[out(action) for action in found])

    @router.post("/conversations/{conversation_id}/actions/{action_id}/confirm")
    async def confirm(conversation_id: _Id, action_id: _Id, here: SignedInAgent = an_agent) -> ActionOut:
        """Does it, or has it wait for a second person. Sent twice it is done once."""
        confirmed = await asyncio.to_thread(
            services.decide_ledger_action.confirm,
            ConversationId(conversation_id),
            ActionId(action_id),
            actor_of(here.agent),
        )
        return told(confirmed)

    @router.get("/approvals", dependencies=[a_supervisor])
    async def approvals() -> ActionsOut:
        """What waits for a second person, oldest first."""
        found = await asyncio.to_thread(services.list_ledger_actions.waiting)
        return ActionsOut(actions=[out(action) for action in found])

    @router.post("/approvals/{action_id}/approve")
    async def approve(action_id: _Id, here: SignedInAgent = an_agent) -> ActionOut:
        """Does it: for a supervisor who did not ask for it. Every try is in the audit.

        So an agent is let in here, and refused by what writes the audit.
        """
        approved = await asyncio.to_thread(
            services.decide_ledger_action.approve, ActionId(action_id), actor_of(here.agent)
        )
        return told(approved)

    @router.post("/approvals/{action_id}/decline")
    async def decline(action_id: _Id, body: DeclineIn, here: SignedInAgent = an_agent) -> ActionOut:
        """Leaves the ledger as it is: for whoever could approve it, with a reason."""
        declined = await asyncio.to_thread(
            services.decide_ledger_action.decline, ActionId(action_id), actor_of(here.agent), body.reason
        )
        return told(declined)

    return router
