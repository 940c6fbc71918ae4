"""Finds claim codes in a text, however they are spaced, hyphenated or cased.

spaCy splits the text into runs of letters and digits and its Matcher proposes spans by shape. A few
pure tests of evidence then say which of them can be read as a code, and how surely; of readings that
overlap, the surest counts. A miss is a leak and a false alarm costs a look-up that finds nothing, so
between two readings that are as sure the text of both is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.other_numbers import find_other_numbers
from bot.privacy.placeholders import PLACEHOLDER
from bot.privacy.plain_text import plain_text
from bot.privacy.reading import SEPARATORS, TOKEN, Reading
from bot.privacy.runs import is_listed

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

# So many characters short or long it is still hidden.
_MOST_AMISS = 2
_HIDDEN_BEFORE = -1
# So many groups of a size, or groups so small, are no sentence.
_MANY = 4
_SMALL = 2


@dataclass(frozen=True)
class FoundCode:
    """A code, and the part of the text to hide, which may be more than the code was read from."""

    start: int
    end: int
    code: ClaimCode


class _Sureness(IntEnum):
    """How much a reading looks like a code; the surest first."""

    AS_PRINTED = 0
    IN_FORM = 1
    SPELLED = 2
    MIXED_SEPARATORS = 3
    REGROUPED = 4
    NEARLY = 5


def find_codes(text: str, code_format: CodeFormat) -> list[FoundCode]:
    """Every claim code of that format in the text, in order, never overlapping."""
    plain = plain_text(text)
    folded = plain.text
    # Of each character, the number of the reading that it is hidden with.
    hidden_with: list[int | None] = [None] * len(folded)
    for placeholder in PLACEHOLDER.finditer(folded):
        hidden_with[slice(*placeholder.span())] = [_HIDDEN_BEFORE] * len(placeholder[0])
    chosen: list[tuple[_Sureness, Reading]] = []
    rivals: list[tuple[_Sureness, Reading]] = []
    for sureness, reading in sorted(_sure_readings(folded, code_format), key=_surest_first):
        place = slice(reading.start, reading.end)
        if any(number is not None for number in hidden_with[place]):
            rivals.append((sureness, reading))
            continue
        hidden_with[place] = [len(chosen)] * (reading.end - reading.start)
        chosen.append((sureness, reading))
    found = [FoundCode(one.start, one.end, ClaimCode.parse(one.joined)) for _, one in chosen]
    for sureness, rival in rivals:
        # Hide with a code what a reading that is as sure would have made of the text beside it.
        for number in {*hidden_with[rival.start : rival.end]} - {None, _HIDDEN_BEFORE}:
            if number is not None and chosen[number][0] == sureness:
                found[number] = _grown(found[number], rival, number, hidden_with)
    in_text = [FoundCode(*plain.span(one.start, one.end), one.code) for one in found]
    return sorted(in_text, key=lambda code: code.start)


def _grown(found: FoundCode, rival: Reading, number: int, hidden_with: list[int | None]) -> FoundCode:
    start, end = found.start, found.end
    while start > rival.start and hidden_with[start - 1] is None:
        start -= 1
        hidden_with[start] = number
    while end < rival.end and hidden_with[end] is None:
        hidden_with[end] = number
        end += 1
    return replace(found, start=start, end=end)


def _surest_first(one: tuple[_Sureness, Reading]) -> tuple[int, ...]:
    sureness, reading = one
    return sureness, reading.doubt, -reading.strange, reading.start, -reading.end


def _sure_readings(text: str, code_format: CodeFormat) -> Iterator[tuple[_Sureness, Reading]]:
    nlp, matcher = _recogniser(code_format)
    doc = nlp.make_doc(text)
    tokens = [token.text for token in doc]
    starts = [0, *accumulate(map(len, tokens))]
    others = list(find_other_numbers(text))
    fewest, most = code_format.lengths[0] - _MOST_AMISS, code_format.lengths[-1] + _MOST_AMISS
    # One span may have several shapes.
    for first, last in {(first, last) for _, first, last in matcher(doc)}:
        start, end = starts[first], starts[last]
        groups, separators = tokens[first:last:2], tokens[first + 1 : last : 2]
        if not fewest <= sum(map(len, groups)) <= most:
            continue
        reading = Reading(text, start, end, tuple(groups), tuple(separators))
        if not reading.has_both and not (reading.is_hyphenated and reading.joined.isupper()):
            continue
        if any(start < other_end and other_start < end for other_start, other_end in others):
            continue
        sureness = _sureness(reading, code_format)
        if sureness is not None:
            yield sureness, reading


def _sureness(reading: Reading, code_format: CodeFormat) -> _Sureness | None:
    sizes = tuple(map(len, reading.groups))
    if len(sizes) == 1:
        return _Sureness.IN_FORM if _is_compact_code(reading) else None
    if sizes in code_format.groups:
        return _of_printed(reading)
    if set(sizes) == {1}:
        return _of_spelled(reading, code_format)
    return _of_regrouped(reading, code_format)


def _of_printed(reading: Reading) -> _Sureness | None:
    """Grouped as on the card. "what should come" is grouped like 4-6-4 too, and is not one."""
    in_capitals = reading.has_both and reading.joined.isupper() and not reading.has_listed
    is_joined = len(reading.kinds) == 1 and reading.kinds != {" "}
    if not reading.strange and not (in_capitals and is_joined):
        return None
    if reading.is_hyphenated:
        return _Sureness.AS_PRINTED
    if not reading.has_both:
        return None
    words = reading.words
    if len(reading.kinds) == 1:
        # A word may stand before a code, or after half of one; in the middle it is a group.
        is_code = not any(words) or (not reading.has_word_at_edge and reading.mixed >= 2)
        return _Sureness.IN_FORM if is_code else None
    if any(words) or not (reading.mixed >= 2 or reading.is_upper):
        return None
    return _Sureness.MIXED_SEPARATORS


def _is_compact_code(reading: Reading) -> bool:
    """One run of a code's length. "kiosk12345678" is a word and a number."""
    letters = re.findall("[A-Za-z]+", reading.joined)
    return not reading.is_number and not all(len(run) >= 4 and is_listed(run) for run in letters)


def _of_spelled(reading: Reading, code_format: CodeFormat) -> _Sureness | None:
    """As many single characters as a code has: "A Q 3 D ...", or "A Q 3 D - 7 K ..."."""
    if len(reading.kinds) > 1 and reading.kinds != {"-", " "}:
        return None
    if len(reading.groups) in code_format.lengths:
        return _Sureness.SPELLED
    before, after = reading.before, reading.after
    is_all = not re.search(r"\b[A-Za-z0-9]\W+$", before) and not re.match(r"\W+[A-Za-z0-9]\b", after)
    has_enough = min(sum(c.isdigit() for c in reading.joined), sum(c.isalpha() for c in reading.joined)) >= 2
    return _Sureness.NEARLY if is_all and has_enough else None


def _of_regrouped(reading: Reading, code_format: CodeFormat) -> _Sureness | None:
    """Grouped in another way, or a character short or long: still most of a code, so still hidden."""
    if len(reading.joined) in code_format.lengths:
        is_code, sureness = _is_all_of_a_code(reading), _Sureness.REGROUPED
    else:
        is_code, sureness = _is_nearly_a_code(reading, code_format), _Sureness.NEARLY
    is_other = reading.is_number or reading.is_part_of_more or reading.is_called_otherwise
    return sureness if is_code and not is_other else None


def _is_all_of_a_code(reading: Reading) -> bool:
    if ":" in reading.kinds:
        return False
    if reading.is_hyphenated and not reading.is_even:
        return reading.strange > 0 and not any(reading.words)
    if reading.is_hyphenated and not reading.joined.isupper():
        return reading.strange > 0 and (reading.is_even or not any(reading.words))
    if reading.is_even and len(reading.kinds) == 1 and reading.joined.isupper():
        # Words are seldom of a size, and seldom so many.
        few_are_needed = len(reading.groups) >= _MANY or reading.mixed == 1
        is_cut_small = max(map(len, reading.groups)) <= _SMALL
        return reading.mixed >= 2 or is_cut_small or (few_are_needed and not reading.has_listed)
    if any(reading.words):
        return False
    if len(reading.kinds) > 1:
        return reading.kinds == {"-", " "} and reading.mixed >= 2
    return not reading.has_listed and (reading.mixed >= 2 or (reading.mixed > 0 and reading.is_upper))


def _is_nearly_a_code(reading: Reading, code_format: CodeFormat) -> bool:
    grouped_so = any(
        len(form) == len(reading.groups)
        and sum(abs(size - len(group)) for size, group in zip(form, reading.groups, strict=True))
        <= _MOST_AMISS
        for form in code_format.groups
    )
    least = 1 if reading.is_hyphenated else 2
    if any(reading.words) or ":" in reading.kinds:
        return False
    return grouped_so and len(reading.kinds) == 1 and reading.mixed >= least


def get_ready(code_formats: Iterable[CodeFormat]) -> None:
    """Loads what finding takes, which otherwise the first text waits for: some seconds."""
    for code_format in code_formats:
        _recogniser(code_format)


@cache
def _recogniser(code_format: CodeFormat) -> tuple[Language, Matcher]:
    # More than a second to import, which commands that read no text do without.
    import spacy
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

    fewest, most = code_format.lengths[0], code_format.lengths[-1]
    nlp = spacy.blank("en")

    def runs(text: str) -> Doc:
        """A token for each run of letters and digits, each run of separators, and every other character."""
        words = [match[0] for match in TOKEN.finditer(text)]
        return Doc(nlp.vocab, words=words, spaces=[False] * len(words))

    nlp.tokenizer = runs
    matcher = Matcher(nlp.vocab)
    separator = {"TEXT": {"REGEX": f"^(?:{SEPARATORS})$"}}

    def joined(runs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        pattern: list[dict[str, Any]] = []
        for run in runs:
            pattern += [separator, run] if pattern else [run]
        return pattern

    def run_of(least: int, most: int) -> dict[str, Any]:
        return {"TEXT": {"REGEX": f"^[A-Za-z0-9]{{{least},{most}}}$"}}

    matcher.add("printed", [joined(run_of(size, size) for size in form) for form in code_format.groups])
    matcher.add("compact", [[run_of(length, length)] for length in code_format.lengths])
    spelled = [
        joined([run_of(1, 1)] * length) for length in range(fewest - _MOST_AMISS, most + _MOST_AMISS + 1)
    ]
    matcher.add("spelled", spelled)
    # From two groups to pairs of characters.
    regrouped = [joined([run_of(1, fewest - 2)] * count) for count in range(2, (most + 1) // 2 + 1)]
    matcher.add("regrouped", regrouped)
    return nlp, matcher
