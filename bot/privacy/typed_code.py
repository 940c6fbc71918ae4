"""What somebody put where nothing but a claim code is asked for, read as one. Pure.

In a text the question is whether there is a code; here it is which code was meant, so letters alone or digits
alone can be one, and whatever was copied along with it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.code_parts import CodePart, whole_of
from bot.privacy.find_codes import find_codes
from bot.privacy.plain_text import plain_text
from bot.privacy.runs import is_listed

_GOES_ON_BEFORE = re.compile(r"[A-Za-z0-9]-?$")
_GOES_ON_AFTER = re.compile(r"-?[A-Za-z0-9]")
_RUN = re.compile(r"[A-Za-z]+|\d+")


def read_typed(typed: str, code_format: CodeFormat, waiting: Sequence[CodePart] = ()) -> ClaimCode | None:
    """The code that was meant, or None. `waiting` are parts of one, of which this may be the rest."""
    folded = plain_text(typed).text
    try:
        code = ClaimCode.parse(folded)
    except ValueError:
        return None
    if code_format.fits(code) and not _is_sentence(folded):
        return code
    if joined := whole_of((*waiting, CodePart(code.value)), code_format):
        return joined
    found = {
        one.code
        for one in find_codes(folded, code_format)
        if code_format.fits(one.code) and _stands_apart(folded, one.start, one.end)
    }
    return found.pop() if len(found) == 1 else None


def letters_and_digits(typed: str) -> int:
    """How many of them were typed."""
    return sum(character.isascii() and character.isalnum() for character in plain_text(typed).text)


def _stands_apart(text: str, start: int, end: int) -> bool:
    """What goes on with a hyphen is longer than a code, and no code with something beside it."""
    return not (_GOES_ON_BEFORE.search(text[:start]) or _GOES_ON_AFTER.match(text[end:]))


def _is_sentence(text: str) -> bool:
    """Words of which the letters add up to a code's by chance: "I do not have it"."""
    runs = _RUN.findall(text)
    return len(runs) > 1 and not any(run.isdigit() for run in runs) and any(map(is_listed, runs))
