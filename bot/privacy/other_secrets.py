"""Secrets beside claim codes that customers write: payment cards, bank accounts, passwords, link codes. Pure.

Nobody at a help desk needs them, so they are replaced before anything is stored, and cannot be read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.link_code import hide_link_codes
from bot.privacy.other_numbers import find_bank_accounts
from bot.privacy.placeholders import PLACEHOLDER
from bot.privacy.plain_text import plain_text

CARD_NUMBER = "[card number]"
SECURITY_CODE = "[security code]"
BANK_ACCOUNT = "[bank account]"
SOCIAL_SECURITY = "[social security number]"
PASSWORD = "[password]"  # noqa: S105 - what stands in its place

_FEWEST, _MOST = 13, 19
_DIGITS = re.compile(r"(?<![\w.+-])\d(?:[ -]{0,3}\d){12,18}(?![\w-])")
# What Visa, Mastercard, American Express, Discover, JCB, UnionPay and Diners give out (ISO/IEC 7812).
_ISSUED = re.compile(r"4|5[0-8]|2[2-7]|3[0-9]|6")
_SECURITY_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|csc|security code)\b(?:\W{0,3}(?:is|number)?\W{0,3})(\d{3,4})\b", re.IGNORECASE
)
_SOCIAL_SECURITY = re.compile(
    r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])"
    r"|(?i:\b(?:ssn|social security(?: number)?)\b\W{0,3}(?:is)?\W{0,3})(\d{3}[ -]?\d{2}[ -]?\d{4})\b"
)
# "my password is wrong" tells no password.
_SAYS_OF_ONE = (
    r"wrong|right|correct|incorrect|invalid|not|no|expired|the|a|an|my|so|too|also|still|now|working|reset"
    r"|required|needed|protected|changed|forgotten|lost|weak|strong|short|long|what|where|asked|rejected|been"
    r"|ok|okay|fine|different|same|on|in|for|and|or|but|to|it|that|which|because|never|always|being|unknown"
)
_PASSWORD = re.compile(
    r"\b(?:pass ?word|passcode|passphrase|passwd|pwd|contraseña|mot de passe"
    r"|passwort|kennwort|pin(?: code)?)\b"
    r"(?:[ \t]{0,3}(?:is|was|ist|es|est)[ \t]{1,3}(?:still[ \t]{1,3})?|[ \t]{0,3}[:=][ \t]{0,3})"
    rf"[\"'“‘`]?(?!(?:{_SAYS_OF_ONE})\b|\[|{PLACEHOLDER.pattern})(\S{{1,100}}?)(?=[\"'”’`.,;!?)]*(?:\s|$))",
    re.IGNORECASE,
)


def hide_other_secrets(text: str) -> str:
    """The text with words such as "[card number]" in the place of each secret."""
    text = hide_link_codes(text)
    plain = plain_text(text)
    parts: list[str] = []
    position = 0
    for start, end, word in sorted(_secrets(plain.text)):
        first, last = plain.span(start, end)
        if first >= position:
            parts += [text[position:first], word]
            position = last
    return "".join(parts) + text[position:]


def _secrets(text: str) -> Iterator[tuple[int, int, str]]:
    yield from ((*match.span(1), PASSWORD) for match in _PASSWORD.finditer(text))
    yield from ((start, end, BANK_ACCOUNT) for start, end in find_bank_accounts(text))
    for match in _DIGITS.finditer(text):
        if _is_payment_card(match[0]):
            yield *match.span(), CARD_NUMBER
    yield from ((*match.span(1), SECURITY_CODE) for match in _SECURITY_CODE.finditer(text))
    for match in _SOCIAL_SECURITY.finditer(text):
        yield *(match.span(1) if match[1] else match.span()), SOCIAL_SECURITY


def _is_payment_card(written: str) -> bool:
    """Whether the check digit is right (Luhn, ISO/IEC 7812), and the number is one that networks give out."""
    digits = [int(one) for one in written if one.isdigit()]
    groups = re.split("[ -]+", written)
    # An order has other groups: 112-4839201-5567810.
    if not _FEWEST <= len(digits) <= _MOST or (len(groups) > 1 and len(groups[0]) != 4):
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    is_issued = _ISSUED.match("".join(map(str, digits[:2]))) is not None
    return is_issued and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
