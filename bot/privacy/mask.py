"""E-mail addresses and telephone numbers where nobody has to reach the customer. Pure.

Agents read them in the conversation, to call back; summaries, logs and what evaluations write show
enough to tell two customers apart, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.claim_code import CodeFormat
from bot.privacy.find_codes import find_codes
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.redact import replaced

CODE = "[claim code]"

_EMAIL = re.compile(r"(?<![\w.+-])([\w+-])[\w.+-]{0,63}@([\w-]+(?:\.[\w-]+)+)")
# Nothing between dashes or dots that is an order, a date or an amount has the shape of one of these.
_PHONE = re.compile(
    r"(?<![\w.-])(?:\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}"
    r"|(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}"
    r"|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}|0\d{9,10})(?![\w-])"
)


def mask(text: str) -> str:
    """The text with a***@example.com for an address, and the last two digits of a telephone number."""
    masked = _EMAIL.sub(r"\1***@\2", text)
    return _PHONE.sub(lambda match: f"***{match[0][-2:]}", masked)


def without_secrets(text: str, code_formats: Iterable[CodeFormat]) -> str:
    """The text as it may stand in a log: no code, no other secret, addresses and telephones masked."""
    for code_format in code_formats:
        codes = [(found.start, found.end, CODE) for found in find_codes(text, code_format)]
        text = replaced(text, codes)
    return mask(hide_other_secrets(text))
