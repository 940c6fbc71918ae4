"""The name of a file as people may read it. Pure."""

from __future__ import annotations

import re
import unicodedata

_MOST_CHARACTERS = 80
_PATH = re.compile(r".*[/\\]", re.DOTALL)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def clean_stem(name: str) -> str:
    """A name without its folder, its ending, and characters that hide or turn around what is read.

    Empty if nothing is left of it.
    """
    shown = "".join(
        " " if character.isspace() else character
        for character in _PATH.sub("", name)
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )
    return _ENDING.sub("", " ".join(shown.split()))[:_MOST_CHARACTERS].strip(" .")
