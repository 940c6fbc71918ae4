"""Every endpoint times everybody who may come: what the app does is what the endpoint's decision says.

The list is made of the app's own routes, so that a new endpoint is in it, or the app is not even built.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.access import DEMO, PUBLIC, Access, Endpoint, Undecided, decides, decisions
from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.desk.door import CSRF_HEADER, SIGN_IN_PAGE
from bot.desk.identity_provider import IdentityProvider
from tests.builders import a_customer
from tests.desk.at_the_desk import ACTION_SECRET, a_door, a_session, an_app, listening

# Read it as a reviewer would: all that anybody on the Internet may use.
OPEN_TO_ALL = {
    Endpoint("/", "*"),
    Endpoint("/", "GET"),
    Endpoint("/api/v1/chat/challenge", "GET"),
    Endpoint("/api/v1/chat/sessions", "POST"),
    Endpoint("/api/v1/desk/oidc/callback", "GET"),
    Endpoint("/api/v1/desk/oidc/start", "GET"),
    Endpoint("/api/v1/desk/sign-in", "POST"),
    Endpoint("/desk/sign-in", "GET"),
    Endpoint("/docs", "GET"),
    Endpoint("/docs/{name:path}", "GET"),
    Endpoint("/embed/{slug}", "GET"),
    Endpoint("/embed/{slug}.css", "GET"),
    Endpoint("/giftline.js", "GET"),
    Endpoint("/health", "GET"),
    Endpoint("/openapi.json", "GET"),
    Endpoint("/playground/{slug}", "GET"),
}
IN_A_DEMO = {Endpoint("/api/v1/demo", "GET"), Endpoint("/api/v1/demo/sign-in", "POST")}
AT_THE_DESK = {
    Endpoint("/api/v1/desk/agents", "GET"): Access.SUPERVISOR,
    Endpoint("/api/v1/desk/agents/{agent_id}/sessions", "DELETE"): Access.ADMIN,
    # What it tells is for supervisors; an agent comes as far as the audit of their try.
    Endpoint("/api/v1/desk/conversations/{conversation_id}/codes/{handle}/reveal", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/messages/{sequence}/label", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/colleagues", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}", "GET"): Access.AGENT,
    # Who may make which move is a rule of its own (bot/conversations/ownership.py), and refusals are audited.
    Endpoint("/api/v1/desk/conversations/{conversation_id}/close", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/macros", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/messages", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/notes", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/presence", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/read", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/reply", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/return", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/take", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/transfer", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/events", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/approvals", "GET"): Access.SUPERVISOR,
    # As above: for supervisors, and a try of an agent comes as far as the audit.
    Endpoint("/api/v1/desk/approvals/{action_id}/approve", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/approvals/{action_id}/decline", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/actions", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/actions", "POST"): Access.AGENT,
    Endpoint(
        "/api/v1/desk/conversations/{conversation_id}/actions/{action_id}/confirm", "POST"
    ): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/brief", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/attachments", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/attachments/{attachment_id}", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/conversations/{conversation_id}/rating", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/me", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/reports", "GET"): Access.SUPERVISOR,
    Endpoint("/api/v1/desk/reports.csv", "GET"): Access.SUPERVISOR,
    Endpoint("/api/v1/desk/mentions", "GET"): Access.AGENT,
    # One's own only: to others there is no such mention.
    Endpoint("/api/v1/desk/mentions/{note_id}/read", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/next", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/search", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/sessions", "DELETE"): Access.AGENT,
    Endpoint("/api/v1/desk/sessions", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/sessions/{session_id}", "DELETE"): Access.AGENT,
    Endpoint("/api/v1/desk/sign-out", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/training", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/training/intents", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/training/{line_id}/label", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/training/{line_id}/put-back", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/training/{line_id}/skip", "POST"): Access.AGENT,
    Endpoint("/desk/reports", "GET"): Access.AGENT,
    Endpoint("/desk/training", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/tickets", "GET"): Access.AGENT,
    Endpoint("/api/v1/desk/tickets/{ticket_id}", "GET"): Access.AGENT,
    # That a colleague's ticket takes a supervisor is decided where the audit is written.
    Endpoint("/api/v1/desk/tickets/{ticket_id}/assign", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/tickets/{ticket_id}/close", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/tickets/{ticket_id}/merge", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/tickets/{ticket_id}/reopen", "POST"): Access.AGENT,
    Endpoint("/api/v1/desk/tickets/{ticket_id}/wait", "POST"): Access.AGENT,
    Endpoint("/desk", "GET"): Access.AGENT,
}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Who may use what has nothing to do with the database, and there are a thousand requests to make."""
    path = tmp_path / "giftline.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


EVERYBODY = (Access.PUBLIC, Access.DEMO)
MAY: Mapping[str, tuple[Access, ...]] = {
    "nobody": EVERYBODY,
    "a customer": (*EVERYBODY, Access.CHAT_SESSION),
    "the engine": (*EVERYBODY, Access.ENGINE),
    "agent": (*EVERYBODY, Access.AGENT),
    "supervisor": (*EVERYBODY, Access.AGENT, Access.SUPERVISOR),
    "admin": (*EVERYBODY, Access.AGENT, Access.SUPERVISOR, Access.ADMIN),
    "a disabled admin": EVERYBODY,
    "an admin whose session was revoked": EVERYBODY,
    "an admin whose session has expired": EVERYBODY,
    "an admin's token as a bearer": EVERYBODY,
    "a customer's token as a cookie": EVERYBODY,
}
REFUSALS = ("not_signed_in", "not_allowed", "foreign_request", "unknown_conversation")


def _credentials(services: Services) -> Callable[[str], dict[str, str]]:
    """What each of them sends: a session of their own for every request, since some end it."""
    door = a_door(services, None)
    for role in Role:
        services.change_agents.add(f"{role}@example.com", role, role, None)
    services.change_agents.add("disabled@example.com", "Dis", Role.ADMIN, None)

    def at_the_desk(token: str) -> dict[str, str]:
        return {"Cookie": f"{door.cookie_name()}={token}", CSRF_HEADER: door.csrf_token(token)}

    def of(who: str) -> dict[str, str]:
        if who == "nobody":
            return {}
        if who == "a customer":
            return {"Authorization": f"Bearer {a_customer(services).token}"}
        if who == "the engine":
            return {"Authorization": f"Bearer {ACTION_SECRET}"}
        if who == "a customer's token as a cookie":
            return at_the_desk(a_customer(services).token)
        if who in list(Role):
            return at_the_desk(a_session(services, f"{who}@example.com").token)
        session = a_session(services, "admin@example.com")
        if who == "an admin's token as a bearer":
            return {"Authorization": f"Bearer {session.token}"}
        if who == "an admin whose session was revoked":
            services.agent_sessions.revoke(session.agent.id, session.session.id)
        elif who == "an admin whose session has expired":
            with services.unit_of_work() as work:
                work.agent_sessions.seen(session.session.id, session.session.created_at - timedelta(days=1))
        elif who == "a disabled admin":
            # Not through the service, which would also revoke the session.
            services.change_agents.enable("disabled@example.com")
            session = a_session(services, "disabled@example.com")
            with services.unit_of_work() as work:
                work.agents.change(replace(session.agent, disabled_at=session.agent.created_at))
        return at_the_desk(session.token)

    return of


def _filled(endpoint: Endpoint) -> str:
    """A path that the endpoint answers, about things that there are not."""
    path = endpoint.path
    for name, value in (
        ("{name:path}", "index.md"),
        ("{slug}", "nowhere"),
        ("{session_id}", "0" * 32),
        ("{agent_id}", "0" * 32),
        ("{attachment_id}", "0" * 32),
        ("{conversation_id}", "0" * 32),
        ("{handle}", "claim_0000"),
        ("{line_id}", "0" * 12),
        ("{sequence}", "1"),
        ("{ticket_id}", "GL-0000000"),
        ("{action_id}", "0" * 32),
        ("{note_id}", "0" * 32),
    ):
        path = path.replace(name, value)
    assert "{" not in path, f"say in _filled what to put into {endpoint.path}"
    return "/favicon.svg" if endpoint.method == "*" else path


async def _is_refused(client: httpx.AsyncClient, endpoint: Endpoint, headers: Mapping[str, str]) -> bool:
    method = "GET" if endpoint.method == "*" else endpoint.method
    body: dict[str, str] | None = {} if method in ("POST", "PUT", "PATCH") else None
    own = {"Origin": str(client.base_url).rstrip("/")}
    async with client.stream(method, _filled(endpoint), json=body, headers={**own, **headers}) as answer:
        if answer.headers.get("location") == SIGN_IN_PAGE:
            return True
        if answer.headers.get("content-type") != "application/problem+json":
            return False
        await answer.aread()
        return answer.json()["code"] in REFUSALS


def _routes_of(app: ASGIApp) -> Sequence[BaseRoute]:
    """Of the framework's app, whatever stands around it."""
    while not isinstance(app, FastAPI):
        app = app.app  # type: ignore[attr-defined]
    return app.routes


@pytest.mark.parametrize("demo", [True, False], ids=["demo", "shop"])
async def test_everybody_may_use_what_is_decided_and_nothing_else(
    services: Services, tmp_path: Path, demo: bool
) -> None:
    nobody_answers = IdentityProvider("http://127.0.0.1:9", "giftline", "secret")
    app = an_app(services, tmp_path, demo=demo, public_url=None, provider=nobody_answers)
    decided = decisions(_routes_of(app))
    credentials = _credentials(services)
    wrong = []
    async with listening(app) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:
        for endpoint, access in sorted(decided.items()):
            for who, may in MAY.items():
                refused = await _is_refused(client, endpoint, credentials(who))
                if refused is (access in may):
                    wrong.append(f"{who} at {endpoint}, which is for {access}: refused is {refused}")
    assert wrong == []
    assert len(decided) > 20


@pytest.mark.parametrize("demo", [True, False], ids=["demo", "shop"])
def test_what_is_open_to_all_is_known(services: Services, tmp_path: Path, demo: bool) -> None:
    provider = IdentityProvider("http://127.0.0.1:9", "giftline", "secret")
    decided = decisions(_routes_of(an_app(services, tmp_path, demo=demo, provider=provider)))
    by_decision = {access: {e for e, a in decided.items() if a is access} for access in Access}
    assert by_decision[Access.PUBLIC] == OPEN_TO_ALL
    assert by_decision[Access.DEMO] == (IN_A_DEMO if demo else set())
    roles = (Access.AGENT, Access.SUPERVISOR, Access.ADMIN)
    at_the_desk = {e: a for e, a in decided.items() if a in roles}
    assert at_the_desk == AT_THE_DESK


async def _an_endpoint() -> None:
    return None


def _undecided() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.get("/forgotten")(_an_endpoint)
    return app


def _undecided_in_a_router() -> FastAPI:
    router = APIRouter()
    router.get("/forgotten")(_an_endpoint)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router, prefix="/in")
    return app


def _decided_twice() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.get("/forgotten", dependencies=[PUBLIC, DEMO])(_an_endpoint)
    return app


def _undecided_files() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/forgotten", StaticFiles(directory=Path(__file__).parent))
    return app


def _undecided_plain_route() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.router.routes.append(Route("/forgotten", lambda request: PlainTextResponse("")))
    return app


def _undecided_websocket() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.websocket("/forgotten")(_an_endpoint)
    return app


@pytest.mark.parametrize(
    "app",
    [
        _undecided,
        _undecided_in_a_router,
        _decided_twice,
        _undecided_files,
        _undecided_plain_route,
        _undecided_websocket,
        lambda: FastAPI(docs_url=None, redoc_url=None),
    ],
)
def test_an_endpoint_that_nobody_has_decided_on_is_refused(app: Callable[[], FastAPI]) -> None:
    with pytest.raises(Undecided):
        decisions(app().routes)


def test_a_decision_is_found_however_deep_it_is() -> None:
    async def enforcing() -> None:
        return None

    async def around(inner: None = Depends(decides(Access.ADMIN, enforcing))) -> None:
        return inner

    router = APIRouter(dependencies=[Depends(around)])
    router.get("/deep")(_an_endpoint)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router)
    assert decisions(app.routes) == {Endpoint("/deep", "GET"): Access.ADMIN}
