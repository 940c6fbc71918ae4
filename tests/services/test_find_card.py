"""A card is named by its last four or the beginning of its id; whoever has only that need not see a code."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.bootstrap import Services
from bot.errors import UnknownCard
from bot.storage.tables import card as cards
from tests.builders import A_CODE, ANOTHER_CODE
from tests.services.asking import load

AN_ID = "abcdef" + "0" * 26
ITS_NEIGHBOUR = "abcdef" + "1" * 26


def give_id(services: Services, last_four: str, card: str) -> None:
    with services.database.begin() as connection:
        connection.execute(update(cards).where(cards.c.last_four == last_four).values(id=card))


@pytest.mark.parametrize("name", ["XT2V", "xt2v"])
def test_a_card_is_found_by_the_last_four_of_its_code(services: Services, name: str) -> None:
    load(services, {"code": A_CODE}, {"code": ANOTHER_CODE})
    assert services.find_card(name).last_four == "XT2V"


@pytest.mark.parametrize("name", ["abcdef", "ABCDEF0", AN_ID])
def test_a_card_is_found_by_the_beginning_of_its_id(services: Services, name: str) -> None:
    load(services, {"code": A_CODE})
    give_id(services, "XT2V", AN_ID)
    assert services.find_card(name).id == AN_ID


def test_four_characters_are_never_the_beginning_of_an_id(services: Services) -> None:
    load(services, {"code": A_CODE}, {"code": "BR4T-09WXYZ-ABCD"})
    give_id(services, "XT2V", AN_ID)
    assert services.find_card("abcd").last_four == "ABCD"


def test_several_that_fit_are_all_named_and_none_is_taken(services: Services) -> None:
    load(services, {"code": A_CODE}, {"code": ANOTHER_CODE})
    give_id(services, "XT2V", AN_ID)
    give_id(services, "3MKP", ITS_NEIGHBOUR)
    with pytest.raises(UnknownCard) as refused:
        services.find_card("abcdef")
    for told in (AN_ID, ITS_NEIGHBOUR, "ending XT2V", "ending 3MKP"):
        assert told in refused.value.detail


@pytest.mark.parametrize("name", ["", "a", "abc", "abcde"])
def test_a_name_that_is_too_short_is_refused(services: Services, name: str) -> None:
    with pytest.raises(UnknownCard, match="at least six characters"):
        services.find_card(name)


@pytest.mark.parametrize("name", ["ZZZZ", "%%%%", "______", "abcdef%"])
def test_a_name_that_no_card_has_is_refused(services: Services, name: str) -> None:
    load(services, {"code": A_CODE})
    with pytest.raises(UnknownCard, match="no card of that name"):
        services.find_card(name)
