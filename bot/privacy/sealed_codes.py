"""Claim codes that can be read again: encrypted under keys that live outside the database.

Only a brand that sends codes again keeps them so; every other knows them by their hashes alone.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.privacy.claim_code import ClaimCode


class CodeSealer:
    """Seals under the newest pepper, and opens what was sealed under any; `peppers` are the oldest first."""

    def __init__(self, peppers: Sequence[bytes]) -> None:
        self._fernet = fernet_for(peppers, b"giftline sealed code")

    def seal(self, code: ClaimCode) -> str:
        return self._fernet.encrypt(code.value.encode()).decode()

    def open(self, sealed: str) -> ClaimCode:
        """Raises cryptography's InvalidToken if it was not sealed under one of our peppers."""
        return ClaimCode(self._fernet.decrypt(sealed).decode())

    def resealed(self, sealed: str) -> str:
        """The same code under the newest pepper, so that an older one no longer opens it."""
        return self._fernet.rotate(sealed).decode()


def fernet_for(peppers: Sequence[bytes], purpose: bytes) -> MultiFernet:
    """Keys for one purpose, which open nothing that was sealed for another; the newest pepper seals."""
    return MultiFernet([Fernet(_key(pepper, purpose)) for pepper in reversed(peppers)])


def _key(pepper: bytes, purpose: bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(pepper)
    return base64.urlsafe_b64encode(derived)
