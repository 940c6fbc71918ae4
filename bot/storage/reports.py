"""The facts of reports, in SQL: rows as they are, for bot/reports to count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, select, true

from bot.conversations.conversation import Author, Owner
from bot.conversations.ownership import Move
from bot.reports.episode import Episode, MoveFact, episodes_of
from bot.reports.figures import AgentLoad, ConversationFact, Facts, Promise, RatingFact, TicketFact
from bot.reports.period import Period
from bot.storage.tables import agent as agents
from bot.storage.tables import conversation as conversations
from bot.storage.tables import message as messages
from bot.storage.tables import ownership_move as moves
from bot.storage.tables import rating as ratings
from bot.storage.tables import ticket as tickets
from bot.values import AgentId

_WITH_PEOPLE = (Owner.QUEUED.value, Owner.AGENT.value)


class SqlReports:
    """Implements ports.Reports."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def facts(self, period: Period, team: str | None) -> Facts:
        return Facts(
            self._conversations(period, team),
            self._episodes(period, team),
            self._tickets(period, team),
            self._agents(period, team),
            self._ratings(period, team),
        )

    def _conversations(self, period: Period, team: str | None) -> list[ConversationFact]:
        customer_wrote = exists().where(
            messages.c.conversation_id == conversations.c.id, messages.c.author == Author.CUSTOMER.value
        )
        handed_over = exists().where(
            moves.c.conversation_id == conversations.c.id, moves.c.to_owner.in_(_WITH_PEOPLE)
        )
        rows = self._connection.execute(
            select(conversations.c.opened_at, conversations.c.topic, handed_over.label("handed_over")).where(
                _within(conversations.c.opened_at, period), customer_wrote, _of_team(team)
            )
        )
        return [ConversationFact(row.opened_at, row.topic, bool(row.handed_over)) for row in rows]

    def _episodes(self, period: Period, team: str | None) -> Sequence[Episode]:
        moved = select(moves.c.conversation_id).where(_within(moves.c.at, period)).distinct()
        history: dict[str, list[MoveFact]] = defaultdict(list)
        for row in self._connection.execute(
            select(moves).where(moves.c.conversation_id.in_(moved)).order_by(moves.c.version)
        ):
            fact = MoveFact(
                Move(row.move), Owner(row.from_owner), Owner(row.to_owner), row.team, row.reason, row.at
            )
            history[row.conversation_id].append(fact)
        written: dict[str, list[datetime]] = defaultdict(list)
        for row in self._connection.execute(
            select(messages.c.conversation_id, messages.c.sent_at).where(
                messages.c.conversation_id.in_(moved), messages.c.author == Author.AGENT.value
            )
        ):
            written[row.conversation_id].append(row.sent_at)
        return [
            episode
            for conversation, made in history.items()
            for episode in episodes_of(made, written[conversation])
            if period.has(episode.began_at) and team in (None, episode.team)
        ]

    def _tickets(self, period: Period, team: str | None) -> list[TicketFact]:
        rows = self._connection.execute(
            select(tickets).where(
                _within(tickets.c.opened_at, period),
                # A duplicate's promises are those of the ticket that it went into.
                tickets.c.merged_into.is_(None),
                true() if team is None else tickets.c.team == team,
            )
        )
        return [
            TicketFact(
                row.opened_at,
                # What was closed without a word is answered by that.
                Promise(row.answer_by, row.first_answered_at or row.closed_at),
                Promise(row.resolve_by, row.closed_at),
            )
            for row in rows
        ]

    def _ratings(self, period: Period, team: str | None) -> list[RatingFact]:
        rows = self._connection.execute(
            select(ratings.c.first_at, ratings.c.score)
            .join(conversations, conversations.c.id == ratings.c.conversation_id)
            .where(_within(ratings.c.first_at, period), _of_team(team))
        )
        return [RatingFact(row.first_at, row.score) for row in rows]

    def _agents(self, period: Period, team: str | None) -> list[AgentLoad]:
        of_team = _of_team(team)
        taken = self._counts(
            select(moves.c.agent_id, func.count())
            .join(conversations, conversations.c.id == moves.c.conversation_id)
            .where(
                _within(moves.c.at, period),
                moves.c.agent_id.is_not(None),
                moves.c.agent_id.is_distinct_from(moves.c.from_agent_id),
                of_team,
            )
            .group_by(moves.c.agent_id)
        )
        by_agents = (
            select(messages.c.agent_id, func.count(), func.count(messages.c.conversation_id.distinct()))
            .join(conversations, conversations.c.id == messages.c.conversation_id)
            .where(messages.c.agent_id.is_not(None), _within(messages.c.sent_at, period), of_team)
            .group_by(messages.c.agent_id)
        )
        wrote = {agent: (replies, talks) for agent, replies, talks in self._connection.execute(by_agents)}
        active = self._counts(
            select(conversations.c.agent_id, func.count())
            .where(conversations.c.owner == Owner.AGENT.value, of_team)
            .group_by(conversations.c.agent_id)
        )
        busy = {*taken, *wrote, *active}
        rows = self._connection.execute(select(agents.c.id, agents.c.name))
        return [
            AgentLoad(
                AgentId(row.id),
                row.name,
                taken.get(row.id, 0),
                *wrote.get(row.id, (0, 0)),
                active.get(row.id, 0),
            )
            for row in rows
            if row.id in busy
        ]

    def _counts(self, query: Any) -> dict[str, int]:
        return {row[0]: row[1] for row in self._connection.execute(query)}


def _within(column: ColumnElement[datetime], period: Period) -> ColumnElement[bool]:
    return (column >= period.begins_at) & (column < period.ends_at)


def _of_team(team: str | None) -> ColumnElement[bool]:
    """By the team that has the conversation, or had it last."""
    return true() if team is None else conversations.c.team == team
