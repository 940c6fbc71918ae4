"""Facts of every kind, combined: what any diagnosis may meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from bot.cases.registry import load_cases
from tests.builders import BuiltFacts, a_card, no_card

LOCKS_H = (None, -1.0, 3.0)


def _cards() -> Iterator[BuiltFacts]:
    yield no_card()
    states = (
        a_card(),
        a_card().not_activated(),
        a_card().not_activated().sold_by("the Corner Market"),
        a_card().cancelled(),
        a_card().frozen(),
        a_card().expired(),
        a_card().of_currency("EUR"),
        a_card().redeemed_by("alice"),
        a_card().redeemed_by("bruno"),
    )
    for state, region, typed_wrong in product(states, ("US", "GB", "BR"), (False, True)):
        card = state.of_region(region)
        yield card.typed_with_a_look_alike() if typed_wrong else card


EVERY_KIND = tuple(
    card if hours is None else card.locked_for(hours) for card, hours in product(_cards(), LOCKS_H)
)

# What a customer may have complained of when a card is looked up; None if of nothing.
COMPLAINTS: tuple[str | None, ...] = (
    None,
    *(case.slug for case in load_cases().values() if not case.texts.hands_over),
)
