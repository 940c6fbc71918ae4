"""What a claim code is: its normal form, what may be shown of it, and how it is looked up."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from functools import cached_property

from bot.privacy.addresses import network_of

# People read these as each other on a printed card; a code's skeleton does not tell them apart.
_CONFUSED = str.maketrans({"O": "0", "I": "1", "S": "5", "B": "8"})

LAST_FOUR = 4
_NOT_OF_A_CODE = re.compile("[^A-Z0-9]+")


@dataclass(frozen=True)
class ClaimCode:
    """A claim code in its normal form: upper case, letters and digits only. Its repr hides it."""

    value: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> ClaimCode:
        """Takes any spacing, hyphens and case. Raises ValueError, without the text, if nothing is left."""
        value = _NOT_OF_A_CODE.sub("", text.upper())
        if not value:
            raise ValueError("a claim code has letters and digits")
        return cls(value)

    @property
    def last_four(self) -> str:
        return self.value[-LAST_FOUR:]

    @property
    def skeleton(self) -> str:
        """The code with O/0, I/1, S/5 and B/8 folded together, to recognise a mistyped code."""
        return self.value.translate(_CONFUSED)

    def __repr__(self) -> str:
        return f"ClaimCode(…{self.last_four})"

    __str__ = __repr__


@dataclass(frozen=True)
class CodeFormat:
    """How a brand prints its codes: the lengths of the groups, once for each form that it has."""

    groups: tuple[tuple[int, ...], ...]

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """How many letters and digits a code may have, the fewest first."""
        return tuple(sorted({sum(form) for form in self.groups}))

    def fits(self, code: ClaimCode) -> bool:
        return len(code.value) in self.lengths

    def in_words(self) -> str:
        """The lengths as a sentence has them: "14 or 15"."""
        return " or ".join(map(str, self.lengths))


@dataclass(frozen=True)
class CodeFingerprint:
    """How a code is known to a database: two keyed hashes and the last four, never the code."""

    exact: str
    skeleton: str
    last_four: str
    pepper_version: int = 1


@dataclass(frozen=True)
class Fingerprinter:
    """HMAC-SHA-256 under peppers that live outside the database, the oldest first.

    A new pepper goes over the hashes that the older ones made, so that a database whose codes nobody
    knows any more can be moved to it: see `raised`. Whoever learns an old pepper alone learns nothing.
    """

    peppers: tuple[bytes, ...] = field(repr=False)

    @property
    def version(self) -> int:
        """The number of peppers in use; hashes made under fewer must be raised."""
        return len(self.peppers)

    def of(self, code: ClaimCode) -> CodeFingerprint:
        return CodeFingerprint(
            exact=self.raised(self._first(b"code:", code.value), 1),
            skeleton=self.raised(self._first(b"skeleton:", code.skeleton), 1),
            last_four=code.last_four,
            pepper_version=self.version,
        )

    def raised(self, digest: str, version: int) -> str:
        """A hash made under the first `version` peppers, as all of them together make it."""
        for pepper in self.peppers[version:]:
            digest = hmac.digest(pepper, digest.encode(), "sha256").hex()
        return digest

    def address_key(self, address: str) -> str:
        """An address as it may be stored: enough to count guesses by it, not enough to read it.

        Addresses of one IPv6 network count as one, because one household has all of them.
        """
        return self._first(b"address:", network_of(address))

    def pseudonym(self, account: str) -> str:
        """What an erased customer is called: found again by whoever knows the account, read by nobody."""
        return self._first(b"pseudonym:", account)[:16]

    def link_key(self, link_code: str) -> str:
        """A link code as it is stored, for minutes: no new pepper ever goes over it."""
        return self._first(b"link code:", link_code)

    @property
    def journal_key(self) -> bytes:
        """What the journal's hashes are made under. It stays when peppers are added."""
        return hmac.digest(self.peppers[0], b"journal", "sha256")

    def _first(self, purpose: bytes, value: str) -> str:
        return hmac.digest(self.peppers[0], purpose + value.encode(), "sha256").hex()
