"""Who may use an endpoint: a decision that each carries, on the very dependency that enforces it.

An app with an endpoint that nobody has decided on is refused when it is put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount

T = TypeVar("T")

_DECISION = "giftline_access"


class Access(StrEnum):
    """The last three are the roles of agents, by the same names; each includes those before it."""

    PUBLIC = "public"
    DEMO = "demo"  # Public, on a server that has nothing to hide; there is none of it on another.
    CHAT_SESSION = "chat session"
    ENGINE = "engine's secret"
    SLACK = "Slack's signature"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@dataclass(frozen=True, order=True)
class Endpoint:
    """`method` is * for files, of which there is a folder under the path."""

    path: str
    method: str


class Undecided(Exception):
    """Endpoints that carry no decision, or more than one."""


def decides(access: Access, enforced_by: T) -> T:
    """Marks a dependency, or an app that is mounted, as what enforces the decision."""
    setattr(enforced_by, _DECISION, access)
    return enforced_by


def decisions(routes: Sequence[BaseRoute]) -> Mapping[Endpoint, Access]:
    """The decision on every endpoint. Raises Undecided."""
    decided: dict[Endpoint, Access] = {}
    undecided: list[str] = []
    for context in iter_route_contexts(routes):
        path = context.path or "/"
        if isinstance(context.route, Mount):
            found, methods = [_mark_of(context.route.app)], {"*"}
        else:
            found, methods = list(_marks_in(getattr(context, "dependant", None))), context.methods or set()
        marks = [mark for mark in found if mark is not None]
        if len(marks) != 1:
            undecided.append(path)
            continue
        decided |= {Endpoint(path, method): marks[0] for method in methods}
    if undecided:
        raise Undecided(f"decide with bot.access who may use: {', '.join(undecided)}")
    return decided


def _marks_in(dependant: Dependant | None) -> Iterator[Access | None]:
    for dependency in dependant.dependencies if dependant else ():
        yield _mark_of(dependency.call)
        yield from _marks_in(dependency)


def _mark_of(enforcing: Any) -> Access | None:
    return getattr(enforcing, _DECISION, None)


async def _nothing_to_enforce() -> None:
    return None


async def _on_a_demo_server() -> None:
    return None


PUBLIC = Depends(decides(Access.PUBLIC, _nothing_to_enforce))
DEMO = Depends(decides(Access.DEMO, _on_a_demo_server))
