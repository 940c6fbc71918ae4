"""Threads for work that nobody waits for, so that it never stands before what somebody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Aside:
    """Like `asyncio.to_thread`, with at most so many at a time."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="aside")

    async def __call__(self, do: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        # With what is known of the request that began it, for the log.
        doing = partial(copy_context().run, do, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, doing)
