"""Says in which Slack channel a team gets its escalations, or that it gets none there."""

from __future__ import annotations

from collections.abc import Collection

from bot.errors import UnknownTeam
from bot.ports import UnitOfWork
from bot.slack.workspaces import TeamChannel


class ChangeSlackChannels:
    def __init__(self, unit_of_work: UnitOfWork, teams: Collection[str]) -> None:
        self._unit_of_work = unit_of_work
        self._teams = teams

    def put(self, channel: TeamChannel) -> None:
        """In place of the team's channel of before, and of the channel's team. Raises UnknownTeam."""
        if channel.team not in self._teams:
            raise UnknownTeam(f"There is no such team. The brand's are {', '.join(sorted(self._teams))}.")
        with self._unit_of_work() as work:
            work.slack.put_channel(channel)

    def remove(self, team: str) -> None:
        """What waits for the team is at the desk alone from now on. Raises UnknownTeam if it had none."""
        with self._unit_of_work() as work:
            if not work.slack.forget_channel(team):
                raise UnknownTeam(
                    "That team has no channel. `giftline slack channels list` lists those that have."
                )
