"""The channels in which teams work, and why nothing can be posted in one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ports import UnitOfWork
from bot.slack.workspaces import TeamChannel


class ListSlackChannels:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self) -> Sequence[TeamChannel]:
        """By team."""
        with self._unit_of_work() as work:
            return work.slack.channels()
