"""A message as somebody may learn from it who must not know whose it was. Pure.

What names or reaches a person becomes something of the same shape that is nobody's, so that the engine's
patterns find in the line what they would have found in the message. Names are found by what stands around
them; a person looks at every line before it is used, for those that no rule finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from bot.privacy.claim_code import CodeFormat
from bot.privacy.find_codes import find_codes
from bot.privacy.other_numbers import find_other_numbers
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.placeholders import HANDLE
from bot.privacy.redact import replaced

LONGEST = 500

# As invented people in data/nlu.yml have them: a placeholder in brackets would be learnt as a word.
NAME, LINK, EMAIL, STREET, POSTCODE = (
    "Alex",
    "https://example.com",
    "name@example.com",
    "1 Main Street",
    "AA1 1AA",
)

_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ON_A_NETWORK = re.compile(r"(?<![\w@])@\w{2,}")
_TICKET = re.compile(r"(?<![\w-])GL[ -]?[A-Z0-9]{7}(?![\w-])", re.IGNORECASE)
# A telephone, an account, an order: by its length alone. A date of the same length is none.
_LONG_NUMBER = re.compile(
    r"(?<![\w])\+?\(?\d(?:[ ().-]{0,2}\d){6,}(?!\w)|(?<!\w)\d{1,3}(?:\.\d{1,3}){3}(?!\w)"
)
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_RUN_OF_DIGITS = re.compile(r"\b\w*\d{5,}\w*\b")
_RUN_WITH_DIGIT = re.compile(r"\w*\d\w*")
_LAST_FOUR = re.compile(
    r"(\b(?:end(?:s|ing|ed)?(?: (?:in|with|on))?|last (?:four|4)(?: \w+){0,2}?(?: (?:are|is|were))?):? )"
    r"(?!0000\b)((?=[A-Z]*\d)[A-Z0-9]{4}|[A-Z]{4})\b"
)
_NAMED = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}"
# First name and surname as phones are typed on; words that go on from a name are none.
_TYPED_SMALL = (
    r"[a-z][\w'’-]+(?: (?!(?:and|but|i|im|from|my|the|so|on|in|at|is|was|it|here|with|for|calling)\b)"
    r"[a-z][\w'’-]+)?"
)
_NAMES = (
    re.compile(rf"(\b[Mm]y name(?:'s|’s| is) )(?:{_NAMED}|{_TYPED_SMALL})"),
    re.compile(rf"(\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )(?:{_NAMED})"),
    re.compile(
        r"(\b(?:wife|husband|son|daughter|friend|colleague|brother|sister|mother|father|mum|mom|dad|aunt|uncle"
        rf"|cousin|boss|neighbou?r|partner|niece|nephew|grandma|grandad|grandpa|flatmate),? )(?:{_NAMED})"
    ),
    re.compile(r"(\b(?:I am|I'm|I’m|[Tt]his is|[Ii]t's|[Ii]t’s) )[A-Z][\w'’-]+ [A-Z][\w'’-]+"),
    re.compile(r"(\b(?:I am|I'm|I’m|[Tt]his is) )[A-Z][\w'’-]+(?= (?:of|from|here|speaking)\b)"),
    re.compile(
        r"(\b(?:[Rr]egards|[Ss]incerely|[Cc]heers|[Tt]hanks|[Tt]hank you|[Yy]ours|[Bb]est wishes),? )"
        rf"(?:{_NAMED})(?=[.!]*$)"
    ),
)
_STREET = re.compile(
    r"\b\d{1,5}[A-Za-z]? (?:[A-Z][\w'’.-]* ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Way|Court|Ct"
    r"|Close|Boulevard|Blvd|Place|Square|Crescent|Terrace|Gardens|Row|Hill|Park|Green)\b\.?"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
# What a training file would read as the mark of an entity.
_MARK = re.compile(r"\](?=[({])")


def anonymous(text: str, code_formats: Iterable[CodeFormat], known_as: Iterable[str] = ()) -> str:
    """The text on one line, at most LONGEST characters. `known_as` is what we call the customer.

    Codes and handles become claim_0001 and so on: a handle of the conversation would lead back to it.
    """
    numbers = count()
    for code_format in code_formats:
        found = find_codes(text, code_format)
        text = replaced(text, [(code.start, code.end, f"claim_{next(numbers):08x}") for code in found])
    text = hide_other_secrets(text)
    text = " ".join(text.split()).lstrip("/")
    text = _LINK.sub(LINK, text)
    text = _EMAIL.sub(EMAIL, text)
    text = _ON_A_NETWORK.sub("@name", text)
    text = _TICKET.sub("GL-0000000", text)
    text = _STREET.sub(STREET, text)
    text = _POSTCODE.sub(POSTCODE, text)
    for name in known_as:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME, text, flags=re.IGNORECASE)
    for names in _NAMES:
        text = names.sub(rf"\g<1>{NAME}", text)
    text = _LAST_FOUR.sub(r"\g<1>0000", text)
    text = _with_nobodys_numbers(text)
    text = _MARK.sub("] ", _renumbered(text))
    return _shortened(text)


def _with_nobodys_numbers(text: str) -> str:
    for start, end in list(_numbers(text)):
        # As long as before, so the places of the others stay.
        text = text[:start] + _RUN_WITH_DIGIT.sub(_blank, text[start:end]) + text[end:]
    return _RUN_OF_DIGITS.sub(lambda run: run[0] if HANDLE.fullmatch(run[0]) else _blank(run), text)


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    yield from find_other_numbers(text)
    for match in _LONG_NUMBER.finditer(text):
        if not _DATE.fullmatch(match[0]):
            yield match.span()


def _blank(run: re.Match[str]) -> str:
    """The run in its shape, with nothing of it left."""
    return "".join("0" if one.isdigit() else "X" if one.isalpha() else one for one in run[0])


def _renumbered(text: str) -> str:
    numbers: dict[str, str] = {}
    return HANDLE.sub(
        lambda match: numbers.setdefault(match[0], f"claim_{len(numbers) + 1:04x}"),
        text,
    )


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST + 1].rsplit(" ", 1)[0][:LONGEST]
