"""Twenty thousand messages as customers and attackers write them, half of them with a claim code.

Made without a look at what the finder knows: the forms are those that chats, phones, mail programs and
people who want to slip a code past a filter produce. The same every time.
"""

from __future__ import annotations

import html
import json
import random
import string
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.privacy.claim_code import CodeFormat

MESSAGES = 20_000
_SEED = 20261125

_Chance = random.Random
_Groups = Sequence[str]


@dataclass(frozen=True)
class Message:
    """A text, what of it is secret (its places), and how the code was written."""

    text: str
    codes: tuple[tuple[int, int], ...] = ()
    form: str = ""


def messages(code_format: CodeFormat, how_many: int = MESSAGES, seed: int = _SEED) -> Iterator[Message]:
    """Half with a code or two in changing forms, half with everything else that customers write."""
    chance = random.Random(seed)  # noqa: S311 - invented codes, not secrets
    forms, others = list(FORMS), list(OTHERS)
    for number in range(how_many // 2):
        yield _with_code(forms[number % len(forms)], code_format, chance)
        yield _without_code(others[number % len(others)], chance)


def _with_code(form: str, code_format: CodeFormat, chance: _Chance) -> Message:
    """The slots of a sentence are filled with codes, and the places of these are kept."""
    sentence = _sentence(chance)
    if form in _WHOLE_MESSAGES:
        sentence = "{}"
    elif chance.random() < 0.05:
        sentence = sentence.replace("{}", chance.choice(["{} and {}", "{}, {}", "{}\n{}"]))
    pieces = sentence.split("{}")
    text, places = pieces[0], []
    for piece in pieces[1:]:
        before, written, after = _written(form, code_format, chance)
        text += before
        places.append((len(text), len(text) + len(written)))
        text += written + after + piece
    return Message(text, tuple(places), form)


def _written(form: str, code_format: CodeFormat, chance: _Chance) -> tuple[str, str, str]:
    made = FORMS[form](_a_code(code_format, chance), chance)
    return made if isinstance(made, tuple) else ("", made, "")


def _without_code(kind: str, chance: _Chance) -> Message:
    made = OTHERS[kind](chance)
    said = made if kind in _WHOLE_OTHERS else _sentence(chance, _OTHER_SENTENCES).replace("{}", made)
    return Message(said, form=kind)


def _a_code(code_format: CodeFormat, chance: _Chance) -> _Groups:
    """Letters and digits at random, as a printer of cards makes them; a code has some of either."""
    while True:
        groups = [
            "".join(chance.choices(string.ascii_uppercase + string.digits, k=size))
            for size in chance.choice(code_format.groups)
        ]
        joined = "".join(groups)
        if sum(c.isdigit() for c in joined) >= 2 and sum(c.isalpha() for c in joined) >= 2:
            return groups


# -- How a code is written ---------------------------------------------------------------------------

_LIKE_LATIN = dict(zip("ABEKMHOPCTXYI", "АВЕКМНОРСТХУІ", strict=True))
_LIKE_LATIN_IN_GREEK = dict(zip("ABEZHIKMNOPTYX", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", strict=True))
_LIKE_SMALL_LATIN = dict(zip("aceopxyis", "асеорхуіѕ", strict=True))
_EMOJI = ["🎁", "✨", "➡️", "👉", "😡", "🔥", "💳", "⬇️", "🙏🏽", "👨‍👩‍👧", "❤️", "🇺🇸"]


def _wide(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


def _styled(text: str, capital: int, small: int, digit: int) -> str:
    """In one of the alphabets that stand in Unicode for mathematics and that phones offer as fonts."""
    starts = ((string.ascii_uppercase, capital), (string.ascii_lowercase, small), (string.digits, digit))
    table = {ord(one): chr(start + n) for kind, start in starts for n, one in enumerate(kind)}
    return text.translate(table)


def _some(text: str, table: dict[str, str], chance: _Chance, share: float) -> str:
    return "".join(table[one] if one in table and chance.random() < share else one for one in text)


def _regrouped(groups: _Groups, sizes: Sequence[int], separator: str) -> str:
    joined = "".join(groups)
    pieces, position = [], 0
    for size in sizes:
        pieces.append(joined[position : position + size])
        position += size
    return separator.join([*filter(None, pieces), *filter(None, [joined[position:]])])


def _any_case(groups: _Groups, chance: _Chance) -> list[str]:
    case = chance.choice([str.upper, str.upper, str.lower, str.title])
    return [case(group) for group in groups]


def _joined(separator: str) -> Callable[[_Groups, _Chance], str]:
    return lambda groups, chance: separator.join(groups)


def _joined_small(separator: str) -> Callable[[_Groups, _Chance], str]:
    return lambda groups, chance: separator.join(groups).lower()


def _between_letters(mark: str) -> Callable[[_Groups, _Chance], str]:
    return lambda groups, chance: mark.join("-".join(groups))


def _swapped_case(groups: _Groups, chance: _Chance) -> str:
    return "".join(chance.choice([one.lower(), one.upper()]) for one in "-".join(groups))


def _link(groups: _Groups, chance: _Chance) -> tuple[str, str, str]:
    code = chance.choice(["-", "", "%2D", "+", "%20", "_"]).join(_any_case(groups, chance))
    before, after = chance.choice(
        [
            ("https://www.example.com/gc/redeem?claimCode=", "&ref=em_1k_gcl"),
            ("http://example.com/redeem/", ""),
            ("https://pay.example.org/r#code=", ""),
            ("www.example.com/gc?x=1&code=", "&lang=en-US"),
            ("https://gift.example/?gc=", "&utm_source=mail#top"),
        ]
    )
    return before, code, after


def _payload(groups: _Groups, chance: _Chance) -> tuple[str, str, str]:
    code = chance.choice(["-", "", " "]).join(_any_case(groups, chance))
    before, after = chance.choice(
        [
            ('/invalid_code{"claim_handle": "', '"}'),
            ('/inform{"code":"', '","sure":true}'),
            ('{"type":"button","value":"redeem:', '"}'),
            ("callback_data=check_", ""),
        ]
    )
    return before, code, after


def _metadata(groups: _Groups, chance: _Chance) -> tuple[str, str, str]:
    code = chance.choice(["-", "", " "]).join(_any_case(groups, chance))
    before, after = chance.choice(
        [
            ('{"metadata": {"page": "/redeem", "code": "', '", "lang": "en"}}'),
            ('{"ref":"', '","ts":1764032400}'),
            ("X-Gift-Code: ", "\r\nAccept: */*"),
            ("utm_content=", "&utm_medium=email"),
            ("<meta name='code' content='", "'>"),
        ]
    )
    return before, code, after


def _spelled(groups: _Groups, chance: _Chance) -> str:
    between = chance.choice([" ", "-", ".", ", ", " - ", "  ", "\n", "/"])
    return between.join("".join(_any_case(groups, chance)))


def _typo(groups: _Groups, chance: _Chance) -> str:
    """A character lost, doubled or read as another."""
    written = "-".join(groups)
    place = chance.randrange(len(written))
    if written[place] == "-":
        place += 1
    slip = chance.choice([written[place] * 2, "", chance.choice("O0I1S5B8")])
    return written[:place] + slip + written[place + 1 :]


def _emoji_between(groups: _Groups, chance: _Chance) -> str:
    around = chance.choice(["", "", " "])
    return f"{around}{chance.choice(_EMOJI)}{around}".join(_any_case(groups, chance))


def _quoted_each(groups: _Groups, chance: _Chance) -> tuple[str, str, str]:
    left, right = chance.choice([("*", "*"), ("`", "`"), ("[", "]"), ("(", ")"), ('"', '"'), ("<b>", "</b>")])
    return left, f"{right} {left}".join(groups), right


def _html_text(groups: _Groups, chance: _Chance) -> str:
    return chance.choice(["&nbsp;", "&#45;", "&ndash;", "<br>", "<br/>", "&#x2d;"]).join(groups)


def _as_lines(groups: _Groups, chance: _Chance) -> str:
    return chance.choice(["\n", "\r\n", "-\n", "\n\n", " \n", "\n- ", "\n> "]).join(_any_case(groups, chance))


def _keycaps(groups: _Groups, chance: _Chance) -> str:
    return "".join(f"{one}\ufe0f\u20e3" if one.isdigit() else one for one in "-".join(groups))


FORMS: dict[str, Callable[[_Groups, _Chance], str | tuple[str, str, str]]] = {
    "as printed": _joined("-"),
    "spaces": _joined(" "),
    "nothing between": _joined(""),
    "lower case": _joined_small("-"),
    "lower case, spaces": _joined_small(" "),
    "lower case, nothing between": _joined_small(""),
    "any case": _swapped_case,
    "lines": _as_lines,
    "two spaces": _joined("  "),
    "tabs": _joined("\t"),
    "no-break spaces": _joined("\u00a0"),
    "thin spaces": _joined("\u2009"),
    "ideographic spaces": _joined("\u3000"),
    "spaced hyphens": _joined(" - "),
    "a space before the hyphen": _joined(" -"),
    "typeset dashes": lambda groups, chance: chance.choice("–—‐‑−﹣－").join(groups),
    "underscores": _joined("_"),
    "dots": _joined("."),
    "dots in the middle": _joined("·"),
    "slashes": _joined("/"),
    "commas": _joined(", "),
    "bars": _joined(" | "),
    "equals signs": _joined("="),
    "tildes": _joined("~"),
    "plus signs": _joined("+"),
    "stars": _joined("*"),
    "arrows": _joined(" > "),
    "emoji between": _emoji_between,
    "emoji around": lambda groups, chance: ("🎁", "-".join(groups), "🎁"),
    "keycaps": _keycaps,
    "full width": lambda groups, chance: _wide("-".join(groups)),
    "full width, nothing between": lambda groups, chance: _wide("".join(_any_case(groups, chance))),
    "full width, spaces": lambda groups, chance: _wide("\u3000".join(groups)),
    "Cyrillic for some": lambda groups, chance: _some("-".join(groups), _LIKE_LATIN, chance, 0.5),
    "Cyrillic for all": lambda groups, chance: _some("-".join(groups), _LIKE_LATIN, chance, 1.0),
    "Cyrillic, nothing between": lambda groups, chance: _some("".join(groups), _LIKE_LATIN, chance, 0.7),
    "Cyrillic in lower case": lambda groups, chance: _some(
        "-".join(groups).lower(), _LIKE_SMALL_LATIN, chance, 1.0
    ),
    "Greek for some": lambda groups, chance: _some(" ".join(groups), _LIKE_LATIN_IN_GREEK, chance, 0.5),
    "bold font": lambda groups, chance: _styled("-".join(groups), 0x1D400, 0x1D41A, 0x1D7CE),
    "typewriter font": lambda groups, chance: _styled("".join(groups), 0x1D670, 0x1D68A, 0x1D7F6),
    "sans font": lambda groups, chance: _styled(" ".join(groups), 0x1D5A0, 0x1D5BA, 0x1D7E2),
    "invisible marks": _between_letters("\u200b"),
    "joiners": _between_letters("\u200d"),
    "soft hyphens": _joined("\u00ad"),
    "word joiners": _between_letters("\u2060"),
    "struck through": _between_letters("\u0336"),
    "right-to-left marks": lambda groups, chance: "\u200f-\u200e".join(groups),
    "byte order marks": _joined("\ufeff"),
    "accents": lambda groups, chance: "-".join(groups).replace("A", "Á").replace("E", "É").replace("O", "Ö"),
    "in a link": _link,
    "in a link, encoded": lambda groups, chance: (
        "https://example.com/r?d=",
        urllib.parse.quote(chance.choice([" ", "–", "-\n", ", "]).join(groups)),
        "",
    ),
    "in HTML": _html_text,
    "in HTML, emphasised": lambda groups, chance: ("<b>", html.escape("-".join(groups)), "</b>"),
    "in JSON, escaped": lambda groups, chance: (
        '{"text": "',
        json.dumps(chance.choice(["\n", "–", "\u00a0", "\t"]).join(groups))[1:-1],
        '"}',
    ),
    "in a button": _payload,
    "in metadata": _metadata,
    "each group quoted": _quoted_each,
    "spelled": _spelled,
    "spelled aloud": lambda groups, chance: " dash ".join(" ".join(group) for group in groups),
    "read out": lambda groups, chance: chance.choice([" dash ", " hyphen ", " space ", " minus "]).join(
        groups
    ),
    "pairs": lambda groups, chance: _regrouped(groups, [2] * 7, chance.choice([" ", "-"])),
    "threes": lambda groups, chance: _regrouped(groups, [3] * 4, chance.choice([" ", "-"])),
    "fours": lambda groups, chance: _regrouped(groups, [4] * 3, chance.choice([" ", "-"])),
    "fives": lambda groups, chance: _regrouped(groups, [5] * 2, chance.choice([" ", "-"])),
    "halves": lambda groups, chance: _regrouped(groups, [7], chance.choice(["-", "\n"])),
    "a slip": _typo,
    "glued to a word": lambda groups, chance: (
        chance.choice(["code:", "Code=", "#", "no.", "GC#", "code-", "gc:"]),
        "-".join(groups),
        chance.choice(["", "!!!", "?", ".", ",thanks", ")", '"']),
    ),
    "with a label on each line": lambda groups, chance: (
        "Claim code\n",
        "-".join(_any_case(groups, chance)),
        "\nAmount: $50.00\nOrder #112-4839201-5567810",
    ),
}
_WHOLE_MESSAGES = {"in a button", "in metadata", "in JSON, escaped"}

# -- What stands around it ---------------------------------------------------------------------------

_BEGINNINGS = """
hi|Hello,|hey there|Good morning.|ok so|please help|UGH|I need help with this|my mom gave me a card|look
sorry to bother you again|Dear sir or madam,|hiya|excuse me|URGENT|Hola|Bonjour|Guten Tag|Ciao|hej
so i was at the shop yesterday and|it is my daughter's birthday|3rd time im asking|Hi! First time here.
""".replace("\n", "|")
_MIDDLES = """
my code is {}|{}|the code {} does not work|why does {} not work|it says invalid: {}|here it is: {}
this is the card {}|I typed {} twice|can you check {}|can u look up {} pls|i scratched it and it says {}
tried {} on my phone and on the pc|it is {} i think|mi codigo es {}|mon code est {}|mein Code ist {}
MY CODE IS {}|{} IS NOT WORKING|the number on the back: {}|"{}"|({})|code = {}|see {} below|card no {}
the last try was with {} and nothing|what is wrong with {}|{} was already used, they say|Gift Card Code: {}
it came by email and reads {}|got {} from my boss|not this one but {}|numero {}|kod {}|codice {}|El código {}
ich habe {} eingegeben|the app rejects {} every time|I bought it for 50 dollars, {} is what it says
on 11/24/2026 at 14:05 i entered {}|order 112-4839201-5567810, card {}|call me 206-555-0142 about {}
""".replace("\n", "|")
_ENDS = """
|thanks|please help|!!!|?|and it says already redeemed|, what now|since yesterday|and i want my money back
. I paid $50 for it.|for my account|gracias|danke|merci|asap|thx :)|it has to be for today|on the website
. My order was 112-9930021-4471120.|and it never worked, not once|THIS IS A JOKE|, bought at the corner store
""".replace("\n", "|")


def _sentence(chance: _Chance, middles: str = _MIDDLES) -> str:
    beginning = chance.choice(_split(_BEGINNINGS)) if chance.random() < 0.5 else ""
    middle = chance.choice(_split(middles))
    end = chance.choice(_ENDS.split("|")) if chance.random() < 0.6 else ""
    gap = "" if not end or end[0] in ".,!?" else " "
    said = f"{beginning}{' ' if beginning else ''}{middle}{gap}{end}".strip()
    mood = chance.random()
    if mood < 0.15:
        return said.lower()
    if mood < 0.22:
        return said.upper()
    return said


def _split(texts: str) -> list[str]:
    return [text.strip() for text in texts.split("|") if text.strip()]


# -- What is no code ---------------------------------------------------------------------------------

_OTHER_SENTENCES = """
{}|it is {}|my number is {}|see {}|i have {} here|{} is what they told me|where is {}|the receipt says {}
what about {}|they sent {} yesterday|I wrote to you about {}|please look at {}|for {}|is it {}?|not {} but the other
it says {}|number {}|ref {}|tengo {}|ich habe {}|IT IS {}|here you go: {}|{} and nothing else|({})|my {} came
""".replace("\n", "|")


def _digits(chance: _Chance, count: int) -> str:
    return "".join(chance.choices(string.digits, k=count))


def _letters(chance: _Chance, count: int) -> str:
    return "".join(chance.choices(string.ascii_uppercase, k=count))


def _mixed(chance: _Chance, count: int) -> str:
    return "".join(chance.choices(string.ascii_uppercase + string.digits, k=count))


def _filled(*patterns: str) -> Callable[[_Chance], str]:
    """One of the patterns with a digit for every #, a letter for every ?, either for every *."""
    make = {"#": _digits, "?": _letters, "*": _mixed}
    return lambda chance: "".join(
        make[one](chance, 1) if one in make else one for one in chance.choice(patterns)
    )


def _luhn(body: str) -> str:
    total = 0
    for place, one in enumerate(reversed(body)):
        doubled = int(one) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


def _payment_card(chance: _Chance) -> str:
    if chance.random() < 0.2:
        number = _luhn("37" + _digits(chance, 12))
        return chance.choice(["", " ", "-"]).join([number[:4], number[4:10], number[10:]])
    number = _luhn(chance.choice(["4", "51", "55", "6011", "2221"]).ljust(4, "1") + _digits(chance, 11))
    return chance.choice(["", " ", "-", ". "]).join(number[n : n + 4] for n in range(0, 16, 4))


_BANKS = {
    "DE": "##################", "GB": "????##############", "FR": "##########***********##",
    "NL": "????##########", "ES": "####################", "IT": "?######################",
    "SE": "####################", "NO": "###########", "CH": "#####************",
    "BE": "############", "PL": "########################", "IE": "????##############",
}  # fmt: skip


def _iban(chance: _Chance) -> str:
    country = chance.choice(list(_BANKS))
    account = _filled(_BANKS[country])(chance)
    number = int("".join(str(int(one, 36)) for one in f"{account}{country}00"))
    whole = f"{country}{98 - number % 97:02}{account}"
    grouped = " ".join(whole[n : n + 4] for n in range(0, len(whole), 4))
    return chance.choice([whole, grouped, grouped, grouped.replace(" ", "-"), whole.lower()])


def _ups(chance: _Chance) -> str:
    body = _mixed(chance, 6) + _digits(chance, 9)
    values = [int(one) if one.isdigit() else (ord(one) - 63) % 10 for one in body]
    check = -(sum(values[0::2]) + 2 * sum(values[1::2])) % 10
    whole = f"1Z{body}{check}"
    spaced = f"1Z {body[:3]} {body[3:6]} {body[6:8]} {body[8:12]} {body[12:]}{check}"
    return chance.choice([whole, whole, whole.lower(), spaced])


_WORDS = """
i want my money back and nobody answers|this is the third time i write to you|can somebody call me please
what does inactive mean|the cashier said it would work in an hour|how long does it take|is anybody there
the silver strip came off with the numbers|my son used it for a game|it was a present from my aunt
where do i put the code|i do not know what you mean|yes|no|ok thanks|that did it, thank you so much!|lol
I already did that, twice, and it still says the same|when will a person answer|that is not what i asked
do you sell cards for playstation|the website is down|I AM VERY ANGRY RIGHT NOW|YOUR SERVICE IS A DISGRACE
why would anyone buy these things again|she gave me the card in march and i forgot about it until now
je ne comprends pas|no entiendo nada de esto|das ist doch nicht euer Ernst|non funziona niente|kan inte logga in
прошу помочь, карта не работает|カードが使えません|카드가 안 돼요|البطاقة لا تعمل|这张卡不能用|çalışmıyor lütfen yardım edin
some code that came with it did fail once when they used this with that|what card does that shop take then
first half of it came off|please just send me a new one|they told me to come here|from 9 to 5 only? really?
that four letter word they put there made them mad|make sure that your team will call back soon
""".replace("\n", "|")


def _chat(chance: _Chance) -> str:
    return chance.choice([". ", " ", "\n", ", "]).join(chance.sample(_split(_WORDS), chance.randint(1, 4)))


OTHERS: dict[str, Callable[[_Chance], str]] = {
    "order number": _filled(
        "###-#######-#######", "order #####", "#1###", "D##-#######-#######", "W#########", "SO-2026-#####",
        "R#########", "PO ########", "WEB-######", "ORD-2026##-####", "order no 9########", "100######-1",
        "order id ??######", "BBY01-80########", "INV/2026/####", "receipt TC# #### #### #### #### ####",
    ),
    "phone number": _filled(
        "206-555-####", "(206) 555-####", "+1 206 555 ####", "1-800-555-####", "+44 20 7946 0###",
        "07700 900###", "+49 170 #######", "0049 30 ########", "+33 6 ## ## ## ##", "06.##.##.##.##",
        "+52 55 #### ####", "+81 90-####-####", "+86 138 #### ####", "tel:+1206555####", "206.555.#### ext 12",
        "206-555-#### x204", "+91 98### #####", "call me at 555 #### after 5pm", "+46 70 ### ## ##",
    ),
    "UPS": _ups,
    "USPS": _filled(
        "9400 1### #### #### #### ##", "94001##################", "9205 5### #### #### #### ##", "R?#########US",
        "EA#########US", "420981######9400############", "CP ### ### ### US",
    ),
    "FedEx": _filled(
        "############", "#### #### ####", "###############", "96##################", "#### #### #### ###",
        "fedex 7###########", "61299##############",
    ),
    "DHL": _filled(
        "##########", "JD014600##########", "JJD0099###########", "JVGL##############", "GM##########",
        "00340434#############", "DHL ## #### ####", "LX#########DE", "1Z DHL ##########", "RX#########DE",
    ),
    "other parcels": _filled(
        "TBA############", "TBA3##########", "LP00##############", "YT################", "UC#########CN",
        "H0##?############", "CNUSUP########", "1LS##########", "SF#############", "AB#########GB",
    ),
    "IBAN": _iban,
    "payment card": _payment_card,
    "social security": _filled("###-##-####", "SSN ### ## ####", "QQ ## ## ## C", "NI number AB######C"),
    "part number": _filled(
        "MLPF3LL/A", "CT500MX500SSD1", "BX8071512#00F", "WH-1000XM5", "SM-G991BZADEUA", "43UP8000PUA",
        "HX432C16FB3/8", "MZ-V8P1T0B/AM", "CFI-1215A", "RTX4070TI-O12G", "GP-AG70S1TB", "A2##1", "90NB0##1-M00120",
        "F-150 XLT", "B08N5W####", "X00####P2R", "LGA1700", "20TK-001#US", "C1E-RAD-00##", "910-00####", "3M-8210",
    ),
    "serial number": _filled(
        "serial C02X?#**?HD5", "S/N 5CD####***", "SN PF##*?##", "service tag ?#*#??#", "IMEI 35#############",
        "IMEI 35 ###### ###### #", "VIN 1HGCM82633A0#####", "00:1A:2B:##:4D:5E", "serial no. ZX1G####??",
        "FCC ID BCG-E####A", "SN: F2LX####HG7F", "R58N#####XY", "LOT ?##-2026", "meter 4A########",
    ),
    "date and time": _filled(
        "2026-11-2#", "11/2#/2026", "2#.11.2026", "2#th of November", "Nov 2#, 2026 at 3:4#pm", "2026-11-2#T12:##:##Z",
        "Mon 2# Nov 14:##", "20261124T12####Z", "1764##########", "12h30", "Q4 2026", "Week 47", "2# nov 2026 09:##",
        "2026-11-2# 12:##:##.###+00:00", "between 9am and 5pm", "exp 09/2#",
    ),
    "amount": _filled(
        "$1#.##", "1.2##,## EUR", "£#5", "50 dollars", "USD 1##.00", "2x50 and 1x25", "kr 500,-", "1,2##,###.00",
        "₹ 1,00,0##", "100€", "25USD 3x", "5% of $20", "$25 $50 $100", "¥10000", "0.0#15 BTC", "50.00USD",
    ),
    "product and game": _filled(
        "PS5 and Xbox Series X 1TB", "iPhone 15 Pro Max 256GB", "GTA6", "FIFA23 on PS4", "RTX 4090 24GB",
        "i9-13900K", "Ryzen 7 7800X3D", "Call of Duty MW3 Season 2", "13500 V-Bucks", "1700 Robux",
        "Windows 11 Home 23H2", "USB-C 3.2 Gen2x2", "Minecraft 1.20.4", "MacBook Air M3 13in", "Galaxy S24 Ultra 5G",
        "PlayStation Plus 12 months", "Switch OLED v2", "Fire TV Stick 4K Max", "Kindle 11th gen", "Halo 3 ODST",
    ),
    "user name": _filled(
        "xX_Sn1per_Xx", "DarkL0rd20##", "n00bmaster69", "gamer_girl_##", "@jo4nna.k", "Pr0Player##", "kevin19##",
        "Miller-Family-20##", "TTV_b1gd4wg", "user##########", "iamgroot#", "ElChapo##MX", "m4x1mus_pr1me",
    ),
    "e-mail": _filled(
        "anna.miller19##@example.com", "j0hn.d0e##@example.org", "kevin2004gamer##@mail.example",
        "a1b2c3d4e5f6g#@example.net", "info@shop##.example", "mary-jane.o'neil+gift@example.co.uk",
    ),
    "technical": _filled(
        "0x8007000#", "ERR_CONN_40#", "E-12##-B33", "HTTP 50#", "192.168.##.1#", "fe80::1ff:fe23:4567:890a",
        "550e8400-e29b-41d4-a716-44665544####", "commit 9fceb0#", "v2.14.#-beta3", "Chrome 120.0.60##.1##",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X)", "https://example.com/help/gift-cards?page=#",
        "error CE-108##-#", "https://youtu.be/dQw4w9WgXcQ", "session 3f#a", "AirPods1,1", "build 22631.3#",
    ),
    "place": _filled(
        "SW1A 1AA", "M5V 2T6", "90210-####", "1600 Pennsylvania Ave NW", "Flat 4B, 12 High St, LS1 4DT", "D-10115 Berlin",
        "apartment 5C", "PO Box ####", "75008 Paris", "store #1##4", "aisle 7B", "gate B12", "flight BA##9 seat 14C",
        "register 12 trans 0##4", "license 7ABC###", "passport X#######", "booking ABC#2D",
    ),
    "our own names": _filled(
        "ticket GL-?#?##??", "claim_7f3a", "claim_80c1de and claim_7f3a", "card ending XT2V", "the last four are 9K#M",
        "case CAS-#####-?#?#?#", "the 15 characters", "4 then 6 then 5", "only B8 and S5 are hard to read",
    ),
    "chat": _chat,
    "more chat": _chat,
    "still more chat": _chat,
}  # fmt: skip
_WHOLE_OTHERS = {"chat", "more chat", "still more chat"}
