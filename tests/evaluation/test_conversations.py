"""Lines of JSON become conversations, or say what is wrong with them without repeating it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.evaluation.conversations import BadLine, Conversation, read_conversations
from tests.builders import A_CODE

A_LINE: dict[str, Any] = {
    "id": "c1",
    "now": "2026-11-24T12:00:00Z",
    "ledger": [{"code": A_CODE, "status": "active", "face_value": 25}],
    "account": {"region": "US", "signed_in": True},
    "turns": ["hello", A_CODE],
}


def _read(*lines: object) -> list[Conversation | BadLine]:
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    read = read_conversations(written)
    return [line if isinstance(line, BadLine) else line[1] for line in read]


def _reason(line: object) -> str:
    (bad,) = _read(line)
    assert isinstance(bad, BadLine)
    return bad.reason


def test_a_line_is_a_conversation() -> None:
    (conversation,) = _read(A_LINE)
    assert isinstance(conversation, Conversation)
    assert conversation.turns == ("hello", A_CODE)
    assert conversation.now == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert conversation.brand is None


def test_what_else_stands_on_a_line_is_left_alone() -> None:
    assert _read(A_LINE | {"expected": ["greet"]}) == _read(A_LINE)


def test_a_time_without_a_zone_is_utc() -> None:
    assert _read(A_LINE | {"now": "2026-11-24T12:00:00"}) == _read(A_LINE)


@pytest.mark.parametrize("name", ["", "c1\n", "ключ 😀", "../x"])
def test_an_id_may_be_any_string(name: str) -> None:
    (conversation,) = _read(A_LINE | {"id": name})
    assert isinstance(conversation, Conversation)
    assert conversation.id == name


def test_bad_lines_keep_their_number_and_the_others_are_read() -> None:
    lines = [b"", json.dumps(A_LINE).encode(), b"  ", b"{", json.dumps(A_LINE).encode()]
    bad = [line for line in read_conversations(lines) if isinstance(line, BadLine)]
    good = [line[0] for line in read_conversations(lines) if not isinstance(line, BadLine)]
    assert [line.line for line in bad] == [4]
    assert good == [2, 5]


@pytest.mark.parametrize("key", ["id", "now", "ledger", "account", "turns"])
def test_a_missing_key_is_named(key: str) -> None:
    assert _reason({name: value for name, value in A_LINE.items() if name != key}) == f"{key}: field required"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": 7}, "id: input should be a valid string"),
        ({"now": "yesterday"}, "now: input should be a valid datetime"),
        ({"now": 1795521600}, "now: input should be a valid datetime"),
        ({"now": "9999-12-31T23:59:59Z"}, "now: the year should be one between 1970 and 2999"),
        ({"ledger": [7]}, "ledger.0: input should be an object"),
        ({"account": {"region": "US", "signed_in": "no"}}, "account.signed_in: input should be a valid bool"),
        ({"account": {"signed_in": True}}, "account.region: field required"),
        ({"turns": ["hello", None]}, "turns.1: input should be a valid string"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(change: dict[str, Any], reason: str) -> None:
    assert _reason(A_LINE | change).startswith(reason)


def test_what_is_no_json_is_said_with_the_place_in_its_line() -> None:
    assert _reason(b'{"id": ,}') == "invalid JSON: expected value at character 8"


@pytest.mark.parametrize("line", [b"\xff\xfe", b'"\\ud800"', b"[" * 10_000, b"7", b'{"id": "\\ud800"}'])
def test_whatever_stands_on_a_line_is_only_a_bad_line(line: bytes) -> None:
    assert _reason(line)


def test_what_stands_in_the_wrong_place_is_not_repeated() -> None:
    assert A_CODE not in _reason(A_LINE | {"now": A_CODE, "turns": A_CODE})
