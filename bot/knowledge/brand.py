"""The policy and the facts of one brand, read from `brands/<brand>.yml`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.conversations.conversation import DEFAULT_TEAM
from bot.errors import ConfigurationError, InvalidMoney
from bot.knowledge.evidence import Evidence
from bot.knowledge.values import brand_values
from bot.ledger.policy import CardPolicy, LockPolicy
from bot.privacy.claim_code import CodeFormat
from bot.privacy.code_shapes import code_shapes
from bot.tickets.clocks import Clocks, HoursByPriority, Targets, clocks_from
from bot.tickets.team import Team
from bot.tickets.ticket import Priority
from bot.yaml_file import read_yaml

BRANDS = Path(__file__).parent / "brands"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(StrEnum):
    """What is so of one brand and not of another, for texts that differ by it (`choices.py`)."""

    EXPIRES = "expires"
    HAS_FEES = "has_fees"
    HAS_STORES = "has_stores"
    REISSUES_LOST_CARDS = "reissues_lost_cards"
    REFUNDABLE = "refundable"
    RELOADABLE = "reloadable"
    TRANSFERABLE = "transferable"
    USABLE_FROM_ABROAD = "usable_from_abroad"


class Channel(_Frozen):
    """One way to reach the brand's support; `at` is where, unless the name says it."""

    name: str
    at: str | None = None


class Support(_Frozen):
    """How a person is reached, who works when, and by when a ticket is answered and settled.

    Hours are those that the ticket's team works. The first team takes what no other team does.
    """

    phone: str
    help_page: str
    answers_within_hours: HoursByPriority
    resolves_within_hours: HoursByPriority
    teams: tuple[Team, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(description="beside the phone and this chat")
    escalates_to: str = Field(description="who looks at it if an answer does not help: a supervisor")
    shows_agent_names: bool = Field(default=False, description="whether customers learn who answers them")

    @model_validator(mode="after")
    def _answers_before_it_resolves(self) -> Self:
        for priority in Priority:
            if self.resolves_within_hours.of(priority) < self.answers_within_hours.of(priority):
                raise ValueError(
                    f"a ticket that is {priority} would have to be settled before it is answered"
                )
        return self

    @model_validator(mode="after")
    def _every_ticket_has_one_team(self) -> Self:
        ids = [team.id for team in self.teams]
        taken = [category for team in self.teams for category in team.takes]
        if ids[0] != DEFAULT_TEAM:
            raise ValueError(
                f"the first of the teams takes what no other does, and has the id {DEFAULT_TEAM}"
            )
        if twice := {each for names in (ids, taken) for each in names if names.count(each) > 1}:
            raise ValueError(f"named twice among the teams: {', '.join(sorted(twice))}")
        return self

    @property
    def targets(self) -> Targets:
        return Targets(self.answers_within_hours, self.resolves_within_hours)

    def team(self, team_id: str) -> Team:
        """The team of that id; the default team for one that there is no longer."""
        return next((team for team in self.teams if team.id == team_id), self.teams[0])

    def team_for(self, category: str, chosen: str | None = None) -> Team:
        """The team that was chosen, if there is one of that id; else the one that takes such tickets."""
        takes = next((team for team in self.teams if category in team.takes), self.teams[0])
        return next((team for team in self.teams if team.id == chosen), takes)

    def clocks(self, category: str, priority: Priority, at: datetime, chosen: str | None = None) -> Clocks:
        """The clocks of such a ticket if it is opened then. `chosen` as in `team_for`."""
        return clocks_from(self.targets, self.team_for(category, chosen), priority, at)


class Region(_Frozen):
    """Where cards of a region work, and in what currency accounts there keep their balance."""

    country: str
    site: str
    currency: str


class Sale(_Frozen):
    """How cards are bought and reach whoever gets them."""

    forms: tuple[str, ...] = Field(min_length=1)
    message: str = Field(description="what a digital card's code arrives in: e-mail")
    look_first: tuple[str, ...] = Field(min_length=1, description="where a card that never came may be")
    resent_from: str = Field(description="where whoever bought a digital card sends it again")


class Redeeming(_Frozen):
    """`in_store` is empty for a brand whose cards are redeemed online only."""

    gift_cards_page: str
    online: tuple[str, ...] = Field(min_length=1)
    in_store: tuple[str, ...] = ()
    receipt_by: str = Field(description="what confirms that the value is on the account: an e-mail")


class Balance(_Frozen):
    """Where the balance is seen, what is seen there, and what states of a card."""

    ways: tuple[str, ...] = Field(min_length=1)
    shows: tuple[str, ...] = Field(min_length=1)
    card_states: tuple[str, ...] = Field(min_length=1)
    rest_paid_by: str = Field(description="what pays for what the balance does not cover")
    cannot_buy: tuple[str, ...] = Field(min_length=1)
    usable_from_abroad_for: str | None = None
    is_transferable: bool = False


class Fee(_Frozen):
    """Amounts in major units, one for each currency that the brand's accounts have."""

    amounts: dict[str, Decimal]
    charged: str = Field(description="when and how often: for each month that a card lies unused")


class LostCards(_Frozen):
    asks_for: tuple[Evidence, ...] = Field(min_length=1)
    may_be_reissued: bool


class BrandPolicy(_Frozen):
    """Every fact a reply may state. Keys of `regions` are ISO 3166 countries; the first is the brand's home.

    A sentence of `sale`, `redeeming`, `balance`, `support` or `reload_steps` may name another fact in
    braces, by the names of `values.py`, so that no fact is written twice.
    """

    name: str
    support: Support
    cards: CardPolicy
    lock: LockPolicy
    regions: dict[str, Region] = Field(min_length=1)
    sale: Sale
    redeeming: Redeeming
    balance: Balance
    fees: tuple[Fee, ...] = ()
    reload_steps: tuple[str, ...] = ()
    refundable_within_days: int | None = Field(default=None, gt=0)
    lost_cards: LostCards

    @model_validator(mode="after")
    def _has_amounts_for_every_region(self) -> Self:
        currencies = {region.currency for region in self.regions.values()}
        for known in (set(self.cards.amounts), *(set(fee.amounts) for fee in self.fees)):
            if missing := currencies - known:
                raise ValueError(f"no amount in {', '.join(sorted(missing))}, the currency of a region")
        return self

    def holds(self, fact: Fact) -> bool:
        match fact:
            case Fact.EXPIRES:
                return self.cards.expires_after_days is not None
            case Fact.HAS_FEES:
                return bool(self.fees)
            case Fact.HAS_STORES:
                return bool(self.redeeming.in_store)
            case Fact.REISSUES_LOST_CARDS:
                return self.lost_cards.may_be_reissued
            case Fact.REFUNDABLE:
                return self.refundable_within_days is not None
            case Fact.RELOADABLE:
                return bool(self.reload_steps)
            case Fact.TRANSFERABLE:
                return self.balance.is_transferable
            case Fact.USABLE_FROM_ABROAD:
                return self.balance.usable_from_abroad_for is not None

    def region_or_home(self, region: str | None) -> Region:
        """The region of that country; the brand's home for one that it does not serve, or for None."""
        return self.regions.get(region or "") or next(iter(self.regions.values()))

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
    if name not in brand_names():
        raise ConfigurationError(f"There is no brand '{name}'. Known brands: {', '.join(brand_names())}.")
    try:
        policy = BrandPolicy.model_validate(read_yaml(path))
        for region in policy.regions:
            brand_values(policy, region)
    except (yaml.YAMLError, ValueError, InvalidMoney) as error:
        raise ConfigurationError(f"{path.name} is not a valid brand file: {error}") from error
    except KeyError as unknown:
        raise ConfigurationError(
            f"{path.name} is not a valid brand file: a sentence names {{{unknown.args[0]}}}, and there is "
            "no such fact."
        ) from None
    return policy


def brand_names() -> list[str]:
    """The brands that there are, as GIFTLINE_BRAND names them."""
    return sorted(file.stem for file in BRANDS.glob("*.yml"))


@cache
def all_code_formats() -> tuple[CodeFormat, ...]:
    """The formats of every brand's codes: what one log, or one engine, may come upon."""
    return tuple(dict.fromkeys(load_brand(name).cards.code_format for name in brand_names()))


@cache
def all_code_shapes() -> tuple[str, ...]:
    """What the engine's leak guard refuses."""
    return code_shapes(all_code_formats())
