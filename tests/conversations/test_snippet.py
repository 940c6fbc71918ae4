"""A snippet shows the words with what stands around them, in one line."""

from __future__ import annotations

from bot.conversations.search import snippet


def test_a_short_text_is_shown_as_it_is() -> None:
    assert snippet("My card does not work.", "CARD") == "My card does not work."


def test_a_long_text_is_cut_around_the_words() -> None:
    shown = snippet(f"{'before ' * 50}zebra{' after' * 50}", "zebra")
    assert shown is not None
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "zebra" in shown
    assert len(shown) <= 202


def test_line_breaks_count_as_spaces() -> None:
    assert snippet("first\nsecond", "first second") == "first second"


def test_a_text_without_the_words_has_none() -> None:
    assert snippet("My card", "zebra") is None
