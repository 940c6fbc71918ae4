"""While the app runs, a customer is told by e-mail without anybody asking for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.bootstrap import Services
from tests.builders import ScriptedEngine, a_ticket
from tests.mail_server import MailServer
from tests.outbox.conftest import a_reachable_customer
from tests.test_daily_sweep import running_app

_PATIENCE_S = 60


async def test_a_ticket_is_told_of_by_the_running_app(
    services: Services, engine: ScriptedEngine, mail_server: MailServer, tmp_path: Path
) -> None:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    mail_server.calls(lambda step: step == "taken" and loop.call_soon_threadsafe(told.set))
    async with running_app(services, tmp_path), asyncio.timeout(_PATIENCE_S):
        engine.says("A person looks at it.", ticket=a_ticket())
        await a_reachable_customer(services).says("A person, please.")
        await told.wait()
    # The app has stopped, and what it was at is finished.
    assert services.list_outbox.count().waiting == 0
    assert len(mail_server.emails) == 1
