"""What nobody waits for stands aside for what somebody waits for, but not for ever."""

from __future__ import annotations

import asyncio
import threading

from bot.services.aside import Aside, Front

_PATIENCE_S = 30


async def test_what_is_done_aside_begins_once_nobody_is_in_front() -> None:
    front = Front(longest_s=_PATIENCE_S)
    aside = Aside(1, front)
    done: list[str] = []
    with front.waits():
        standing = asyncio.create_task(aside(done.append, "aside"))
        await asyncio.to_thread(done.append, "in front")
    await asyncio.wait_for(standing, _PATIENCE_S)
    assert done == ["in front", "aside"]


async def test_it_stands_aside_for_each_of_several_who_come_at_once() -> None:
    front = Front(longest_s=_PATIENCE_S)
    aside = Aside(1, front)
    done: list[str] = []
    with front.waits():
        with front.waits():
            standing = asyncio.create_task(aside(done.append, "aside"))
            await asyncio.to_thread(done.append, "first")
        await asyncio.to_thread(done.append, "second")
    await asyncio.wait_for(standing, _PATIENCE_S)
    assert done == ["first", "second", "aside"]


async def test_however_much_comes_in_what_stands_aside_goes_on_in_the_end() -> None:
    front = Front()
    has_gone_on = threading.Event()
    with front.waits():
        await asyncio.wait_for(Aside(1, front)(has_gone_on.set), _PATIENCE_S)
    assert has_gone_on.is_set()


async def test_who_has_waited_for_long_waits_for_something_else_and_is_not_stood_aside_for() -> None:
    seconds = [0.0]
    front = Front(longest_s=2 * _PATIENCE_S, seconds=lambda: seconds[0])
    has_gone_on = threading.Event()
    with front.waits():
        seconds[0] += 2 * _PATIENCE_S
        await asyncio.wait_for(Aside(1, front)(has_gone_on.set), _PATIENCE_S)
    assert has_gone_on.is_set()
