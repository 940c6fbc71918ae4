"""What a claim code shows of itself, and how it is looked up."""

from __future__ import annotations

import pytest

from bot.privacy.claim_code import ClaimCode, CodeFormat, Fingerprinter
from tests.builders import A_CODE

CODE = ClaimCode.parse(A_CODE)
FINGERPRINTS = Fingerprinter((b"p" * 32,))


@pytest.mark.parametrize("shown", [repr(CODE), str(CODE), f"{CODE}", f"{[CODE]}"])
def test_a_code_shows_no_more_than_its_last_four(shown: str) -> None:
    assert "XT2V" in shown
    assert [part for part in ("AQ3D", "7KLM9P", "9PXT2V") if part in shown] == []


@pytest.mark.parametrize("written", ["aq3d-7klm9p-xt2v", " AQ3D 7KLM9P XT2V ", "AQ3D7KLM9PXT2V"])
def test_spacing_hyphens_and_case_make_no_difference(written: str) -> None:
    assert ClaimCode.parse(written) == CODE


@pytest.mark.parametrize("nothing", ["", " - - ", "кодкодкод"])
def test_a_text_without_letters_and_digits_is_no_code(nothing: str) -> None:
    with pytest.raises(ValueError, match="a claim code has letters and digits"):
        ClaimCode.parse(nothing)


@pytest.mark.parametrize(("length", "right"), [(13, False), (14, True), (15, True), (16, False)])
def test_a_code_has_as_many_characters_as_a_form_of_its_brand(length: int, right: bool) -> None:
    assert CodeFormat(((4, 6, 5), (4, 6, 4))).fits(ClaimCode.parse("A" * length)) is right


@pytest.mark.parametrize(
    ("groups", "said"), [(((4, 6, 5), (4, 6, 4)), "14 or 15"), (((4, 4, 4, 4), (8, 8)), "16")]
)
def test_the_lengths_of_a_format_are_said_in_order_and_once(
    groups: tuple[tuple[int, ...], ...], said: str
) -> None:
    assert CodeFormat(groups).in_words() == said


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("O", "0"), ("I", "1"), ("S", "5"), ("B", "8")],
)
def test_codes_that_differ_in_a_look_alike_have_one_skeleton_and_two_hashes(typed: str, printed: str) -> None:
    one = FINGERPRINTS.of(ClaimCode.parse(f"AQ3D-7KLM9P-XT2{typed}"))
    other = FINGERPRINTS.of(ClaimCode.parse(f"AQ3D-7KLM9P-XT2{printed}"))
    assert one.skeleton == other.skeleton
    assert one.exact != other.exact


def test_a_fingerprint_holds_no_code_but_its_last_four() -> None:
    fingerprint = FINGERPRINTS.of(CODE)
    assert fingerprint.last_four == "XT2V"
    assert "7KLM9P" not in repr(fingerprint).upper()


def test_another_pepper_gives_another_fingerprint() -> None:
    assert Fingerprinter((b"q" * 32,)).of(CODE).exact != FINGERPRINTS.of(CODE).exact


def test_the_pepper_does_not_show() -> None:
    assert "pppp" not in repr(FINGERPRINTS)
