"""The conversation that a token gives access to."""

from __future__ import annotations

from bot.conversations.conversation import Conversation
from bot.conversations.session_token import Standing, standing
from bot.errors import UnknownConversation
from bot.ports import UnitOfWork
from bot.services.mint_token import token_hash
from bot.values import Clock

UNKNOWN = "this conversation is not known here; please start a new one"


class FindConversation:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    def __call__(self, token: str) -> Conversation:
        """Raises UnknownConversation for a token that opens none.

        One that was renewed a while ago is in two hands: then no token opens the conversation any more.
        """
        conversation = None
        with self._unit_of_work() as work:
            stored = work.session_tokens.get(token_hash(token))
            if stored is not None:
                match standing(stored, self._clock.now()):
                    case Standing.GOOD:
                        conversation = work.conversations.get(stored.conversation)
                    case Standing.REUSED:
                        work.conversations.hold(stored.conversation)
                        work.session_tokens.end(stored.conversation)
        if conversation is None:
            raise UnknownConversation(UNKNOWN)
        return conversation

    def is_open_to(self, token: str) -> bool:
        """Whether the token still opens its conversation; asking it for an old one ends nothing."""
        with self._unit_of_work() as work:
            stored = work.session_tokens.get(token_hash(token))
        return stored is not None and standing(stored, self._clock.now()) is Standing.GOOD
