"""A team of agents, as data of the brand: when it works, and which tickets are its own. Pure."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

# Its stub leaves the exceptions out.
from opening_hours import OpeningHours, ParserError, UnknownCountryError  # type: ignore[attr-defined]
from pydantic import BaseModel, ConfigDict, Field, model_validator

# The library takes no other kind of time zone.
UTC = ZoneInfo("UTC")
# Hours that end some day leave tickets that nobody ever answers.
_FAR_OFF = datetime(2100, 1, 1, tzinfo=UTC)


class Team(BaseModel):
    """`hours` are in OpenStreetMap's syntax: `Mo-Fr 09:00-17:00; PH off`, or `24/7`.

    PH stands for the public holidays of the country `holidays_of`. `takes` names categories of tickets;
    what no team takes is the default team's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    name: str = Field(min_length=1, max_length=80)
    timezone: ZoneInfo
    hours: str
    holidays_of: str | None = Field(default=None, description="ISO 3166 country: US")
    takes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _works_some_time(self) -> Self:
        if ("PH" in self.hours) is (self.holidays_of is None):
            raise ValueError(
                f"team {self.id}: hours say what holds on PH, holidays_of whose holidays they are; "
                "one needs the other"
            )
        try:
            opens_ever_after = self.opening.next_change(_FAR_OFF) or self.opening.is_open(_FAR_OFF)
        except (ParserError, UnknownCountryError) as error:
            raise ValueError(f"team {self.id}: hours or holidays_of cannot be read: {error}") from error
        if not opens_ever_after:
            raise ValueError(f"team {self.id}: with these hours it is closed for ever, or from some day on")
        return self

    @property
    def opening(self) -> OpeningHours:
        return _opening(self.hours, self.timezone, self.holidays_of)


@cache
def _opening(hours: str, timezone: ZoneInfo, country: str | None) -> OpeningHours:
    return OpeningHours(hours, timezone=timezone, country=country)
