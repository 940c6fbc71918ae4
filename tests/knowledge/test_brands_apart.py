"""No fact of a brand stands in code or in a text: what one brand says holds none of another's facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, permutations, product
from pathlib import Path

import pytest
import yaml

from bot.cases.diagnosis import outcome_values, reply_values
from bot.cases.registry import diagnose, load_cases
from bot.knowledge.brand import BrandPolicy, brand_names, load_brand
from bot.knowledge.faq import load_topics
from bot.knowledge.values import brand_values
from bot.ledger.cards import Account, CardFacts
from bot.ledger.commands import Receipt
from bot.ledger.outcomes import Outcome
from bot.services.answers import ticket_values
from bot.settings import ROOT, Settings
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import AccountId, Money, TicketId
from tests.builders import A_MOMENT, a_card
from tests.cases.grid import COMPLAINTS, EVERY_KIND

PAIRS = list(permutations(brand_names(), 2))


def of_a_ticket(policy: BrandPolicy) -> dict[str, str]:
    ticket = TicketRequest(TicketId("GL-2222222"), "human_agent", Priority.NORMAL, "person", "A summary.")
    return ticket_values(ticket, policy, A_MOMENT)


# What customers are asked for has words that brands share; how cards are bought is told only where a new
# card stands in for a reload.
_SHARED_OR_UNTOLD = ("lost_asks_for", "forms")


def facts_told(policy: BrandPolicy) -> set[str]:
    """Every fact of the brand that can be told apart from ordinary words, as its customers read it."""
    told = {policy.name, policy.support.phone, of_a_ticket(policy)["answer_by"]}
    told |= {f"{policy.cards.code_format.in_words()} letters and digits"}
    told |= {channel.name for channel in policy.support.channels}
    told |= {name for region in policy.regions.values() for name in (region.country, region.site)}
    for region in policy.regions:
        for name, value in brand_values(policy, region).items():
            if name not in _SHARED_OR_UNTOLD:
                told |= {re.sub(r"^(- |\d+\. )", "", line) for line in value.splitlines()}
    return {fact for fact in told if re.search(r"[^a-z0-9]", fact)}


def moved(facts: CardFacts, policy: BrandPolicy) -> CardFacts:
    """The same facts in the brand's own regions: the tests' cards are for the US and for GB."""
    home, abroad = list(policy.regions)[:2]
    account = Account(facts.account.id, home if facts.account.region == "US" else facts.account.region)
    at_home = {"US": home, "GB": abroad}
    card = facts.card
    if card:
        # The tests' other currency stays: no brand keeps balances in all of them.
        is_own = card.face_value.currency == "USD"
        currency = policy.regions[home].currency if is_own else card.face_value.currency
        value = Money(card.face_value.minor, currency)
        card = replace(card, region=at_home.get(card.region, card.region), face_value=value)
    return replace(facts, account=account, card=card)


@cache
def everything_said(brand: str) -> str:
    """Every answer and every reply of a case that the brand's customers can be given, in every region."""
    policy = load_brand(brand)
    return "\n".join(
        (
            *(text for region in policy.regions for text in _said_of_no_card(policy, region)),
            *_said_of_cards(policy),
        )
    )


def _said_of_no_card(policy: BrandPolicy, region: str) -> Iterator[str]:
    account = Account(AccountId("alice"), region)
    card = moved(replace(a_card().locked_for(3).facts, account=account), policy)
    others = {**brand_values(policy, region), **reply_values(card, policy), **of_a_ticket(policy)}
    for topic in load_topics().values():
        yield topic.answer.format(**{**others, **topic.values(policy, region)})
    for case in load_cases().values():
        general = case.texts.general
        yield general.format(**{**others, **case.values(general, policy, region)})
    told = [
        outcome.told.format(**outcome_values(Receipt("t", outcome, A_MOMENT), account, policy))
        for outcome in Outcome
    ]
    for response in chain.from_iterable(_by_hand().values()):
        yield response["text"].format(**others, told=" ".join(told))


def _said_of_cards(policy: BrandPolicy) -> Iterator[str]:
    others = {**brand_values(policy), **of_a_ticket(policy)}
    shown = {}
    for claimed, built in product(COMPLAINTS, EVERY_KIND):
        diagnosis = diagnose(claimed, moved(built.facts, policy), policy)
        shown[diagnosis.case, diagnosis.outcome] = diagnosis
    for diagnosis in shown.values():
        if diagnosis.case:
            case = load_cases()[diagnosis.case]
            reply = case.texts.replies[diagnosis.outcome]
            yield reply.format(**{**others, **case.values(reply, policy), **diagnosis.values})


@cache
def _by_hand() -> dict[str, list[dict[str, str]]]:
    """The responses of the domain that are written there, and not in a case or a topic."""
    domain = (ROOT / "domain.yml").read_text(encoding="utf-8")
    by_hand = re.sub(r"  # >>> replies.*?# <<< replies\n", "", domain, flags=re.DOTALL)
    responses: dict[str, list[dict[str, str]]] = yaml.safe_load(by_hand)["responses"]
    return responses


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_reply_of_a_brand_holds_a_fact_of_another(one: str, other: str) -> None:
    foreign = facts_told(load_brand(other)) - facts_told(load_brand(one))
    assert len(foreign) > 30
    said = everything_said(one)
    assert [
        fact for fact in sorted(foreign) if re.search(rf"(?<!\w){re.escape(fact)}(?!\w|\.\d)", said)
    ] == []


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_what_two_brands_differ_in_is_told_by_the_one_whose_it_is(one: str, other: str) -> None:
    """The other half of the rule: the facts that are looked for are facts that are told."""
    said = everything_said(one)
    own = facts_told(load_brand(one)) - facts_told(load_brand(other))
    assert [fact for fact in sorted(own) if fact not in said] == []


def _written_by_us() -> Iterator[Path]:
    """What we say and do: not the brands' own files, and not what customers write."""
    for folder, kinds in (("bot", "py yml html"), ("actions", "py"), ("data", "yml")):
        for kind in kinds.split():
            yield from (ROOT / folder).rglob(f"*.{kind}")
    yield from (ROOT / "domain.yml", ROOT / "config.yml")


def _is_a_brands_or_a_customers(path: Path) -> bool:
    return path.parent.name == "brands" or path.name in ("examples.yml", "nlu.yml")


@pytest.mark.parametrize("name", brand_names())
def test_neither_code_nor_a_text_names_a_brand_its_phone_or_its_sites(name: str) -> None:
    policy = load_brand(name)
    facts = [name, policy.name, policy.support.phone, *(region.site for region in policy.regions.values())]
    naming = re.compile("|".join(map(re.escape, facts)), re.IGNORECASE)
    found = {
        path.relative_to(ROOT).as_posix()
        for path in _written_by_us()
        if not _is_a_brands_or_a_customers(path) and naming.search(path.read_text(encoding="utf-8"))
    }
    # Some brand has to be the one that is served if nobody says which.
    is_default = Settings.model_fields["brand"].default == name
    assert found == ({"bot/settings.py"} if is_default else set())
