"""The agents' API: signing in and out, who is there, sessions and their end, and a look behind a handle."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field

from bot.access import PUBLIC
from bot.agents.agent import Agent, AgentSession, Role
from bot.agents.passwords import LONGEST
from bot.bootstrap import Services
from bot.desk.door import Door
from bot.ledger.cards import CardState, CodeMatch
from bot.ledger.claimants import Bucket, BucketKind
from bot.privacy import audit
from bot.privacy.placeholders import HANDLE
from bot.services.agent_sessions import SignedInAgent
from bot.throttles import Act
from bot.values import AgentId, AgentSessionId, ClaimHandle, ConversationId

PREFIX = "/api/v1/desk"

_Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_Handle = Annotated[str, Path(pattern=f"^{HANDLE.pattern}$")]


class SignInIn(BaseModel):
    email: str = Field(max_length=254, pattern=r"^[^\x00]*$")
    password: str = Field(max_length=LONGEST, repr=False)


class MeOut(BaseModel):
    """Who is signed in, and what has to go into the header X-CSRF-Token of every change."""

    id: str
    email: str
    name: str
    role: Role
    csrf_token: str


class SessionOut(BaseModel):
    id: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str
    is_this: bool


class RevokedOut(BaseModel):
    revoked: int


class AgentOut(BaseModel):
    id: str
    email: str
    name: str
    role: Role
    disabled: bool


class RevealIn(BaseModel):
    reason: str = Field(max_length=1_000, pattern=r"^[^\x00]*$", description="Kept with the agent's name.")


class RevealedOut(BaseModel):
    """`card` and `state` are null if no card has that code. `match` says whether it was typed as printed.

    `code` is null but where the brand sends codes again, and the code was typed as printed.
    """

    last_four: str
    card: str | None
    state: CardState | None
    match: CodeMatch
    code: str | None = Field(repr=False)


async def admit_to_sign_in(services: Services, request: Request) -> None:
    """Raises TooManyRequests if too many sign in from this address, whoever they say they are."""
    if request.client is not None:
        bucket = Bucket(BucketKind.ADDRESS, services.fingerprinter.address_key(request.client.host))
        await asyncio.to_thread(services.admit, Act.SIGN_IN, [bucket])


def desk_router(services: Services, door: Door) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["desk"])
    an_agent = Depends(door.lets_in(Role.AGENT))
    a_supervisor = Depends(door.lets_in(Role.SUPERVISOR))
    an_admin = Depends(door.lets_in(Role.ADMIN))

    @router.post("/sign-in", dependencies=[PUBLIC])
    async def sign_in(body: SignInIn, request: Request, response: Response) -> MeOut:
        """Sets the session's cookie. The session that the browser had before ends."""
        door.require_own_page(request)
        await admit_to_sign_in(services, request)
        signed_in = await asyncio.to_thread(
            services.sign_in_agent.with_password, body.email, body.password, door.place(request)
        )
        door.give_session(response, signed_in.token)
        return me_out(signed_in.agent, door.csrf_token(signed_in.token))

    @router.post("/sign-out", status_code=204)
    async def sign_out(response: Response, here: SignedInAgent = an_agent) -> None:
        """Ends this session, and takes its cookie back."""
        await asyncio.to_thread(services.agent_sessions.revoke, here.agent.id, here.session.id)
        door.take_session(response)

    @router.get("/me")
    async def me(request: Request, here: SignedInAgent = an_agent) -> MeOut:
        return me_out(here.agent, door.csrf_token(door.place(request).token))

    @router.get("/sessions")
    async def list_sessions(here: SignedInAgent = an_agent) -> list[SessionOut]:
        """One's own open sessions, the last one used first."""
        found = await asyncio.to_thread(services.agent_sessions.of, here.agent.id)
        return [_session_out(session, here.session) for session in found]

    @router.delete("/sessions")
    async def revoke_sessions(here: SignedInAgent = an_agent) -> RevokedOut:
        """Ends all of one's own sessions, this one too."""
        return RevokedOut(revoked=await asyncio.to_thread(services.agent_sessions.revoke, here.agent.id))

    @router.delete("/sessions/{session_id}")
    async def revoke_session(session_id: _Id, here: SignedInAgent = an_agent) -> RevokedOut:
        """Ends one of one's own sessions."""
        count = await asyncio.to_thread(
            services.agent_sessions.revoke, here.agent.id, AgentSessionId(session_id)
        )
        return RevokedOut(revoked=count)

    @router.get("/agents", dependencies=[a_supervisor])
    async def list_agents() -> list[AgentOut]:
        return [_agent_out(agent) for agent in await asyncio.to_thread(services.list_agents)]

    @router.delete("/agents/{agent_id}/sessions", dependencies=[an_admin])
    async def revoke_sessions_of(agent_id: _Id) -> RevokedOut:
        """Ends all sessions of an agent."""
        return RevokedOut(revoked=await asyncio.to_thread(services.agent_sessions.revoke, AgentId(agent_id)))

    @router.post("/conversations/{conversation_id}/codes/{handle}/reveal")
    async def reveal_card(
        conversation_id: _Id, handle: _Handle, body: RevealIn, here: SignedInAgent = an_agent
    ) -> RevealedOut:
        """Which card a handle stands for: for a supervisor, with a reason. Every try is in the audit.

        So an agent is let in here, and refused by what writes the audit.
        """
        actor = audit.Actor(here.agent.email, here.agent.role)
        revealed = await asyncio.to_thread(
            services.reveal_card, ConversationId(conversation_id), ClaimHandle(handle), actor, body.reason
        )
        return RevealedOut(
            last_four=revealed.last_four,
            card=revealed.card,
            state=revealed.state,
            match=revealed.match,
            code=revealed.code.value if revealed.code else None,
        )

    return router


def me_out(agent: Agent, csrf_token: str) -> MeOut:
    return MeOut(id=agent.id, email=agent.email, name=agent.name, role=agent.role, csrf_token=csrf_token)


def _session_out(session: AgentSession, this: AgentSession) -> SessionOut:
    return SessionOut(
        id=session.id,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
        user_agent=session.user_agent,
        is_this=session.id == this.id,
    )


def _agent_out(agent: Agent) -> AgentOut:
    return AgentOut(
        id=agent.id,
        email=agent.email,
        name=agent.name,
        role=agent.role,
        disabled=agent.disabled_at is not None,
    )
