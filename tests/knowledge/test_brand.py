"""A brand file that is wrong is refused by its name, before a customer is told what is not so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cases.registry import load_cases
from bot.errors import ConfigurationError
from bot.knowledge import brand
from bot.knowledge.brand import BRANDS, Fact, brand_names, load_brand
from bot.ledger.canaries import ALARM
from bot.services.hand_over import HUMAN_AGENT

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Change], str]:
    """Changes a copy of the default brand, loads it, and returns why it was refused."""

    def refused(change: Change) -> str:
        facts = yaml.safe_load((BRANDS / "amazon.yml").read_text(encoding="utf-8"))
        change(facts)
        (tmp_path / "mine.yml").write_text(yaml.safe_dump(facts), encoding="utf-8")
        monkeypatch.setattr(brand, "BRANDS", tmp_path)
        with pytest.raises(ConfigurationError) as error:
            # Past the cache, which belongs to the real brands.
            load_brand.__wrapped__("mine")
        return error.value.detail

    return refused


WRONG: dict[str, tuple[Change, str]] = {
    "a fact is missing": (lambda facts: facts["support"].pop("phone"), "support.phone"),
    "a fact is misspelt": (lambda facts: facts.update(reloadsteps=[]), "reloadsteps"),
    "no region": (lambda facts: facts.update(regions={}), "regions"),
    "a region's currency has no amounts": (
        lambda facts: facts["cards"]["amounts"].pop("GBP"),
        "no amount in GBP, the currency of a region",
    ),
    "a fee is missing in a region's currency": (
        lambda facts: facts.update(fees=[{"amounts": {"USD": 2}, "charged": "a month"}]),
        "no amount in AUD, CAD, EUR, GBP, INR, JPY, MXN, the currency of a region",
    ),
    "codes are short": (
        lambda facts: facts["cards"].update(groups=[[4, 4]]),
        "a code of fewer than 12 letters and digits can be guessed",
    ),
    "a group is empty": (lambda facts: facts["cards"].update(groups=[[14, 0]]), "cards.groups.0.1"),
    "codes have no groups": (lambda facts: facts["cards"].update(groups=[]), "cards.groups"),
    "a sentence names what is no fact": (
        lambda facts: facts["balance"]["ways"].append("By fax: {fax}."),
        "a sentence names {fax}, and there is no such fact",
    ),
    "a brace is left open": (
        lambda facts: facts["balance"]["ways"].append("By phone: {phone."),
        "expected '}' before end of string",
    ),
    "no team": (lambda facts: facts["support"].update(teams=[]), "support.teams"),
    "no default team": (
        lambda facts: facts["support"]["teams"].pop(0),
        "the first of the teams takes what no other does, and has the id support",
    ),
    "two teams of one id": (
        lambda facts: facts["support"]["teams"][1].update(id="support"),
        "named twice among the teams: support",
    ),
    "two teams take the same": (
        lambda facts: facts["support"]["teams"][0].update(takes=["scam"]),
        "named twice among the teams: scam",
    ),
    "hours that nobody can read": (
        lambda facts: facts["support"]["teams"][0].update(hours="PH off; nine to five"),
        "team support: hours or holidays_of cannot be read",
    ),
    "a place without a time": (
        lambda facts: facts["support"]["teams"][0].update(timezone="America/Nowhere"),
        "support.teams.0.timezone",
    ),
    "settled before it is answered": (
        lambda facts: facts["support"]["resolves_within_hours"].update(low=1),
        "a ticket that is low would have to be settled before it is answered",
    ),
    "a priority without hours": (
        lambda facts: facts["support"]["answers_within_hours"].pop("urgent"),
        "support.answers_within_hours.urgent",
    ),
    "lost cards ask for what has no words": (
        lambda facts: facts["lost_cards"].update(asks_for=["a smile"]),
        "lost_cards.asks_for.0",
    ),
}


@pytest.mark.parametrize(("change", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_brand_file_is_refused_with_what_is_wrong(
    written: Callable[[Change], str], change: Change, reason: str
) -> None:
    said = written(change)
    assert said.startswith("mine.yml is not a valid brand file")
    assert reason in said


@pytest.mark.parametrize("name", brand_names())
def test_a_team_takes_categories_that_tickets_have(name: str) -> None:
    """The cases' own, and the alarm of a canary; a misspelt one would be nobody's in silence."""
    known = {case.texts.ticket.category for case in load_cases().values()} | {ALARM, HUMAN_AGENT}
    taken = {category for team in load_brand(name).support.teams for category in team.takes}
    assert taken - known == set()


def test_a_ticket_of_a_team_that_there_is_no_longer_is_the_default_teams() -> None:
    support = load_brand("amazon").support
    assert support.team("gone") == support.team_for("wrong_account") == support.teams[0]
    assert support.team_for("scam").id == "fraud"


@pytest.mark.parametrize("fact", Fact)
def test_every_fact_that_texts_differ_by_is_so_of_one_brand_and_not_of_another(fact: Fact) -> None:
    assert {load_brand(name).holds(fact) for name in brand_names()} == {True, False}


@pytest.mark.parametrize(
    ("region", "site"),
    [("US", "amazon.com"), ("GB", "amazon.co.uk"), ("BR", "amazon.com"), (None, "amazon.com")],
)
def test_the_home_of_a_brand_stands_for_a_region_it_does_not_serve(region: str | None, site: str) -> None:
    assert load_brand("amazon").region_or_home(region).site == site
