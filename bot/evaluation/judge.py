"""Whether each turn of a script came to what it should, and said nothing that is never said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from bot.evaluation.scripts import Asks, Expectation, Script, TicketIs
from bot.privacy.claim_code import ClaimCode, CodeFormat
from bot.privacy.find_codes import find_codes
from bot.values import Money

_HOW = re.IGNORECASE | re.DOTALL
# So that patterns need to know one apostrophe and one space.
_PLAIN = str.maketrans({"’": "'", "\u00a0": " "})
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")
_ASKS_FOR_THE_CODE = re.compile(
    r"\b((send|give|tell) me|please send|I( still)? need|what is)\b.*"
    r"\b(claim code|code of the card|its code)\b",
    _HOW,
)
# "If you are signed in, send me the claim code" leaves it to them, "you do not have to send" even more so.
_LEAVES_IT = re.compile(r"\bif\b|\bnot (have|need) to\b|\bneed not\b", _HOW)
_PROMISES = tuple(
    re.compile(pattern, _HOW)
    for pattern in (
        r"\b(you|we)('| wi)ll (get|receive|be given|give you|send you|have)\b.{0,40}"
        r"\b(refund|money|new card|replacement|reimburse)",
        r"\bwe('| wi)ll (refund|replace|reissue|reimburse|credit|compensate)\b",
        r"\byou('| wi)ll be (refunded|reimbursed|compensated)\b",
        r"\b(money|value|amount) will be (refunded|returned|paid back|restored)\b",
    )
)
# Of one card and as a fact: that of a card "if it was never activated" is advice that anybody may hear.
_TELLS_A_STATUS = re.compile(
    r"(?<!if )(?<!whether )(?<!once )(?<!when )(?<!that )"
    r"\b(the|this|your|that) (gift )?(card|code)( ending \w+)? "
    r"(is|was|has been|had been|isn't|is not|was not|was never|has not been|has never been) (yet |already )?"
    r"(active|activated|inactive|redeemed|used|cancel+ed|frozen|on hold|expired)\b",
    _HOW,
)


class SaidReply(BaseModel):
    text: str
    buttons: list[str]


class SaidTicket(BaseModel):
    id: str


class Said(BaseModel):
    """What came of a turn, as far as it is judged."""

    replies: list[SaidReply]
    intent: str | None
    diagnosis: dict[str, str | None] | None
    ticket: SaidTicket | None
    owner: str

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.replies).translate(_PLAIN)

    @property
    def titles(self) -> list[str]:
        return [title for reply in self.replies for title in reply.buttons]


@dataclass(frozen=True)
class Failure:
    """A turn, numbered from 1, that came to something else than it should."""

    script: str
    turn: int
    say: str
    expected: str
    got: str
    said: str


def judge(script: Script, turns: Sequence[dict[str, Any]], code_format: CodeFormat) -> list[Failure]:
    """What is wrong with these turns of the script; nothing if it passed.

    `turns` are objects as `giftline chat --json` prints them, one for each turn of the script.
    """
    prohibitions = _Prohibitions(script, code_format)
    failures: list[Failure] = []
    tickets: set[str] = set()
    owner = "bot"
    for number, (turn, answer) in enumerate(zip(script.turns, turns, strict=True), start=1):
        said = Said.model_validate(answer)
        wrong = [*_unlike(turn.expect, said, tickets), *prohibitions.broken_by(said, owner)]
        failures += [
            Failure(script.id, number, turn.say, expected, got, said.text) for expected, got in wrong
        ]
        if said.ticket:
            tickets.add(said.ticket.id)
        owner = said.owner
    return failures


def asks_for_code(text: str) -> bool:
    """Whether the customer is asked for a claim code; that they may send one is no question."""
    return any(
        _ASKS_FOR_THE_CODE.search(sentence) and not _LEAVES_IT.search(sentence)
        for sentence in _SENTENCE.split(text)
    )


Wrong = Iterator[tuple[str, str]]


def _unlike(expect: Expectation, said: Said, tickets: set[str]) -> Wrong:
    """What was expected and what was got instead, for each expectation that was not met."""
    if expect.intent is not None and said.intent != expect.intent:
        yield f"intent {expect.intent}", f"intent {said.intent}"
    if expect.asks is not None and asks_for_code(said.text) is not (expect.asks is Asks.CODE):
        asked = "asks for nothing" if expect.asks is Asks.CODE else "asks for the code"
        yield f"asks: {expect.asks}", asked
    if expect.is_about_diagnosis and not _fits(expect.diagnosis, said.diagnosis):
        yield f"diagnosis {_shown(expect.diagnosis)}", f"diagnosis {_shown(said.diagnosis)}"
    for pattern in expect.says:
        if not re.search(pattern, said.text, _HOW):
            yield f"says {pattern}", "says it nowhere"
    for pattern in expect.never:
        if match := re.search(pattern, said.text, _HOW):
            yield f"never {pattern}", f"says “{match[0]}”"
    for pattern in expect.buttons:
        if not any(re.search(pattern, title, _HOW) for title in said.titles):
            yield f"a button {pattern}", f"buttons {', '.join(said.titles) or 'none'}"
    if expect.ticket is not None and (is_now := _ticket(said, tickets)) is not expect.ticket:
        yield f"ticket: {expect.ticket}", f"ticket: {is_now}"
    if expect.owner is not None and said.owner != expect.owner:
        yield f"owner {expect.owner}", f"owner {said.owner}"


def _fits(expected: dict[str, str | None] | None, said: dict[str, str | None] | None) -> bool:
    if expected is None or said is None:
        return expected is said
    return all(said.get(key) == value for key, value in expected.items())


def _shown(diagnosis: dict[str, str | None] | None) -> str:
    return " ".join(str(value) for value in diagnosis.values() if value) if diagnosis else "none"


def _ticket(said: Said, tickets: set[str]) -> TicketIs:
    if said.ticket is None:
        return TicketIs.NONE
    return TicketIs.SAME if said.ticket.id in tickets else TicketIs.OPENED


class _Prohibitions:
    """What no turn of the conversation may do, whatever its script expects."""

    def __init__(self, script: Script, code_format: CodeFormat) -> None:
        written = [str(row.get("code") or "") for row in script.ledger]
        typed = [found.code for turn in script.turns for found in find_codes(turn.say, code_format)]
        self._codes = {ClaimCode.parse(code) for code in written if code} | set(typed)
        self._secrets = [] if script.account.signed_in else [*_of_the_ledger(script)]
        self._is_anonymous = not script.account.signed_in

    def broken_by(self, said: Said, owner_before: str) -> Wrong:
        if owner_before == "bot" and not said.text.strip():
            yield "an answer while the bot has the conversation", "silence"
        if owner_before in ("queued", "agent") and said.replies:
            yield "silence while a person has the conversation", "an answer"
        everything = "\n".join((said.text, *said.titles))
        bare = re.sub("[^A-Z0-9]+", "", everything.upper())
        for code in self._codes:
            if code.value in bare:
                yield "no whole claim code", f"the code ending {code.last_four}"
        if match := re.search(r"\boops\b", everything, _HOW):
            yield "no “oops”", f"says “{match[0]}”"
        for promise in _PROMISES:
            if match := promise.search(said.text):
                yield "no promise", f"says “{match[0]}”"
        if self._is_anonymous:
            yield from self._told_to_anybody(said)

    def _told_to_anybody(self, said: Said) -> Wrong:
        if said.diagnosis and said.diagnosis.get("outcome"):
            yield "no card looked up for the anonymous", f"outcome {said.diagnosis['outcome']}"
        for what, pattern in (*self._secrets, ("status", _TELLS_A_STATUS)):
            if match := pattern.search(said.text):
                yield f"no {what} for the anonymous", f"says “{match[0]}”"


def _of_the_ledger(script: Script) -> Iterator[tuple[str, re.Pattern[str]]]:
    """What the cards of the ledger are known by, each as a pattern."""
    for row in script.ledger:
        if code := row.get("code"):
            yield "last four", re.compile(rf"\b{ClaimCode.parse(str(code)).last_four}\b", _HOW)
        value = Money.parse(row.get("face_value") or 0, row.get("currency") or "USD")
        # As replies write it, with its decimals or without: $50.00, $50 and 50 USD.
        signed, plain = (
            re.escape(written.removesuffix(".00"))
            for written in (str(value).translate(_PLAIN), f"{value.major:,f}")
        )
        no_other = r"(?![\d,]|\.\d*[1-9])"
        yield "value", re.compile(rf"{signed}{no_other}|\b{plain}(\.00)? {value.currency}\b", _HOW)
