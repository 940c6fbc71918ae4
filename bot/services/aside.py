"""Threads for work that nobody waits for, so that it never stands before what somebody waits for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# So long is stood aside, however much comes in; and only for whoever has waited for less: who takes longer
# waits for something else, such as a file.
_LONGEST_S = 0.5


class Front:
    """What somebody waits for at this moment, in this process."""

    def __init__(self, longest_s: float = _LONGEST_S, seconds: Callable[[], float] = time.monotonic) -> None:
        self._longest_s = longest_s
        self._seconds = seconds
        self._changes = threading.Condition()
        self._waiting_since: dict[object, float] = {}

    @contextmanager
    def waits(self) -> Iterator[None]:
        """Somebody waits for as long as the block lasts."""
        somebody = object()
        with self._changes:
            self._waiting_since[somebody] = self._seconds()
        try:
            yield
        finally:
            with self._changes:
                del self._waiting_since[somebody]
                self._changes.notify_all()

    def let_pass(self) -> None:
        """Returns once nobody waits, or after a moment."""
        with self._changes:
            self._changes.wait_for(self._is_clear, self._longest_s)

    def _is_clear(self) -> bool:
        now = self._seconds()
        return all(now - since >= self._longest_s for since in self._waiting_since.values())


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
