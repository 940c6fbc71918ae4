"""Delivers what is in the outbox: when something is put there, and from time to time.

Any number of processes may do it. What is claimed by one that died is another's once the claim has run
out. docs/decisions/0010-outbox.md says what "once" means where the other end is a mail server.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from bot.errors import DeliveryFailed, DeliveryRefused
from bot.outbox.outgoing import Outgoing, next_try
from bot.ports import Deliverer, UnitOfWork, Work
from bot.services.over_and_over import over_and_over
from bot.values import Clock

log = logging.getLogger(__name__)

# Longer than a delivery may take, by enough that clocks of several machines may differ by minutes.
CLAIMED_FOR = timedelta(minutes=5)
_MOST_AT_ONCE = 10
_DELIVERY_S = 60
# For retries, and for what another process put there and then died.
_LOOK_AGAIN_S = 30


class OutboxBell:
    """Wakes the deliverer of this process, from any thread. Where none runs, nobody hears it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        if (loop := self._loop) is not None:
            # The loop may be closed just now, when its process ends.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._rung.set)

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """While the `with` block of a running loop lasts."""
        self._loop = asyncio.get_running_loop()
        try:
            yield
        finally:
            self._loop = None

    async def wait(self, most_s: float) -> None:
        """Returns once it was rung since the last wait, or when so much time has passed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), most_s)
        self._rung.clear()


class DeliverOutbox:
    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, deliverers: Mapping[str, Deliverer], bell: OutboxBell
    ) -> None:
        """`deliverers` are by kind. What is of another kind waits for a process that has one for it."""
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._deliverers = deliverers
        self._bell = bell
        self._worker = uuid.uuid4().hex

    async def __call__(self) -> int:
        """Tries once all that is due; returns how many were delivered."""
        delivered = 0
        while self._deliverers:
            claimed = await asyncio.to_thread(self._claim)
            done = await asyncio.gather(*map(self._deliver, claimed))
            delivered += sum(done)
            if len(claimed) < _MOST_AT_ONCE:
                break
        return delivered

    async def run(self) -> None:
        """Until it is cancelled; then what is being delivered is given a moment to end."""
        if not self._deliverers:
            return
        with self._bell.heard():
            await over_and_over(
                self, lambda: self._bell.wait(_LOOK_AGAIN_S), log, "could not deliver what is in the outbox"
            )

    def _claim(self) -> Sequence[Outgoing]:
        now = self._clock.now()
        with self._unit_of_work() as work:
            return work.outbox.claim(
                list(self._deliverers), self._worker, now, now + CLAIMED_FOR, _MOST_AT_ONCE
            )

    async def _deliver(self, outgoing: Outgoing) -> bool:
        if outgoing.tries > 1 and outgoing.trouble is None:
            log.warning(
                "%s %s is tried again after a try that was cut off: it may arrive a second time, under the "
                "same id",
                *(outgoing.kind, outgoing.id),
            )
        try:
            async with asyncio.timeout(_DELIVERY_S):
                has_something_to_say = await self._deliverers[outgoing.kind](outgoing)
        except DeliveryRefused as error:
            return await self._fail(outgoing, error.detail, for_good=True)
        except DeliveryFailed as error:
            return await self._fail(outgoing, error.detail)
        except TimeoutError:
            return await self._fail(outgoing, f"It took longer than {_DELIVERY_S} seconds.")
        except Exception as error:
            log.exception("could not deliver %s %s", outgoing.kind, outgoing.id)
            return await self._fail(outgoing, f"An error of ours: {type(error).__name__}.")
        if has_something_to_say:
            return await self._settle(
                outgoing, lambda work: work.outbox.sent(outgoing.id, self._worker, self._clock.now())
            )
        await self._settle(outgoing, lambda work: work.outbox.drop(outgoing.id, self._worker))
        return False

    async def _fail(self, outgoing: Outgoing, trouble: str, *, for_good: bool = False) -> bool:
        now = self._clock.now()
        due_at = None if for_good else next_try(outgoing.tries, now)
        if due_at is None:
            log.error(
                "%s %s is given up after %s tries: %s `giftline outbox retry` tries it again.",
                *(outgoing.kind, outgoing.id, outgoing.tries, trouble),
            )
            await self._settle(
                outgoing, lambda work: work.outbox.give_up(outgoing.id, self._worker, now, trouble)
            )
        else:
            log.warning("%s %s is tried again at %s: %s", outgoing.kind, outgoing.id, due_at, trouble)
            await self._settle(
                outgoing, lambda work: work.outbox.try_again(outgoing.id, self._worker, due_at, trouble)
            )
        return False

    async def _settle(self, outgoing: Outgoing, settle: Callable[[Work], bool]) -> bool:
        def settled() -> bool:
            with self._unit_of_work() as work:
                return settle(work)

        if await asyncio.to_thread(settled):
            return True
        log.warning("%s %s was erased, or taken by another worker, meanwhile", outgoing.kind, outgoing.id)
        return False
