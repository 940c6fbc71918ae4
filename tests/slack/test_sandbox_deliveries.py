"""What happens in the sandbox reaches an app by signed HTTP, as Slack delivers it."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import ConfigurationError
from bot.slack_sandbox.delivery import RetryReason
from bot.slack_sandbox.refusal import Refused
from tests.slack.sandbox import Acme, Heard, LittleApp, a_little_app, acme

pytestmark = pytest.mark.usefixtures("app")


def event_of(heard: Heard) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(heard.body)["event"]
    return event


def payload_of(heard: Heard) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(parse_qs(heard.body.decode())["payload"][0])
    return payload


async def test_each_request_is_signed_with_the_apps_secret_and_no_other(world: Acme, app: LittleApp) -> None:
    ben = world.person("ben")
    await ben.writes("hello")
    await ben.runs("help")
    assert len(app.heard) == 2
    secret = world.sandbox.slack.app.signing_secret
    for heard in app.heard:
        headers = dict(heard.headers)
        assert SignatureVerifier(secret).is_valid_request(heard.body, headers)
        assert not SignatureVerifier("forged").is_valid_request(heard.body, headers)
        assert not SignatureVerifier(secret).is_valid_request(heard.body + b" ", headers)


async def test_a_url_that_does_not_answer_the_challenge_gets_nothing(world: Acme, app: LittleApp) -> None:
    with pytest.raises(ConfigurationError):
        await world.sandbox.deliver_to(app.url.replace("/slack/events", "/elsewhere"))


async def test_an_app_that_starts_later_is_waited_for(world: Acme) -> None:
    async with a_little_app() as late:
        late.starts_after = 3
        await world.sandbox.deliver_once_it_answers(late.url, pause_s=0)
        assert len(late.challenged) == 4
        await world.person("ada").writes("hello")
        assert len(late.heard) == 1


async def test_a_mention_is_delivered_twice_under_two_ids_and_is_one_message(
    world: Acme, app: LittleApp
) -> None:
    message = await world.person("ben").mentions("status", to=world.gift_cards)
    twins = [event_of(heard) for heard in app.heard]
    assert {event["type"] for event in twins} == {"app_mention", "message"}
    assert {(event["channel"], event["ts"]) for event in twins} == {(world.gift_cards.id, message.ts)}
    assert len({json.loads(heard.body)["event_id"] for heard in app.heard}) == 2


async def test_a_direct_message_is_delivered_once_even_if_it_calls_the_app(
    world: Acme, app: LittleApp
) -> None:
    await world.person("ada").writes("@giftline help")
    assert [(event_of(heard)["type"], event_of(heard)["channel_type"]) for heard in app.heard] == [
        ("message", "im")
    ]


async def test_what_is_typed_is_kept_with_slacks_escapes_and_marks(world: Acme, app: LittleApp) -> None:
    await world.person("ada").writes("a < b & c, ask @ben at ben@example.com or on https://example.com/x.")
    ben = world.workspace.user_named("ben").id
    assert event_of(app.heard[0])["text"] == (
        f"a &lt; b &amp; c, ask <@{ben}> at <mailto:ben@example.com|ben@example.com>"
        " or on <https://example.com/x>."
    )


async def test_the_app_hears_nothing_of_a_channel_that_it_is_not_in(world: Acme, app: LittleApp) -> None:
    ben = world.person("ben")
    await ben.removes_app(world.gift_cards)
    await ben.mentions("anybody?", to=world.gift_cards)
    assert [event_of(heard)["type"] for heard in app.heard] == ["channel_left"]


async def test_edits_and_deletions_say_what_was_there_before(world: Acme, app: LittleApp) -> None:
    ada = world.person("ada")
    message = await ada.writes("frist")
    await ada.edits(message, "first")
    await ada.deletes(message)
    changed, deleted = (event_of(heard) for heard in app.heard[1:])
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "first")
    assert changed["previous_message"]["text"] == "frist"
    assert changed["message"]["ts"] == message.ts
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", message.ts)


async def test_a_message_with_replies_leaves_its_place_behind(world: Acme, app: LittleApp) -> None:
    ben = world.person("ben")
    parent = await ben.writes("case", to=world.gift_cards)
    await ben.writes("reply", to=world.gift_cards, thread=parent)
    await ben.deletes(parent)
    assert event_of(app.heard[-1])["message"]["subtype"] == "tombstone"
    await world.client().chat_postMessage(channel=world.gift_cards.id, text="still", thread_ts=parent.ts)


async def test_a_shared_file_comes_with_where_it_is(world: Acme, app: LittleApp) -> None:
    await world.person("ada").shares("receipt.png", b"\x89PNG", mime_type="image/png", text="look")
    event = event_of(app.heard[0])
    assert (event["subtype"], event["text"]) == ("file_share", "look")
    assert event["files"][0]["url_private"].startswith(world.sandbox.url)
    assert event["files"][0]["size"] == 4


async def test_what_the_app_says_is_delivered_to_it_like_anything_else(world: Acme, app: LittleApp) -> None:
    posted = await world.client().chat_postMessage(channel=world.gift_cards.id, text="hello")
    await world.sandbox.settled()
    event = event_of(app.heard[0])
    assert (event["ts"], event["user"]) == (posted["ts"], world.workspace.bot.id)
    assert event["bot_id"] == world.workspace.bot_id


@pytest.mark.parametrize("in_parallel", [True, False])
async def test_a_redelivery_is_the_same_event_and_says_which_try_it_is(
    world: Acme, app: LittleApp, in_parallel: bool
) -> None:
    await world.person("ada").writes("hello")
    await world.sandbox.redeliver(
        world.sandbox.sent[0], times=3, in_parallel=in_parallel, reason=RetryReason.TIMEOUT
    )
    assert len({heard.body for heard in app.heard}) == 1
    tries = sorted(
        (heard.headers.get("X-Slack-Retry-Num"), heard.headers.get("X-Slack-Retry-Reason"))
        for heard in app.heard[1:]
    )
    assert tries == [("1", "http_timeout"), ("2", "http_timeout"), ("3", "http_timeout")]
    assert "X-Slack-Retry-Num" not in app.heard[0].headers


async def test_an_event_that_was_not_taken_is_delivered_again_until_it_is(app: LittleApp) -> None:
    async with acme(retries_after_s=(0.0, 0.0, 0.0)) as world:
        await world.sandbox.deliver_to(app.url)

        async def at_the_third_try(_: Heard) -> web.Response:
            return web.Response(status=200 if len(app.heard) == 3 else 500)

        app.answer = at_the_third_try
        await world.person("ada").writes("hello")
        await world.sandbox.settled()
        assert [heard.headers.get("X-Slack-Retry-Reason") for heard in app.heard] == [
            None,
            "http_error",
            "http_error",
        ]


async def test_an_app_that_does_not_answer_in_time_is_tried_again_for_that_reason(app: LittleApp) -> None:
    async with acme(patience_s=0.05, retries_after_s=(0.0,)) as world:
        await world.sandbox.deliver_to(app.url)
        app.is_silent()
        await world.person("ada").writes("hello")
        await world.sandbox.settled()
        assert [answer.trouble for answer in world.sandbox.sent[0].answers] == [RetryReason.TIMEOUT] * 2
        assert app.heard[-1].headers["X-Slack-Retry-Reason"] == "http_timeout"


BLOCKS = [
    {
        "type": "actions",
        "block_id": "do",
        "elements": [
            {
                "type": "button",
                "action_id": "take",
                "text": {"type": "plain_text", "text": "Take"},
                "value": "c-1",
            },
            {
                "type": "static_select",
                "action_id": "priority",
                "options": [
                    {"text": {"type": "plain_text", "text": name.title()}, "value": name}
                    for name in ("high", "low")
                ],
            },
        ],
    }
]


async def test_a_button_says_who_pressed_it_where_and_what_it_stands_for(world: Acme, app: LittleApp) -> None:
    posted = await world.client().chat_postMessage(channel=world.gift_cards.id, text="case", blocks=BLOCKS)
    await world.sandbox.settled()
    ben = world.person("ben")
    await ben.presses(world.gift_cards.messages[posted["ts"]], "take")
    payload = payload_of(app.heard[-1])
    assert payload["type"] == "block_actions"
    assert payload["user"]["id"] == ben.user.id
    assert payload["container"]["message_ts"] == posted["ts"]
    assert [(each["action_id"], each["value"]) for each in payload["actions"]] == [("take", "c-1")]
    trigger, address = payload["trigger_id"], payload["response_url"]
    assert world.sandbox.slack.triggers[trigger].user is ben.user
    assert address.startswith(world.sandbox.url)


async def test_a_choice_is_told_with_the_option_that_was_chosen(world: Acme, app: LittleApp) -> None:
    posted = await world.client().chat_postMessage(channel=world.gift_cards.id, text="case", blocks=BLOCKS)
    await world.sandbox.settled()
    await world.person("ben").chooses(world.gift_cards.messages[posted["ts"]], "priority", "low")
    assert payload_of(app.heard[-1])["actions"][0]["selected_option"]["value"] == "low"


MODAL = {
    "type": "modal",
    "callback_id": "note",
    "notify_on_close": True,
    "private_metadata": "c-1",
    "title": {"type": "plain_text", "text": "A note"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "said",
            "label": {"type": "plain_text", "text": "Note"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


@pytest.fixture
async def with_a_modal(world: Acme) -> None:
    trigger = world.sandbox.slack.new_trigger(world.workspace, world.workspace.user_named("ben"))
    await world.client().views_open(trigger_id=trigger, view=MODAL)


@pytest.mark.usefixtures("with_a_modal")
async def test_a_submission_carries_what_was_typed_and_what_the_app_had_put_in(
    world: Acme, app: LittleApp
) -> None:
    await world.person("ben").submits({"text": "call her"})
    view = payload_of(app.heard[-1])["view"]
    assert view["state"]["values"] == {"said": {"text": {"type": "plain_text_input", "value": "call her"}}}
    assert (view["callback_id"], view["private_metadata"]) == ("note", "c-1")


@pytest.mark.usefixtures("with_a_modal")
async def test_slack_asks_for_a_field_that_is_needed_before_the_app_hears_of_it(
    world: Acme, app: LittleApp
) -> None:
    seen = await world.person("ben").submits({})
    assert seen.modal is not None
    assert list(seen.modal.errors) == ["said"]
    assert app.heard == []


@pytest.mark.usefixtures("with_a_modal")
@pytest.mark.parametrize(
    ("said", "title", "errors"),
    [
        (None, None, {}),
        ({"response_action": "clear"}, None, {}),
        ({"response_action": "errors", "errors": {"said": "Too short"}}, "A note", {"said": "Too short"}),
        (
            {
                "response_action": "update",
                "view": MODAL | {"title": {"type": "plain_text", "text": "Sure?"}},
            },
            "Sure?",
            {},
        ),
    ],
    ids=["nothing", "clear", "errors", "update"],
)
async def test_the_app_says_what_becomes_of_a_submitted_modal(
    world: Acme, app: LittleApp, said: Any, title: str | None, errors: dict[str, str]
) -> None:
    app.answers(said)
    seen = await world.person("ben").submits({"text": "x"})
    assert seen.trouble is None
    assert (seen.modal.content["title"]["text"] if seen.modal else None) == title
    assert (seen.modal.errors if seen.modal else {}) == errors


@pytest.mark.usefixtures("with_a_modal")
async def test_a_modal_stays_open_and_slack_says_so_when_the_app_fails(world: Acme, app: LittleApp) -> None:
    app.answers(status=500)
    seen = await world.person("ben").submits({"text": "x"})
    assert seen.modal is not None
    assert seen.trouble


@pytest.mark.usefixtures("with_a_modal")
async def test_the_app_hears_of_a_closed_modal_if_it_asked_to(world: Acme, app: LittleApp) -> None:
    seen = await world.person("ben").closes_modal()
    assert seen.modal is None
    assert payload_of(app.heard[-1])["type"] == "view_closed"


async def test_a_command_is_a_form_and_its_answer_is_seen_by_whoever_gave_it(
    world: Acme, app: LittleApp
) -> None:
    app.answers({"text": "Here is how"})
    seen = await world.person("ben").runs("help", at=world.gift_cards)
    fields = parse_qs(app.heard[0].body.decode())
    assert (fields["command"], fields["text"]) == (["/giftline"], ["help"])
    assert [message.text for message in seen.new] == ["Here is how"]
    assert world.person("cleo").sees(world.gift_cards) == []


async def test_slack_says_that_a_command_failed(world: Acme, app: LittleApp) -> None:
    app.answers(status=500)
    assert "dispatch_failed" in ((await world.person("ben").runs("help")).trouble or "")


async def test_what_becomes_of_a_channel_is_told(world: Acme, app: LittleApp) -> None:
    ben = world.person("ben")
    await ben.renames(world.gift_cards, "cards")
    await ben.archives(world.gift_cards)
    await ben.unarchives(world.gift_cards)
    await ben.archives(world.fraud)
    await ben.opens_home()
    assert [event_of(heard)["type"] for heard in app.heard] == [
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "group_archive",
        "app_home_opened",
    ]


async def test_two_people_press_at_once(world: Acme, app: LittleApp) -> None:
    posted = await world.client().chat_postMessage(channel=world.gift_cards.id, text="case", blocks=BLOCKS)
    await world.sandbox.settled()
    message = world.gift_cards.messages[posted["ts"]]
    both_are_here = asyncio.Event()
    pressed: list[Heard] = []

    async def when_both_are_here(heard: Heard) -> web.Response:
        pressed.append(heard)
        if len(pressed) == 2:
            both_are_here.set()
        await both_are_here.wait()
        return web.Response()

    app.answer = when_both_are_here
    people = [world.person(name) for name in ("ben", "cleo")]
    await asyncio.gather(*(person.presses(message, "take") for person in people))
    assert {payload_of(heard)["user"]["id"] for heard in pressed} == {each.user.id for each in people}


@pytest.mark.usefixtures("with_a_modal")
async def test_a_modal_is_put_on_top_of_another_and_no_more_than_three_are(
    world: Acme, app: LittleApp
) -> None:
    ben = world.person("ben")
    for depth in (2, 3):
        app.answers({"response_action": "push", "view": MODAL})
        seen = await ben.submits({"text": "x"})
        assert len(world.workspace.modals[ben.user.id]) == depth
    assert seen.modal is not None
    assert seen.modal.previous != seen.modal.root
    trigger = world.sandbox.slack.new_trigger(world.workspace, ben.user, seen.modal)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await world.client().views_push(trigger_id=trigger, view=MODAL)
    app.answers()
    await ben.closes_modal()
    assert len(world.workspace.modals[ben.user.id]) == 2


async def test_a_button_of_what_one_person_sees_lets_the_app_replace_it(world: Acme, app: LittleApp) -> None:
    ben = world.person("ben")
    channel = world.gift_cards
    await world.client().chat_postEphemeral(
        channel=channel.id, user=ben.user.id, text="which?", blocks=BLOCKS
    )
    await ben.presses(ben.sees(channel)[0], "take")
    payload = payload_of(app.heard[-1])
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    await AsyncWebhookClient(payload["response_url"]).send_dict({"replace_original": True, "text": "done"})
    assert [message.text for message in ben.sees(channel)] == ["done"]
    await AsyncWebhookClient(payload["response_url"]).send_dict({"delete_original": True})
    assert ben.sees(channel) == []


async def test_a_command_can_be_answered_later_for_all_to_see(world: Acme, app: LittleApp) -> None:
    await world.person("ben").runs("help", at=world.gift_cards)
    address = parse_qs(app.heard[0].body.decode())["response_url"][0]
    await AsyncWebhookClient(address).send(text="later", response_type="in_channel")
    assert [message.text for message in world.person("cleo").sees(world.gift_cards)] == ["later"]


async def test_what_comes_after_the_answer_is_waited_for(world: Acme, app: LittleApp) -> None:
    ben = world.person("ben")
    home = {"type": "home", "blocks": BLOCKS}
    published: list[asyncio.Task[Any]] = []

    async def later(_: Heard) -> web.Response:
        work = world.client().views_publish(user_id=ben.user.id, view=home)
        published.append(asyncio.create_task(work))
        return web.Response()

    app.answer = later
    await ben.opens_home()
    await world.sandbox.until(lambda: ben.home is not None)
    await asyncio.gather(*published)


async def test_a_channel_that_is_archived_takes_no_message(world: Acme, app: LittleApp) -> None:
    ben = world.person("ben")
    await ben.archives(world.gift_cards)
    with pytest.raises(Refused, match="is_archived"):
        await ben.writes("hello", to=world.gift_cards)
