"""Does something again and again, until the app stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

# What is being done when the app stops gets so long: of what is cut off nobody knows how far it got.
_LAST_S = 5


async def over_and_over(
    once: Callable[[], Awaitable[object]],
    pause: Callable[[], Awaitable[object]],
    log: logging.Logger,
    could_not: str,
) -> NoReturn:
    """Until it is cancelled; then what is being done is given a moment to end.

    `could_not` is said in the log of what fails: whatever it is, the database being away included, the next
    time may do better.
    """
    while True:
        around = asyncio.ensure_future(once())
        try:
            await asyncio.shield(around)
        except asyncio.CancelledError:
            await asyncio.wait({around}, timeout=_LAST_S)
            around.cancel()
            raise
        except Exception:
            log.exception(could_not)
        await pause()
