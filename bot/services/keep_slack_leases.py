"""Agents who work in Slack have no desk open, and are there all the same while Slack shows them as active."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.errors import DeliveryFailed
from bot.ports import UnitOfWork
from bot.services.tidy_conversations import TidyConversations
from bot.slack.posting import SlackPoster
from bot.slack.threads import Place
from bot.values import AgentId

log = logging.getLogger(__name__)

# Often enough for the shortest lease, which is a minute or more, and seldom enough for Slack.
_EVERY_S = 60


class KeepSlackLeases:
    def __init__(self, unit_of_work: UnitOfWork, poster: SlackPoster, tidy: TidyConversations) -> None:
        self._unit_of_work = unit_of_work
        self._poster = poster
        self._tidy = tidy

    async def __call__(self) -> int:
        """Keeps the conversations of whoever is active in Slack theirs; returns how many agents are."""
        active = 0
        for agent, email, place in await asyncio.to_thread(self._holders):
            try:
                if not await self._poster.is_active(place, email):
                    continue
            except DeliveryFailed as error:
                # Unheard of is not away for good: the lease lasts for several of these looks.
                log.warning("could not ask Slack whether agent %s is there: %s", agent, error.detail)
                continue
            await asyncio.to_thread(self._tidy.is_here, agent)
            active += 1
        return active

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await self()
            except Exception:
                # Whatever it is, the database being away included, the next time may do better.
                log.exception("could not ask Slack which agents are there")
            await asyncio.sleep(_EVERY_S)

    def _holders(self) -> Sequence[tuple[AgentId, str, Place]]:
        """Agents who have a conversation that is shown in Slack, with their addresses."""
        with self._unit_of_work() as work:
            held = work.slack.held()
            emails = {agent.id: agent.email for agent in work.agents.listed() if agent.disabled_at is None}
        return [(agent, emails[agent], place) for agent, place in held if agent in emails]
