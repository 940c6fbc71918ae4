"""What a claim code is: its normal form, what may be shown of it, and how it is looked up."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

# People read these as each other on a printed card; a code's skeleton does not tell them apart.
_CONFUSED = str.maketrans({"O": "0", "I": "1", "S": "5", "B": "8"})

CODE_LENGTHS = (14, 15)


@dataclass(frozen=True)
class ClaimCode:
    """A claim code in its normal form: upper case, letters and digits only. Its repr hides it."""

    value: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> ClaimCode:
        """Takes any spacing, hyphens and case. Raises ValueError, without the text, if nothing is left."""
        value = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
        if not value:
            raise ValueError("a claim code has letters and digits")
        return cls(value)

    @property
    def last_four(self) -> str:
        return self.value[-4:]

    @property
    def has_the_right_length(self) -> bool:
        return len(self.value) in CODE_LENGTHS

    @property
    def skeleton(self) -> str:
        """The code with O/0, I/1, S/5 and B/8 folded together, to recognise a mistyped code."""
        return self.value.translate(_CONFUSED)

    def __repr__(self) -> str:
        return f"ClaimCode(…{self.last_four})"

    __str__ = __repr__


@dataclass(frozen=True)
class CodeFingerprint:
    """How a code is known to a database: two keyed hashes and the last four, never the code."""

    exact: str
    skeleton: str
    last_four: str


@dataclass(frozen=True)
class Fingerprinter:
    """HMAC-SHA-256 under a pepper that lives outside the database."""

    pepper: bytes = field(repr=False)

    def of(self, code: ClaimCode) -> CodeFingerprint:
        return CodeFingerprint(
            exact=self._hash(b"code:", code.value),
            skeleton=self._hash(b"skeleton:", code.skeleton),
            last_four=code.last_four,
        )

    def _hash(self, purpose: bytes, value: str) -> str:
        return hmac.new(self.pepper, purpose + value.encode(), hashlib.sha256).hexdigest()
