"""What Slack sends, read: who wrote what, where; and what nobody wrote."""

from __future__ import annotations

import random
import string
from typing import Any

import pytest

from bot.channels.slack.events import edit_of, message_of
from bot.privacy.redact import redact
from bot.slack.incoming import SlackFile, SlackMessage, Where, pressed_id
from bot.slack.workspaces import SlackUserId, WorkspaceId
from bot.values import ClaimHandle
from tests.builders import CODE_FORMAT

HERE, US = WorkspaceId("T1"), SlackUserId("U0GIFTLINE")


def _event(**fields: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "channel": "C1", "ts": "1.000001", "text": "hello", **fields}


def _read(**fields: Any) -> SlackMessage | None:
    return message_of(_event(**fields), HERE, US)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"channel": "D1"}, Where.DIRECT),
        ({"channel": "D1", "thread_ts": "1.000000"}, Where.DIRECT),
        ({"thread_ts": "1.000000"}, Where.THREAD),
        ({}, Where.CHANNEL),
    ],
)
def test_where_it_was_written_shows_in_the_channel_and_the_thread(
    fields: dict[str, Any], where: Where
) -> None:
    message = _read(**fields)
    assert message is not None
    assert message.where is where


def test_the_two_events_of_a_mention_are_one_message() -> None:
    text = f"<@{US}> hello"
    mention = message_of({**_event(text=text), "type": "app_mention"}, HERE, US)
    message = _read(text=text, channel_type="channel")
    assert mention == message
    assert message is not None
    assert (message.text, message.mentions_us) == ("hello", True)


@pytest.mark.parametrize("subtype", ["file_share", "me_message", "thread_broadcast"])
def test_people_write_in_several_ways(subtype: str) -> None:
    assert _read(subtype=subtype) is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": "message_deleted"},
        {"subtype": "tombstone"},
        {"user": None},
    ],
)
def test_what_no_person_wrote_is_no_message(fields: dict[str, Any]) -> None:
    assert _read(**fields) is None


def test_files_come_with_where_they_are_and_how_large() -> None:
    message = _read(files=[{"name": "a.png", "url_private": "https://files.slack.com/a", "size": 3}, {}])
    assert message is not None
    assert message.files == (SlackFile("a.png", "https://files.slack.com/a", 3), SlackFile("", "", 0))


def _changed(message: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "message": message,
        "previous_message": before,
    }


def test_an_edit_says_what_stands_there_now_and_what_did_before() -> None:
    now = _event(text="a &amp; b", edited={"ts": "2.000000"})
    edit = edit_of(_changed(now, _event(text="a")), HERE, US)
    assert edit is not None
    assert (edit.message.text, edit.before, edit.ts) == ("a & b", "a", "2.000000")


def test_a_link_that_slack_unfolds_is_no_edit() -> None:
    assert edit_of(_changed(_event(), _event()), HERE, US) is None


def test_an_edit_of_ours_is_none() -> None:
    ours = _event(bot_id="B1", edited={"ts": "2.000000"})
    assert edit_of(_changed(ours, ours), HERE, US) is None


def test_no_client_id_reads_like_a_claim_code() -> None:
    """Slack's own ids often do, and what does is taken out of a client id as a card would be."""
    chance = random.Random(1)  # noqa: S311

    def an_id(first: str) -> str:
        return first + "".join(chance.choices(string.ascii_uppercase + string.digits, k=8))

    for number in range(300):
        message = message_of(
            _event(channel=an_id("C"), ts=f"17{chance.randrange(10**8):08}.{number:06}"),
            WorkspaceId(an_id("T")),
            US,
        )
        assert message is not None
        for client_id in (message.client_id, message.part_id("file 0"), pressed_id(message.client_id, "1.2")):
            assert len(client_id) <= 64
            assert redact(client_id, CODE_FORMAT, lambda code: ClaimHandle("claim_0000")) == client_id
