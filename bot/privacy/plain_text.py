"""A text as whoever reads it on a screen takes it, with a way back to the places of what was sent. Pure.

Letters of other alphabets that look Latin, fonts made of symbols, marks that nobody sees, and what links,
HTML and JSON write for a character, all become the character that is meant. Emoji become a bullet.
"""

from __future__ import annotations

import html
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_EMOJI = "•"
# Cyrillic and Greek letters that no reader tells from the Latin ones.
_LOOK_LIKE = str.maketrans(
    "АВЕКМНОРСТХУІЈЅҮԚԜаеосрхуіјѕԛԝһԁ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινυρ",
    "ABEKMHOPCTXYIJSYQWaeocpxyijsqwhd" + "ABEZHIKMNOPTYXoivup",
)
_ESCAPED = re.compile(
    r"(?:%(?:25)*[0-9A-Fa-f]{2})+"  # in a link
    r"|&(?:#\d{1,6}|#[xX][0-9A-Fa-f]{1,5}|[A-Za-z]{2,8});|</?[A-Za-z]{1,6} ?/?>"  # in HTML
    r"|\\(?:u[0-9A-Fa-f]{4}|[nrt])"  # in JSON
)
_MAY_BE_ESCAPED = re.compile(r"[%&<\\]")
_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class PlainText:
    """`places` has, of each character, where in the text as sent it begins and ends; None: just there."""

    text: str
    places: Sequence[tuple[int, int]] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as sent these characters stand."""
        if self.places is None or start == end:
            return start, end
        return self.places[start][0], self.places[end - 1][1]


def plain_text(text: str) -> PlainText:
    if text.isascii() and not _MAY_BE_ESCAPED.search(text):
        return PlainText(text)
    shown: list[str] = []
    places: list[tuple[int, int]] = []
    for character, start, end in _unescaped(text):
        meant = _meant(character)
        shown.append(meant)
        # Marks that belong to the character before are hidden with it.
        if not meant and places:
            places[-1] = (places[-1][0], end)
        places += [(start, end)] * len(meant)
    joined = "".join(shown)
    return PlainText(joined if joined.isascii() else _RUN.sub(_latin, joined), places)


def _unescaped(text: str) -> Iterator[tuple[str, int, int]]:
    """Each character with the places that it takes."""
    position = 0
    for match in _ESCAPED.finditer(text):
        yield from ((text[place], place, place + 1) for place in range(position, match.start()))
        yield from ((character, *match.span()) for character in _decoded(match[0]))
        position = match.end()
    yield from ((text[place], place, place + 1) for place in range(position, len(text)))


def _decoded(escaped: str) -> str:
    if escaped[0] == "%":
        return urllib.parse.unquote(re.sub("%(?:25)+", "%", escaped), errors="replace")
    if escaped[0] == "&":
        return html.unescape(escaped)
    if escaped[0] == "<":
        return " "
    return {"n": "\n", "r": "\r", "t": "\t"}.get(escaped[1]) or chr(int(escaped[-4:], base=16))


@lru_cache(maxsize=4096)
def _meant(character: str) -> str:
    """One character, or none for a mark that is not seen by itself."""
    if character.isascii():
        return character
    kind = unicodedata.category(character)
    if kind in ("Cf", "Mn", "Me"):
        return ""
    if kind == "Pd" or character == "\u2212":
        return "-"
    if kind in ("So", "Sk", "Cn", "Co"):
        plain = unicodedata.normalize("NFKC", character)
        return plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else _EMOJI
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    # Without accents; decomposed first, so that letters made for mathematics lose theirs too.
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", character) if unicodedata.category(one) != "Mn"
    )
    return plain if len(plain) == 1 else character


def _latin(run: re.Match[str]) -> str:
    """A run in which every letter looks Latin as what it looks like; any other is a word, and stays."""
    if run[0].isascii():
        return run[0]
    latin = run[0].translate(_LOOK_LIKE)
    return latin if latin.isascii() else run[0]
