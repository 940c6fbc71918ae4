"""The training inbox's API: agents say what messages mean that the model was unsure of."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.desk.door import Door
from bot.privacy import audit
from bot.services.agent_sessions import SignedInAgent
from bot.services.training_intents import training_intents
from bot.training.line import LineState, TrainingLine, Why
from bot.values import ConversationId, TrainingLineId

_Line = Annotated[str, Path(pattern="^[0-9a-f]{12}$")]
_Conversation = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class LineOut(BaseModel):
    """`conversation` and `sequence` are null once the conversation was erased."""

    id: str
    text: str = Field(description="Anonymous: no name, address, number or handle of the customer's.")
    guessed: str | None
    confidence: float | None
    why: Why
    said_at: datetime | None
    state: LineState
    label: str | None
    labelled_by: str | None
    labelled_at: datetime | None
    conversation: str | None
    sequence: int | None


class InboxOut(BaseModel):
    """The newest first. `counts` has every state."""

    lines: list[LineOut]
    counts: dict[LineState, int]


class IntentOut(BaseModel):
    """`key` is the one that labels a line on the page, if there are enough of them."""

    intent: str
    title: str
    key: str | None


class LabelIn(BaseModel):
    intent: str = Field(max_length=60)


class LabelLineIn(LabelIn):
    text: str | None = Field(
        default=None, max_length=1_000, description="The line in other words, if it names somebody."
    )


def training_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"])
    an_agent = Depends(door.lets_in(Role.AGENT))

    @router.get("/training", dependencies=[an_agent])
    async def list_lines(
        state: LineState = LineState.OPEN, most: Annotated[int, Query(ge=1, le=200)] = 50
    ) -> InboxOut:
        inbox = await asyncio.to_thread(services.review_lines.listed, state, most)
        return InboxOut(lines=[_line_out(line) for line in inbox.lines], counts=dict(inbox.counts))

    @router.get("/training/intents", dependencies=[an_agent])
    async def list_intents() -> list[IntentOut]:
        """What a line can be labelled with."""
        return [
            IntentOut(intent=each.intent, title=each.title, key=each.key)
            for each in training_intents().values()
        ]

    @router.post("/training/{line_id}/label")
    async def label_line(line_id: _Line, body: LabelLineIn, here: SignedInAgent = an_agent) -> LineOut:
        """Says what the line means; once more says it anew."""
        line = await asyncio.to_thread(
            services.review_lines.label, TrainingLineId(line_id), body.intent, _actor(here), body.text
        )
        return _line_out(line)

    @router.post("/training/{line_id}/skip", status_code=204)
    async def skip_line(line_id: _Line, here: SignedInAgent = an_agent) -> None:
        """The line teaches nothing."""
        await asyncio.to_thread(services.review_lines.skip, TrainingLineId(line_id), _actor(here))

    @router.post("/training/{line_id}/put-back", status_code=204)
    async def put_back_line(line_id: _Line, here: SignedInAgent = an_agent) -> None:
        """Takes a label, or skipping, back."""
        await asyncio.to_thread(services.review_lines.put_back, TrainingLineId(line_id), _actor(here))

    @router.post("/conversations/{conversation_id}/messages/{sequence}/label")
    async def label_message(
        conversation_id: _Conversation,
        sequence: Annotated[int, Path(ge=1, le=2**31 - 1)],
        body: LabelIn,
        here: SignedInAgent = an_agent,
    ) -> LineOut:
        """Says what a customer's message means, which puts it among the labelled lines."""
        line = await asyncio.to_thread(
            services.review_lines.relabel,
            ConversationId(conversation_id),
            sequence,
            body.intent,
            _actor(here),
        )
        return _line_out(line)

    return router


def _actor(here: SignedInAgent) -> audit.Actor:
    return audit.Actor(here.agent.email, here.agent.role)


def _line_out(line: TrainingLine) -> LineOut:
    return LineOut(
        id=line.id,
        text=line.text,
        guessed=line.guessed,
        confidence=line.confidence,
        why=line.why,
        said_at=line.said_at,
        state=line.state,
        label=line.label,
        labelled_by=line.labelled_by,
        labelled_at=line.labelled_at,
        conversation=line.conversation,
        sequence=line.sequence,
    )
