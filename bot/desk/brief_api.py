"""The case brief of a conversation: what an agent sees at a glance."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path
from pydantic import BaseModel, Field

from bot.agents.agent import Agent, Role
from bot.bootstrap import Services
from bot.cases.brief import (
    Advice,
    Asked,
    Brief,
    CardBrief,
    Claim,
    Event,
    Need,
    RedeemedBy,
    Step,
    Verdict,
)
from bot.desk.api import PREFIX
from bot.desk.door import Door
from bot.errors import UnknownConversation
from bot.knowledge.evidence import Evidence
from bot.ledger.actions import ActionKind
from bot.ledger.cards import CardState, CodeMatch
from bot.ledger.commands import Kind
from bot.ledger.outcomes import Outcome
from bot.privacy import audit
from bot.services.agent_sessions import SignedInAgent
from bot.values import ConversationId, Money

_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class MoneyOut(BaseModel):
    """`minor` in the currency's smallest unit; `text` as people write it."""

    minor: int
    currency: str
    text: str


class ClaimOut(BaseModel):
    """What the customer complained of, and the message that says so."""

    case: str
    title: str
    sequence: int
    at: datetime


class EventOut(BaseModel):
    at: datetime
    kind: Kind
    text: str
    amount: MoneyOut | None


class MacroOut(BaseModel):
    """A text that may be sent. Nobody sends it but the agent."""

    name: str
    text: str


class AdviceOut(BaseModel):
    do: str
    macro: MacroOut
    action: ActionKind | None


class CardBriefOut(BaseModel):
    """What is true of one code. Without a card, `card`, `state`, `region` and `face_value` are null."""

    handle: str
    last_four: str
    card: str | None
    state: CardState | None
    region: str | None
    face_value: MoneyOut | None
    match: CodeMatch
    case: str | None
    outcome: Outcome
    title: str
    found: str
    claim: ClaimOut | None
    verdict: Verdict
    verdict_text: str
    mismatch: bool
    redeemed_by: RedeemedBy | None
    evidence: list[str]
    timeline: list[EventOut]
    advice: AdviceOut


class StepOut(BaseModel):
    """What the assistant told, so many times in a row."""

    sequence: int
    at: datetime
    text: str
    ticket: str | None
    times: int


class AskedOut(BaseModel):
    what: Need | Evidence
    text: str
    given: bool = Field(description="False where we have not seen it; look at what was attached.")


class BriefOut(BaseModel):
    """`advice` is there where no card is known; otherwise each card has its own."""

    signed_in: bool
    claim: ClaimOut | None
    mismatch: bool
    locked_until: datetime | None
    cautions: list[str]
    cards: list[CardBriefOut]
    steps: list[StepOut]
    asked: list[AskedOut]
    missing: list[AskedOut]
    advice: AdviceOut | None


def brief_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["desk"])
    an_agent = Depends(door.lets_in(Role.AGENT))

    @router.get("/conversations/{conversation_id}/brief")
    async def brief(conversation_id: _Id, here: SignedInAgent = an_agent) -> BriefOut:
        """What is true, what was tried and what to do. That it was read is in the audit."""
        try:
            made = await asyncio.to_thread(
                services.brief_case, ConversationId(conversation_id), actor_of(here.agent)
            )
        except UnknownConversation:
            # Elsewhere it means that whoever asks is not let in; an agent is.
            raise HTTPException(404, "There is no such conversation.") from None
        return _brief_out(made)

    return router


def actor_of(agent: Agent) -> audit.Actor:
    return audit.Actor(agent.email, agent.role)


def money_out(money: Money | None) -> MoneyOut | None:
    return MoneyOut(minor=money.minor, currency=money.currency, text=str(money)) if money else None


def _brief_out(brief: Brief) -> BriefOut:
    return BriefOut(
        signed_in=brief.signed_in,
        claim=_claim_out(brief.claim),
        mismatch=brief.is_mismatch,
        locked_until=brief.locked_until,
        cautions=list(brief.cautions),
        cards=[_card_out(card) for card in brief.cards],
        steps=[_step_out(step) for step in brief.steps],
        asked=[_asked_out(asked) for asked in brief.asked],
        missing=[_asked_out(asked) for asked in brief.missing],
        advice=_advice_out(brief.advice) if brief.advice else None,
    )


def _card_out(brief: CardBrief) -> CardBriefOut:
    card = brief.card
    return CardBriefOut(
        handle=brief.handle,
        last_four=brief.last_four,
        card=card.id if card else None,
        state=card.state if card else None,
        region=card.region if card else None,
        face_value=money_out(card.face_value if card else None),
        match=brief.match,
        case=brief.case,
        outcome=brief.outcome,
        title=brief.title,
        found=brief.found,
        claim=_claim_out(brief.claim),
        verdict=brief.verdict,
        verdict_text=brief.verdict_text,
        mismatch=brief.verdict.is_mismatch,
        redeemed_by=brief.redeemed_by,
        evidence=list(brief.evidence),
        timeline=[_event_out(event) for event in brief.timeline],
        advice=_advice_out(brief.advice),
    )


def _claim_out(claim: Claim | None) -> ClaimOut | None:
    if claim is None:
        return None
    return ClaimOut(case=claim.case, title=claim.title, sequence=claim.sequence, at=claim.at)


def _event_out(event: Event) -> EventOut:
    return EventOut(at=event.at, kind=event.kind, text=event.text, amount=money_out(event.amount))


def _step_out(step: Step) -> StepOut:
    return StepOut(sequence=step.sequence, at=step.at, text=step.text, ticket=step.ticket, times=step.times)


def _asked_out(asked: Asked) -> AskedOut:
    return AskedOut(what=asked.what, text=asked.text, given=asked.given)


def _advice_out(advice: Advice) -> AdviceOut:
    macro = MacroOut(name=advice.macro.name, text=advice.macro.text)
    return AdviceOut(do=advice.do, macro=macro, action=advice.action)
