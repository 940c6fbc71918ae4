"""Another brand is another file: the same services, with its codes, its regions and its limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.bootstrap import Services, bootstrap
from bot.errors import LedgerFileError
from bot.ledger.commands import Request
from bot.privacy.claim_code import ClaimCode
from bot.settings import Settings
from bot.values import FixedClock, Money
from tests.builders import A_CODE, LoadCards, ScriptedEngine, a_customer
from tests.conftest import NOW

ITS_CODE = "K7QD-2MXP-9TRW-4HLC"


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine) -> Iterator[Services]:
    """The services as a shop of the invented brand runs them."""
    settings = settings.model_copy(update={"brand": "northwind"})
    made = bootstrap(settings, clock=FixedClock(NOW), engine=engine)
    yield made
    made.close()


@pytest.mark.parametrize("typed", [ITS_CODE, "k7qd 2mxp 9trw 4hlc", "why does K7QD2MXP9TRW4HLC fail"])
async def test_its_codes_are_hidden_before_anything_is_logged_or_understood(
    services: Services, engine: ScriptedEngine, typed: str
) -> None:
    customer = a_customer(services)
    await customer.says(typed)
    seen = f"{engine.heard} {[message.text for message in customer.log]}".upper()
    assert [part for part in ("K7QD", "2MXP", "9TRW", "4HLC") if part in seen] == []


def test_its_ledger_takes_its_codes_and_no_others(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": ITS_CODE, "status": "active", "region": "SE"}, region="SE")
    with pytest.raises(LedgerFileError) as refused:
        load_cards("alice", {"code": A_CODE, "status": "active", "region": "SE"}, region="SE")
    assert [row.reason for row in refused.value.rows] == ["the code has 14 letters and digits; a code has 16"]


def test_a_card_of_its_other_region_is_told_with_its_sites(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": ITS_CODE, "status": "active", "region": "NO"}, region="SE")
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of("invalid_code", ITS_CODE))
    assert answer.case == "wrong_region"
    told = {name: answer.values[name] for name in ("card_site", "account_site", "abroad")}
    assert told == {
        "card_site": "northwind.no",
        "account_site": "northwind.se",
        "abroad": "It can be spent in its own country only.",
    }


def test_whoever_is_asked_for_a_code_is_told_what_its_codes_look_like(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": ITS_CODE, "status": "active", "region": "SE"}, region="SE")
    answer = services.diagnose_problem(a_customer(services, "alice").complains_of("invalid_code"))
    assert (answer.reply, answer.values["code_length"]) == ("utter_ask_code", "16")


def test_its_free_tries_are_its_own(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": ITS_CODE, "status": "active", "region": "SE"}, region="SE")
    customer = a_customer(services, "alice")
    wrong = [f"K7QD-2MXP-9TRW-4HL{last}" for last in "DEFGHJ"]
    outcomes = [
        services.diagnose_problem(customer.complains_of("invalid_code", code)).outcome for code in wrong
    ]
    assert outcomes == ["unknown_code"] * 4 + ["claimant_locked"] * 2


def test_a_card_that_it_issues_has_a_code_of_its_format(services: Services) -> None:
    issued = services.issue_card(Money(20_000, "SEK"), "SE", Request("test", "one", "sam"))
    assert issued.code is not None
    assert [len(group) for group in issued.code.split("-")] == [4, 4, 4, 4]
    assert services.policy.cards.code_format.fits(ClaimCode.parse(issued.code))


def test_a_person_answers_when_its_team_works(services: Services) -> None:
    answer = services.diagnose_problem(a_customer(services).complains_of("damaged_code"))
    assert answer.values["answer_by"] == "by 13:00 on Thursday, Central European Time"
