"""A new card's code: printed for whoever gets the card, and as the ledger may know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.ledger.make_code import make_code
from bot.ledger.policy import CardPolicy
from bot.privacy.claim_code import CodeFingerprint, Fingerprinter
from bot.privacy.sealed_codes import CodeSealer


@dataclass(frozen=True)
class NewCode:
    """`sealed` is for a brand that sends codes again; without it nobody can ever tell `printed` again."""

    printed: str = field(repr=False)
    fingerprint: CodeFingerprint
    sealed: str | None = field(repr=False)


MakeCode = Callable[[], NewCode]


def code_maker(policy: CardPolicy, fingerprinter: Fingerprinter, sealer: CodeSealer) -> MakeCode:
    def make() -> NewCode:
        made = make_code(policy.code_format)
        sealed = sealer.seal(made.code) if policy.resends_codes else None
        return NewCode(made.printed, fingerprinter.of(made.code), sealed)

    return make
