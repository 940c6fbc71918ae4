"""Invented codes in what customers write, and texts that hold none; the same every time."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.privacy.claim_code import CodeFormat

Groups = tuple[str, ...]

# How one code is written. Spaces, hyphens and case are the customer's own.
WRITTEN: dict[str, Callable[[Groups], str]] = {
    "hyphens": lambda groups: "-".join(groups),
    "spaces": lambda groups: " ".join(groups),
    "nothing between": lambda groups: "".join(groups),
    "lower case": lambda groups: "-".join(groups).lower(),
    "lower case with spaces": lambda groups: " ".join(groups).lower(),
    "lower case, nothing between": lambda groups: "".join(groups).lower(),
    "dots": lambda groups: ".".join(groups),
    "commas": lambda groups: ", ".join(groups),
    "slashes": lambda groups: "/".join(groups),
    "en dashes": lambda groups: "–".join(groups),
    "hyphens with spaces": lambda groups: " - ".join(groups),
    "a hyphen and spaces": lambda groups: "-".join(groups[:2]) + " " + " ".join(groups[2:]),
    "spelled out": lambda groups: " ".join("".join(groups)),
    "spelled out with hyphens": lambda groups: "-".join("".join(groups).lower()),
    "read out": lambda groups: " dash ".join(groups),
    "halves": lambda groups: _cut("".join(groups), (8,), "-"),
    "fives": lambda groups: _cut("".join(groups), (5, 10), "-"),
    "lines": lambda groups: "\n".join(groups),
}

SENTENCES = (
    "{}",
    "({})",
    '"{}"',
    "{} does not work",
    "my code is {} thanks",
    "It says invalid: {}.",
    "I typed {}, twice!",
    "Why does {} not work?",
    "can you check {} for me please",
    "this is it\n{}\nplease help",
    "hello the code is: {} and it says already redeemed",
    "https://example.com/redeem?code={}&lang=en",
    "tells me already redeemed. card number {}",
    "does not work in my country because its from mexico: {}",
    "this should be it {} that what you want?",
    "Gift card code: {}",
    "the claim code {} from walmart was never activated",
    "its {} ok?",
    "i got 2 cards of 50, this one {} wont go through",
    "order 112-4839201-5567810 card {}",
    "I paid $50.00 on 11/24/2026 for {}, phone 206-555-0123",
    "bought 3rd of may at 9:40pm, {}, locked till 9am",
    "sorry, the last one is S not 5: {}",
    "MY CODE IS {} AND IT SAYS INVALID",
    "yes {} i believe",
    "Hallo, mein Gutschein {} geht nicht",
    "hola mi codigo {} no funciona",
    "not claim_7f3a but {}",
    "Card {} isnt going through, says not activated, please help",
    "account locked for review after i added {}!!!",
)

# What stands where a code could; every # is a digit, every ? a letter and every * either.
OTHER_NUMBERS = (
    "order 1##-#######-#######",
    "D01-#######-#######",
    "1## ####### #######",
    "call 1-888-###-####",
    "my number is (206) 555-####, ext. 12",
    "206-555-#### x204",
    "+44 20 7946 ####",
    "+49 170 #######",
    "1Z******##########",
    "tracking 1Z999AA1#########",
    "1Z 999 AA1 01 #### ####",
    "TBA############",
    "RB#########GB",
    "DE89 3704 0044 0532 0130 00",
    "my iban is DE89370400440532013000",
    "GB82 WEST 1234 5698 7654 32",
    "NO93 8601 1117 947",
    "BE68 5390 0754 7034",
    "card 4### #### #### ####",
    "5###############",
    "6039-####-####-####",
    "amex 37## ###### #####",
    "card serial 6### #### #### ####",
    "on 2026-11-2#T12:##:##Z",
    "20261124T12####Z",
    "11/2#/2026 14:##",
    "it was 2026-11-2#, 9:4#pm",
    "locked till 9pm. its 9:4#pm",
    "here buying 5x5##",
    "i bought 2x5# and 3x1## cards",
    "ticket GL-?#?##??",
    "case CAS-#####-#?#?#?",
    "receipt INV-2026-#######",
    "550e8400-e29b-41d4-a716-44665544####",
    "#****-*****-*****-*****-*****",
    "anna.miller19##@example.com",
    "margaret.hill.19##@example.org",
    "$1,2##.00 of 2,000.00",
    "###.###.###.###",
    "my card ending ?#?#",
    "the card ends in *#*# i think",
)

PLAIN = (
    "Entschuldigung, ich verstehe nicht",
    "congratulations on the recommendation",
    "what does that even mean when they said that card will work from here",
    "MY CARD DOES NOT WORK AND NOBODY HELPS",
    "THIS CANNOT GO ON, YOUR PEOPLE LIED TO ME",
    "what should come",
    "That person told them wrong",
    "i have an iphone15 promax and a ps5",
    "state-of-the-art, buy-one-get-1free they said",
    "on the 25th they took 2nd and 3rd cards at 10am",
    "xbox 360 live 12month card",
    "my postcode is SW1A 1AA",
    "windows 11 and chrome 120 both fail",
    "O and 0, I and 1, S and 5, B and 8 look alike",
    "claim_7f3a and claim_80c1de both fail",
    "so 4 letters then 6 then 5?",
    "i was there from 4pm till 6pm with 20 cards",
    "christmas2025 was better",
    "card ending XT2V still does not work",
    "мой подарочный код не работает",
    "ギフトカードが使えません",
)


@dataclass(frozen=True)
class Line:
    """A text, and the code in it if there is one; `written` is how the code stands there."""

    text: str
    code: str | None = None
    written: str = ""
    form: str = ""


def lines_with_codes(code_format: CodeFormat, how_many: int) -> Iterator[Line]:
    """So many lines for every way to write a code. Each code has a group with letters and digits."""
    chance = random.Random(20261125)  # noqa: S311 - invented codes, not secrets
    for form, write in WRITTEN.items():
        for number in range(how_many):
            groups = a_code(code_format, chance)
            written = write(groups)
            yield Line(SENTENCES[number % len(SENTENCES)].format(written), "".join(groups), written, form)


def lines_without_codes(how_many: int) -> Iterator[Line]:
    """Every text that holds no code, each so many times with other digits, alone and in a sentence."""
    chance = random.Random(20261126)  # noqa: S311 - invented codes, not secrets
    for text in PLAIN:
        yield Line(text)
    for pattern in OTHER_NUMBERS:
        for number in range(how_many):
            other = "".join(_filled(character, chance) for character in pattern)
            yield Line(SENTENCES[number % len(SENTENCES)].format(other))


def a_code(code_format: CodeFormat, chance: random.Random) -> Groups:
    while True:
        sizes = chance.choice(code_format.groups)
        alphabet = string.ascii_uppercase + string.digits
        groups = tuple("".join(chance.choices(alphabet, k=size)) for size in sizes)
        if any(not group.isalpha() and not group.isdigit() for group in groups):
            return groups


def _filled(character: str, chance: random.Random) -> str:
    match character:
        case "#":
            return chance.choice(string.digits)
        case "?":
            return chance.choice(string.ascii_uppercase)
        case "*":
            return chance.choice(string.ascii_uppercase + string.digits)
    return character


def _cut(text: str, places: tuple[int, ...], separator: str) -> str:
    starts = (0, *places)
    return separator.join(text[start:end] for start, end in zip(starts, (*places, None), strict=True))
