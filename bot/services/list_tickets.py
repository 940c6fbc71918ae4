"""The tickets there are, each with its conversation as a person may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations.conversation import Message, Owner
from bot.errors import UnknownConversation
from bot.ports import UnitOfWork, Work
from bot.services.read_conversation import readable_messages
from bot.tickets.ticket import Ticket
from bot.values import AccountId, TicketId


@dataclass(frozen=True)
class TicketWithStory:
    ticket: Ticket
    account: AccountId | None
    owner: Owner
    messages: Sequence[Message]


class ListTickets:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self, most: int = 100) -> list[TicketWithStory]:
        """Newest first, at most `most` of them. Codes show their last four characters."""
        with self._unit_of_work() as work:
            return [_with_story(work, ticket) for ticket in work.tickets.newest(most)]

    def one(self, ticket: TicketId) -> TicketWithStory | None:
        """The ticket of that id, or None if there is none."""
        with self._unit_of_work() as work:
            found = work.tickets.get(ticket)
            return _with_story(work, found) if found else None


def _with_story(work: Work, ticket: Ticket) -> TicketWithStory:
    conversation = work.conversations.get(ticket.conversation)
    if conversation is None:
        raise UnknownConversation(f"{ticket.id} belongs to no conversation")
    messages = readable_messages(work, conversation.id)
    return TicketWithStory(ticket, conversation.account, conversation.owner, messages)
