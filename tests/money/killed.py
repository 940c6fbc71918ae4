"""A process that asks the ledger for one thing and kills itself at one point of the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event

from bot.knowledge.brand import load_brand
from bot.ledger.commands import Command, Request
from bot.privacy.claim_code import Fingerprinter
from bot.storage.database import connect, unit_of_work
from tests.builders import A_MOMENT

NOBODY = 10_000


@dataclass(frozen=True)
class Asked:
    """One request, in a shape that goes to another process."""

    url: str
    pepper: bytes
    command: Command
    request: Request


class Points:
    """Counts the points at which a process may die: around every statement, and around COMMIT.

    `of_commit` is the last point at which nothing is committed yet.
    """

    def __init__(self, engine: Engine, reached: Callable[[int], None]) -> None:
        self.count = 0
        self.of_commit = 0
        self._reached = reached
        event.listen(engine, "before_cursor_execute", self._passes)
        event.listen(engine, "after_cursor_execute", self._passes)
        event.listen(engine, "commit", self._commits)
        event.listen(engine, "checkin", self._passes)  # what comes right after COMMIT

    def _passes(self, *_: Any) -> None:
        self.count += 1
        self._reached(self.count)

    def _commits(self, *_: Any) -> None:
        self.of_commit = self.count + 1
        self._passes()


def ask(asked: Asked, die_at: int = NOBODY) -> Points:
    """Does what is asked with an engine of its own; dies by SIGKILL at the point of that number."""

    def reached(point: int) -> None:
        if point == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = connect(asked.url)
    with engine.connect():
        pass  # What a first connection says to the server is no part of the request.
    points = Points(engine, reached)
    work = unit_of_work(engine, Fingerprinter((asked.pepper,)), load_brand("amazon"))
    with work() as open_work:
        open_work.ledger.write(asked.command, asked.request, A_MOMENT)
    engine.dispose()
    return points
