"""Secrets that have to be read again: encrypted under keys that live outside the database.

HS256 needs a site's secret itself, and Slack its tokens, so a hash of them would not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from cryptography.fernet import InvalidToken

from bot.errors import ConfigurationError
from bot.privacy.sealed_codes import fernet_for


class SecretKind(StrEnum):
    """What is sealed. Each kind has keys of its own."""

    SITE = "site secret"
    SLACK = "slack installation"


_NEW = {
    SecretKind.SITE: "`giftline sites rotate-secret`.",
    SecretKind.SLACK: "add Giftline to the workspace again, as docs/slack.md says.",
}


class SecretSealer:
    """Seals under the newest pepper, and opens what was sealed under any; `peppers` are the oldest first."""

    def __init__(self, peppers: Sequence[bytes], kind: SecretKind = SecretKind.SITE) -> None:
        self._kind = kind
        self._fernet = fernet_for(peppers, f"giftline {kind}".encode())

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises ConfigurationError if it was not sealed under one of our peppers."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise ConfigurationError(
                f"A {self._kind} was stored under a pepper that is not set. Set the peppers it was made "
                f"with, or make a new one: {_NEW[self._kind]}"
            ) from None

    def resealed(self, sealed: str) -> str:
        """The same secret under the newest pepper, so that an older one no longer opens it.

        Raises cryptography's InvalidToken if it was not sealed under one of our peppers.
        """
        return self._fernet.rotate(sealed).decode()
