"""Codes are sent in Slack in every way there is; nothing that we store, log or send to Slack holds one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.bootstrap import bootstrap
from bot.settings import Settings
from bot.values import FixedClock
from tests.at_work import an_agent
from tests.builders import WIDE_LIMITS, ScriptedEngine
from tests.conftest import NOW
from tests.slack.sandbox import acme
from tests.slack.served import ServedToSlack, served_to_slack
from tests.whole_path.planting import Codes
from tests.whole_path.planting_in_slack import InSlack
from tests.whole_path.written import files_of, leaks, tables_of

HOW_MANY = 200


@pytest.mark.proof
async def test_no_code_that_is_sent_in_slack_is_stored_logged_or_sent_there_by_us(
    settings: Settings,
    engine: ScriptedEngine,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    codes = Codes()
    wide = settings.model_copy(update={"limits": WIDE_LIMITS})
    services = bootstrap(wide, clock=FixedClock(NOW), engine=engine)
    with caplog.at_level("DEBUG", "bot"):
        async with acme() as there, served_to_slack(services, tmp_path, there=there) as served:
            slack = there.sandbox.slack
            dan = slack.add_user(there.workspace, "dan")
            ada = there.workspace.user_named("ada")
            open_to_all = slack.add_channel(there.workspace, "general", members=[ada, dan])
            await served.ben.opens_home("messages")
            served.a_team_works_in(there.gift_cards)
            an_agent(services, "Ben")
            await InSlack(served, engine, codes, there.gift_cards, open_to_all).plant()
            from_us = sent_to_slack(served)
            shown_to_agents = len(served.said_in(there.gift_cards))
    printed = capfd.readouterr()
    written = {
        "log": caplog.text.encode(),
        "stdout and stderr": f"{printed.out}{printed.err}".encode(),
        "what the engine heard": "\n".join(engine.heard).encode(),
        "what Slack was sent": from_us,
        **files_of(tmp_path),
        **tables_of(settings.database),
    }
    services.close()
    assert len(codes.sent) >= HOW_MANY, Counter(codes.sent.values())
    assert shown_to_agents > HOW_MANY, "all that customers send is shown to agents"
    assert b"chat.postMessage" in from_us
    assert leaks(written, codes) == []


def sent_to_slack(served: ServedToSlack) -> bytes:
    """All calls of Slack's Web API as they came there, files too, and every answer to what Slack delivers."""
    sandbox = served.there.sandbox
    answers = [repr(answer.body).encode() for sent in sandbox.sent for answer in sent.answers]
    return b"\n".join([*sandbox.received, *answers])
