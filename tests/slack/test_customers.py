"""Customers in Slack: one conversation each, codes nowhere, files, and who a customer is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.bootstrap import Services
from bot.conversations.conversation import Button, Form, Owner, Reply
from bot.ledger.cards import Account
from bot.ports import EngineReply
from bot.slack.incoming import SlackMessage, Where
from bot.slack.workspaces import ChannelId, SlackUserId, WorkspaceId
from bot.slack_sandbox.workspace import Channel
from bot.values import AccountId
from tests.attachments.files import a_picture
from tests.builders import A_CODE, A_MOMENT, ScriptedEngine, a_customer, everything_stored
from tests.slack.sandbox import acme
from tests.slack.served import ServedToSlack, served_to_slack


@pytest.fixture
async def served(services: Services, tmp_path: Path) -> AsyncIterator[ServedToSlack]:
    async with served_to_slack(services, tmp_path) as made:
        yield made


async def test_a_direct_message_is_answered_there(served: ServedToSlack, engine: ScriptedEngine) -> None:
    engine.says("Hello Ada.")
    await served.ada.writes("hello")
    await served.answered()
    assert served.texts_in(served.ada.direct) == ["Hello Ada."]
    assert engine.heard == ["hello"]


async def test_all_direct_messages_of_a_person_are_one_conversation(served: ServedToSlack) -> None:
    first = await served.ada.writes("hello")
    await served.ada.writes("are you there?")
    # In a thread of the direct messages, too.
    await served.ada.writes("please", thread=first)
    assert served.written(served.ada.direct) == ["hello", "are you there?", "please"]
    assert served.count("conversation") == 1


async def test_two_first_messages_at_once_open_one_conversation(served: ServedToSlack) -> None:
    await asyncio.gather(*(served.ada.writes(f"message {number}") for number in range(8)))
    assert served.count("conversation") == 1
    assert len(served.written(served.ada.direct)) == 8


async def test_a_mention_opens_a_thread_and_is_one_message_though_slack_delivers_it_twice(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    engine.says("How can I help?")
    asked = await served.ben.mentions("I need help", to=served.there.gift_cards)
    await served.answered()
    assert served.written(served.there.gift_cards, asked.ts) == ["I need help"]
    [answer] = served.said_in(served.there.gift_cards)
    assert (answer.text, answer.thread_ts) == ("How can I help?", asked.ts)


async def test_what_follows_in_the_thread_is_the_same_conversation_without_a_mention(
    served: ServedToSlack,
) -> None:
    channel = served.there.gift_cards
    asked = await served.ben.mentions("I need help", to=channel)
    await served.ben.writes("my card does not work", to=channel, thread=asked)
    assert served.written(channel, asked.ts) == ["I need help", "my card does not work"]


async def test_what_people_write_to_each_other_in_channels_is_not_ours(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    channel = served.there.gift_cards
    said = await served.ben.writes("lunch?", to=channel)
    await served.there.person("cleo").writes("yes", to=channel, thread=said)
    await served.answered()
    assert (served.count("conversation"), engine.heard) == (0, [])


async def test_somebody_else_in_a_customers_thread_is_not_the_customer(served: ServedToSlack) -> None:
    channel, cleo = served.there.gift_cards, served.there.person("cleo")
    asked = await served.ben.mentions("I need help", to=channel)
    await cleo.writes("me too", to=channel, thread=asked)
    await cleo.mentions("and me?", to=channel, thread=asked)
    assert served.written(channel, asked.ts) == ["I need help"]
    [told] = [message for message in channel.ephemerals if message.only_for == cleo.user.id]
    assert "somebody else" in told.text


async def test_the_channel_of_a_team_has_no_customers(served: ServedToSlack) -> None:
    channel = served.there.gift_cards
    served.a_team_works_in(channel)
    await served.ben.mentions("I need help", to=channel)
    assert served.count("conversation") == 0


async def test_slack_is_answered_while_the_engine_still_thinks(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    slow = asyncio.Event()
    loop = asyncio.get_running_loop()
    engine.meanwhile(lambda: asyncio.run_coroutine_threadsafe(slow.wait(), loop).result())
    await served.ada.writes("first")
    await served.ada.writes("second")
    assert served.written(served.ada.direct) == ["first", "second"]
    assert served.texts_in(served.ada.direct) == []
    slow.set()
    await served.answered()
    assert engine.heard == ["first", "second"]
    assert engine.most_at_once == 1


async def test_what_was_taken_and_not_answered_is_answered_after_the_next_start(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    never = asyncio.Event()
    loop = asyncio.get_running_loop()
    engine.meanwhile(lambda: asyncio.run_coroutine_threadsafe(never.wait(), loop).result())
    await served.ada.writes("hello")
    for task in services.receive_message._answering:
        task.cancel()
    never.set()
    engine.meanwhile(lambda: None).says("Sorry for the wait.")
    await services.receive_message.finish_unanswered()
    await served.answered()
    assert served.texts_in(served.ada.direct)[-1] == "Sorry for the wait."


async def test_a_person_who_took_over_meanwhile_is_not_talked_over(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    engine.says("A person comes.", owner=Owner.QUEUED).says("I should be silent.")
    await asyncio.gather(served.ada.writes("a person please"), served.ada.writes("hello?"))
    await served.answered()
    assert served.texts_in(served.ada.direct) == ["A person comes."]


async def test_a_code_is_in_no_table_and_the_customer_is_told_once_to_delete_the_message(
    served: ServedToSlack, services: Services
) -> None:
    await served.ada.writes(f"it says {A_CODE} is wrong")
    await served.ada.writes(f"again {A_CODE}")
    await served.answered()
    told = [text for text in served.texts_in(served.ada.direct) if "delete" in text]
    assert len(told) == 1
    stored = everything_stored(services)
    assert A_CODE not in stored
    assert A_CODE.replace("-", "") not in stored


async def test_the_halves_of_a_code_in_two_quick_messages_are_in_no_table(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    slow = asyncio.Event()
    loop = asyncio.get_running_loop()
    engine.meanwhile(lambda: asyncio.run_coroutine_threadsafe(slow.wait(), loop).result())
    await served.ada.writes("the first half is AQ3D-7KL")
    await served.ada.writes("the second half is M9P-XT2V")
    slow.set()
    await served.answered()
    stored = everything_stored(services)
    assert [half for half in ("AQ3D-7KL", "M9P-XT2V") if half in stored] == []
    assert "claim_" in served.written(served.ada.direct)[1]


async def test_no_log_has_a_code_at_any_level(
    services: Services, tmp_path: Path, engine: ScriptedEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """Over Socket Mode, where the library would write down all that it receives."""
    async with acme() as there:
        over_socket: dict[str, Any] = {"app_token": there.sandbox.slack.app.app_token, "signing_secret": None}
        with caplog.at_level(logging.DEBUG):
            async with served_to_slack(services, tmp_path, there=there, **over_socket) as served:
                await served.ada.writes(f"it is {A_CODE}")
                await served.answered()
                await _asked_for_a_code(served, engine)
                await served.ada.submits({"typed": A_CODE})
                await served.answered()
                assert len(served.written(served.ada.direct)) == 3
    assert A_CODE not in caplog.text


async def test_escapes_and_marks_of_slack_are_taken_out(served: ServedToSlack) -> None:
    await served.ada.writes("1 < 2 & 3 > 2, mail ada@example.com")
    assert served.written(served.ada.direct) == ["1 < 2 & 3 > 2, mail ada@example.com"]


async def test_an_answer_with_more_than_five_buttons_shows_them_all(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    buttons = tuple(Button(f"Choice {number}", f"/choice_{number}") for number in range(7))
    engine.answers_with(EngineReply(Reply("Which?", buttons)))
    await served.ada.writes("help")
    await served.answered()
    [answer] = served.said_in(served.ada.direct)
    rows = [block["elements"] for block in answer.blocks if block["type"] == "actions"]
    assert [len(row) for row in rows] == [5, 2]


async def test_a_pressed_button_tells_the_engine_its_payload_and_the_customer_what_they_pressed(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    engine.answers_with(EngineReply(Reply("Which?", (Button("The first", "/first"),))))
    await served.ada.writes("help")
    await served.answered()
    [answer] = served.said_in(served.ada.direct)
    engine.says("The first it is.")
    await served.ada.presses(answer, "giftline_button_0")
    await served.answered()
    assert engine.heard[-1] == "/first"
    assert served.texts_in(served.ada.direct)[1:] == ["You: The first", "The first it is."]


async def test_a_button_is_for_the_customer_of_its_conversation_alone(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    engine.answers_with(EngineReply(Reply("Which?", (Button("The first", "/first"),))))
    await served.ben.mentions("help", to=served.there.gift_cards)
    await served.answered()
    [answer] = served.said_in(served.there.gift_cards)
    seen = await served.there.person("cleo").presses(answer, "giftline_button_0")
    await served.answered()
    assert engine.heard == ["help"]
    assert "somebody else" in seen.new[0].text


async def _asked_for_a_code(served: ServedToSlack, engine: ScriptedEngine) -> None:
    engine.answers_with(EngineReply(Reply("Which card?", form=Form.CLAIM_CODE)))
    await served.ada.writes("my code does not work")
    await served.answered()
    await served.ada.presses(served.said_in(served.ada.direct)[-1], "giftline_code")


async def test_a_code_from_its_own_field_reaches_the_vault_and_no_message(
    served: ServedToSlack, services: Services, engine: ScriptedEngine
) -> None:
    await _asked_for_a_code(served, engine)
    engine.says("That card is fine.")
    seen = await served.ada.submits({"typed": A_CODE.lower()})
    await served.answered()
    assert seen.modal is None
    assert engine.heard[-1].startswith("claim_")
    assert "XT2V" in served.texts_in(served.ada.direct)[1]
    assert A_CODE not in repr(served.there.workspace.channels)
    assert A_CODE not in everything_stored(services)


async def test_what_is_no_code_is_said_so_in_the_field_and_nothing_is_stored(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    await _asked_for_a_code(served, engine)
    seen = await served.ada.submits({"typed": "AQ3D"})
    assert seen.modal is not None
    assert "14" in seen.modal.errors["code"]
    assert served.written(served.ada.direct) == ["my code does not work"]


async def test_the_field_for_a_code_carries_nothing_but_its_place(
    served: ServedToSlack, engine: ScriptedEngine
) -> None:
    await _asked_for_a_code(served, engine)
    modal = served.ada.modal
    assert modal is not None
    assert modal.content["private_metadata"] == f'["{served.ada.direct.id}", ""]'


async def test_an_edit_is_a_new_line_if_what_is_kept_differs(served: ServedToSlack) -> None:
    message = await served.ada.writes("my card is inactive")
    await served.ada.edits(message, "my card is locked")
    assert served.written(served.ada.direct) == ["my card is inactive", "my card is locked"]


async def test_an_edit_that_changes_nothing_of_what_is_kept_is_no_new_line(served: ServedToSlack) -> None:
    message = await served.ada.writes(f"my code {A_CODE}")
    await served.ada.edits(message, f"my code {A_CODE.lower()}")
    assert len(served.written(served.ada.direct)) == 1


async def test_a_deleted_message_stays_in_the_log(served: ServedToSlack) -> None:
    message = await served.ada.writes("hello")
    await served.ada.deletes(message)
    assert served.written(served.ada.direct) == ["hello"]


async def test_a_message_that_is_too_long_is_refused_in_words(served: ServedToSlack) -> None:
    await served.ada.writes("x" * 10_001)
    assert "10,001 characters" in served.texts_in(served.ada.direct)[0]
    assert served.written(served.ada.direct) == []


async def test_whoever_writes_too_much_is_told_when_to_go_on(served: ServedToSlack) -> None:
    for number in range(21):
        await served.ada.writes(f"message {number}")
    assert len(served.written(served.ada.direct)) == 20
    await served.answered()
    [told] = [text for text in served.texts_in(served.ada.direct) if "wait" in text]
    assert "box below" not in told


async def test_what_slack_delivers_again_is_not_counted_against_its_writer(served: ServedToSlack) -> None:
    for number in range(20):
        await served.ada.writes(f"message {number}")
    await served.there.sandbox.redeliver(served.there.sandbox.sent[-1], times=3, in_parallel=True)
    await served.answered()
    assert not any("wait" in text for text in served.texts_in(served.ada.direct))


# Files


async def test_a_picture_is_kept_with_the_conversation(served: ServedToSlack) -> None:
    await served.ada.shares("receipt.png", a_picture(), mime_type="image/png", text="the receipt")
    await served.answered()
    assert served.written(served.ada.direct) == ["the receipt", "Sent a picture: receipt.jpg"]
    assert served.count("attachment") == 1


async def test_a_picture_that_slack_delivers_again_is_one_picture(served: ServedToSlack) -> None:
    await served.ada.shares("receipt.png", a_picture(), mime_type="image/png")
    await served.there.sandbox.redeliver(served.there.sandbox.sent[-1], times=3, in_parallel=True)
    assert served.count("attachment") == 1


async def test_a_file_that_is_not_taken_is_said_why(served: ServedToSlack) -> None:
    await served.ada.shares("notes.txt", b"plain words", mime_type="text/plain")
    assert "not a kind of file" in served.texts_in(served.ada.direct)[0]
    assert served.count("attachment") == 0


async def test_a_file_that_is_too_large_is_not_even_fetched(served: ServedToSlack) -> None:
    await served.ada.shares("large.png", b"\x89PNG" + bytes(10 * 1024 * 1024), mime_type="image/png")
    assert "10 MB" in served.texts_in(served.ada.direct)[0]


async def test_our_token_goes_to_slack_alone(served: ServedToSlack) -> None:
    elsewhere: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        elsewhere.append(request.headers.get("Authorization", ""))
        return web.Response(body=a_picture())

    app = web.Application()
    app.router.add_get("/picture.png", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/picture.png"
    await served.ada.writes("hello")
    event = {**served.there.sandbox.sent[-1].event, "ts": "1790000000.000001", "subtype": "file_share"}
    event["files"] = [{"name": "picture.png", "url_private": url, "size": 10}]
    await served.there.sandbox.tell(served.there.workspace, event, served.ada.direct)
    await runner.cleanup()
    assert elsewhere == []
    assert "Slack did not give us your file" in served.texts_in(served.ada.direct)[0]


# Who a customer is


def _alice_is_known_as(services: Services, *emails: str) -> None:
    """A site's token has said so, of an account each."""
    for number, email in enumerate(emails):
        account, customer = AccountId(f"account-{number}"), a_customer(services)
        with services.unit_of_work() as work:
            work.ledger.meet(Account(account, "US"))
            work.conversations.sign_in(customer.conversation, account)
            work.contacts.put(customer.conversation, email, A_MOMENT)


@asynccontextmanager
async def _trusting(services: Services, folder: Path) -> AsyncIterator[ServedToSlack]:
    async with (
        acme() as there,
        served_to_slack(
            services, folder, there=there, trusted_for_email=frozenset({there.workspace.id})
        ) as served,
    ):
        yield served


def _account(served: ServedToSlack, channel: Channel, ts: str = "") -> str | None:
    thread = served.thread(channel, ts)
    assert thread is not None
    with served.services.unit_of_work() as work:
        conversation = work.conversations.get(thread.conversation)
    assert conversation is not None
    return conversation.account


async def test_a_member_with_the_address_of_one_account_is_that_customer_in_direct_messages(
    services: Services, tmp_path: Path
) -> None:
    _alice_is_known_as(services, "Ada@Example.com")
    async with _trusting(services, tmp_path) as served:
        await served.ada.writes("hello")
        asked = await served.ada.mentions("hello", to=served.there.gift_cards)
        assert _account(served, served.ada.direct) == "account-0"
        assert _account(served, served.there.gift_cards, asked.ts) is None


async def test_nobody_is_signed_in_where_others_read_along(served: ServedToSlack, services: Services) -> None:
    _alice_is_known_as(services, "ada@example.com")
    asked = SlackMessage(
        WorkspaceId(served.there.workspace.id),
        ChannelId(served.there.gift_cards.id),
        SlackUserId(served.ada.user.id),
        "1790000000.000001",
        None,
        Where.CHANNEL,
        "hello",
        mentions_us=True,
    )
    thread = services.open_in_slack(asked, "ada@example.com")
    assert _account(served, served.there.gift_cards, thread.place.ts or "") is None


async def test_an_address_of_two_accounts_is_nobodys(services: Services, tmp_path: Path) -> None:
    _alice_is_known_as(services, "ada@example.com", "ada@example.com")
    async with _trusting(services, tmp_path) as served:
        await served.ada.writes("hello")
        assert _account(served, served.ada.direct) is None


async def test_without_the_setting_every_customer_is_anonymous(
    served: ServedToSlack, services: Services
) -> None:
    _alice_is_known_as(services, "ada@example.com")
    await served.ada.writes("hello")
    assert _account(served, served.ada.direct) is None


@pytest.mark.parametrize(
    "changed",
    [{"is_email_confirmed": False}, {"team": "T_ELSEWHERE"}, {"is_deleted": True}],
    ids=["unconfirmed", "of another workspace", "gone"],
)
async def test_whom_the_workspace_does_not_vouch_for_is_anonymous(
    services: Services, tmp_path: Path, changed: dict[str, object]
) -> None:
    _alice_is_known_as(services, "ada@example.com")
    async with _trusting(services, tmp_path) as served:
        for name, value in changed.items():
            setattr(served.ada.user, name, value)
        await served.ada.writes("hello")
        assert _account(served, served.ada.direct) is None


async def test_whoever_slack_does_not_tell_us_of_is_anonymous_and_answered(
    services: Services, tmp_path: Path, engine: ScriptedEngine
) -> None:
    _alice_is_known_as(services, "ada@example.com")
    async with _trusting(services, tmp_path) as served:
        served.there.sandbox.faults.fail("users.info", status=503)
        await served.ada.writes("hello")
        await served.answered()
        assert _account(served, served.ada.direct) is None
        assert engine.heard == ["hello"]


async def test_guesses_of_one_person_count_together_in_whatever_thread(served: ServedToSlack) -> None:
    channel = served.there.gift_cards
    first = await served.ada.mentions("hello", to=channel)
    second = await served.ada.mentions("hello again", to=channel)
    other = await served.ben.mentions("hello", to=channel)
    keys = []
    for asked in (first, second, other):
        thread = served.thread(channel, asked.ts)
        assert thread is not None
        with served.services.unit_of_work() as work:
            conversation = work.conversations.get(thread.conversation)
        assert conversation is not None
        keys.append(conversation.address_key)
    assert keys[0] == keys[1] != keys[2]
    assert keys[0] is not None
