"""Work that goes on beside whoever began it, a bounded number at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Generic, TypeVar

About = TypeVar("About")
R = TypeVar("R")


class UnderWay(Generic[About, R]):
    """Each piece of work is about something; several may be about the same."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: dict[asyncio.Task[R], About] = {}

    @property
    def room(self) -> int:
        """How many more there may be. Who began more than that has none."""
        return max(0, self._most - len(self._tasks))

    def begin(self, about: About, work: Coroutine[object, object, R]) -> asyncio.Task[R]:
        task = asyncio.create_task(work)
        self._tasks[task] = about
        task.add_done_callback(self._tasks.pop)
        return task

    def after(self, about: About, then: Callable[[About], None]) -> None:
        """Calls it when what is under way about this has ended, if anything is."""
        for task, its in self._tasks.items():
            if its == about:
                task.add_done_callback(lambda _: then(about))

    async def has_room(self) -> None:
        """Returns once there is room for one more."""
        while not self.room:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def end(self, within_s: float) -> None:
        """Waits for what is under way, and cancels what takes longer."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        for task in tuple(self._tasks):
            task.cancel()
