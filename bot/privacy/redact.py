"""Swaps the claim codes of a text for handles, and handles for what a person may read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from bot.errors import LeakPrevented
from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.find_codes import find_codes
from bot.privacy.placeholders import HANDLE, PART

Handle = str


def redact(text: str, code_format: CodeFormat, handle_for: Callable[[ClaimCode], Handle]) -> str:
    """The text with every code of the format replaced by the handle that `handle_for` gives it."""
    codes = find_codes(text, code_format)
    return replaced(text, [(found.start, found.end, handle_for(found.code)) for found in codes])


def replaced(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """The text with other words in those places, which are in order; each a word of its own."""
    parts: list[str] = []
    position = 0
    for start, end, word in places:
        before = " " if start and text[start - 1].isalnum() else ""
        after = " " if text[end : end + 1].isalnum() else ""
        parts += [text[position:start], before, word, after]
        position = end
    return "".join(parts) + text[position:]


def refuse_codes(text: str, code_format: CodeFormat) -> str:
    """Gives the text back if it holds no claim code; raises LeakPrevented, without the text, if it does."""
    if find_codes(text, code_format):
        raise LeakPrevented("a claim code was about to leave the app tier; the message was held back")
    return text


def with_last_four(text: str, last_four: Mapping[Handle, str]) -> str:
    """The text as people see it: every known handle as "card ending XT2V"."""
    if text in last_four:
        return f"Code ending {last_four[text]}"
    seen = HANDLE.sub(
        lambda match: f"card ending {last_four[match[0]]}" if match[0] in last_four else match[0], text
    )
    return re.sub(rf"\b{PART}\b", "(part of a code)", seen)
