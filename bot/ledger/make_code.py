"""Makes a new claim code, in the brand's format. Pure, but for the system's source of chance."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bot.errors import ConfigurationError
from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.find_codes import find_codes

# Without O 0 I 1 S 5 B 8, which people read as each other: a new code is its own skeleton.
ALPHABET = "ACDEFGHJKLMNPQRTUVWXYZ234679"

# Groups of letters or digits alone come up now and then; a format that is not a code's fails every time.
_MOST_TRIES = 1_000


@dataclass(frozen=True)
class MadeCode:
    """`printed` is what stands on the card. Both hide in a repr."""

    printed: str = field(repr=False)
    code: ClaimCode


def make_code(code_format: CodeFormat) -> MadeCode:
    """A code of that format; where a brand has several forms, of any of them.

    It is one that a chat recognises, and so hides, however it is spaced, hyphenated or cased. Raises
    ConfigurationError if no code of the format is.
    """
    for _ in range(_MOST_TRIES):
        sizes = secrets.choice(code_format.groups)
        groups = ["".join(map(secrets.choice, [ALPHABET] * size)) for size in sizes]
        code = ClaimCode("".join(groups))
        if any(map(_is_mixed, groups)) and all(
            _is_found_whole(written, code, code_format) for written in _ways_to_type(groups)
        ):
            return MadeCode("-".join(groups), code)
    raise ConfigurationError(
        "The brand's cards.groups make codes that a chat would not recognise: groups of four or more work."
    )


def _ways_to_type(groups: list[str]) -> list[str]:
    """The ways in which people type it."""
    written = [separator.join(groups) for separator in ("-", " ", "")]
    return written + [form.lower() for form in written]


def _is_mixed(group: str) -> bool:
    return not group.isalpha() and not group.isdigit()


def _is_found_whole(text: str, code: ClaimCode, code_format: CodeFormat) -> bool:
    return [found.code for found in find_codes(text, code_format)] == [code]
