"""Macros hold for every brand: each is filled, none gives a code away, and none promises money."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from bot.cases.registry import load_cases
from bot.errors import ConfigurationError
from bot.knowledge.brand import brand_names, load_brand
from bot.knowledge.macros import OF_THE_CONVERSATION, Macro, filled, load_macros
from bot.knowledge.values import brand_values, placeholders
from bot.privacy.find_codes import find_codes
from tests.promises import PROMISES

MACROS = {macro.id: macro for macro in load_macros()}
KNOWN = {
    "customer": "alice",
    "ticket": "GL-2345678",
    "last_four": "XT2V",
    "case": "The card was already redeemed",
    "answer_by": "25 November 2026, 12:00 UTC",
}
each_macro = pytest.mark.parametrize("macro", MACROS.values(), ids=MACROS)


@pytest.mark.parametrize("brand", brand_names())
@each_macro
def test_a_macro_is_filled_for_each_brand_in_each_region(macro: Macro, brand: str) -> None:
    policy = load_brand(brand)
    for region in policy.regions:
        made = filled(macro, brand_values(policy, region) | KNOWN)
        assert made.missing == ()
        assert "{" not in made.text
        assert find_codes(made.text, policy.cards.code_format) == []


@each_macro
def test_a_macro_promises_no_money(macro: Macro) -> None:
    assert PROMISES.search(macro.text) is None


@each_macro
def test_a_macro_is_calm_and_says_who_speaks_to_whom(macro: Macro) -> None:
    assert "!" not in macro.text
    assert not {"oops", "unfortunately", "your fault"} & set(macro.text.lower().split())


def test_each_case_has_a_macro_and_each_macro_s_case_is_one() -> None:
    assert {macro.case for macro in MACROS.values()} - {None} == set(load_cases())


def test_there_are_macros_for_any_case() -> None:
    assert len([macro for macro in MACROS.values() if macro.case is None]) >= 5


def test_each_variable_of_a_conversation_is_used() -> None:
    assert set().union(*(placeholders(macro.text) for macro in MACROS.values())) >= OF_THE_CONVERSATION


def test_what_is_not_known_stays_in_braces_and_is_named() -> None:
    macro = Macro(id="one", title="One", text="Ticket {ticket}, {site}.")
    made = filled(macro, {"site": "amazon.com"})
    assert (made.text, made.missing) == ("Ticket {ticket}, amazon.com.", ("ticket",))


def test_a_value_in_braces_is_not_filled_again() -> None:
    macro = Macro(id="one", title="One", text="Hello {customer}.")
    assert filled(macro, {"customer": "{phone}", "phone": "1"}).text == "Hello {phone}."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("- {id: a, title: A, text: 'Call {nobody}.'}", "{nobody}"),
        # Of one brand and not of the other: a macro is for all.
        ("- {id: a, title: A, text: 'After {expires_after_days} days.'}", "{expires_after_days}"),
        ("- {id: a, title: A, text: 'Call {.'}", "does not read"),
        ("- {id: a, title: A}", "does not read"),
        ("- {id: a, title: A, text: B}\n- {id: a, title: C, text: D}", "two macros"),
        (": :", "does not read"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_name(tmp_path: Path, wrong: str, said: str) -> None:
    path = tmp_path / "macros.yml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"macros\.yml") as refused:
        load_macros(path)
    assert said in refused.value.detail


def test_every_macro_says_something_of_its_own() -> None:
    twice = [
        (one.id, other.id)
        for one, other in product(MACROS.values(), repeat=2)
        if one.id < other.id and (one.text == other.text or one.title == other.title)
    ]
    assert twice == []
