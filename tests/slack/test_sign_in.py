"""A customer shows in Slack by a link code who they are: once, to us alone, and can take it back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.bootstrap import Services, bootstrap
from bot.channels.sessions import PREFIX
from bot.conversations.conversation import Conversation, Owner
from bot.ledger.cards import Account
from bot.privacy.audit import AuditAction
from bot.privacy.link_code import LinkCode, make_link_code
from bot.services.texts import (
    LINK_CODE_IN_CHANNEL,
    LINK_CODE_REFUSED,
    NOT_SIGNED_IN_IN_SLACK,
    SIGNED_IN_IN_SLACK,
    SIGNED_OUT_IN_SLACK,
    service_text,
)
from bot.settings import Settings
from bot.slack.workspaces import ChannelId, LinkedPerson, SlackUserId, WorkspaceId
from bot.slack_sandbox.workspace import Channel
from bot.values import AccountId, FixedClock
from tests.builders import A_CODE, ScriptedEngine, a_customer, everything_stored
from tests.channels.browser import the_problem
from tests.channels.sessions.site import Claims, MovedClock, Shop, bearing
from tests.conftest import NOW
from tests.desk.at_the_desk import ORIGIN, an_app
from tests.slack.sandbox import acme
from tests.slack.served import ServedToSlack, served_to_slack, the_whole_app

SIGNED_IN, REFUSED = service_text(SIGNED_IN_IN_SLACK), service_text(LINK_CODE_REFUSED)


@pytest.fixture
async def served(services: Services, tmp_path: Path) -> AsyncIterator[ServedToSlack]:
    # The chat of the web too.
    async with served_to_slack(services, tmp_path, app=the_whole_app) as made:
        yield made


def a_link_code(services: Services, account: str = "alice", *, minutes_ago: float = 0) -> LinkCode:
    """As the chat on the site shows it to a customer who is signed in there."""
    with services.unit_of_work() as work:
        work.ledger.meet(Account(AccountId(account), "US"))
    then = replace(services, clock=FixedClock(NOW - timedelta(minutes=minutes_ago)))
    return then.make_link_code(a_customer(services, account).conversation)


def conversation_in(served: ServedToSlack, channel: Channel, ts: str = "") -> Conversation:
    thread = served.thread(channel, ts)
    assert thread is not None
    with served.services.unit_of_work() as work:
        found = work.conversations.get(thread.conversation)
    assert found is not None
    return found


def account_in(served: ServedToSlack, channel: Channel, ts: str = "") -> str | None:
    return conversation_in(served, channel, ts).account


def linked(served: ServedToSlack) -> LinkedPerson | None:
    with served.services.unit_of_work() as work:
        return work.slack.person(WorkspaceId(served.there.workspace.id), SlackUserId(served.ada.user.id))


def audited(services: Services) -> Sequence[AuditAction]:
    """What of the kind is in the audit, the oldest first."""
    of_slack = (AuditAction.SLACK_LINKED, AuditAction.SLACK_UNLINKED)
    entries = reversed(services.list_audit(1_000))
    return [entry.action for entry in entries if entry.action in of_slack]


async def test_whoever_sends_their_code_is_signed_in_and_told_so(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    await served.ada.writes(a_link_code(services).shown)
    await served.answered()
    assert served.texts_in(served.ada.direct) == [SIGNED_IN]
    assert account_in(served, served.ada.direct) == "alice"
    assert audited(services) == [AuditAction.SLACK_LINKED]
    assert engine.heard == []


async def test_from_a_sites_chat_to_slack(served: ServedToSlack, services: Services) -> None:
    """As the browser does it, but for what is drawn."""
    site = services.change_sites.add("my-shop", "My shop", ["https://shop.example"], "US")
    async with httpx.AsyncClient(base_url=served.url) as client:
        shop = Shop(client, MovedClock(NOW), "my-shop", site.secret or "")
        alices, nobodys = await shop.opened(shop.token(sub="alice")), await shop.opened()

        async def asks(session: Claims) -> httpx.Response:
            return await client.post(f"{PREFIX}/link-codes", headers=bearing(session["token"]))

        assert the_problem(await asks(nobodys)) == (403, "not_permitted")
        answer = await asks(alices)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
        assert answer.json()["for_s"] == 600
        assert (await client.post(f"{PREFIX}/link-codes")).status_code == 401
    await served.ada.writes(answer.json()["code"])
    assert account_in(served, served.ada.direct) == "alice"


async def test_where_slack_is_not_set_up_there_are_no_codes_for_it_nor_a_word_of_them(
    served: ServedToSlack, services: Services, tmp_path: Path
) -> None:
    services.change_sites.add("my-shop", "My shop", ["https://shop.example"], "US")
    there, nowhere = served.url, an_app(services, tmp_path)
    async with (
        httpx.AsyncClient(base_url=there) as in_slack,
        httpx.AsyncClient(transport=httpx.ASGITransport(nowhere), base_url=ORIGIN) as elsewhere,
    ):
        assert (await elsewhere.post(f"{PREFIX}/link-codes")).status_code in (404, 405)
        for page in ("/", "/embed/my-shop"):
            pages = [(await client.get(page)).text for client in (in_slack, elsewhere)]
            assert ["giftline-slack" in text for text in pages] == [True, False]


async def test_a_conversation_that_began_anonymously_is_theirs_from_then_on(
    served: ServedToSlack, services: Services
) -> None:
    await served.ada.writes("hello")
    before = conversation_in(served, served.ada.direct)
    await served.ada.writes(a_link_code(services).shown)
    after = conversation_in(served, served.ada.direct)
    assert (before.account, after.account, after.id) == (None, "alice", before.id)


async def test_what_stands_beside_the_code_is_a_message_like_any_other(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    code = a_link_code(services).shown.lower().replace("-", "")
    await served.ada.writes(f"here: {code} and {A_CODE} does not work")
    await served.answered()
    sent, written = served.written(served.ada.direct)
    assert sent == "[link code]"
    assert written.startswith("here: [link code] and claim_")
    assert len(engine.heard) == 1
    assert SIGNED_IN in served.texts_in(served.ada.direct)


async def test_no_table_log_or_engine_has_a_link_code(
    services: Services, tmp_path: Path, engine: ScriptedEngine, caplog: pytest.LogCaptureFixture
) -> None:
    good, wrong, in_channel = a_link_code(services), make_link_code(), make_link_code()
    async with acme() as there:
        over_socket: dict[str, Any] = {"app_token": there.sandbox.slack.app.app_token, "signing_secret": None}
        with caplog.at_level(logging.DEBUG):
            async with served_to_slack(services, tmp_path, there=there, **over_socket) as served:
                served.a_team_works_in(there.gift_cards)
                written = await served.ada.writes(f"it is {wrong.shown}, I think")
                await served.ada.edits(written, f"it is {good.shown}, I think")
                await served.ben.writes(f"look at {in_channel.shown} here", to=there.gift_cards)
                await served.answered()
                assert SIGNED_IN in served.texts_in(served.ada.direct)
    everywhere = everything_stored(services) + caplog.text + "".join(engine.heard)
    for code in (good, wrong, in_channel):
        assert code.shown not in everywhere
        assert code.value not in everywhere


@pytest.mark.parametrize("kind", ["used", "expired", "replaced", "ended", "unknown", "mistyped"])
async def test_a_code_that_is_not_good_is_told_the_same_whatever_is_wrong_with_it(
    served: ServedToSlack, services: Services, kind: str
) -> None:
    code = a_link_code(services, minutes_ago=10 if kind == "expired" else 9)
    if kind == "used":
        await served.ben.writes(code.shown)
    if kind == "replaced":
        a_link_code(services)
    if kind == "ended":
        customer = a_customer(services, "alice")
        services.change_session.end(customer.token)
    if kind == "unknown":
        code = make_link_code()
    await served.ada.writes(code.shown[:-1] if kind == "mistyped" else code.shown)
    await served.answered()
    assert served.texts_in(served.ada.direct) == [REFUSED]
    assert account_in(served, served.ada.direct) is None
    assert linked(served) is None


async def test_a_code_works_until_its_tenth_minute(served: ServedToSlack, services: Services) -> None:
    await served.ada.writes(a_link_code(services, minutes_ago=9.99).shown)
    assert account_in(served, served.ada.direct) == "alice"


async def test_of_two_who_send_one_code_at_once_one_is_signed_in(
    served: ServedToSlack, services: Services
) -> None:
    code = a_link_code(services).shown
    await asyncio.gather(served.ada.writes(code), served.ben.writes(code))
    accounts = [account_in(served, person.direct) for person in (served.ada, served.ben)]
    assert sorted(map(str, accounts)) == ["None", "alice"]


@pytest.mark.parametrize("is_good", [True, False], ids=["good", "refused"])
@pytest.mark.parametrize("in_parallel", [True, False], ids=["at once", "one by one"])
async def test_a_code_that_slack_delivers_again_is_taken_once_and_answered_once(
    served: ServedToSlack, services: Services, is_good: bool, in_parallel: bool
) -> None:
    code = a_link_code(services) if is_good else make_link_code()
    await served.ada.writes(f"my code: {code.shown}")
    sent = served.there.sandbox.sent[-1]
    await served.there.sandbox.redeliver(sent, times=3, in_parallel=in_parallel)
    await served.answered()
    assert [answer.is_taken for answer in sent.answers] == [True] * 4
    told = [text for text in served.texts_in(served.ada.direct) if text in (SIGNED_IN, REFUSED)]
    assert told == [SIGNED_IN if is_good else REFUSED]
    assert served.written(served.ada.direct) == ["[link code]", "my code: [link code]"]
    assert len(audited(services)) == (1 if is_good else 0)


async def test_four_first_deliveries_at_once_open_one_conversation_and_sign_in_once(
    served: ServedToSlack, services: Services
) -> None:
    await served.ada.writes("hello")
    event = {**served.there.sandbox.sent[-1].event, "ts": "1790000000.000001"}
    event["text"] = a_link_code(services).shown
    with services.unit_of_work() as work:
        thread = work.slack.thread_at(*_place(served))
        assert thread is not None
        work.slack.leave(thread.conversation)
    told = (served.there.sandbox.tell(served.there.workspace, event, served.ada.direct) for _ in range(4))
    await asyncio.gather(*told)
    assert account_in(served, served.ada.direct) == "alice"
    assert served.written(served.ada.direct) == ["[link code]"]


def _place(served: ServedToSlack) -> tuple[WorkspaceId, ChannelId, str]:
    return WorkspaceId(served.there.workspace.id), ChannelId(served.ada.direct.id), ""


@pytest.mark.parametrize("kind", ["mentioned", "in a thread", "not mentioned", "in a team's channel"])
async def test_in_a_channel_a_code_is_made_void_and_its_writer_alone_is_told(
    served: ServedToSlack, services: Services, kind: str
) -> None:
    code, channel = a_link_code(services).shown, served.there.gift_cards
    channel.members.add(served.ada.user.id)
    if kind == "mentioned":
        await served.ada.mentions(code, to=channel)
    elif kind == "in a thread":
        asked = await served.ada.mentions("I need help", to=channel)
        await served.ada.writes(code, to=channel, thread=asked)
    else:
        if kind == "in a team's channel":
            served.a_team_works_in(channel)
        await served.ada.writes(code, to=channel)
    assert [each.text for each in channel.ephemerals] == [service_text(LINK_CODE_IN_CHANNEL)]
    assert channel.ephemerals[0].only_for == served.ada.user.id
    await served.ada.writes(code)
    await served.answered()
    assert served.texts_in(served.ada.direct) == [REFUSED]
    assert linked(served) is None


async def test_the_rest_of_what_is_said_in_a_channel_is_taken_without_the_code(
    served: ServedToSlack, services: Services
) -> None:
    channel = served.there.gift_cards
    asked = await served.ben.mentions(f"it is {a_link_code(services).shown}, help me", to=channel)
    assert served.written(channel, asked.ts) == ["it is [link code], help me"]
    assert account_in(served, channel, asked.ts) is None


async def test_an_edit_that_keeps_the_code_is_no_second_try(
    served: ServedToSlack, services: Services
) -> None:
    code = a_link_code(services).shown
    message = await served.ada.writes(code)
    await served.ada.edits(message, f"{code} thanks")
    await served.answered()
    assert REFUSED not in served.texts_in(served.ada.direct)
    assert account_in(served, served.ada.direct) == "alice"


async def test_whoever_guesses_is_held_up_and_uses_up_nothing(
    served: ServedToSlack, services: Services
) -> None:
    for _ in range(10):
        await served.ada.writes(make_link_code().shown)
    good = a_link_code(services).shown
    await served.ada.writes(good)
    await served.answered()
    assert served.texts_in(served.ada.direct).count(REFUSED) == 10
    assert any("wait" in text for text in served.texts_in(served.ada.direct))
    assert account_in(served, served.ada.direct) is None
    # A neighbour is not.
    await served.ben.writes(good)
    assert account_in(served, served.ben.direct) == "alice"


async def test_a_workspace_full_of_guessers_is_held_up_together(tmp_path: Path, settings: Settings) -> None:
    limited = settings.model_copy(update={"limits": "link.account=off, link.address=3/hour"})
    services = bootstrap(limited, clock=FixedClock(NOW), engine=ScriptedEngine())
    with contextlib.closing(services):
        async with served_to_slack(services, tmp_path) as served:
            for person in (served.ada, served.ben, served.ada, served.ben):
                await person.writes(make_link_code().shown)
            await served.answered()
            assert served.texts_in(served.ada.direct) == [REFUSED, REFUSED]
            told = served.texts_in(served.ben.direct)
            assert (len(told), told.count(REFUSED)) == (2, 1)


async def test_who_is_linked_is_signed_in_in_conversations_that_begin_later(
    served: ServedToSlack, services: Services
) -> None:
    await served.ada.writes(a_link_code(services).shown)
    signed_in = conversation_in(served, served.ada.direct)
    with services.unit_of_work() as work:
        work.personal_data.erase_conversations([signed_in.id])
    await served.ada.writes("hello again")
    assert account_in(served, served.ada.direct) == "alice"


async def test_a_code_of_another_account_begins_another_conversation(
    served: ServedToSlack, services: Services
) -> None:
    await served.ada.writes(a_link_code(services).shown)
    await served.ada.writes("something of Alice's")
    await served.answered()
    before = conversation_in(served, served.ada.direct)
    await served.ada.writes(a_link_code(services, "bruno").shown)
    await served.there.sandbox.redeliver(served.there.sandbox.sent[-1], times=3, in_parallel=True)
    await served.answered()
    after = conversation_in(served, served.ada.direct)
    assert (after.account, after.id == before.id) == ("bruno", False)
    assert served.written(served.ada.direct) == ["[link code]"]
    with services.unit_of_work() as work:
        left = work.conversations.get(before.id)
        assert left is not None
        assert (left.account, left.owner) == ("alice", Owner.CLOSED)
        assert [line.text for line in work.conversations.messages(before.id)].count(REFUSED) == 0
    assert served.texts_in(served.ada.direct).count(SIGNED_IN) == 2


async def test_unlink_signs_out_and_what_follows_is_an_anonymous_conversation(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    await served.ada.writes(a_link_code(services).shown)
    await served.answered()
    before = conversation_in(served, served.ada.direct)
    await served.ada.writes("Unlink")
    await served.there.sandbox.redeliver(served.there.sandbox.sent[-1], times=3, in_parallel=True)
    await served.answered()
    after = conversation_in(served, served.ada.direct)
    assert (after.account, after.id == before.id) == (None, False)
    assert served.texts_in(served.ada.direct) == [SIGNED_IN, service_text(SIGNED_OUT_IN_SLACK)]
    assert linked(served) is None
    assert audited(services) == [AuditAction.SLACK_LINKED, AuditAction.SLACK_UNLINKED]
    await served.ada.writes("hello")
    await served.answered()
    assert account_in(served, served.ada.direct) is None
    assert engine.heard == ["hello"]


async def test_nothing_that_was_on_its_way_to_who_signed_out_is_shown_to_whoever_writes_there_now(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    await served.ada.writes(a_link_code(services).shown)
    await served.answered()
    slow, loop = asyncio.Event(), asyncio.get_running_loop()
    engine.says("The card holds $25.").meanwhile(
        lambda: asyncio.run_coroutine_threadsafe(slow.wait(), loop).result()
    )
    await served.ada.writes("what is on my card?")
    await served.ada.writes("unlink")
    slow.set()
    await served.answered()
    assert served.texts_in(served.ada.direct) == [SIGNED_IN, service_text(SIGNED_OUT_IN_SLACK)]


async def test_whoever_waited_for_a_person_is_no_longer_waited_on_after_unlink(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    engine.says("A person comes.", owner=Owner.QUEUED)
    await served.ada.writes(a_link_code(services).shown)
    await served.ada.writes("a person please")
    await served.answered()
    before = conversation_in(served, served.ada.direct)
    assert before.owner is Owner.QUEUED
    await served.ada.writes("unlink")
    with services.unit_of_work() as work:
        left = work.conversations.get(before.id)
        assert left is not None
        assert left.owner is Owner.CLOSED
        assert work.desk.moves(before.id)[-1].reason == "the customer is somebody else in Slack now"


async def test_unlink_of_nobody_changes_nothing(served: ServedToSlack, services: Services) -> None:
    await served.ada.writes("hello")
    before = conversation_in(served, served.ada.direct)
    await served.ada.writes("unlink")
    await served.answered()
    assert conversation_in(served, served.ada.direct).id == before.id
    assert served.texts_in(served.ada.direct)[-1] == service_text(NOT_SIGNED_IN_IN_SLACK)
    assert audited(services) == []


async def test_unlink_within_a_sentence_or_a_channel_is_a_message(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    await served.ada.writes(a_link_code(services).shown)
    await served.ada.writes("how do I unlink my card?")
    await served.ada.mentions("unlink", to=served.there.gift_cards)
    await served.answered()
    assert account_in(served, served.ada.direct) == "alice"
    assert sorted(engine.heard) == ["how do I unlink my card?", "unlink"]
