"""A text is read as it looks, and every place in it leads back to the text that was sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.plain_text import plain_text


@pytest.mark.parametrize(
    ("sent", "plain"),
    [
        ("AQ3D", "AQ3D"),
        ("ＡＱ３Ｄ", "AQ3D"),
        ("АВ3", "AB3"),  # Cyrillic
        ("прошу АВ3", "прошу AB3"),
        ("𝐀𝟑 𝙰𝟹", "A3 A3"),
        ("A\u200bQ\u0336", "AQ"),
        ("3\ufe0f\u20e3", "3"),
        ("A🎁Q", "A•Q"),
        ("A–Q", "A-Q"),
        ("Á٣", "A3"),
        ("A%2DQ%E2%80%93B%252D", "A-Q-B-"),
        ("A&nbsp;Q&#45;B<br>C", "A Q-B C"),
        (r"A\u002dQ\nB", "A-Q\nB"),
        ("50% off & more < 3", "50% off & more < 3"),
    ],
)
def test_a_text_is_read_as_it_looks(sent: str, plain: str) -> None:
    assert plain_text(sent).text == plain


def test_a_place_leads_back_to_all_that_the_character_was_written_with() -> None:
    sent = "x %E2%80%933\ufe0f\u20e3&nbsp;y"
    plain = plain_text(sent)
    start = plain.text.index("3")
    assert sent[slice(*plain.span(start - 1, start + 1))] == "%E2%80%933\ufe0f\u20e3"


@given(st.text())
def test_every_character_has_a_place_and_they_are_in_order(sent: str) -> None:
    plain = plain_text(sent)
    spans = [plain.span(place, place + 1) for place in range(len(plain.text))]
    assert all(0 <= start < end <= len(sent) for start, end in spans)
    assert spans == sorted(spans)
