"""A process that delivers what is in the outbox, and kills itself at one point of the way."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.bootstrap import bootstrap
from bot.channels.smtp import smtp_mailer
from bot.settings import Settings
from bot.values import FixedClock
from tests.money.killed import NOBODY, Points

MAIL_FROM = "Amazon help <help@example.com>"


def deliver(home: Path, url: str, smtp_url: str, now: datetime, die_at: int = NOBODY) -> int:
    """Returns how many points there are: around every statement, before every COMMIT and after it."""

    def reached(point: int) -> None:
        if point == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    settings = Settings(home=home, database_url=url, pepper="p" * 32, smtp_url=smtp_url, mail_from=MAIL_FROM)
    with closing(bootstrap(settings, clock=FixedClock(now), mailer=smtp_mailer(settings))) as services:
        points = Points(services.database, reached)
        asyncio.run(services.deliver_outbox())
    return points.count
