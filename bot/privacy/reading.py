"""A span of a text, read as the groups of a code, and what speaks for and against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bot.privacy.placeholders import PLACEHOLDER
from bot.privacy.runs import is_listed, is_mixed, is_quantity, is_unspeakable, is_word

# A comma or the word between groups is how a code is read out: "AQ3D dash 7KLM9P dash XT2V".
SEPARATORS = r"(?i:\s+(?:dash|hyphen|minus|space)\s+)|[-\s_.,·•|/\\:*=~+>()\[\]`\"]+"
# "code" may be glued to the code: no code begins so but one of a million.
TOKEN = re.compile(
    rf"{SEPARATORS}|(?i:(?<![A-Za-z0-9])(?:code|card|number)(?=[A-Z0-9]{{4}}))|[A-Za-z0-9]+|[\s\S]"
)
_DASH = re.compile(r"-|\b(?:dash|hyphen|minus)\b", re.IGNORECASE)
_GLUED_BEFORE = re.compile(r"([A-Za-z0-9]+)-$")
_HYPHENATED_BEFORE = re.compile(r"(?:[A-Za-z0-9]+-)+$")
_GLUED_AFTER = re.compile(r"-([A-Za-z0-9]+)")
# How many characters beside a span are looked at.
_NEAR = 40
# "case CAS-12345-A1B2C3" is what the customer says it is, unless it is grouped just like a code.
_OTHER_NAME = re.compile(
    r"\b(?:order|ticket|case|tracking|reference|ref|invoice|receipt|serial|model|transaction)s?"
    r"\W{0,3}(?:(?:no|nr|num|number|id|code)\b)?\W{0,3}(?:is\W{1,2})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
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
    def has_both(self) -> bool:
        """Letters and digits: codes have both; card numbers, telephones and words do not."""
        return is_mixed(self.joined)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What its groups are joined by. A code is joined in one way."""
        return frozenset(map(kind_of, self.separators))

    @cached_property
    def is_hyphenated(self) -> bool:
        return self.kinds == {"-"}

    @cached_property
    def mixed(self) -> int:
        """How many groups are of letters and digits, and no quantity such as 5x500."""
        return sum(is_mixed(group) and not is_quantity(group) for group in self.groups)

    @cached_property
    def strange(self) -> int:
        """How many groups are nothing that anybody writes but in a code."""
        return sum(is_mixed(group) or is_unspeakable(group) for group in self.groups)

    @cached_property
    def is_even(self) -> bool:
        """Whether its groups are all of a size, the last perhaps shorter, as when a code is cut up."""
        sizes = {len(group) for group in self.groups[:-1]}
        return len(sizes) == 1 and len(self.groups[-1]) <= max(sizes) + 1

    @cached_property
    def has_listed(self) -> bool:
        """Whether one of its groups of letters is a word that customers write."""
        return any(group.isalpha() and is_listed(group) for group in self.groups)

    @cached_property
    def is_number(self) -> bool:
        """A number with some letters beside it, as parcels and orders have: codes hardly ever look so."""
        return re.search(r"\d{8}", self.joined) is not None

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
        quantities = sum(map(is_quantity, longer))
        letters = sum(group.isalpha() for group in longer)
        return 2 * (words + quantities) + len(self.kinds) + odd_case + letters

    @property
    def is_part_of_more(self) -> bool:
        """Whether a hyphen joins more to it that is no word: then it is another kind of number."""
        glued = _GLUED_BEFORE.search(self.before), _GLUED_AFTER.match(self.after)
        return any(one and not is_word(one[1]) for one in glued)

    @property
    def is_called_otherwise(self) -> bool:
        return bool(_OTHER_NAME.search(_HYPHENATED_BEFORE.sub("", self.before)))

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
        beside = {kind_of(one) for one in self.separators[max(0, number - 1) : number + 1]}
        is_alone = beside <= {" ", ","}
        if group.isupper() and len(group) > 1:
            return self._is_shouted and is_word(group)
        if group.islower() and self._is_in_capitals and is_alone:
            return True
        is_capitalised = group[0].isupper() and len(group) > 2 and not self._is_all_capitalised
        begins = number == 0 and not self.before.strip()
        if is_capitalised and is_alone and group.istitle() and not begins:
            return True
        return is_word(group)

    @cached_property
    def _is_all_capitalised(self) -> bool:
        """ "Ac8c 2Nm7 Aedc": a telephone begins each line with a capital."""
        return all(group.istitle() for group in self.groups if not group.isdigit())

    @cached_property
    def _is_in_capitals(self) -> bool:
        mixed = [group for group in self.groups if is_mixed(group)]
        return bool(mixed) and all(group.isupper() for group in mixed)

    @cached_property
    def _is_shouted(self) -> bool:
        """Whether the sentence around it is in capitals as well, so that capitals say nothing."""
        around = PLACEHOLDER.sub(" ", f"{self.before} {self.after}")
        return around.isupper() and any(map(is_word, re.findall(r"\b[A-Z]{2,}\b", around)))


def kind_of(separator: str) -> str:
    if _DASH.search(separator):
        return "-"
    if "space" in separator.lower():
        return " "
    return separator.strip()[:1] or " "


def _is_word_there(neighbour: re.Match[str] | None) -> bool:
    return neighbour is not None and is_word(neighbour[1])
