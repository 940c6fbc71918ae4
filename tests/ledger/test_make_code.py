"""A new code is unguessable, reads well on paper, and is hidden wherever a customer types it."""

from __future__ import annotations

import pytest

from bot.errors import ConfigurationError
from bot.ledger.make_code import ALPHABET, make_code
from bot.privacy.claim_code import CodeFormat
from bot.privacy.find_codes import find_codes
from tests.builders import CODE_FORMAT


def test_a_code_has_a_format_of_the_brand_and_each_format_comes_up() -> None:
    made = {tuple(len(group) for group in make_code(CODE_FORMAT).printed.split("-")) for _ in range(60)}
    assert made == set(CODE_FORMAT.groups)


def test_no_letter_or_digit_looks_like_another() -> None:
    assert not set("O0I1S5B8") & set(ALPHABET)
    code = make_code(CODE_FORMAT).code
    assert set(code.value) <= set(ALPHABET)
    assert len(code.value) in CODE_FORMAT.lengths


def test_no_code_comes_twice() -> None:
    assert len({make_code(CODE_FORMAT).code for _ in range(200)}) == 200


@pytest.mark.parametrize("separator", ["-", " ", "", "  ", "–"])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_code_is_found_whole_however_it_is_typed(separator: str, case: object) -> None:
    for _ in range(40):
        made = make_code(CODE_FORMAT)
        typed = separator.join(made.printed.split("-"))
        typed = typed.lower() if case is str.lower else typed
        (found,) = find_codes(f"my code is {typed}, it fails", CODE_FORMAT)
        assert found.code == made.code


def test_it_shows_no_more_than_its_last_four() -> None:
    made = make_code(CODE_FORMAT)
    assert made.code.value[:-4] not in repr(made).replace("-", "")
    assert made.printed not in repr(made)


def test_a_format_that_a_chat_would_not_recognise_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"cards\.groups"):
        make_code(CodeFormat(((1,) * 14,)))
