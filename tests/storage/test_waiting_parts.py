"""Parts of codes wait in memory: for ten minutes, and for so many conversations."""

from __future__ import annotations

from datetime import timedelta

from bot.privacy.code_parts import CodePart
from bot.storage.waiting_parts import KEPT_FOR, PartsInMemory
from bot.values import ConversationId
from tests.builders import A_MOMENT

ONE, ANOTHER = ConversationId("one"), ConversationId("another")
PARTS = (CodePart("AS25"), CodePart("NJZ1JX"))


def test_parts_wait_in_their_own_conversation() -> None:
    waiting = PartsInMemory()
    waiting.keep(ONE, PARTS, A_MOMENT)
    assert waiting.of(ONE, A_MOMENT) == PARTS
    assert waiting.of(ANOTHER, A_MOMENT) == ()


def test_parts_are_forgotten_after_ten_minutes() -> None:
    waiting = PartsInMemory()
    waiting.keep(ONE, PARTS, A_MOMENT)
    assert waiting.of(ONE, A_MOMENT + KEPT_FOR - timedelta(seconds=1)) == PARTS
    assert waiting.of(ONE, A_MOMENT + KEPT_FOR) == ()


def test_every_new_part_is_waited_for_anew() -> None:
    waiting = PartsInMemory()
    waiting.keep(ONE, PARTS[:1], A_MOMENT)
    waiting.keep(ANOTHER, PARTS, A_MOMENT + timedelta(minutes=1))
    waiting.keep(ONE, PARTS, A_MOMENT + timedelta(minutes=9))
    later = A_MOMENT + timedelta(minutes=12)
    assert (waiting.of(ONE, later), waiting.of(ANOTHER, later)) == (PARTS, ())


def test_none_forgets_those_that_waited() -> None:
    waiting = PartsInMemory()
    waiting.keep(ONE, PARTS, A_MOMENT)
    waiting.keep(ONE, (), A_MOMENT)
    assert waiting.of(ONE, A_MOMENT) == ()


def test_of_too_many_conversations_the_one_that_waits_longest_is_forgotten() -> None:
    waiting = PartsInMemory(most_conversations=2)
    for number in range(3):
        waiting.keep(ConversationId(str(number)), PARTS, A_MOMENT)
    assert [waiting.of(ConversationId(str(number)), A_MOMENT) for number in range(3)] == [(), PARTS, PARTS]
