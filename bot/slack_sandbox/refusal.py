"""How Slack says no."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """`error` is Slack's own name of what is wrong; `more` stands beside it in the answer."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more
