"""Secrets of sites that can be read again: encrypted under keys that live outside the database.

HS256 needs the secret itself, so a hash of it would not do.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import InvalidToken

from bot.errors import ConfigurationError
from bot.privacy.sealed_codes import fernet_for


class SecretSealer:
    """Seals under the newest pepper, and opens what was sealed under any; `peppers` are the oldest first."""

    def __init__(self, peppers: Sequence[bytes]) -> None:
        self._fernet = fernet_for(peppers, b"giftline site secret")

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises ConfigurationError if it was not sealed under one of our peppers."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise ConfigurationError(
                "The secret of a site was stored under a pepper that is not set. Set the peppers it was made "
                "with, or make a new secret with `giftline sites rotate-secret`."
            ) from None

    def resealed(self, sealed: str) -> str:
        """The same secret under the newest pepper, so that an older one no longer opens it.

        Raises cryptography's InvalidToken if it was not sealed under one of our peppers.
        """
        return self._fernet.rotate(sealed).decode()
