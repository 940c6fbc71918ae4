"""Finds what has a shape of its own in a text: order numbers, amounts, dates, names from a list.

Nothing here is learned, and nothing here knows Rasa. Kinds are tried in the order in which they stand,
and no two findings overlap: so a telephone number is never part of an order number, nor the other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# The app's stand-in for a claim code.
_HANDLE = r"claim_[0-9a-f]{4,8}"
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (?:19|20)\d\d)?"
_SPAN = "(?:second|minute|hour|day|week|month|year)s?"
_COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|a few|a couple of|several)"
_NUMBER = r"\d+(?:[,.]\d{3})*(?:[.,]\d{1,2})?"
_CURRENCY = "(?:dollars?|bucks|usd|pounds?|quid|gbp|euros?|eur|rupees?|inr|yen|jpy|cad|aud|pesos?|mxn)"

_SHAPES = {
    # Rasa's own extractor reports it; here it only keeps others out.
    "claim_handle": _HANDLE,
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "order_number": r"(?<![\w-])(?:D\d{2}|\d{3})[- ]\d{7}[- ]\d{7}(?![\w-])",
    "phone": r"(?<![\w-])(?:\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}"
    r"|(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4})(?![\w-])",
    "amount": rf"(?<!\w)(?:(?:us|ca|c|au|a)?[$£€¥₹] ?{_NUMBER}(?!\w)|{_NUMBER} ?(?:[$£€¥₹]|{_CURRENCY}\b))",
    # Endings that are also words (it, in, no, is) only behind www: "my code.it says" names no site.
    "site": r"\b(?:[a-z][a-z-]{3,}\.(?:com(?:\.[a-z]{2})?|co\.[a-z]{2}|ca|de|fr|eu|se|nl|net|org)"
    r"|www\.[a-z][a-z-]{3,}\.[a-z]{2,3}(?:\.[a-z]{2})?)\b",
    "date": rf"\b(?:(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d\d)?\d\d"
    rf"|{_DAY} (?:of )?{_MONTH}{_YEAR}|{_MONTH} {_DAY}{_YEAR}|(?:last|this|in|since) {_MONTH}{_YEAR}"
    rf"|(?:last |this |next )?{_WEEKDAY}|the day before yesterday|yesterday|today|tonight|tomorrow"
    rf"|(?:last|this) (?:night|morning|evening|week(?:end)?|month|year|christmas|summer|winter|spring|autumn)"
    rf"|{_COUNT} {_SPAN} ago)\b",
}
_UNREPORTED = {"claim_handle"}


@dataclass(frozen=True)
class Finding:
    """What was found: its kind, where it stands in the text, and its words."""

    kind: str
    start: int
    end: int
    value: str


class Patterns:
    """Finds the shapes above, and the names it is given by kind, in upper or lower case.

    A name that is also a word, such as Target, is written "at Target": it counts after at, in or from.
    """

    def __init__(self, names: dict[str, Iterable[str]]) -> None:
        shapes = _SHAPES | {kind: _any_of(of_kind) for kind, of_kind in names.items()}
        self._shapes = [(kind, re.compile(shape, re.IGNORECASE)) for kind, shape in shapes.items()]

    def find(self, text: str) -> list[Finding]:
        """What is in the text, in the order of the text."""
        found: list[Finding] = []
        for kind, shape in self._shapes:
            found += [
                new for new in _matches(kind, shape, text) if not any(_overlap(new, old) for old in found)
            ]
        return sorted((one for one in found if one.kind not in _UNREPORTED), key=lambda one: one.start)


def without_handles(text: str) -> str:
    """The text as its meaning is learned: which code it is about says nothing of what is asked.

    A link that holds a code, pasted from the e-mail, is the code.
    """
    return re.sub(rf"(?:https?://\S*)?\b{_HANDLE}\b(?:&\S*)?", "my code", text)


def _matches(kind: str, shape: re.Pattern[str], text: str) -> Iterator[Finding]:
    for match in shape.finditer(text):
        start, end = match.span("name" if "name" in shape.groupindex else 0)
        if start >= 0:
            yield Finding(kind, start, end, text[start:end])


def _any_of(names: Iterable[str]) -> str:
    """One shape for all names, longer ones first. The name alone is the group `name`."""
    plain = sorted((name for name in names if not name.startswith("at ")), key=len, reverse=True)
    words = sorted(
        (name.removeprefix("at ") for name in names if name.startswith("at ")), key=len, reverse=True
    )
    after_place = r"(?<=\bat )|(?<=\bin )|(?<=\bfrom )|(?<=\bat the )|(?<=\bin the )|(?<=\bfrom the )"
    either = [rf"(?<!\w)(?:{_escaped(plain)})(?!\w)"] if plain else []
    either += [rf"(?:{after_place})(?:{_escaped(words)})(?!\w)"] if words else []
    return f"(?P<name>{'|'.join(either)})"


def _escaped(names: list[str]) -> str:
    # An apostrophe may be missing or curly.
    return "|".join(re.escape(name).replace("'", "['’]?") for name in names)


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end
