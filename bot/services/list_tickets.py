"""The tickets there are: as lines of a list, or each with its conversation as a person may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.agents.agent import Agent
from bot.conversations.conversation import Message, Owner
from bot.errors import UnknownConversation
from bot.knowledge.brand import Support
from bot.ports import UnitOfWork, Work
from bot.services.read_conversation import readable_messages
from bot.tickets.clocks import Paces, is_breached, paces
from bot.tickets.ticket import Ticket, TicketStatus
from bot.values import AccountId, AgentId, Clock, TicketId


@dataclass(frozen=True)
class ListedTicket:
    """`paces` is how it stands against its clocks, `is_breached` whether somebody should act on them now."""

    ticket: Ticket
    account: AccountId | None
    owner: Owner
    agent: Agent | None
    paces: Paces
    is_breached: bool


@dataclass(frozen=True)
class TicketWithStory(ListedTicket):
    messages: Sequence[Message]


class ListTickets:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, support: Support) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._support = support

    def __call__(self, most: int = 100) -> list[TicketWithStory]:
        """Newest first, at most `most` of them. Codes show their last four characters."""
        with self._unit_of_work() as work:
            return [self._with_story(work, row) for row in self._rows(work, work.tickets.newest(most))]

    def rows(
        self, most: int = 100, *, status: TicketStatus | None = None, breached: bool = False
    ) -> list[ListedTicket]:
        """Newest first; with `breached` only those that are late, what was due first before the others."""
        with self._unit_of_work() as work:
            if not breached:
                return self._rows(work, work.tickets.newest(most, status))
            late = work.tickets.breaching(self._clock.now())
            return self._rows(work, [one for one in late if status in (None, one.status)][:most])

    def row(self, ticket: TicketId) -> ListedTicket | None:
        """The same for the ticket of that id, or None if there is none."""
        with self._unit_of_work() as work:
            found = work.tickets.get(ticket)
            return self._rows(work, [found])[0] if found else None

    def one(self, ticket: TicketId) -> TicketWithStory | None:
        """The ticket of that id, or None if there is none."""
        with self._unit_of_work() as work:
            found = work.tickets.get(ticket)
            return self._with_story(work, *self._rows(work, [found])) if found else None

    def _rows(self, work: Work, tickets: Iterable[Ticket]) -> list[ListedTicket]:
        agents = {agent.id: agent for agent in work.agents.listed()}
        return [self._row(work, ticket, agents) for ticket in tickets]

    def _row(self, work: Work, ticket: Ticket, agents: Mapping[AgentId, Agent]) -> ListedTicket:
        conversation = work.conversations.get(ticket.conversation)
        if conversation is None:
            raise UnknownConversation(f"{ticket.id} belongs to no conversation")
        now = self._clock.now()
        return ListedTicket(
            ticket,
            conversation.account,
            conversation.owner,
            agents.get(ticket.agent) if ticket.agent else None,
            paces(ticket, self._support.targets, self._support.team(ticket.team), now),
            is_breached(ticket, now),
        )

    def _with_story(self, work: Work, row: ListedTicket) -> TicketWithStory:
        messages = readable_messages(work, row.ticket.conversation)
        return TicketWithStory(**vars(row), messages=messages)
