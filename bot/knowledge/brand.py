"""The policy and the facts of one brand, read from `brands/<brand>.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ConfigurationError
from bot.ledger.policy import CardPolicy, LockPolicy

BRANDS = Path(__file__).parent / "brands"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Support(_Frozen):
    """How a person is reached, and by when one answers a ticket."""

    phone: str
    help_page: str
    answers_within_hours: int = Field(gt=0)


class Region(_Frozen):
    """Where cards of a region work, and in what currency accounts there keep their balance."""

    country: str
    site: str
    currency: str


class BrandPolicy(_Frozen):
    """Every fact a reply may state. Keys of `regions` are ISO 3166 countries."""

    name: str
    support: Support
    cards: CardPolicy
    lock: LockPolicy
    regions: dict[str, Region]
    steps: dict[str, tuple[str, ...]]

    def site(self, region: str) -> str:
        known = self.regions.get(region)
        return known.site if known else f"the {self.name} site for {region}"

    def country(self, region: str) -> str:
        known = self.regions.get(region)
        return known.country if known else region

    def currency(self, region: str) -> str | None:
        """The currency of accounts in that region; None if the brand does not serve it."""
        known = self.regions.get(region)
        return known.currency if known else None


@cache
def load_brand(name: str) -> BrandPolicy:
    """The brand of that name. Raises ConfigurationError, naming the file and the field, if it is wrong."""
    path = BRANDS / f"{name}.yml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in BRANDS.glob("*.yml")))
        raise ConfigurationError(f"There is no brand '{name}'. Known brands: {known}.")
    try:
        return BrandPolicy.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{path.name} is not a valid brand file: {error}") from error
