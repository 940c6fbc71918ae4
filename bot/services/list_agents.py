"""The agents there are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.agents.agent import Agent
from bot.ports import UnitOfWork


class ListAgents:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self) -> Sequence[Agent]:
        """By e-mail address; those who are disabled too."""
        with self._unit_of_work() as work:
            return work.agents.listed()
