"""The code by which a customer shows in Slack who they are: how it is made, and found in a text. Pure.

It has 13 letters and digits, which is what no brand's claim codes have, and is looked for before they are.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from bot.privacy.plain_text import plain_text

LINK_CODE = "[link code]"

_PREFIX = "LINK"
_GROUPS, _SIZE = 3, 3
# Without O 0 I 1 S 5 B 8, which people read as each other.
_ALPHABET = "ACDEFGHJKLMNPQRTUVWXYZ234679"
# Every group has a letter and a digit, so that no words are a code: "link the old one". 40.3 bits are left.
_GROUP = rf"(?=[A-Z]{{0,{_SIZE - 1}}}[0-9])(?=[0-9]{{0,{_SIZE - 1}}}[A-Z])[A-Z0-9]{{{_SIZE}}}"
_WHOLE = rf"(?:[\W_]{{0,3}}{_GROUP}){{{_GROUPS}}}"
# Meant as one, and mistyped.
_NEARLY = r"-(?=[A-Z-]*[0-9])(?=(?:-?[A-Z0-9]){6,12}(?![A-Z0-9]))[A-Z0-9]{2,12}(?:-[A-Z0-9]{1,9}){0,4}"
_FOUND = re.compile(rf"(?<![A-Z0-9]){_PREFIX}(?:{_WHOLE}|{_NEARLY})(?![A-Z0-9])", re.IGNORECASE | re.ASCII)
_NOT_OF_A_CODE = re.compile("[^A-Z0-9]+")


@dataclass(frozen=True)
class LinkCode:
    """`value` is its normal form: upper case, letters and digits only. Its repr hides it."""

    value: str = field(repr=False)

    @property
    def shown(self) -> str:
        """As the customer reads it."""
        rest = self.value.removeprefix(_PREFIX)
        groups = [rest[start : start + _SIZE] for start in range(0, len(rest), _SIZE)]
        return "-".join([_PREFIX, *groups])


def make_link_code() -> LinkCode:
    """From the system's source of chance."""
    return LinkCode(_PREFIX + "".join(_group() for _ in range(_GROUPS)))


def find_link_codes(text: str) -> tuple[LinkCode, ...]:
    """Those in the text, in any case and spacing, and what was meant as one."""
    found = (match[0].upper() for match in _FOUND.finditer(plain_text(text).text))
    return tuple(LinkCode(_NOT_OF_A_CODE.sub("", written)) for written in found)


def hide_link_codes(text: str) -> str:
    """The text with LINK_CODE in the place of each."""
    plain = plain_text(text)
    parts: list[str] = []
    position = 0
    for match in _FOUND.finditer(plain.text):
        first, last = plain.span(*match.span())
        parts += [text[position:first], LINK_CODE]
        position = last
    return "".join(parts) + text[position:]


def _group() -> str:
    while True:
        group = "".join(secrets.choice(_ALPHABET) for _ in range(_SIZE))
        if not group.isalpha() and not group.isdigit():
            return group
