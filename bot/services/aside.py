"""Threads for work that nobody waits for, so that it never stands before what somebody waits for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# What stands aside goes on after so long, however much comes in.
_LONGEST_S = 0.5


class Front:
    """What somebody waits for at this moment, in this process."""

    def __init__(self, longest_s: float = _LONGEST_S) -> None:
        self._longest_s = longest_s
        self._changes = threading.Condition()
        self._waiting = 0

    @contextmanager
    def waits(self) -> Iterator[None]:
        """Somebody waits for as long as the block lasts."""
        with self._changes:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changes:
                self._waiting -= 1
                if not self._waiting:
                    self._changes.notify_all()

    def let_pass(self) -> None:
        """Returns once nobody waits, or after a moment."""
        with self._changes:
            self._changes.wait_for(lambda: not self._waiting, self._longest_s)


class Aside:
    """Like `asyncio.to_thread`, with at most so many at a time, each begun while nobody is in front."""

    def __init__(self, threads: int, front: Front) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="aside")
        self._front = front

    async def __call__(self, do: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        # With what is known of the request that began it, for the log.
        doing = partial(copy_context().run, do, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._stand_aside, doing)

    def _stand_aside(self, doing: Callable[[], R]) -> R:
        self._front.let_pass()
        return doing()
