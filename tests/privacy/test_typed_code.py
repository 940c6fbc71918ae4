"""What is put where a code is asked for is read as one in any form, and a sentence is not."""

from __future__ import annotations

import pytest

from bot.knowledge.brand import load_brand
from bot.privacy.claim_code import ClaimCode
from bot.privacy.code_parts import CodePart
from bot.privacy.typed_code import letters_and_digits, read_typed
from tests.builders import A_CODE, CODE_FORMAT

NORTHWIND = load_brand("northwind").cards.code_format
MEANT = ClaimCode.parse(A_CODE)


@pytest.mark.parametrize(
    "typed",
    [
        A_CODE,
        "aq3d7klm9pxt2v",
        "  aq3d 7klm9p\nxt2v ",
        "AQ3D – 7KLM9P – XT2V",
        "ＡＱ３Ｄ-7KLM9P-XT2V",
        "A Q 3 D 7 K L M 9 P X T 2 V",
        "AQ3D\u200b-7KLM9P-XT2V",
        "🎁AQ3D-7KLM9P-XT2V🎁",
        "Claim code: AQ3D-7KLM9P-XT2V (keep it safe)",
        "https://shop.example/redeem?code=AQ3D-7KLM9P-XT2V",
    ],
)
def test_a_code_is_read_however_it_was_typed_or_copied(typed: str) -> None:
    assert read_typed(typed, CODE_FORMAT) == MEANT


@pytest.mark.parametrize("typed", ["ACDE-FGHJKL-MNPQ", "acdefghjklmnpq", "2346-792346-7923"])
def test_letters_alone_or_digits_alone_can_be_a_code_where_one_is_asked_for(typed: str) -> None:
    assert read_typed(typed, CODE_FORMAT) == ClaimCode.parse(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " - ",
        "🎁",
        "AQ3D-7KLM9P",
        "AQ3D-7KLM9P-XT2V44",
        "44-AQ3D-7KLM9P-XT2V",
        "AQ3D-7KLM9P-XT2V-44",
        "I do not have it ok",
        "the code please",
        "x" * 9_999,
    ],
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_typed(typed, CODE_FORMAT) is None


def test_of_two_codes_none_is_guessed() -> None:
    assert read_typed("AQ3D-7KLM9P-XT2V or BR4T-09WXYZ-3MKP", CODE_FORMAT) is None


@pytest.mark.parametrize("typed", ["aq3d 7klm 9pxt 2v44", "AQ3D7KLM9PXT2V44"])
def test_another_brands_code_is_one_of_that_brand_only(typed: str) -> None:
    assert read_typed(typed, NORTHWIND) == ClaimCode.parse(typed)
    assert read_typed(typed, CODE_FORMAT) is None


def test_the_rest_of_a_code_completes_what_was_written_before() -> None:
    waiting = (CodePart("AQ3D"), CodePart("7KLM9P"))
    assert read_typed("xt2v", CODE_FORMAT, waiting) == MEANT
    assert read_typed("xt2", CODE_FORMAT, waiting) is None


def test_a_whole_code_is_itself_whatever_waits() -> None:
    assert read_typed(A_CODE, CODE_FORMAT, (CodePart("BR4T09WXYZ"),)) == MEANT


def test_only_letters_and_digits_are_counted() -> None:
    assert letters_and_digits("ＡＱ３Ｄ - 7k 🎁\n") == 6
