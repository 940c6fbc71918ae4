"""What Slack delivers: only what Slack signed, each thing once however often it comes, and nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.access import Access, Endpoint, decisions
from bot.agents.agent import Role
from bot.bootstrap import Services, bootstrap
from bot.channels.slack.app import SlackChannel
from bot.channels.slack.scopes import SCOPES
from bot.channels.slack.workspaces import SlackWorkspaces
from bot.channels.wakeups import LocalWakeups
from bot.conversations.conversation import Button, Form, Reply
from bot.ports import EngineReply
from bot.settings import Settings, SlackSettings
from bot.slack.workspaces import WorkspaceId
from bot.slack_sandbox.delivery import Delivery, RetryReason, Sort, request_of
from bot.slack_sandbox.tokens import Tokens
from tests.attachments.files import a_picture
from tests.builders import ScriptedEngine, everything_stored
from tests.desk.at_the_desk import COOKIE, a_door, a_session
from tests.slack.sandbox import acme
from tests.slack.served import BUTTONS, ServedToSlack, connected, served_to_slack, the_whole_app

FIVE_MINUTES_S = 300


@pytest.fixture
async def served(services: Services, tmp_path: Path) -> AsyncIterator[ServedToSlack]:
    async with served_to_slack(services, tmp_path, app=the_whole_app) as made:
        yield made


async def _last_request(served: ServedToSlack, *, age_s: float = 0) -> tuple[dict[str, str], bytes]:
    """The request of the last event, signed so long ago."""
    delivery = served.there.sandbox.sent[-1].delivery
    return request_of(delivery, served.there.sandbox.slack.app.signing_secret, time.time() - age_s)


async def _send(served: ServedToSlack, headers: Mapping[str, str], body: bytes) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(f"{served.url}/slack/events", content=body, headers=dict(headers))


async def test_what_slack_signed_long_ago_is_refused(served: ServedToSlack) -> None:
    await served.ada.writes("hello")
    fresh = await _send(served, *await _last_request(served, age_s=FIVE_MINUTES_S - 30))
    old = await _send(served, *await _last_request(served, age_s=FIVE_MINUTES_S + 30))
    of_the_future = await _send(served, *await _last_request(served, age_s=-FIVE_MINUTES_S - 30))
    assert (fresh.status_code, old.status_code, of_the_future.status_code) == (200, 401, 401)


@pytest.mark.parametrize(
    "forged",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": "9" * 5_000},
        {"X-Slack-Request-Timestamp": "\u0661\u0662"},
    ],
    ids=["none", "other", "not ASCII", "no time", "no number", "endless", "other digits"],
)
async def test_what_slack_has_not_signed_is_refused(
    served: ServedToSlack, forged: Mapping[str, str], engine: ScriptedEngine
) -> None:
    await served.ada.writes("hello")
    headers, body = await _last_request(served)
    sent = {**headers, **forged}
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{served.url}/slack/events", content=body, headers=raw)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_from_slack")


async def test_a_signed_request_whose_body_was_changed_is_refused(served: ServedToSlack) -> None:
    await served.ada.writes("hello")
    headers, body = await _last_request(served)
    changed = await _send(served, headers, body.replace(b"hello", b"jello"))
    not_text = await _send(served, headers, b"\xff\xfe")
    assert (changed.status_code, not_text.status_code) == (401, 401)


async def test_a_replayed_request_changes_nothing(served: ServedToSlack, engine: ScriptedEngine) -> None:
    await served.ada.writes("hello")
    headers, body = await _last_request(served)
    answers = [(await _send(served, headers, body)).status_code for _ in range(3)]
    await served.answered()
    assert answers == [200, 200, 200]
    assert (served.written(served.ada.direct), engine.heard) == (["hello"], ["hello"])


@pytest.mark.parametrize("in_parallel", [False, True], ids=["one after another", "in parallel"])
@pytest.mark.parametrize("reason", RetryReason)
async def test_every_event_is_one_message_and_one_reply_however_often_it_comes(
    served: ServedToSlack, engine: ScriptedEngine, reason: RetryReason, in_parallel: bool
) -> None:
    channel, sandbox = served.there.gift_cards, served.there.sandbox
    await served.ada.writes("directly")
    asked = await served.ben.mentions("by name", to=channel)
    await served.ben.writes("in the thread", to=channel, thread=asked)
    changed = await served.ada.writes("with a mistke")
    await served.ada.edits(changed, "with a mistake")
    too_long = "x" * 10_001
    await served.ada.writes(too_long)
    for sent in [each for each in sandbox.sent if each.delivery.sort is Sort.EVENT]:
        answers = await sandbox.redeliver(sent, times=3, in_parallel=in_parallel, reason=reason)
        assert all(answer.is_taken for answer in answers)
    await served.answered()
    assert served.written(served.ada.direct) == ["directly", "with a mistke", "with a mistake"]
    assert served.written(channel, asked.ts) == ["by name", "in the thread"]
    assert len(engine.heard) == 5
    answers_and_one_refusal = 3 + 1
    assert len(served.said_in(served.ada.direct)) == answers_and_one_refusal
    assert len(served.said_in(channel)) == 2


async def test_what_cannot_be_stored_is_not_taken_so_that_it_comes_again(
    served: ServedToSlack, services: Services
) -> None:
    with services.database.begin() as connection:
        connection.execute(text("ALTER TABLE message RENAME TO message_away"))
    await served.ada.writes("hello")
    [answer] = served.there.sandbox.sent[-1].answers
    with services.database.begin() as connection:
        connection.execute(text("ALTER TABLE message_away RENAME TO message"))
    await served.there.sandbox.redeliver(served.there.sandbox.sent[-1])
    assert answer.status == 500
    assert served.written(served.ada.direct) == ["hello"]


async def test_over_socket_mode_the_same_arrives_and_no_door_is_open(
    services: Services, tmp_path: Path, engine: ScriptedEngine
) -> None:
    engine.answers_with(EngineReply(Reply("Which?", (Button("The first", "/first"),))))
    async with acme() as there:
        app_token = there.sandbox.slack.app.app_token
        over_socket = {"app_token": app_token, "signing_secret": None}
        async with served_to_slack(
            services, tmp_path, there=there, app=the_whole_app, **over_socket
        ) as served:
            await served.ada.writes("help")
            await served.answered()
            [answer] = served.said_in(served.ada.direct)
            await served.ada.presses(answer, "giftline_button_0")
            await there.sandbox.redeliver(there.sandbox.sent[0], times=3, in_parallel=True)
            async with httpx.AsyncClient() as client:
                door = await client.post(f"{served.url}/slack/events", json={})
    assert engine.heard == ["help", "/first"]
    assert door.status_code in (404, 405)


async def test_socket_mode_goes_on_when_slack_asks_for_a_new_connection(
    services: Services, tmp_path: Path, engine: ScriptedEngine
) -> None:
    async with (
        acme() as there,
        served_to_slack(
            services, tmp_path, there=there, app_token=there.sandbox.slack.app.app_token, signing_secret=None
        ) as served,
    ):
        await served.ada.writes("before")
        await there.sandbox.socket.ask_for_new_connections()
        await connected(there)
        await served.ada.writes("after")
        assert served.written(served.ada.direct) == ["before", "after"]


async def test_a_workspace_that_has_not_added_us_opens_no_conversation(
    served: ServedToSlack, services: Services
) -> None:
    delivery = Delivery(
        Sort.EVENT,
        {
            "type": "event_callback",
            "team_id": "T999999999",
            "event_id": "Ev1",
            "event": {
                "type": "message",
                "channel_type": "im",
                "channel": "D1",
                "user": "U1",
                "text": "hi",
                "ts": "1.1",
            },
        },
    )
    await served.there.sandbox.line.send(delivery)
    assert served.count("conversation") == 0


async def test_programs_are_not_answered(served: ServedToSlack, engine: ScriptedEngine) -> None:
    await served.ada.writes("hello")
    event = {**served.there.sandbox.sent[-1].event, "bot_id": "B12345678", "ts": "1790000000.000001"}
    await served.there.sandbox.tell(served.there.workspace, event, served.ada.direct)
    await served.answered()
    assert engine.heard == ["hello"]


async def test_the_scopes_of_the_manifest_are_enough(
    services: Services, tmp_path: Path, engine: ScriptedEngine
) -> None:
    engine.answers_with(EngineReply(Reply("Which card?", form=Form.CLAIM_CODE)))
    async with acme(tokens=Tokens(scopes=sorted(SCOPES))) as there:
        trusted = frozenset({there.workspace.id})
        async with served_to_slack(services, tmp_path, there=there, trusted_for_email=trusted) as served:
            await served.ada.shares("receipt.png", a_picture(), mime_type="image/png", text="look")
            asked = await served.ben.mentions("help", to=there.gift_cards)
            await served.answered()
            await served.ada.presses(served.said_in(served.ada.direct)[0], "giftline_code")
            assert served.count("attachment") == 1
            assert served.ada.modal is not None
            assert [each.thread_ts for each in served.said_in(there.gift_cards)] == [asked.ts]


def test_each_door_is_decided_on(services: Services, tmp_path: Path) -> None:
    slack = SlackSettings(
        "https://slack.com/api/",
        signing_secret="s",
        client_id="1.2",
        client_secret="s",
        redirect_url="http://r",
    )
    workspaces = SlackWorkspaces(services.unit_of_work, services.clock, slack)
    channel = SlackChannel(services, slack, workspaces, BUTTONS, b"s" * 32)
    router = channel.router(a_door(services).lets_in(Role.ADMIN))
    assert decisions(router.routes) == {
        Endpoint("/slack/events", "POST"): Access.SLACK,
        Endpoint("/slack/install", "GET"): Access.ADMIN,
        Endpoint("/slack/oauth_redirect", "GET"): Access.PUBLIC,
    }


# Channels and workspaces


async def test_a_teams_channel_is_in_trouble_while_it_is_archived(served: ServedToSlack) -> None:
    channel = served.there.gift_cards
    served.a_team_works_in(channel)
    await served.ben.renames(channel, "cards")
    await served.ben.archives(channel)
    archived = served.team_channel()
    await served.ben.unarchives(channel)
    assert (archived.name, archived.trouble) == ("cards", "The channel is archived.")
    assert served.team_channel().trouble is None


async def test_a_channel_that_we_were_taken_out_of_is_in_trouble_until_we_are_back(
    served: ServedToSlack,
) -> None:
    channel = served.there.fraud
    served.a_team_works_in(channel)
    await served.ben.removes_app(channel)
    left = served.team_channel().trouble
    await served.ben.invites_app(channel)
    assert left == "Giftline is not in the channel: invite it there."
    assert served.team_channel().trouble is None


async def test_a_workspace_that_removes_us_is_forgotten_and_its_conversations_stay(
    served: ServedToSlack, services: Services
) -> None:
    await served.ada.writes("hello")
    await served.ben.uninstalls_app()
    with services.unit_of_work() as work:
        assert work.slack.workspaces() == []
    assert served.count("message") > 0


async def test_no_token_is_readable_in_the_database(served: ServedToSlack, services: Services) -> None:
    await served.ada.writes("hello")
    assert served.there.token not in everything_stored(services)


# Several workspaces


@asynccontextmanager
async def served_to_many(
    services: Services, folder: Path, *, rotate: bool = True
) -> AsyncIterator[ServedToSlack]:
    """To an app that no workspace has added yet."""
    async with acme(tokens=Tokens(rotate=rotate)) as there:
        app = there.sandbox.slack.app
        async with served_to_slack(
            services,
            folder,
            there=there,
            app=the_whole_app,
            bot_token=None,
            client_id=app.client_id,
            client_secret=app.client_secret,
            redirect_url="http://giftline.test/slack/oauth_redirect",
        ) as served:
            yield served


async def _adds(served: ServedToSlack, role: Role, *, forged_state: bool = False) -> httpx.Response:
    """Somebody with that role at the desk begins the installation and goes wherever it leads."""
    served.services.change_agents.add(f"{role}@example.com", role, role, None)
    cookie = f"{COOKIE}={a_session(served.services, f'{role}@example.com').token}"
    async with httpx.AsyncClient(timeout=30) as browser:
        begun = await browser.get(f"{served.url}/slack/install", headers={"Cookie": cookie})
        if begun.status_code != 302:
            return begun
        agreed = await browser.get(begun.headers["location"])
        back = agreed.headers["location"].replace("http://giftline.test", served.url)
        state = "made up" if forged_state else httpx.URL(back).params["state"]
        # The cookie is for TLS only, which a test does without.
        return await browser.get(
            httpx.URL(back).copy_set_param("state", state),
            headers={"Cookie": f"slack-app-oauth-state={state}"},
        )


async def test_an_administrator_adds_a_workspace_and_its_people_are_answered(
    services: Services, tmp_path: Path, engine: ScriptedEngine
) -> None:
    engine.says("Hello Ada.")
    async with served_to_many(services, tmp_path) as served:
        answer = await _adds(served, Role.ADMIN)
        await served.ada.writes("hello")
        await served.answered()
        assert answer.status_code == 200
        assert served.texts_in(served.ada.direct) == ["Hello Ada."]


async def test_nobody_but_an_administrator_adds_a_workspace(services: Services, tmp_path: Path) -> None:
    async with served_to_many(services, tmp_path) as served:
        refused = await _adds(served, Role.SUPERVISOR)
        forged = await _adds(served, Role.ADMIN, forged_state=True)
        async with httpx.AsyncClient() as stranger:
            led_away = await stranger.get(f"{served.url}/slack/install")
        assert (refused.status_code, forged.status_code, led_away.status_code) == (403, 401, 303)
        with services.unit_of_work() as work:
            assert work.slack.workspaces() == []


async def test_a_token_that_soon_ends_is_renewed_once_though_many_events_come(
    settings: Settings, engine: ScriptedEngine, tmp_path: Path
) -> None:
    with contextlib.closing(bootstrap(settings, engine=engine)) as services:
        async with served_to_many(services, tmp_path) as served:
            await _adds(served, Role.ADMIN)
            first = _ends_within_the_hour(served)
            await asyncio.gather(*(served.ada.writes(f"message {number}") for number in range(3)))
            await served.answered()
            second = _installation(served)
            await served.ada.writes("one more")
            assert second["bot_token"] != first["bot_token"]
            assert _installation(served) == second
            assert len(served.texts_in(served.ada.direct)) == 3


async def test_a_workspace_whose_token_is_not_renewed_keeps_its_messages_with_slack(
    settings: Settings, engine: ScriptedEngine, tmp_path: Path
) -> None:
    with contextlib.closing(bootstrap(settings, engine=engine)) as services:
        async with served_to_many(services, tmp_path) as served:
            await _adds(served, Role.ADMIN)
            _ends_within_the_hour(served)
            served.there.sandbox.faults.fail("oauth.v2.access", status=503)
            await served.ada.writes("hello")
            refused = served.there.sandbox.sent[-1].answers[0]
            await served.there.sandbox.redeliver(served.there.sandbox.sent[-1])
            assert refused.status == 500
            assert served.written(served.ada.direct) == ["hello"]


def _installation(served: ServedToSlack) -> dict[str, Any]:
    with served.services.unit_of_work() as work:
        found = work.slack.workspace(WorkspaceId(served.there.workspace.id))
    assert found is not None
    return dict(json.loads(found.installation))


def _ends_within_the_hour(served: ServedToSlack) -> dict[str, Any]:
    installation = _installation(served)
    soon = datetime.now(UTC) + timedelta(hours=1)
    with served.services.unit_of_work() as work:
        stored = work.slack.workspace(WorkspaceId(served.there.workspace.id))
        assert stored is not None
        written = json.dumps(installation | {"bot_token_expires_at": soon.isoformat()})
        work.slack.put_workspace(replace(stored, installation=written), soon)
    return installation


# The end


async def test_what_was_taken_just_before_the_end_is_answered(
    services: Services, tmp_path: Path, engine: ScriptedEngine
) -> None:
    thinking, thought = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def think() -> None:
        loop.call_soon_threadsafe(thinking.set)
        asyncio.run_coroutine_threadsafe(thought.wait(), loop).result()

    engine.meanwhile(think).says("Just in time.")
    async with served_to_slack(services, tmp_path) as served:
        async with served.channel.running(LocalWakeups()):
            await served.ada.writes("hello")
            await thinking.wait()
            loop.call_later(0, thought.set)
        assert [line.text for line in served.log(served.ada.direct)] == ["hello", "Just in time."]
