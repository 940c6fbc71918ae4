"""One app for all tests of a process: putting its many endpoints together takes longer than most tests.

It stands over whichever services the test that runs has. A test that needs two apps makes its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from starlette.types import ASGIApp

from bot.bootstrap import Services
from bot.channels.wakeups import LocalWakeups


class Later:
    """Whatever the getter gives when it is used, and not when the app is put together."""

    def __init__(self, get: Callable[[], Any]) -> None:
        self._get = get

    def __getattr__(self, name: str) -> Any:
        return getattr(self._get(), name)

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._get()(*args, **named)


class _TheServices:
    def __init__(self, get: Callable[[], Services]) -> None:
        self._get = get

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._get(), name)
        is_use_case = callable(found) or type(found).__module__.startswith("bot.services.")
        return Later(lambda: getattr(self._get(), name)) if is_use_case else found


class SharedApp:
    """Made once for each brand and kind of server, by `build`."""

    def __init__(self, build: Callable[[Services, LocalWakeups, bool], ASGIApp]) -> None:
        self._build = build
        self._made: dict[tuple[str, bool], ASGIApp] = {}
        self._services: Services | None = None
        self._wakeups: LocalWakeups | None = None

    def over(self, services: Services, wakeups: LocalWakeups, *, demo: bool = False) -> ASGIApp:
        """The app, which serves these from now on."""
        self._services, self._wakeups = services, wakeups
        key = (services.brand, demo)
        if key not in self._made:
            current = cast("Services", _TheServices(lambda: cast("Services", self._services)))
            bell = cast("LocalWakeups", Later(lambda: self._wakeups))
            self._made[key] = self._build(current, bell, demo)
        return self._made[key]
