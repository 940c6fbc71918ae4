"""A wake-up reaches everybody who watches that conversation, and is not lost in between."""

from __future__ import annotations

import asyncio

from bot.channels.wakeups import LocalWakeups
from bot.values import ConversationId

HERE, ELSEWHERE = ConversationId("here"), ConversationId("elsewhere")
PATIENCE_S = 30


async def test_everybody_who_watches_is_woken() -> None:
    wakeups = LocalWakeups()
    with wakeups.watch(HERE) as one, wakeups.watch(HERE) as another:
        wakeups.wake(HERE)
        async with asyncio.timeout(PATIENCE_S):
            await one.wait()
            await another.wait()


async def test_a_wake_up_from_another_thread_arrives() -> None:
    wakeups = LocalWakeups()
    with wakeups.watch(HERE) as watch:
        await asyncio.to_thread(wakeups.wake, HERE)
        async with asyncio.timeout(PATIENCE_S):
            await watch.wait()


async def test_wake_ups_before_one_waits_are_remembered_as_one() -> None:
    wakeups = LocalWakeups()
    with wakeups.watch(HERE) as watch:
        wakeups.wake(HERE)
        wakeups.wake(HERE)
        async with asyncio.timeout(PATIENCE_S):
            await watch.wait()
        assert not await _is_rung(watch.wait())


async def test_another_conversation_wakes_nobody_here() -> None:
    wakeups = LocalWakeups()
    with wakeups.watch(HERE) as watch:
        wakeups.wake(ELSEWHERE)
        assert not await _is_rung(watch.wait())


async def test_whoever_stops_watching_leaves_the_others_watching() -> None:
    wakeups = LocalWakeups()
    with wakeups.watch(HERE) as stays:
        with wakeups.watch(HERE):
            pass
        wakeups.wake(HERE)
        async with asyncio.timeout(PATIENCE_S):
            await stays.wait()


async def test_waking_where_nobody_watches_does_nothing() -> None:
    LocalWakeups().wake(HERE)


async def _is_rung(waiting: object) -> bool:
    """Whether the wait is over once everything that was called for has run."""
    assert asyncio.iscoroutine(waiting)
    task = asyncio.ensure_future(waiting)
    turns_of_the_loop = 5
    for _ in range(turns_of_the_loop):
        await asyncio.sleep(0)
    done = task.done()
    task.cancel()
    return done
