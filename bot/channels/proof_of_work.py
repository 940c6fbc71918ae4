"""A proof of work in ALTCHA's format: a browser pays for an anonymous conversation with its time."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass, field

from altcha import Payload, create_challenge, verify_solution

PROOF_LASTS_S = 600
_ALGORITHM = "PBKDF2/SHA-256"
# A solver tries 256 keys of so many rounds on average, for each of which it has to begin anew.
_PREFIX = "00"


@dataclass(frozen=True)
class AltchaProof:
    """Implements ports.HumanCheck. `cost` is the rounds of a key; its double doubles the work."""

    secret: bytes = field(repr=False)
    cost: int

    def challenge(self) -> dict[str, object]:
        made = create_challenge(
            algorithm=_ALGORITHM,
            cost=self.cost,
            key_prefix=_PREFIX,
            expires_at=int(time.time()) + PROOF_LASTS_S,
            hmac_secret=self._key,
        )
        return dict(made.to_dict())

    def solved(self, answer: str) -> str | None:
        if not verify_solution(answer, self._key).verified:
            return None
        return str(Payload.from_base64(answer).challenge.signature)

    @property
    def _key(self) -> bytes:
        return hmac.digest(self.secret, b"proof of work", "sha256")
