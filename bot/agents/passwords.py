"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import unicodedata
from functools import cached_property

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from bot.errors import WeakPassword
from bot.values import is_storable

SHORTEST = 12
LONGEST = 1000

# What the estimator looks at: it takes no more, and longer is not worse.
_ESTIMATED = 72
_GOOD_ENOUGH = 3


def require_good(password: str, email: str, name: str) -> None:
    """Raises WeakPassword, whose text never repeats the password."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"The password needs {SHORTEST} characters or more.")
    if len(password) > LONGEST or not is_storable(password):
        raise WeakPassword(f"The password has more than {LONGEST} characters, or some that cannot be kept.")
    if email in password.lower():
        raise WeakPassword("The password must not hold the e-mail address.")
    known = [email, *email.replace("@", ".").split("."), *name.split(), "giftline"]
    estimate = zxcvbn(password[:_ESTIMATED], user_inputs=known)
    if estimate["score"] < _GOOD_ENOUGH:
        hints = [estimate["feedback"]["warning"], *estimate["feedback"]["suggestions"]]
        because = " ".join(f"{hint.rstrip('.')}." for hint in hints if hint)
        raise WeakPassword(f"The password is easy to guess. {because}".strip())


class PasswordHashes:
    """argon2id, with the parameters that OWASP's Password Storage Cheat Sheet names first for 19 MiB."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)

    def of(self, password: str) -> str:
        return self._hasher.hash(_normal(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password. Without a hash the work is the same, and the answer no."""
        try:
            return self._hasher.verify(kept or self._of_nobody, _normal(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, kept: str) -> bool:
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _of_nobody(self) -> str:
        return self._hasher.hash("nobody's password")


def _normal(password: str) -> str:
    # The same keys give composed letters on one keyboard and combining ones on another.
    return unicodedata.normalize("NFC", password)
