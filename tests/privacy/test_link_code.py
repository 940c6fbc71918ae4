"""A link code is found however it is typed, is no word and no claim code, and is not shown by accident."""

from __future__ import annotations

from math import log2

import pytest

from bot.knowledge.brand import all_code_shapes, load_brand
from bot.privacy.claim_code import ClaimCode
from bot.privacy.code_parts import join_parts
from bot.privacy.code_shapes import hide_shapes
from bot.privacy.link_code import LinkCode, find_link_codes, hide_link_codes, make_link_code
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.redact import redact
from bot.settings import ROOT
from bot.values import ClaimHandle

BRANDS = sorted(path.stem for path in (ROOT / "bot" / "knowledge" / "brands").glob("*.yml"))
CODE = LinkCode("LINK7K2M9QX4D")


def test_a_code_is_shown_in_groups_and_never_by_its_repr() -> None:
    assert CODE.shown == "LINK-7K2-M9Q-X4D"
    assert "7K2" not in repr(CODE)


def test_a_made_code_is_found_as_itself_and_has_no_look_alikes() -> None:
    made = {make_link_code() for _ in range(500)}
    assert len(made) == 500
    for code in made:
        assert find_link_codes(f"here: {code.shown}.") == (code,)
        assert not set(code.value.removeprefix("LINK")) & set("O0I1S5B8")


def test_there_are_more_than_two_to_the_forty() -> None:
    letters, digits, size, groups = 22, 6, 3, 3
    of_a_group = (letters + digits) ** size - letters**size - digits**size
    assert groups * log2(of_a_group) > 40


@pytest.mark.parametrize(
    "typed",
    [
        "LINK-7K2-M9Q-X4D",
        "link-7k2-m9q-x4d",
        "LINK7K2M9QX4D",
        "link 7k2 m9q x4d",
        "LINK - 7K2 - M9Q - X4D",
        "`LINK-7K2-M9Q-X4D`",
        "*_LINK-7K2-M9Q-X4D_*",
        "LINK\u20117K2\u2011M9Q\u2011X4D",
        "LINK\u200b-7K2-M9Q-X4D",
        "the code is LINK-7K2-M9Q-X4D, my card does not work",
    ],
)
def test_it_is_found_however_it_is_typed(typed: str) -> None:
    assert find_link_codes(typed) == (CODE,)
    assert "7K2" not in hide_link_codes(typed).upper()


@pytest.mark.parametrize(
    "typed", ["LINK-7K2-M9Q-X4", "LINK-7K2M-9QX-4DD", "link-7k2-m9q", "LINK-7K2-MMQ-X4D"]
)
def test_what_was_meant_as_one_is_hidden_too(typed: str) -> None:
    [found] = find_link_codes(f"it is {typed}")
    assert found != CODE
    assert hide_link_codes(f"it is {typed}") == "it is [link code]"


@pytest.mark.parametrize(
    "text",
    [
        "link the old one to my account",
        "please link card 2347 to me",
        "the link you sent does not open",
        "LINK-UP please",
        "link-2-me",
        "blink-7k2-m9q-x4d",
        "https://example.com/link/2024/11",
        "AQ3D-7KLM9P-XT2V",
    ],
)
def test_words_and_other_codes_are_none(text: str) -> None:
    assert find_link_codes(text) == ()
    assert hide_link_codes(text) == text


@pytest.mark.parametrize("brand", BRANDS)
def test_no_brand_takes_a_link_code_for_a_claim_code_or_a_part_of_one(brand: str) -> None:
    code_format = load_brand(brand).cards.code_format

    def handle_for(code: ClaimCode) -> ClaimHandle:
        raise AssertionError("taken for a claim code")

    for _ in range(200):
        code = make_link_code()
        assert not code_format.fits(ClaimCode(code.value))
        for written in (code.shown, code.value.lower(), code.shown.replace("-", " ")):
            text = f"here it is: {written} thanks"
            assert redact(text, code_format, handle_for) == text
            assert hide_other_secrets(text) == "here it is: [link code] thanks"
            hidden = hide_link_codes(text)
            joined = join_parts(hidden, code_format, waiting=(), was_asked=True, handle_for=handle_for)
            assert (joined.text, joined.waiting) == (hidden, ())
            assert hide_shapes(text, all_code_shapes()) == text
