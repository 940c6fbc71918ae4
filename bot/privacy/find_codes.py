"""Finds claim codes in a text, however they are spaced, hyphenated or cased.

spaCy splits the text into runs of letters and digits and its Matcher proposes spans by shape; a
few pure tests of evidence then decide. A miss is a leak and a false alarm only costs a look-up that
finds nothing, so in doubt a span counts as a code; ordinary words, order numbers and phone numbers
are kept out by the tests below.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import spacy
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from bot.privacy.claim_code import ClaimCode, CodeFormat

HANDLE = re.compile(r"\bclaim_[0-9a-f]{4,8}\b")

_SEPARATORS = r"[\s\-\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212_.·•|/\\:*]+"
_TOKEN = re.compile(rf"[A-Za-z0-9]+|{_SEPARATORS}|[\s\S]")
_DASHES = frozenset("-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212_")
# "card ending XT2V" is how everybody, we included, names a card without its code; and it has the shape
# of some brands' codes.
_NAMES_A_CARD = "ending"


@dataclass(frozen=True)
class FoundCode:
    """A code and where it stands in the text."""

    start: int
    end: int
    code: ClaimCode


def find_codes(text: str, code_format: CodeFormat) -> list[FoundCode]:
    """Every claim code of that format in the text, in order, never overlapping."""
    folded = _fold_width(text)
    nlp, matcher = _recogniser(code_format)
    doc = nlp.make_doc(folded)
    spans: dict[str, list[Span]] = {shape: [] for shape in _SHAPES}
    for label, start, end in matcher(doc):
        spans[doc.vocab.strings[label]].append(doc[start:end])

    taken = [match.span() for match in HANDLE.finditer(folded)]
    found: list[FoundCode] = []
    for shape, is_code in _SHAPES.items():
        # The most certain shapes choose first: "AQ3D-7KLM9P-XT2V a" is 14 characters, not 15.
        order = _least_doubtful_first if shape == "printed" else _leftmost_longest_first
        for span in sorted(spans[shape], key=order):
            start, end = span.start_char, span.end_char
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            groups = [token.text for token in span if token.text.isalnum()]
            separators = "".join(token.text for token in span if not token.text.isalnum())
            if is_code(groups, separators, code_format):
                taken.append((start, end))
                found.append(FoundCode(start, end, ClaimCode.parse("".join(groups))))
    return sorted(found, key=lambda code: code.start)


def _leftmost_longest_first(span: Span) -> tuple[int, int]:
    return span.start_char, -span.end_char


def _least_doubtful_first(span: Span) -> tuple[int, int, int]:
    """Where groups are short, a word beside a code may look like one of its groups: "does K7QD-2MXP-...".

    A code is separated in one way, and its groups are no words. Between two that are as likely the
    later one goes first: "card" and "code" stand before a code.
    """
    separators = {token.text for token in span if not token.text.isalnum()}
    doubt = sum(_is_word(token.text) + (token.lower_ in STOP_WORDS) for token in span)
    return len(separators), doubt, -span.start_char


def _is_word(run: str) -> bool:
    return run.isalpha() and not run.isupper() and not _is_unspeakable(run)


def _is_printed_code(groups: list[str], separators: str, code_format: CodeFormat) -> bool:
    """Grouped as on the card. "what should come" is grouped like 4-6-4 too, and is not one."""
    if separators.isspace() and any(group.lower() == _NAMES_A_CARD for group in groups):
        return False
    joined = "".join(groups)
    if joined.isdigit() or _any_mixed(groups) or _any_unspeakable(groups):
        return True
    hyphenated = set(separators) <= _DASHES | {" "} and bool(set(separators) & _DASHES)
    return hyphenated and (joined.isupper() or not joined.isalpha())


def _is_compact_code(groups: list[str], separators: str, code_format: CodeFormat) -> bool:
    """One run of a code's length. "congratulations" has fifteen letters, and is not one."""
    (run,) = groups
    return _is_mixed(run) or (run.isalpha() and _is_unspeakable(run))


def _is_spelled_code(groups: list[str], separators: str, code_format: CodeFormat) -> bool:
    """As many single characters as a code has: "A Q 3 D ..."."""
    return any(character.isdigit() for character in groups)


def _is_regrouped_code(groups: list[str], separators: str, code_format: CodeFormat) -> bool:
    """Grouped in another way, or a character short or long: still most of a code, so still hidden."""
    joined = "".join(groups)
    lengths = code_format.lengths
    mixed = sum(_is_mixed(group) for group in groups)
    if set(separators) <= _DASHES:
        nearly = lengths[0] - 2 <= len(joined) <= lengths[-1] + 2
        if nearly and any(len(groups) == len(form) for form in code_format.groups):
            return mixed >= 1
        return len(joined) in lengths and (mixed >= 1 or (joined.isupper() and _is_mixed(joined)))
    return len(joined) in lengths and mixed >= 2


_SHAPES = {
    "printed": _is_printed_code,
    "compact": _is_compact_code,
    "spelled": _is_spelled_code,
    "regrouped": _is_regrouped_code,
}


def _is_mixed(run: str) -> bool:
    return any(c.isdigit() for c in run) and any(c.isalpha() for c in run)


def _any_mixed(groups: list[str]) -> bool:
    return any(_is_mixed(group) for group in groups)


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


def _any_unspeakable(groups: list[str]) -> bool:
    return any(_is_unspeakable(group) for group in groups)


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
        words = _TOKEN.findall(text)
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


@cache
def _recogniser(code_format: CodeFormat) -> tuple[Language, Matcher]:
    fewest = code_format.lengths[0]
    nlp = spacy.blank("en")
    nlp.tokenizer = _RunTokenizer(nlp.vocab)
    matcher = Matcher(nlp.vocab)
    separator = {"TEXT": {"REGEX": f"^{_SEPARATORS}$"}}

    def joined(runs: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
        pattern: list[dict[str, Any]] = []
        for run in runs:
            pattern += [separator, run] if pattern else [run]
        return pattern

    def run_of(least: int, most: int) -> dict[str, Any]:
        return {"TEXT": {"REGEX": f"^[A-Za-z0-9]{{{least},{most}}}$"}}

    matcher.add("printed", [joined(run_of(size, size) for size in form) for form in code_format.groups])
    matcher.add("compact", [[run_of(length, length)] for length in code_format.lengths])
    matcher.add("spelled", [joined(run_of(1, 1) for _ in range(length)) for length in code_format.lengths])
    # From two groups to pairs of characters.
    regrouped = [joined(run_of(1, fewest - 2) for _ in range(count)) for count in range(2, fewest // 2 + 1)]
    matcher.add("regrouped", regrouped)
    return nlp, matcher
