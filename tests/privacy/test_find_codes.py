"""What is a claim code in what people write, and what only looks like one."""

from __future__ import annotations

import re

import pytest

from bot.privacy.claim_code import CodeFormat
from bot.privacy.find_codes import find_codes
from tests.builders import CODE_FORMAT

AS_PEOPLE_WRITE_IT = {
    "hyphens": "AQ3D-7KLM9P-XT2V",
    "spaces": "AQ3D 7KLM9P XT2V",
    "nothing between": "AQ3D7KLM9PXT2V",
    "lower case": "aq3d-7klm9p-xt2v",
    "mixed case": "Aq3d-7kLm9p-xT2v",
    "dots": "AQ3D.7KLM9P.XT2V",
    "underscores": "AQ3D_7KLM9P_XT2V",
    "slashes": "AQ3D/7KLM9P/XT2V",
    "hyphens with spaces": "AQ3D - 7KLM9P - XT2V",
    "double hyphens": "AQ3D--7KLM9P--XT2V",
    "tabs": "AQ3D\t7KLM9P\tXT2V",
    "en dashes": "AQ3D–7KLM9P–XT2V",
    "non-breaking hyphens": "AQ3D\u20117KLM9P\u2011XT2V",
    "zero-width spaces": "AQ3D\u200b7KLM9P\u200bXT2V",
    "a line each": "AQ3D\n7KLM9P\nXT2V",
    "broken after a hyphen": "AQ3D-7KLM9P-\nXT2V",
    "full width": "ＡＱ３Ｄ－７ＫＬＭ９Ｐ－ＸＴ２Ｖ",
    "full width, nothing between": "ＡＱ３Ｄ７ＫＬＭ９ＰＸＴ２Ｖ",
    "spelled out": "A Q 3 D 7 K L M 9 P X T 2 V",
    "spelled out with hyphens": "A-Q-3-D-7-K-L-M-9-P-X-T-2-V",
    "spelled out in groups": "A Q 3 D - 7 K L M 9 P - X T 2 V",
    "grouped 5-5-4": "AQ3D7-KLM9P-XT2V",
    "grouped 4-4-4-2": "AQ3D-7KLM-9PXT-2V",
    "grouped 4-4-4-2 with spaces": "AQ3D 7KLM 9PXT 2V",
    "pairs": "AQ 3D 7K LM 9P XT 2V",
    "in brackets": "(AQ3D-7KLM9P-XT2V)",
    "in quotes": '"AQ3D-7KLM9P-XT2V"',
    "in bold": "**AQ3D-7KLM9P-XT2V**",
    "after a colon": "code:AQ3D-7KLM9P-XT2V",
    "before a full stop": "I typed AQ3D-7KLM9P-XT2V.",
    "before an exclamation": "AQ3D-7KLM9P-XT2V!!!",
    "in a question": "Why is AQ3D-7KLM9P-XT2V refused?",
    "in a URL": "https://example.com/redeem?code=AQ3D-7KLM9P-XT2V&lang=en",
    "in a path": "https://example.com/redeem/AQ3D7KLM9PXT2V",
    "in HTML": "<b>AQ3D-7KLM9P-XT2V</b>",
    "beside a handle": "not claim_7f3a but AQ3D-7KLM9P-XT2V",
}


@pytest.mark.parametrize("text", AS_PEOPLE_WRITE_IT.values(), ids=AS_PEOPLE_WRITE_IT)
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    assert [found.code.value for found in find_codes(text, CODE_FORMAT)] == ["AQ3D7KLM9PXT2V"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ZZ9Y-8XWV7U-6TSR4", "ZZ9Y8XWV7U6TSR4"),
        ("zz9y 8xwv7u 6tsr4", "ZZ9Y8XWV7U6TSR4"),
        ("ZZ9Y8XWV7U6TSR4", "ZZ9Y8XWV7U6TSR4"),
        ("WXQR-TZPLKN-BVCD", "WXQRTZPLKNBVCD"),
    ],
)
def test_codes_of_fifteen_and_of_letters_with_hyphens_are_codes(text: str, code: str) -> None:
    assert [found.code.value for found in find_codes(text, CODE_FORMAT)] == [code]


@pytest.mark.parametrize(
    "text",
    ["AQ3D-7KLM9P-XT2", "AQ3D-7KLM9-XT2V", "Q3D-7KLM9P-XT2V", "AQ3D-7KLM9P-XT2V77"],
)
def test_a_code_with_a_character_missing_or_too_many_is_hidden_too(text: str) -> None:
    assert [(found.start, found.end) for found in find_codes(text, CODE_FORMAT)] == [(0, len(text))]


@pytest.mark.parametrize("between", [" and ", ", ", "\n", " "])
def test_two_codes_in_one_text_are_both_found(between: str) -> None:
    found = find_codes(f"AQ3D-7KLM9P-XT2V{between}BR4T-09WXYZ-3MKP", CODE_FORMAT)
    assert [one.code.value for one in found] == ["AQ3D7KLM9PXT2V", "BR4T09WXYZ3MKP"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("card number 812E-763EP6-A45N5", "812E-763EP6-A45N5"),
        ("its from mexico: 812E-763EP6-A45N5", "812E-763EP6-A45N5"),
        ("this should be it cx4c 8gtz72 q668 that what", "cx4c 8gtz72 q668"),
        ("its a AQ3D 7KLM9P XT2V ok", "AQ3D 7KLM9P XT2V"),
        ("the last one is S not 5: A Q 3 D 7 K L M 9 P X T 2 V", "A Q 3 D 7 K L M 9 P X T 2 V"),
        ("at 9:40pm, AQ3D, 7KLM9P, XT2V, today", "AQ3D, 7KLM9P, XT2V"),
        ("MY CODE IS AQ3D 7KLM9P XT2V AND IT FAILS", "AQ3D 7KLM9P XT2V"),
        ("codeAQ3D-7KLM9P-XT2V", "AQ3D-7KLM9P-XT2V"),
        ("AQ3D dash 7KLM9P dash XT2V", "AQ3D dash 7KLM9P dash XT2V"),
    ],
)
def test_what_stands_beside_a_code_is_no_part_of_it(text: str, code: str) -> None:
    assert [text[found.start : found.end] for found in find_codes(text, CODE_FORMAT)] == [code]


@pytest.mark.parametrize("text", ["4EA6-LM5W47 hang on", "4ea6 lm5w47 hang on", "4EA6-LM5W47 HANG ON, WAIT"])
def test_half_a_code_and_a_word_are_no_code(text: str) -> None:
    assert find_codes(text, CODE_FORMAT) == []


@pytest.mark.parametrize("text", ["AQ3D 7KLM9P XT2", "A Q 3 D 7 K L M 9 P X T 2", "AQ3 7KLM9P XT2V"])
def test_a_code_with_a_character_missing_is_hidden_without_hyphens_too(text: str) -> None:
    assert [(found.start, found.end) for found in find_codes(text, CODE_FORMAT)] == [(0, len(text))]


def test_of_two_readings_that_are_as_sure_the_text_of_both_is_hidden() -> None:
    text = "K7QD 2MXP 9TRW 4HLC Z6PB"
    (found,) = find_codes(text, FOURS)
    assert (found.start, found.end) == (0, len(text))
    assert found.code.value == "K7QD2MXP9TRW4HLC"


FOURS = CodeFormat(((4, 4, 4, 4),))


@pytest.mark.parametrize(
    "text",
    [
        "K7QD-2MXP-9TRW-4HLC",
        "k7qd 2mxp 9trw 4hlc",
        "K7QD2MXP9TRW4HLC",
        "K 7 Q D 2 M X P 9 T R W 4 H L C",
        "K7 QD 2M XP 9T RW 4H LC",
        "K7QD2MXP 9TRW4HLC",
        "K7QD-2MXP-9TRW-4HL",
        "K7QD-2MXP-9TRW-4HLC7",
    ],
)
def test_a_code_is_found_by_the_format_of_its_brand(text: str) -> None:
    assert [(found.start, found.end) for found in find_codes(text, FOURS)] == [(0, len(text))]


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("why does {} fail", "k7qd 2mxp 9trw 4hlc"),
        ("why does {} fail", "k7qd 2mxp 9trw opal"),
        ("code {} fails", "k7qd 2mxp 9trw opal"),
        ("my card {} is what they sent", "k7qd 2mxp 9trw opal"),
        ("{} does not work", "opal 2mxp 9trw 4hlc"),
        ("{} that is the one", "OPAL-2MXP-9TRW-4HLC"),
    ],
)
def test_a_word_beside_a_code_is_none_of_its_groups(sentence: str, code: str) -> None:
    found = find_codes(sentence.format(code), FOURS)
    assert [one.code.value for one in found] == [re.sub("[ -]", "", code).upper()]


@pytest.mark.parametrize(
    ("text", "code_format"), [("AQ3D7KLM9PXT2V", FOURS), ("K7QD2MXP9TRW4HLC", CODE_FORMAT)]
)
def test_a_code_of_another_brand_is_none_of_ours(text: str, code_format: CodeFormat) -> None:
    assert find_codes(text, code_format) == []


@pytest.mark.parametrize(
    "text",
    [
        "this card does work",
        "what does that even mean when they said that card will work from here",
        "my card ending XT2V does work",
        "call 1-888-280-4331 from home",
        "on 2026-11-24 they said it will be sent",
        "4111-1111-1111-1111",
        "DE89 3704 0044 0532 0130 00",
        "GB82 WEST 1234 5698 7654 32",
        "BE68 5390 0754 7034",
        "20261124T120000Z",
    ],
)
def test_short_words_in_a_row_are_no_code_of_short_groups(text: str) -> None:
    assert find_codes(text, FOURS) == []


NO_CODES = [
    "",
    "congratulations",
    "Thank you for the recommendation",
    "misunderstanding after misunderstanding",
    "what should come",
    "this really does not make sense to me at all",
    "That person told them wrong",
    "my order 12 came late",
    "my order 112-4455667-1234567",
    "112 4455667 1234567",
    "tracking 1Z999AA10123456784",
    "call me at 1-888-280-4331",
    "(888) 280-4331",
    "+1 888 280 4331",
    "+44 20 7946 0958",
    "0044 20 7946 0958",
    "+49 (0) 30 901820",
    "bought on 2026-11-24",
    "24/11/2026, 14:30",
    "2026-11-24T12:00:00Z",
    "on 3 January 2026 at 9 am",
    "the card ending XT2V still fails",
    "my code ending xt2v",
    "claim_7f3a",
    "claim_7f3a and claim_80c1de",
    "I paid $1,250.00 for it",
    "2 cards of 25 and 3 cards of 50 dollars",
    "4111 1111 1111 1111",
    "3782 822463 10005",
    "1234-567890-1234",
    "till 9pm. its 9:40pm",
    "Entschuldigung",
    "here buying 5x500",
    "order D01-4839201-5567810",
    "TBA123456789012",
    "NO93 8601 1117 947",
    "call 888-280-4331x204",
    "receipt INV-2026-0047719",
    "state-of-the-art, buy-one-get-1free",
    "550e8400-e29b-41d4-a716-446655440000",
    "write to jo.k@example.org",
    "https://example.com/help/gift-cards",
    "O and 0, I and 1, S and 5, B and 8 look alike",
    "мой подарочный код не работает",
    "ギフトカードが使えません",
]


@pytest.mark.parametrize("text", NO_CODES)
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert find_codes(text, CODE_FORMAT) == []
