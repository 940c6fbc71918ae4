"""The channels in which teams work, and why nothing can be posted in one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork
from bot.slack.workspaces import TeamChannel


class ListSlackChannels:
    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy

    def __call__(self) -> Sequence[TeamChannel]:
        """By team."""
        with self._unit_of_work() as work:
            return work.slack.channels()

    def troubles(self) -> Sequence[str]:
        """A sentence for agents about each channel that nothing reaches."""
        return [
            f"{self._policy.support.team(channel.team).name} gets nothing in Slack, #{channel.name}: "
            f"{channel.trouble} Its customers wait here."
            for channel in self()
            if channel.trouble is not None
        ]
