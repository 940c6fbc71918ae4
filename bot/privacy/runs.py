"""What a run of letters, or of letters and digits, is by itself: a word, a quantity, a part of a code."""

from __future__ import annotations

import re
from pathlib import Path

# What customers write: the words of the training lines in data/nlu.yml, the commonest ones of eleven
# languages, and first names. A word that is missing here may be taken for a group of a code.
_WORDS = frozenset((Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split())
_ENDINGS = re.compile(r"(?<=...)(?:s|es|d|ed|ing)$")
# From here on a run of letters is a word, listed or not: no code is typed in groups so long.
_LONG = 7
_QUANTITY = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|x|x\d+|k|h|hrs?|hours?|mins?|days?|weeks?|months?|years?|yrs?|g|gb|mb|tb|pc|pcs|ct|p|s)"
    r"|\d+(?:usd|eur|gbp|cad|aud|mxn|inr|jpy|sek|nok|dkk|chf|euros?|bucks|dollars?|pounds?|quid)"
    r"|(?:usd|eur|gbp|cad|aud|mxn|inr|rs|jpy|sek|nok|dkk|chf|x)\d+",
    re.IGNORECASE,
)


def is_word(run: str) -> bool:
    """Whether a run of letters is rather a word than a group of a code."""
    return is_listed(run) or (len(run) >= _LONG and not is_unspeakable(run))


def is_listed(run: str) -> bool:
    lower = run.lower()
    if lower in ("a", "i") or lower in _WORDS:
        return True
    return len(run) > 4 and _ENDINGS.sub("", lower) in _WORDS


def is_mixed(run: str) -> bool:
    return any(c.isdigit() for c in run) and any(c.isalpha() for c in run)


def is_quantity(run: str) -> bool:
    return bool(_QUANTITY.fullmatch(run))


def is_unspeakable(run: str) -> bool:
    """Letters that no English word strings together: no vowel, or five consonants in a row."""
    return (
        run.isalpha()
        and len(run) >= 4
        and bool(
            re.search(r"[bcdfghjklmnpqrstvwxz]{5}", run, re.IGNORECASE)
            or not re.search(r"[aeiouy]", run, re.IGNORECASE)
            or re.search(r"q[^u]|[jvxz]{2}|(.)\1\1", run, re.IGNORECASE)
        )
    )
