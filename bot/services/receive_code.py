"""A code from the field for one: it goes to the vault, and its handle is the customer's message."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.conversations.conversation import Exchange
from bot.errors import NotACode
from bot.knowledge.brand import BrandPolicy
from bot.ports import WaitingParts
from bot.privacy.claim_code import ClaimCode
from bot.privacy.typed_code import letters_and_digits, read_typed
from bot.services.receive_message import IncomingMessage, ReceiveMessage
from bot.services.texts import NO_CODE_TYPED, NOT_A_CODE, service_text
from bot.values import Clock, ConversationId


@dataclass(frozen=True)
class IncomingCode:
    """`client_id` as of a message. What was typed is in no repr."""

    conversation: ConversationId
    client_id: str
    typed: str = field(repr=False)


class ReceiveCode:
    """From the handle on it is a message like any other: once in the log, and fenced by who has the chat."""

    def __init__(
        self, clock: Clock, policy: BrandPolicy, waiting_parts: WaitingParts, receive_message: ReceiveMessage
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._waiting_parts = waiting_parts
        self._receive_message = receive_message

    async def __call__(self, incoming: IncomingCode) -> Exchange:
        """Raises NotACode, with nothing stored or counted, for what is no code of the brand's format.

        Raises what ReceiveMessage raises, and stores nothing then either.
        """
        return await self._receive_message(self._message(incoming))

    async def accepted(self, incoming: IncomingCode) -> None:
        """Returns once its handle is in the log. Raises what a call raises."""
        await self._receive_message.accepted(self._message(incoming))

    def _message(self, incoming: IncomingCode) -> IncomingMessage:
        return IncomingMessage(incoming.conversation, incoming.client_id, code=self._read(incoming))

    def _read(self, incoming: IncomingCode) -> ClaimCode:
        code_format = self._policy.cards.code_format
        waiting = self._waiting_parts.of(incoming.conversation, self._clock.now())
        code = read_typed(incoming.typed, code_format, waiting)
        if code is None:
            typed = letters_and_digits(incoming.typed)
            text = NOT_A_CODE if typed else NO_CODE_TYPED
            raise NotACode(service_text(text, code_length=code_format.in_words(), typed=str(typed)))
        return code
