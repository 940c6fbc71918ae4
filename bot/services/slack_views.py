"""What Slack shows of a conversation: to its customer, and to agents. `channels` says how it looks.

The two have no type in common but the message of ours that they make: what customers see is made of a line
of the log, and there is no way to give it a note, a move or a ledger action.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.cases.brief import Brief
from bot.conversations.conversation import Message
from bot.conversations.desk import DeskEntry, MoveMade, Note, StoryLine
from bot.ledger.actions import LedgerAction
from bot.slack.posting import Posted
from bot.values import ConversationId


@dataclass(frozen=True)
class CaseInSlack:
    """What stands at the head of agents' thread. `facts` is None while no ledger says what is true.

    `team` is its name. `replies_in_thread`: what whoever has it writes there goes to the customer.
    """

    entry: DeskEntry
    team: str
    facts: Brief | None
    replies_in_thread: bool


class CustomersView(Protocol):
    """How a line of the log looks to the customer whose conversation it is.

    `agent_name` is who wrote it, where the brand's customers may know.
    """

    def __call__(self, message: Message, conversation: ConversationId, agent_name: str | None) -> Posted: ...


class AgentsView(Protocol):
    """How agents see a conversation. None of it is ever posted where a customer is."""

    def brief(self, case: CaseInSlack) -> Posted:
        """The head of the thread."""

    def passed_on(self, case: CaseInSlack) -> Posted:
        """What is left of the head where another team has the conversation now."""

    def line(self, line: StoryLine) -> Posted: ...

    def note(self, note: Note) -> Posted: ...

    def move(self, move: MoveMade) -> Posted: ...

    def action(self, action: LedgerAction) -> Posted: ...
