"""What a brand decides about its cards and about who guesses codes, as data. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.privacy.claim_code import CodeFormat
from bot.values import Money

# One try in two hundred thousand million then hits one of a million cards (see make_code.ALPHABET).
_FEWEST_OF_CODE = 12


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Amounts(_Frozen):
    """What a card may hold in one currency, in major units; above a limit two people decide."""

    least: Decimal = Field(gt=0)
    most: Decimal = Field(gt=0)
    two_people_above: Decimal = Field(ge=0)


class CardPolicy(_Frozen):
    """How cards are made, and what they may hold."""

    groups: tuple[tuple[Annotated[int, Field(gt=0)], ...], ...] = Field(min_length=1)
    amounts: dict[str, Amounts]
    resends_codes: bool = False
    expires_after_days: int | None = Field(default=None, gt=0)

    @field_validator("groups")
    @classmethod
    def _cannot_be_guessed(cls, groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        if any(sum(form) < _FEWEST_OF_CODE for form in groups):
            raise ValueError(f"a code of fewer than {_FEWEST_OF_CODE} letters and digits can be guessed")
        return groups

    @property
    def code_format(self) -> CodeFormat:
        return CodeFormat(self.groups)

    def allows(self, value: Money) -> bool:
        limits = self.amounts.get(value.currency)
        if limits is None:
            return False
        least, most = (Money.parse(limit, value.currency) for limit in (limits.least, limits.most))
        return least.minor <= value.minor <= most.minor

    def needs_two_people(self, value: Money) -> bool:
        """True above the limit, and for every amount in a currency that has none."""
        limits = self.amounts.get(value.currency)
        if limits is None:
            return True
        return value.minor > Money.parse(limits.two_people_above, value.currency).minor


class LockPolicy(_Frozen):
    """How many wrong codes are free in each bucket, and how long whoever goes on has to wait."""

    free_tries: dict[Literal["account", "session", "address"], int]
    first_s: int = Field(gt=0)
    longest_s: int = Field(gt=0)
    forgotten_after_hours: int = Field(gt=0)
    imported_hours: int = Field(gt=0)
