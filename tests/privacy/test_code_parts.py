"""A code written over several messages becomes one code, and no part of it stays in a text."""

from __future__ import annotations

import string
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.brand import load_brand
from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.code_parts import CodePart, find_parts, join_parts
from bot.privacy.find_codes import find_codes
from bot.privacy.placeholders import PART
from bot.privacy.redact import redact
from tests.builders import CODE_FORMAT
from tests.privacy.corpus import lines_with_codes, lines_without_codes

FOURS = load_brand("northwind").cards.code_format
HANDLE = "claim_0a1b"
HALF = CodePart("AS25NJZ1JX")


class _Talk:
    """Messages one after the other: what is stored of them, and the codes they made."""

    def __init__(
        self, *messages: str, was_asked: bool = False, code_format: CodeFormat = CODE_FORMAT
    ) -> None:
        self.stored: list[str] = []
        self.codes: list[str] = []
        self.waiting: tuple[CodePart, ...] = ()
        for message in messages:
            joined = join_parts(
                redact(message, code_format, self._handle_for),
                code_format,
                waiting=self.waiting,
                was_asked=was_asked,
                handle_for=self._handle_for,
            )
            self.stored.append(joined.text)
            self.waiting = joined.waiting

    def _handle_for(self, code: ClaimCode) -> str:
        self.codes.append(code.value)
        return HANDLE


@pytest.mark.parametrize(
    ("messages", "stored"),
    [
        (["AS25-NJZ1", "JX-CZCP5"], [PART, HANDLE]),
        (["first half is AS25-NJZ1JX", "and then CZCP5"], [f"first half is {PART}", f"and then {HANDLE}"]),
        (["AS25", "NJZ1JX", "CZCP5"], [PART, PART, HANDLE]),
        (["as25 njz1jx hang on", "czcp5"], [f"{PART} hang on", HANDLE]),
        (["first bit is AS25-NJZ1JX", "sorry, one moment", "CZCP5"], None),
        (["my code: AS25NJZ1JX", "it ends in CZCP5"], [f"my code: {PART}", f"it ends in {HANDLE}"]),
        (
            ["first half AS25-NJZ1JX, second half CZCP5"],
            [f"first half {PART}, second half {HANDLE}"],
        ),
        (["AS25-NJZ7JX", "oops AS25-NJZ1JX", "CZCP5"], [PART, f"oops {PART}", HANDLE]),
    ],
)
def test_parts_in_order_are_one_code(messages: list[str], stored: list[str] | None) -> None:
    talk = _Talk(*messages)
    assert talk.codes == ["AS25NJZ1JXCZCP5"]
    assert talk.waiting == ()
    assert stored is None or talk.stored == stored


@pytest.mark.parametrize(
    "messages",
    [
        ["K7QD-2MXP", "9TRW-4HLC"],
        ["K7QD", "2MXP", "9TRW", "4HLC"],
        ["k7qd 2mxp 9trw", "4hlc"],
        ["it starts with K7QD 2MXP", "then 9TRW", "and the last one is 4HLC"],
    ],
)
def test_parts_are_joined_by_the_format_of_the_brand(messages: list[str]) -> None:
    assert _Talk(*messages, code_format=FOURS).codes == ["K7QD2MXP9TRW4HLC"]


@pytest.mark.parametrize(("rest", "code"), [("CZCP", "AS25NJZ1JXCZCP"), ("1234", "AS25NJZ1JX1234")])
def test_the_last_group_may_be_of_letters_or_of_digits_alone(rest: str, code: str) -> None:
    assert _Talk("AS25-NJZ1JX", rest).codes == [code]


@pytest.mark.parametrize("text", ["its 4EA6", "4ea", "it is 4EA6 LM", "ABCD", "LM5W47, cant read more"])
def test_who_was_asked_for_a_code_may_write_a_short_part(text: str) -> None:
    assert find_parts(text, CODE_FORMAT) == []
    assert len(find_parts(text, CODE_FORMAT, was_asked=True)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "25",
        "$50",
        "50EUR",
        "2x500",
        "9:40pm",
        "24NOV-2026",
        "iphone15",
        "112-7730194-8820457",
        "its order 112-7730194",
        "+1 415 555 0148",
        "GL-7KD92MA",
        "GL7KD92MA",
        "https://a.co/d/4Ea6LmW",
        "IMG_2041.jpg",
        "B07XJ8C8F5",
        "case CAS-12345-A1B2C3",
        "INV-2231 is on it",
        "claim_7f3a",
        PART,
    ],
)
def test_what_is_no_part_is_left_alone_even_where_one_is_expected(text: str) -> None:
    assert find_parts(text, CODE_FORMAT, waiting=[HALF], was_asked=True) == []


@pytest.mark.parametrize("text", ["my card ending XT2V still fails", "the last four are XT2V"])
def test_what_names_a_card_is_no_part_unless_the_beginning_waits(text: str) -> None:
    assert find_parts(text, CODE_FORMAT, was_asked=True) == []
    assert len(find_parts(text, CODE_FORMAT, waiting=[HALF])) == 1


@pytest.mark.parametrize("code_format", [CODE_FORMAT, FOURS], ids=["amazon", "northwind"])
def test_texts_without_codes_have_no_parts(code_format: CodeFormat) -> None:
    texts = [line.text for line in lines_without_codes(8)]
    assert [text for text in texts if find_parts(text, code_format)] == []


@pytest.mark.parametrize("code_format", [CODE_FORMAT, FOURS], ids=["amazon", "northwind"])
def test_beside_a_whole_code_there_are_no_parts(code_format: CodeFormat) -> None:
    texts = [redact(line.text, code_format, lambda _: HANDLE) for line in lines_with_codes(code_format, 20)]
    assert [text for text in texts if find_parts(text, code_format)] == []


def test_parts_that_are_too_long_together_wait_from_the_latest() -> None:
    talk = _Talk("AS25-NJZ1JX", "AS25-NJZ1J")
    assert talk.waiting == (CodePart("AS25NJZ1J"),)
    assert talk.codes == []


def test_a_part_does_not_show() -> None:
    assert "NJZ1" not in repr(HALF)


_LETTERS, _DIGITS = "GHJKQVWXZ", string.digits


@st.composite
def _codes(draw: st.DrawFn, code_format: CodeFormat) -> Sequence[str]:
    """The groups of a code: of letters that make no word, and of digits between them."""
    sizes = draw(st.sampled_from(code_format.groups))
    group = st.sampled_from([_LETTERS, _DIGITS])
    groups = []
    for size in sizes:
        middle = [draw(st.sampled_from(draw(group))) for _ in range(size - 3)]
        ends = [draw(st.sampled_from(_LETTERS)), draw(st.sampled_from("346789")), draw(st.sampled_from("QZ"))]
        groups.append("".join([ends[0], ends[1], *middle, ends[2]]))
    return groups


@given(st.data(), st.sampled_from([CODE_FORMAT, FOURS]), st.sampled_from("- "), st.booleans())
def test_wherever_a_code_is_cut_between_groups_it_is_joined_and_nothing_of_it_is_stored(
    data: st.DataObject, code_format: CodeFormat, separator: str, is_lower: bool
) -> None:
    groups = data.draw(_codes(code_format))
    cut = data.draw(st.integers(1, len(groups) - 1))
    halves = [separator.join(groups[:cut]), separator.join(groups[cut:])]
    talk = _Talk(*[half.lower() if is_lower else half for half in halves], code_format=code_format)
    assert talk.codes == ["".join(groups)]
    assert talk.stored == [PART, HANDLE]


@given(st.text(string.ascii_letters + string.punctuation + " \n"))
def test_a_text_without_a_digit_from_who_was_not_asked_is_left_alone(text: str) -> None:
    assert find_parts(text, CODE_FORMAT) == []


@given(st.text(st.sampled_from("A7xq -.,\nthen")), st.booleans())
def test_what_is_stored_holds_no_whole_code(text: str, was_asked: bool) -> None:
    (stored,) = _Talk(text, was_asked=was_asked).stored
    assert find_codes(" ".join(stored.split()), CODE_FORMAT) == []
