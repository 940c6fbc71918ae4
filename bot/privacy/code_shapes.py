"""The plain shapes of claim codes as patterns, for the engine, which has no finder of its own. Pure.

Its leak guard (bot/nlu/leak_guard.py) refuses what has one of them, of whatever brand: the engine's model
serves all. So they are strict, and what has such a shape is hidden from the engine by `hide_shapes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot.privacy.claim_code import CodeFormat

OTHER_CODE = "[other code]"

# With letters and digits both; an address such as jo1984@example.com is none.
_BOTH = r"(?=[A-Z-]*\d)(?=[\d-]*[A-Z])"
_BEFORE = r"(?<![\w@.+-])"
_AFTER = r"(?![\w-]|[\w.+-]{0,64}@)"


def code_shapes(code_formats: Iterable[CodeFormat]) -> tuple[str, ...]:
    """A pattern, to be matched in any case, for each form of each format; sorted, none twice."""
    forms = {form for code_format in code_formats for form in code_format.groups}
    return tuple(f"{_BEFORE}{_BOTH}{_shape(form)}{_AFTER}" for form in sorted(forms))


def hide_shapes(text: str, shapes: tuple[str, ...]) -> str:
    """The text as the engine may read it: nothing in it has one of the shapes."""
    return _any_of(shapes).sub(OTHER_CODE, text)


def _shape(form: tuple[int, ...]) -> str:
    """Its groups joined by hyphens or by nothing."""
    return "-?".join(f"[A-Z0-9]{{{size}}}" for size in form)


@cache
def _any_of(shapes: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(shapes), re.IGNORECASE)
