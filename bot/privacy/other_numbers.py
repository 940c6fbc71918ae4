"""Numbers that customers write beside a claim code, and that have a shape of their own. Pure.

Nothing here may have the shape of a claim code: what is found here is not searched for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ORDER = r"(?:D\d{2}|\d{3})[ -]\d{7}[ -]\d{7}"
_TICKET = r"GL[ -]?[A-Z0-9]{7}"
_PARCEL = (
    r"1Z[A-Z0-9]{6}\d{9}[A-Z0-9]|1Z(?: [A-Z0-9]{3}){2} \d{2} \d{4} \d{4}"  # UPS
    r"|TB[ACM]\d{12}|[A-Z]{2}\d{9}[A-Z]{2}|JJ?D\d{16,20}"  # a retailer's own, the world's post, DHL
)
# Without an extension a telephone number has digits alone, and needs no shape here.
_PHONE = r"\+?\d[\d ().-]{8,18}\d ext\.? ?\d{1,5}|\d{3}[ .-]?\d{3}[ .-]\d{4} ?x ?\d{1,5}"
_UUID = r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}"
_MOMENT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?|\d{8}T\d{4,6}Z?"
_OTHERS = re.compile(
    rf"(?<![\w-])(?:{_ORDER}|{_TICKET}|{_PARCEL}|{_PHONE}|{_UUID}|{_MOMENT})(?![\w-])", re.IGNORECASE
)
_ORDER_ALONE = re.compile(rf"(?<![\w-]){_ORDER}(?![\w-])", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

# A bank account: its country, two check digits, and as many more as that country has.
_IBAN = re.compile(r"(?<![\w-])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE)
_IBAN_LENGTHS = {
    **dict.fromkeys(["NO"], 15),
    **dict.fromkeys(["BE"], 16),
    **dict.fromkeys(["DK", "FI", "NL"], 18),
    **dict.fromkeys(["MK", "SI"], 19),
    **dict.fromkeys(["AT", "BA", "EE", "LT", "LU"], 20),
    **dict.fromkeys(["CH", "HR", "LI", "LV"], 21),
    **dict.fromkeys(["BG", "BH", "DE", "GB", "GE", "IE", "ME", "RS"], 22),
    **dict.fromkeys(["AE", "GI", "IL"], 23),
    **dict.fromkeys(["AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN"], 24),
    **dict.fromkeys(["PT"], 25),
    **dict.fromkeys(["IS", "TR"], 26),
    **dict.fromkeys(["FR", "GR", "IT", "MC", "SM"], 27),
    **dict.fromkeys(["AL", "CY", "HU", "LB", "PL"], 28),
    **dict.fromkeys(["BR", "EG", "QA", "UA"], 29),
    **dict.fromkeys(["JO", "KW", "MU"], 30),
    **dict.fromkeys(["MT"], 31),
}


def find_other_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where orders, tickets, parcels, telephones, bank accounts, moments and e-mail addresses stand."""
    yield from (match.span() for match in _OTHERS.finditer(text))
    yield from (match.span() for match in _EMAIL.finditer(text))
    yield from find_bank_accounts(text)


def names_order(text: str) -> bool:
    """Whether the number of an order stands in the text."""
    return _ORDER_ALONE.search(text) is not None


def find_bank_accounts(text: str) -> Iterator[tuple[int, int]]:
    """Where international bank account numbers stand whose check digits are right."""
    for match in _IBAN.finditer(text):
        if length := _length_of_iban(match[0]):
            yield match.start(), match.start() + length


def _length_of_iban(text: str) -> int | None:
    """How much of a text that may begin with a bank account is one, by its check digits (ISO 13616)."""
    length = _IBAN_LENGTHS.get(text[:2].upper())
    places = [place for place, character in enumerate(text) if character.isalnum()]
    if length is None or len(places) < length:
        return None
    account = "".join(text[place] for place in places[:length])
    rearranged = account[4:] + account[:4]
    if int("".join(str(int(character, 36)) for character in rearranged)) % 97 != 1:
        return None
    return places[length - 1] + 1
