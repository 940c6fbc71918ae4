"""Parts of a claim code that is written over several messages: found, hidden, and put together. Pure.

What is hidden here is no whole code, so it may only be held in memory until the rest comes. A customer
who was not asked for a code is believed to write a part of one only where it is plain: two groups with
a hyphen, words such as "first half", or nothing else in the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.other_numbers import find_other_numbers
from bot.privacy.placeholders import PART, PLACEHOLDER
from bot.privacy.plain_text import plain_text
from bot.privacy.reading import TOKEN, Reading
from bot.privacy.redact import replaced
from bot.privacy.runs import is_mixed, is_quantity, is_word

_CUE = (
    r"\b(?:(?:first|1st|second|2nd|third|3rd|last|next|other|final|middle|top|bottom|upper|lower)"
    r" (?:half|part|bit|piece|group|section|block|line|one)|half|rest|remaining|remainder|beginning|begins"
    r"|starts?|continued?|continues|followed by|then|part (?:1|2|3|one|two|three))\b"
)
_IS = r"\W*(?:(?:is|are|says|reads|goes|in|with|number|no)\b\W*)?$"
_TELLS_OF_PARTS = re.compile(_CUE, re.IGNORECASE)
_TOLD_JUST_BEFORE = re.compile(_CUE + _IS, re.IGNORECASE)
_CALLED_A_CODE = re.compile(
    r"(?<!error )(?<!promo )(?<!zip )(?<!post )(?<!postal )(?<!discount )(?<!area )(?<!country )"
    r"(?<!security )(?<!sms )(?<!model )(?<!order )\b(?:code|card number|card no)\b" + _IS,
    re.IGNORECASE,
)
# "ending XT2V" names a card by what anybody may read of its code.
_NAMES_A_CARD = re.compile(r"\b(?:ending|ends|last (?:four|five|4|5)(?: \w+)?)" + _IS, re.IGNORECASE)
# Links, names of files, days, and the ten characters by which a shop numbers its goods.
_NO_PART = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.-])(?:[\w-]{1,63}\.){1,5}[a-z]{2,5}/\S+"
    r"|(?<!\S)\S{1,100}\.(?:jpe?g|png|pdf|heic|mov|mp4|gif|docx?)\b"
    r"|\b\d{1,2}[ -]?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[ -]?(?:\d\d)?\d\d\b"
    r"|\bB0[0-9A-Z]{8}\b|(?<!\w)\w*_\w*",
    re.IGNORECASE,
)
_JOINED_BY = [frozenset(kind) for kind in "- ./"]
_A_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)


@dataclass(frozen=True)
class CodePart:
    """Some of the characters of a code, in their normal form. Its repr hides them."""

    value: str = field(repr=False)


@dataclass(frozen=True)
class FoundPart:
    start: int
    end: int
    part: CodePart


@dataclass(frozen=True)
class Joined:
    """A text without parts of codes, and the parts that still wait for the rest, in order."""

    text: str
    waiting: tuple[CodePart, ...] = ()


def join_parts(
    text: str,
    code_format: CodeFormat,
    *,
    waiting: Sequence[CodePart] = (),
    was_asked: bool = False,
    handle_for: Callable[[ClaimCode], str],
) -> Joined:
    """Hides the parts in a text whose whole codes are hidden already; with the last part stands the handle.

    `waiting` is what earlier messages held; `was_asked` says whether the customer was asked for a code.
    """
    places: list[tuple[int, int, str]] = []
    held = tuple(waiting)
    for found in find_parts(text, code_format, waiting=held, was_asked=was_asked):
        held = (*held, found.part)
        code = whole_of(held, code_format)
        places.append((found.start, found.end, handle_for(code) if code else PART))
        held = () if code else _that_may_be_joined(held, code_format)
    return Joined(replaced(text, places), held)


def find_parts(
    text: str, code_format: CodeFormat, *, waiting: Sequence[CodePart] = (), was_asked: bool = False
) -> list[FoundPart]:
    """What may be a part of a code of that format, in order, never overlapping."""
    plain = plain_text(text)
    folded = plain.text
    is_other = bytearray(len(folded))
    others = [match.span() for pattern in (PLACEHOLDER, _NO_PART) for match in pattern.finditer(folded)]
    for start, end in (*others, *find_other_numbers(folded)):
        is_other[start:end] = b"\1" * (end - start)
    found: list[FoundPart] = []
    position = 0
    in_form = _Form(code_format)
    told = _TELLS_OF_PARTS.search(folded) is not None
    written = sum(character.isalnum() for character in folded)
    held = sum(len(part.value) for part in waiting)
    for reading in _readings(folded, in_form.most):
        if reading.start < position or any(is_other[reading.start : reading.end]):
            continue
        alone = written == len(reading.joined)
        evidence = _Evidence(
            reading, in_form, held=held, told=told, asked=was_asked or held > 0, is_alone=alone
        )
        if evidence.is_part:
            part = CodePart(ClaimCode.parse(reading.joined).value)
            found.append(FoundPart(*plain.span(reading.start, reading.end), part))
            position = reading.end
            held += len(part.value)
    return found


def _readings(text: str, most: int) -> Iterator[Reading]:
    """Runs joined by hyphens or spaces: at each place the longest first."""
    tokens = [(match.start(), match[0]) for match in TOKEN.finditer(text)]
    for first, (start, run) in enumerate(tokens):
        if not run.isalnum():
            continue
        last, size = first, len(run)
        readings: list[Reading] = []
        while size <= most:
            groups = tuple(token for _, token in tokens[first : last + 1 : 2])
            separators = tuple(token for _, token in tokens[first + 1 : last : 2])
            end = tokens[last][0] + len(tokens[last][1])
            readings.append(Reading(text, start, end, groups, separators))
            following = tokens[last + 1 : last + 3]
            if len(following) < 2 or not following[1][1].isalnum() or following[0][1].isalnum():
                break
            last += 2
            size += len(tokens[last][1])
        yield from reversed(readings)


@dataclass(frozen=True)
class _Form:
    """What a part of a code of this format can look like."""

    code_format: CodeFormat

    @property
    def most(self) -> int:
        return self.code_format.lengths[-1] - 1

    def has_groups(self, sizes: Sequence[int]) -> bool:
        """Whether these follow each other in a code, the first and the last perhaps cut off."""
        return any(
            all(
                size == whole or (place in (0, len(sizes) - 1) and size < whole)
                for place, (size, whole) in enumerate(zip(sizes, form[offset:], strict=False))
            )
            for form in self.code_format.groups
            for offset in range(len(form) - len(sizes) + 1)
        )

    def has_group(self, size: int) -> bool:
        return any(size in form for form in self.code_format.groups)

    @property
    def largest_group(self) -> int:
        return max(map(max, self.code_format.groups))

    def goes_on(self, held: int, size: int) -> bool:
        """Whether after so many characters a group of that size comes next, or the code is whole with it."""
        ends = [(0, *accumulate(form)) for form in self.code_format.groups]
        return any(held in form and held + size in form for form in ends) or self.is_whole(held + size)

    def is_whole(self, size: int) -> bool:
        return size in self.code_format.lengths


@dataclass(frozen=True)
class _Evidence:
    """Whether a reading is a part of a code, given what went before it and what stands around it."""

    reading: Reading
    in_form: _Form
    held: int
    told: bool  # the customer speaks of halves, or of the rest
    asked: bool
    is_alone: bool  # nothing else is in the message

    @property
    def is_part(self) -> bool:
        reading = self.reading
        if any(reading.words) or self._is_something_else:
            return False
        if len(reading.groups) == 1:
            is_plain = reading.has_both and self._code_like and self._is_single_part
            return bool(is_plain or self._is_group_that_follows)
        if not reading.has_both or not self.in_form.has_groups([*map(len, reading.groups)]):
            return False
        if reading.kinds not in _JOINED_BY:
            return False
        return self._is_hyphenated_part if reading.is_hyphenated else self._is_spaced_part

    @property
    def _size(self) -> int:
        return len(self.reading.joined)

    @property
    def _code_like(self) -> int:
        return sum(map(_is_code_like, self.reading.groups))

    @property
    def _is_expected(self) -> bool:
        return self.asked or self.told or self._is_called_so

    @property
    def _is_called_so(self) -> bool:
        """ "the rest is ...", "my code: ...": it is said right before it what it is."""
        before = self.reading.before
        names_a_card = self.held > 0 and _NAMES_A_CARD.search(before)
        return bool(names_a_card or _TOLD_JUST_BEFORE.search(before) or _CALLED_A_CODE.search(before))

    @property
    def _is_something_else(self) -> bool:
        written = self.reading.text[self.reading.start : self.reading.end]
        # With half a code at hand, "it ends in CZCP5" is the other half.
        names_a_card = not self.held and _NAMES_A_CARD.search(self.reading.before)
        is_other = not self.asked and (_A_POSTCODE.fullmatch(written) or self.reading.is_part_of_more)
        return bool(self.reading.is_called_otherwise or names_a_card or is_other)

    @property
    def _is_group_that_follows(self) -> bool:
        """A group of digits or of letters only, or one like a word and a number: "nov24"."""
        run = self.reading.joined
        is_group = self._size <= self.in_form.largest_group and self.in_form.goes_on(self.held, self._size)
        if not is_group or is_word(run) or is_quantity(run):
            return False
        is_pointed_at = self.is_alone or self._is_called_so
        if self.held:
            completes = self.reading.is_upper and self.in_form.is_whole(self.held + self._size)
            return is_pointed_at or (completes and not run.isdigit())
        return (self.asked or self.told) and is_pointed_at and run.isupper()

    @property
    def _is_single_part(self) -> bool:
        if self.held and self.in_form.is_whole(self.held + self._size):
            return True
        if self.is_alone:
            return self._size >= (3 if self.asked else 6) or self.in_form.has_group(self._size)
        if self._is_expected:
            return self._size >= 4
        return _changes(self.reading.joined) >= (3 if self._size >= 12 else 4) and self._size >= 8

    @property
    def _is_hyphenated_part(self) -> bool:
        if self._is_expected:
            return self._size >= 5 and (self._code_like > 0 or self.is_alone or self._is_called_so)
        return self._size >= (5 if self.is_alone else 7) and self._code_like > 0

    @property
    def _is_spaced_part(self) -> bool:
        if self._is_expected or self.is_alone:
            is_seen = self._code_like > 0 or (self.is_alone and self.asked) or self._is_called_so
            return self._size >= 6 and is_seen
        return self._code_like == len(self.reading.groups) and self._size >= 8


def _is_code_like(run: str) -> bool:
    """Letters and digits that are no quantity, and no word and a number: "iphone15"."""
    letters = re.findall("[A-Za-z]+", run)
    return (
        is_mixed(run) and not is_quantity(run) and not all(len(one) >= 3 and is_word(one) for one in letters)
    )


def _changes(run: str) -> int:
    """How often letters follow on digits, or digits on letters."""
    return sum(one.isdigit() != other.isdigit() for one, other in pairwise(run))


def whole_of(parts: Sequence[CodePart], code_format: CodeFormat) -> ClaimCode | None:
    """The code that the latest parts make, two or more, if they make one."""
    for first in range(len(parts) - 2, -1, -1):
        value = "".join(part.value for part in parts[first:])
        if len(value) in code_format.lengths and is_mixed(value):
            return ClaimCode(value)
    return None


def _that_may_be_joined(parts: Sequence[CodePart], code_format: CodeFormat) -> tuple[CodePart, ...]:
    """The latest of the parts that together are shorter than a code."""
    kept: list[CodePart] = []
    size = 0
    for part in reversed(parts):
        size += len(part.value)
        if size >= code_format.lengths[-1]:
            break
        kept.insert(0, part)
    return tuple(kept)
