"""The action webhook: Rasa posts a tracker, the action it names runs, events and replies go back."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Body, Depends, Header, HTTPException, Request
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

from actions.base import ServiceAction
from actions.diagnose_problem import AboutProblem
from bot.access import Access, decides
from bot.bootstrap import Services
from bot.values import ConversationId

PATH = "/internal/actions/webhook"
# The engine sends none of these, and a proxy on this machine at least one.
_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")

# By this name the composition roots speak of it: only we import the SDK.
Actions: TypeAlias = ActionExecutor


def actions_over(services: Services) -> Actions:
    """Every action that the domain names, over these services."""
    executor: Actions = ActionExecutor()
    apologise = services.apologise
    for action in (
        AboutProblem("action_diagnose_problem", services.diagnose_problem, apologise),
        AboutProblem("action_go_without_code", services.answer_yes_or_no.without_code, apologise),
        AboutProblem("action_answer_still_failing", services.diagnose_problem.still_failing, apologise),
        AboutProblem("action_explain", services.diagnose_problem.explain, apologise),
        ServiceAction("action_keep_calm", services.keep_calm, apologise),
        AboutProblem("action_tell_ticket_status", services.tell_ticket_status, apologise),
        AboutProblem("action_answer_question", services.answer_question, apologise),
        ServiceAction("action_hand_over", services.hand_over, apologise),
        AboutProblem("action_answer_yes", services.answer_yes_or_no.yes, apologise),
        AboutProblem("action_answer_no", services.answer_yes_or_no.no, apologise),
    ):
        executor.register_action(action)
    return executor


def action_router(services: Services, secret: str) -> APIRouter:
    """The webhook at PATH, open only to who is on this machine and knows `secret`: our engine."""
    executor = actions_over(services)
    return router_between(lambda conversation: executor, secret)


def router_between(actions_of: Callable[[ConversationId], Actions], secret: str) -> APIRouter:
    """The same where each conversation has actions of its own. `actions_of` raises KeyError for none."""

    async def from_our_engine(request: Request, authorization: Annotated[str, Header()] = "") -> None:
        if not _is_from_this_machine(request):
            # As if it were not there: nobody else needs to know that it is.
            raise HTTPException(404, "Not Found")
        if not hmac.compare_digest(authorization.encode(), f"Bearer {secret}".encode()):
            raise HTTPException(401, "the action webhook answers only the engine of this app")

    router = APIRouter(include_in_schema=False)

    @router.post(PATH, dependencies=[Depends(decides(Access.ENGINE, from_our_engine))])
    async def run_action(payload: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
        try:
            executor = actions_of(ConversationId(str(payload.get("sender_id"))))
        except KeyError:
            raise HTTPException(404, "there is no such conversation") from None
        try:
            # Rasa leaves the domain out (enable_selective_domain); the SDK insists on one.
            result = await executor.run({"domain": {}, **payload})
        except ActionNotFoundException as missing:
            raise HTTPException(404, f"there is no action {missing.action_name}") from missing
        return result.model_dump() if result else {"events": [], "responses": []}

    return router


def _is_from_this_machine(request: Request) -> bool:
    """Whether it comes over loopback, and not through a proxy that does."""
    if any(name in request.headers for name in _OF_PROXIES):
        return False
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
