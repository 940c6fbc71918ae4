"""What a button tells the engine, as a token that only we can make and that fits one conversation."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from bot.conversations.conversation import Button
from bot.errors import UnknownButton
from bot.values import ConversationId


class ButtonTokens:
    """Free text can never be an intent for the engine; a button's token can."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def token(self, conversation: ConversationId, button: Button) -> str:
        written = self._serializer(conversation).dumps([button.title, button.payload])
        return written.decode() if isinstance(written, bytes) else written

    def button(self, conversation: ConversationId, token: str) -> Button:
        """Raises UnknownButton for a token that was not made for this conversation."""
        try:
            title, payload = self._serializer(conversation).loads(token)
        except (BadSignature, ValueError):
            raise UnknownButton(
                "That button does not work any more. Please write what you need instead."
            ) from None
        return Button(title, payload)

    def _serializer(self, conversation: ConversationId) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret, salt=f"button:{conversation}")
