"""Finds claim codes in a text, however they are spaced, hyphenated or cased.

spaCy splits the text into runs of letters and digits and its Matcher proposes spans by shape. A few
pure tests of evidence then say which of them can be read as a code, and how surely; of readings that
overlap, the surest counts. A miss is a leak and a false alarm costs a look-up that finds nothing, so
between two readings that are as sure the text of both is hidden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.other_numbers import find_other_numbers

HANDLE = re.compile(r"\bclaim_[0-9a-f]{4,8}\b")

_DASHES = "-\u00ad\u2010-\u2015\u2212"
# A comma or the word between groups is how a code is read out: "AQ3D dash 7KLM9P dash XT2V".
_SEPARATORS = rf"(?i:\s+(?:dash|hyphen|minus|space)\s+)|[{_DASHES}\s\u200b-\u200d\u2060_.,·•|/\\:*]+"
# "code" may be glued to the code: no code begins so but one of a million.
_TOKEN = re.compile(
    rf"{_SEPARATORS}|(?i:(?<![A-Za-z0-9])(?:code|card|number)(?=[A-Z0-9]{{4}}))|[A-Za-z0-9]+|[\s\S]"
)
_DASH = re.compile(rf"[{_DASHES}]")
_GLUED_BEFORE = re.compile(rf"([A-Za-z0-9]+)[{_DASHES}]$")
_GLUED_AFTER = re.compile(rf"[{_DASHES}]([A-Za-z0-9]+)")

# What customers write: the words of the training lines in data/nlu.yml, the commonest ones of eleven
# languages, and first names. A word that is missing here may be taken for a group of a code.
_WORDS = frozenset((Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split())
_ENDINGS = re.compile(r"(?<=...)(?:s|es|d|ed|ing)$")
# From here on a run of letters is a word, listed or not: no code is typed in groups so long.
_LONG = 7
# So many characters short or long it is still hidden.
_MOST_AMISS = 2
# How many characters beside a span are looked at.
_NEAR = 40
_A_HANDLE = -1
_QUANTITY = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|x|x\d+|k|h|hrs?|hours?|mins?|days?|weeks?|months?|years?|yrs?|gb|mb|tb|pc|pcs|ct|p|s)"
    r"|\d+(?:usd|eur|gbp|cad|aud|mxn|inr|jpy|sek|nok|dkk|chf|euros?|bucks|dollars?|pounds?|quid)"
    r"|(?:usd|eur|gbp|cad|aud|mxn|inr|rs|jpy|sek|nok|dkk|chf|x)\d+",
    re.IGNORECASE,
)
# "case CAS-12345-A1B2C3" is what the customer says it is, unless it is grouped just like a code.
_OTHER_NAME = re.compile(
    r"\b(?:order|ticket|case|tracking|reference|ref|invoice|receipt|serial|model|transaction)s?"
    r"\W{0,3}(?:(?:no|nr|num|number|id|code)\b)?\W{0,3}(?:is\W{1,2})?$",
    re.IGNORECASE,
)


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


@dataclass(frozen=True)
class _Reading:
    """A span of the text as groups of a code."""

    text: str
    start: int
    end: int
    groups: tuple[str, ...]
    separators: tuple[str, ...]

    @cached_property
    def joined(self) -> str:
        return "".join(self.groups)

    @cached_property
    def is_mixed(self) -> bool:
        """Letters and digits: codes have both; card numbers, telephones and words do not."""
        return _is_mixed(self.joined)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What its groups are joined by. A code is joined in one way."""
        return frozenset(map(_kind, self.separators))

    @cached_property
    def is_hyphenated(self) -> bool:
        return self.kinds == {"-"}

    @cached_property
    def mixed(self) -> int:
        """How many groups are of letters and digits, and no quantity such as 5x500."""
        return sum(_is_mixed(group) and not _is_quantity(group) for group in self.groups)

    @cached_property
    def strange(self) -> int:
        """How many groups are nothing that anybody writes but in a code."""
        return sum(_is_mixed(group) or _is_unspeakable(group) for group in self.groups)

    @cached_property
    def words(self) -> list[bool]:
        """Of each group, whether it is rather a word of the sentence."""
        return [self._is_word(number) for number in range(len(self.groups))]

    @cached_property
    def has_word_at_edge(self) -> bool:
        """Whether it begins or ends with a word of the sentence: what stands next to that is a word too."""
        before = re.search("([A-Za-z]+) +$", self.before)
        after = re.match(" +([A-Za-z]+)", self.after)
        begins = self.words[0] and (self.start == 0 or _is_word_there(before))
        ends = self.words[-1] and (self.end == len(self.text) or _is_word_there(after))
        return begins or ends

    @cached_property
    def is_upper(self) -> bool:
        """In capitals, while the sentence around it is not."""
        return self.joined.isupper() and not self._is_shouted

    @cached_property
    def doubt(self) -> int:
        """Breaks the tie between readings that are as sure; the less the better."""
        odd_case = not (self.joined.isupper() or self.joined.islower())
        longer = [group for group in self.groups if len(group) > 1]
        words = sum(
            is_word and len(group) > 1 for is_word, group in zip(self.words, self.groups, strict=True)
        )
        quantities = sum(map(_is_quantity, longer))
        letters = sum(group.isalpha() for group in longer)
        return 2 * (words + quantities) + len(self.kinds) + odd_case + letters

    @property
    def is_part_of_more(self) -> bool:
        """Whether a hyphen joins more to it that is no word: then it is another kind of number."""
        glued = _GLUED_BEFORE.search(self.before), _GLUED_AFTER.match(self.after)
        return any(one and not is_word(one[1]) for one in glued)

    @property
    def is_called_otherwise(self) -> bool:
        return bool(_OTHER_NAME.search(self.before))

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - _NEAR) : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + _NEAR]

    def _is_word(self, number: int) -> bool:
        group = self.groups[number]
        if not group.isalpha():
            return False
        is_alone = "-" not in {_kind(one) for one in self.separators[max(0, number - 1) : number + 1]}
        if group.isupper() and len(group) > 1:
            return self._is_shouted and is_word(group)
        if group.islower() and self._is_in_capitals and is_alone:
            return True
        is_capitalised = group[0].isupper() and len(group) > 2
        begins = number == 0 and not self.text[: self.start].strip()
        if is_capitalised and is_alone and group.istitle() and not begins:
            return True
        return is_word(group)

    @cached_property
    def _is_in_capitals(self) -> bool:
        mixed = [group for group in self.groups if _is_mixed(group)]
        return bool(mixed) and all(group.isupper() for group in mixed)

    @cached_property
    def _is_shouted(self) -> bool:
        """Whether the sentence around it is in capitals as well, so that capitals say nothing."""
        around = HANDLE.sub(" ", f"{self.before} {self.after}")
        return around.isupper() and any(map(is_word, re.findall(r"\b[A-Z]{2,}\b", around)))


def find_codes(text: str, code_format: CodeFormat) -> list[FoundCode]:
    """Every claim code of that format in the text, in order, never overlapping."""
    folded = _fold_width(text)
    # Of each character, the number of the reading that it is hidden with.
    hidden_with: list[int | None] = [None] * len(folded)
    for handle in HANDLE.finditer(folded):
        hidden_with[handle.start() : handle.end()] = [_A_HANDLE] * len(handle[0])
    chosen: list[tuple[_Sureness, _Reading]] = []
    rivals: list[tuple[_Sureness, _Reading]] = []
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
        for number in {*hidden_with[rival.start : rival.end]} - {None, _A_HANDLE}:
            if number is not None and chosen[number][0] == sureness:
                found[number] = _grown(found[number], rival, number, hidden_with)
    return sorted(found, key=lambda code: code.start)


def _grown(found: FoundCode, rival: _Reading, number: int, hidden_with: list[int | None]) -> FoundCode:
    start, end = found.start, found.end
    while start > rival.start and hidden_with[start - 1] is None:
        start -= 1
        hidden_with[start] = number
    while end < rival.end and hidden_with[end] is None:
        hidden_with[end] = number
        end += 1
    return replace(found, start=start, end=end)


def is_word(run: str) -> bool:
    """Whether a run of letters is rather a word than a group of a code."""
    return _is_listed(run) or (len(run) >= _LONG and not _is_unspeakable(run))


def _is_listed(run: str) -> bool:
    lower = run.lower()
    if lower in ("a", "i") or lower in _WORDS:
        return True
    return len(run) > 4 and _ENDINGS.sub("", lower) in _WORDS


def _is_word_there(neighbour: re.Match[str] | None) -> bool:
    return neighbour is not None and is_word(neighbour[1])


def _surest_first(one: tuple[_Sureness, _Reading]) -> tuple[int, ...]:
    sureness, reading = one
    return sureness, reading.doubt, -reading.strange, reading.start, -reading.end


def _sure_readings(text: str, code_format: CodeFormat) -> Iterator[tuple[_Sureness, _Reading]]:
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
        reading = _Reading(text, start, end, tuple(groups), tuple(separators))
        if not reading.is_mixed and not (reading.is_hyphenated and reading.joined.isupper()):
            continue
        if any(start < other_end and other_start < end for other_start, other_end in others):
            continue
        sureness = _sureness(reading, code_format)
        if sureness is not None:
            yield sureness, reading


def _sureness(reading: _Reading, code_format: CodeFormat) -> _Sureness | None:
    sizes = tuple(map(len, reading.groups))
    if len(sizes) == 1:
        return _Sureness.IN_FORM if _is_compact_code(reading) else None
    if sizes in code_format.groups:
        return _of_printed(reading)
    if set(sizes) == {1}:
        return _of_spelled(reading, code_format)
    return _of_regrouped(reading, code_format)


def _of_printed(reading: _Reading) -> _Sureness | None:
    """Grouped as on the card. "what should come" is grouped like 4-6-4 too, and is not one."""
    if not reading.strange:
        return None
    if reading.is_hyphenated:
        return _Sureness.AS_PRINTED
    if not reading.is_mixed:
        return None
    words = reading.words
    if len(reading.kinds) == 1:
        # A word may stand before a code, or after half of one; in the middle it is a group.
        is_code = not any(words) or (not reading.has_word_at_edge and reading.mixed >= 2)
        return _Sureness.IN_FORM if is_code else None
    if any(words) or not (reading.mixed >= 2 or reading.is_upper):
        return None
    return _Sureness.MIXED_SEPARATORS


def _is_compact_code(reading: _Reading) -> bool:
    """One run of a code's length. "kiosk12345678" is a word and a number."""
    letters = re.findall("[A-Za-z]+", reading.joined)
    return not all(len(run) >= 4 and _is_listed(run) for run in letters)


def _of_spelled(reading: _Reading, code_format: CodeFormat) -> _Sureness | None:
    """As many single characters as a code has: "A Q 3 D ...", or "A Q 3 D - 7 K ..."."""
    if len(reading.kinds) > 1 and reading.kinds != {"-", " "}:
        return None
    if len(reading.groups) in code_format.lengths:
        return _Sureness.SPELLED
    before, after = reading.before, reading.after
    is_all = not re.search(r"\b[A-Za-z0-9]\W+$", before) and not re.match(r"\W+[A-Za-z0-9]\b", after)
    has_enough = min(sum(c.isdigit() for c in reading.joined), sum(c.isalpha() for c in reading.joined)) >= 2
    return _Sureness.NEARLY if is_all and has_enough else None


def _of_regrouped(reading: _Reading, code_format: CodeFormat) -> _Sureness | None:
    """Grouped in another way, or a character short or long: still most of a code, so still hidden."""
    if len(reading.joined) in code_format.lengths:
        is_code, sureness = _is_all_of_a_code(reading), _Sureness.REGROUPED
    else:
        is_code, sureness = _is_nearly_a_code(reading, code_format), _Sureness.NEARLY
    if not is_code or any(reading.words) or reading.is_part_of_more or reading.is_called_otherwise:
        return None
    return sureness


def _is_all_of_a_code(reading: _Reading) -> bool:
    if reading.is_hyphenated:
        return reading.strange > 0
    if len(reading.kinds) > 1:
        return reading.kinds == {"-", " "} and reading.mixed >= 2
    return reading.mixed >= 2 or (reading.strange > 0 and reading.is_upper)


def _is_nearly_a_code(reading: _Reading, code_format: CodeFormat) -> bool:
    grouped_so = any(
        len(form) == len(reading.groups)
        and sum(abs(size - len(group)) for size, group in zip(form, reading.groups, strict=True))
        <= _MOST_AMISS
        for form in code_format.groups
    )
    least = 1 if reading.is_hyphenated else 2
    return grouped_so and len(reading.kinds) == 1 and reading.mixed >= least


def _kind(separator: str) -> str:
    if _DASH.search(separator):
        return "-"
    return separator.strip()[:1] or " "


def _is_mixed(run: str) -> bool:
    return any(c.isdigit() for c in run) and any(c.isalpha() for c in run)


def _is_quantity(run: str) -> bool:
    return bool(_QUANTITY.fullmatch(run))


def _is_unspeakable(run: str) -> bool:
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


def _fold_width(text: str) -> str:
    """Full-width letters and digits to plain ones, a character at a time so that places stay."""
    if text.isascii():
        return text
    folded = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(folded, text, strict=True))


class _RunTokenizer:
    """A token for each run of letters and digits, each run of separators, and every other character."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = [match[0] for match in _TOKEN.finditer(text)]
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


@cache
def _recogniser(code_format: CodeFormat) -> tuple[Language, Matcher]:
    fewest, most = code_format.lengths[0], code_format.lengths[-1]
    nlp = spacy.blank("en")
    nlp.tokenizer = _RunTokenizer(nlp.vocab)
    matcher = Matcher(nlp.vocab)
    separator = {"TEXT": {"REGEX": f"^(?:{_SEPARATORS})$"}}

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
    regrouped = [joined([run_of(1, fewest - 2)] * count) for count in range(2, fewest // 2 + 1)]
    matcher.add("regrouped", regrouped)
    return nlp, matcher
