"""Codes become handles; handles become last four characters; nothing else changes."""

from __future__ import annotations

import pytest

from bot.errors import LeakPrevented
from bot.privacy.claim_code import ClaimCode
from bot.privacy.redact import redact, refuse_codes, with_last_four
from tests.builders import A_CODE, ANOTHER_CODE, CODE_FORMAT


def _redacted(text: str) -> str:
    known: dict[str, str] = {}

    def handle_for(code: ClaimCode) -> str:
        return known.setdefault(code.value, f"claim_{len(known):04x}")

    return redact(text, CODE_FORMAT, handle_for)


def test_the_rest_of_the_text_stays_as_it_was() -> None:
    assert (
        _redacted(f"  Hi!\n\tIt is  {A_CODE}; bought 24/11 – für Öl.\n")
        == "  Hi!\n\tIt is  claim_0000; bought 24/11 – für Öl.\n"
    )


def test_a_text_without_a_code_stays_as_it_was() -> None:
    assert _redacted("it says invalid code") == "it says invalid code"


@pytest.mark.parametrize("again", [A_CODE, A_CODE.lower(), "AQ3D 7KLM9P XT2V", "AQ3D7KLM9PXT2V"])
def test_one_code_has_one_handle_however_it_is_written(again: str) -> None:
    assert _redacted(f"{A_CODE} I repeat {again}") == "claim_0000 I repeat claim_0000"


def test_two_codes_have_two_handles() -> None:
    assert _redacted(f"{A_CODE} or {ANOTHER_CODE}") == "claim_0000 or claim_0001"


def test_a_handle_is_a_word_of_its_own() -> None:
    assert _redacted(f"code{A_CODE}") == "code claim_0000"


def test_a_text_that_was_redacted_stays_as_it_is() -> None:
    once = _redacted(f"my code {A_CODE}")
    assert _redacted(once) == once


def test_a_text_without_a_code_is_not_refused() -> None:
    assert refuse_codes("claim_0000 is invalid", CODE_FORMAT) == "claim_0000 is invalid"


def test_a_refused_text_is_not_in_the_error() -> None:
    with pytest.raises(LeakPrevented) as refused:
        refuse_codes(f"my code is {A_CODE}", CODE_FORMAT)
    shown = f"{refused.value!r} {refused.value.detail}"
    assert [part for part in ("AQ3D", "7KLM9P", "XT2V", "my code") if part in shown] == []


def test_a_person_reads_the_last_four_characters_in_place_of_a_handle() -> None:
    assert with_last_four("claim_0000 fails", {"claim_0000": "XT2V"}) == "card ending XT2V fails"


def test_an_unknown_handle_stays_as_it_is() -> None:
    assert with_last_four("claim_ffff fails", {"claim_0000": "XT2V"}) == "claim_ffff fails"
