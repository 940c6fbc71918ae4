"""What goes wrong on purpose: calls that are refused for a while, and connections that break."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum


class Break(StrEnum):
    """When the connection breaks: the app sees the same, whether Slack did as it was asked or not."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Fault:
    """One of these: how long the app has to wait, when the connection breaks, the status, or the error."""

    retry_after_s: int | None = None
    breaks: Break | None = None
    status: int | None = None
    error: str | None = None


class Faults:
    """Each fault is of one method, and is used up by one call of it; the first one asked for comes first."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = defaultdict(deque)

    def limit(self, method: str, *, retry_after_s: int, times: int = 1) -> None:
        """Slack says that it is called too often."""
        self._waiting[method].extend([Fault(retry_after_s=retry_after_s)] * times)

    def drop(self, method: str, when: Break, *, times: int = 1) -> None:
        self._waiting[method].extend([Fault(breaks=when)] * times)

    def fail(self, method: str, *, error: str = "", status: int = 0, times: int = 1) -> None:
        """Slack answers with that error, or with that HTTP status and nothing that reads."""
        self._waiting[method].extend([Fault(status=status or None, error=error or None)] * times)

    def next(self, method: str) -> Fault | None:
        """What goes wrong with the call that is there now."""
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else None
