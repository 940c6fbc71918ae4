"""The sandbox's Web API, called by Slack's own client library."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack_sandbox.faults import Break
from bot.slack_sandbox.tokens import Tokens
from tests.slack.sandbox import Acme, acme

MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Assign"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "To whom?"}}],
}


@pytest.fixture
def client(world: Acme) -> AsyncWebClient:
    return world.client()


async def test_a_posted_message_is_in_the_history_with_its_metadata_if_asked_for(
    world: Acme, client: AsyncWebClient
) -> None:
    metadata = {"event_type": "giftline", "event_payload": {"key": "note-7"}}
    posted = await client.chat_postMessage(channel=world.gift_cards.id, text="hello", metadata=metadata)
    asked = await client.conversations_history(channel=world.gift_cards.id, include_all_metadata=True)
    plain = await client.conversations_history(channel=world.gift_cards.id)
    assert [message["ts"] for message in asked["messages"]] == [posted["ts"]]
    assert asked["messages"][0]["metadata"] == metadata
    assert "metadata" not in plain["messages"][0]


async def test_each_ts_is_new_and_later_even_while_the_clock_stands_still(
    world: Acme, client: AsyncWebClient
) -> None:
    stamps = [
        (await client.chat_postMessage(channel=world.gift_cards.id, text=f"{n}"))["ts"] for n in range(3)
    ]
    assert stamps == sorted(set(stamps))
    assert all(len(ts.partition(".")[2]) == 6 for ts in stamps)


async def test_a_thread_is_read_oldest_first_behind_its_parent_and_is_not_in_the_history(
    world: Acme, client: AsyncWebClient
) -> None:
    channel = world.gift_cards.id
    parent = (await client.chat_postMessage(channel=channel, text="case"))["ts"]
    for n in range(3):
        await client.chat_postMessage(channel=channel, text=f"{n}", thread_ts=parent)
    texts: list[str] = []
    cursor = ""
    while True:
        page = await client.conversations_replies(channel=channel, ts=parent, limit=2, cursor=cursor)
        texts += [message["text"] for message in page["messages"][1:]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert texts == ["0", "1", "2"]
    history = await client.conversations_history(channel=channel)
    assert [(each["text"], each["reply_count"]) for each in history["messages"]] == [("case", 3)]


async def test_the_history_is_read_newest_first_between_the_two_times_and_in_pages(
    world: Acme, client: AsyncWebClient
) -> None:
    channel = world.gift_cards.id
    stamps = [(await client.chat_postMessage(channel=channel, text=f"{n}"))["ts"] for n in range(5)]

    async def texts(**asked: Any) -> list[str]:
        found = await client.conversations_history(channel=channel, **asked)
        return [message["text"] for message in found["messages"]]

    assert await texts(limit=2) == ["4", "3"]
    assert await texts(oldest=stamps[1], latest=stamps[4]) == ["3", "2"]
    assert await texts(oldest=stamps[1], latest=stamps[4], inclusive=True) == ["4", "3", "2", "1"]
    first = await client.conversations_history(channel=channel, limit=3)
    assert first["has_more"]
    assert await texts(limit=3, cursor=first["response_metadata"]["next_cursor"]) == ["1", "0"]


@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ([{"type": "divider"}] * 51, "no more than 50 items"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "less than 3001"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "more than 0"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "less than 151"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "plain_text"),
        ([{"type": "heading"}], "unsupported type"),
        ([{"type": "actions", "elements": []}], "between 1 and 25"),
    ],
)
async def test_blocks_that_slack_would_refuse_are_refused_with_where_they_are_wrong(
    world: Acme, client: AsyncWebClient, blocks: list[dict[str, Any]], why: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=world.gift_cards.id, text="x", blocks=blocks)
    assert refused.value.response["error"] == "invalid_blocks"
    assert why in refused.value.response["response_metadata"]["messages"][0]
    assert not world.gift_cards.messages


def button(action_id: str = "take", text: str = "Take", value: str = "c-1") -> dict[str, Any]:
    words = {"type": "plain_text", "text": text}
    return {"type": "button", "action_id": action_id, "text": words, "value": value}


@pytest.mark.parametrize(
    ("elements", "taken"),
    [
        ([button("a"), button("b")], True),
        ([button("a"), button("a")], False),
        ([button(text="x" * 75)], True),
        ([button(text="x" * 76)], False),
        ([button(value="x" * 2000)], True),
        ([button(value="x" * 2001)], False),
        ([button(f"{n}") for n in range(25)], True),
        ([button(f"{n}") for n in range(26)], False),
    ],
)
async def test_buttons_have_slacks_limits(
    world: Acme, client: AsyncWebClient, elements: list[dict[str, Any]], taken: bool
) -> None:
    blocks = [{"type": "actions", "elements": elements}]
    if taken:
        assert (await client.chat_postMessage(channel=world.gift_cards.id, text="x", blocks=blocks))["ok"]
        return
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel=world.gift_cards.id, text="x", blocks=blocks)


async def test_blocks_come_back_as_slacks_own_types_read_them(world: Acme, client: AsyncWebClient) -> None:
    sent = [
        SectionBlock(text="*Ada* waits"),
        ActionsBlock(elements=[ButtonElement(text="Take", action_id="take")]),
    ]
    await client.chat_postMessage(channel=world.gift_cards.id, text="x", blocks=sent)
    found = (await client.conversations_history(channel=world.gift_cards.id))["messages"][0]["blocks"]
    assert [type(block) for block in Block.parse_all(found)] == [SectionBlock, ActionsBlock]
    assert all(block["block_id"] for block in found)


async def errors_of(world: Acme, client: AsyncWebClient) -> dict[str, str]:
    """What posting says, by what is wrong with the channel."""
    found = {}
    for name, channel in {
        "unknown": "C404",
        "left": world.gift_cards.id,
        "private and left": world.fraud.id,
    }.items():
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=channel, text="x")
        found[name] = refused.value.response["error"]
    return found


async def test_a_channel_says_why_nothing_can_be_posted_in_it(world: Acme, client: AsyncWebClient) -> None:
    ben = world.person("ben")
    await ben.removes_app(world.gift_cards)
    await ben.removes_app(world.fraud)
    assert await errors_of(world, client) == {
        "unknown": "channel_not_found",
        "left": "not_in_channel",
        "private and left": "channel_not_found",
    }
    await ben.invites_app(world.gift_cards)
    await ben.archives(world.gift_cards)
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel=world.gift_cards.id, text="x")


async def test_a_reply_to_what_is_not_there_is_refused(world: Acme, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="thread_not_found"):
        await client.chat_postMessage(channel=world.gift_cards.id, text="x", thread_ts="1.000001")
    with pytest.raises(SlackApiError, match="thread_not_found"):
        await client.conversations_replies(channel=world.gift_cards.id, ts="1.000001")


async def test_only_the_apps_own_messages_can_be_changed_or_deleted(
    world: Acme, client: AsyncWebClient
) -> None:
    channel = world.gift_cards.id
    bens = (await world.person("ben").writes("mine", to=world.gift_cards)).ts
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel=channel, ts=bens, text="theirs")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        await client.chat_delete(channel=channel, ts=bens)
    own = (await client.chat_postMessage(channel=channel, text="before"))["ts"]
    await client.chat_update(channel=channel, ts=own, text="after")
    assert world.gift_cards.messages[own].text == "after"
    await client.chat_delete(channel=channel, ts=own)
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel=channel, ts=own, text="gone")


async def test_an_update_keeps_the_metadata_that_it_does_not_name(
    world: Acme, client: AsyncWebClient
) -> None:
    channel = world.gift_cards
    metadata = {"event_type": "giftline", "event_payload": {"key": "note-7"}}
    ts = (await client.chat_postMessage(channel=channel.id, text="x", metadata=metadata))["ts"]
    await client.chat_update(channel=channel.id, ts=ts, text="y")
    assert channel.messages[ts].metadata == metadata
    await client.chat_update(channel=channel.id, ts=ts, text="y", metadata={})
    assert channel.messages[ts].metadata is None


async def test_a_new_text_without_blocks_takes_the_place_of_both(world: Acme, client: AsyncWebClient) -> None:
    channel = world.gift_cards
    blocks = [{"type": "divider"}]
    ts = (await client.chat_postMessage(channel=channel.id, text="x", blocks=blocks))["ts"]
    await client.chat_update(channel=channel.id, ts=ts, text="y", blocks=blocks)
    assert channel.messages[ts].edited_ts is None
    await client.chat_update(channel=channel.id, ts=ts, text="y")
    assert channel.messages[ts].blocks == []
    assert channel.messages[ts].edited_ts is not None


async def test_an_ephemeral_message_is_seen_by_one_and_listed_nowhere(
    world: Acme, client: AsyncWebClient
) -> None:
    ben, cleo = world.person("ben"), world.person("cleo")
    channel = world.gift_cards
    await client.chat_postEphemeral(channel=channel.id, user=ben.user.id, text="only you")
    assert [message.text for message in ben.sees(channel)] == ["only you"]
    assert cleo.sees(channel) == []
    assert (await client.conversations_history(channel=channel.id))["messages"] == []


@pytest.mark.parametrize("bad", ["xoxb-forged", "nonsense"])
async def test_a_token_that_was_never_given_out_is_refused(world: Acme, bad: str) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await world.client(bad).auth_test()


async def test_a_token_can_do_what_its_scopes_say_and_no_more(world: Acme) -> None:
    token = world.sandbox.install(world.workspace, scopes=["chat:write", "users:read"])
    client = world.client(token)
    await client.chat_postMessage(channel=world.gift_cards.id, text="x")
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel=world.gift_cards.id)
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "channels:history"
    ada = world.workspace.user_named("ada").id
    assert "email" not in (await client.users_info(user=ada))["user"]["profile"]


async def test_people_are_found_by_id_and_by_email_with_their_presence(
    world: Acme, client: AsyncWebClient
) -> None:
    ada = world.person("ada")
    found = (await client.users_lookupByEmail(email="ada@example.com"))["user"]
    assert found["id"] == ada.user.id
    shown = (await client.users_info(user=ada.user.id))["user"]
    assert (shown["profile"]["email"], shown["is_email_confirmed"]) == ("ada@example.com", True)
    ada.goes_away()
    assert (await client.users_getPresence(user=ada.user.id))["presence"] == "away"
    with pytest.raises(SlackApiError, match="users_not_found"):
        await client.users_lookupByEmail(email="nobody@example.com")


async def test_a_direct_message_is_opened_once_for_each_person(world: Acme, client: AsyncWebClient) -> None:
    ada = world.person("ada").user.id
    opened = [(await client.conversations_open(users=ada))["channel"]["id"] for _ in range(2)]
    assert len(set(opened)) == 1
    assert (await client.chat_postMessage(channel=ada, text="hello"))["channel"] == opened[0]


async def test_channels_are_listed_by_type_with_who_is_in_them(world: Acme, client: AsyncWebClient) -> None:
    public = (await client.conversations_list())["channels"]
    both = (await client.conversations_list(types="public_channel,private_channel"))["channels"]
    assert [channel["name"] for channel in public] == ["gift-cards"]
    assert [channel["name"] for channel in both] == ["gift-cards", "fraud"]
    members = (await client.conversations_members(channel=world.fraud.id))["members"]
    assert set(members) == world.fraud.members
    assert (await client.conversations_info(channel=world.fraud.id))["channel"]["is_private"]


async def test_one_modal_is_opened_for_each_thing_that_somebody_did(
    world: Acme, client: AsyncWebClient
) -> None:
    ben = world.person("ben")
    trigger = world.sandbox.slack.new_trigger(world.workspace, ben.user)
    opened = (await client.views_open(trigger_id=trigger, view=MODAL))["view"]
    assert ben.modal is not None
    assert ben.modal.id == opened["id"]
    # As Slack's own type of a view reads it.
    assert View(**opened).to_dict()["title"] == MODAL["title"]
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=MODAL)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id="1.2.3", view=MODAL)
    updated = await client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)
    assert updated["view"]["hash"] != opened["hash"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"private_metadata": "x" * 3001},
        {"blocks": [{"type": "divider"}] * 101},
        {
            "blocks": [
                {
                    "type": "input",
                    "label": {"type": "plain_text", "text": "Note"},
                    "element": {"type": "plain_text_input", "action_id": "note"},
                }
            ]
        },
    ],
    ids=["long title", "much metadata", "many blocks", "input without submit"],
)
async def test_a_modal_that_slack_would_refuse_is_refused(
    world: Acme, client: AsyncWebClient, wrong: dict[str, Any]
) -> None:
    ben = world.person("ben")
    trigger = world.sandbox.slack.new_trigger(world.workspace, ben.user)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_open(trigger_id=trigger, view=MODAL | wrong)
    assert ben.modal is None


async def test_a_home_is_one_persons_own(world: Acme, client: AsyncWebClient) -> None:
    ben, cleo = world.person("ben"), world.person("cleo")
    await client.views_publish(user_id=ben.user.id, view={"type": "home", "blocks": MODAL["blocks"]})
    assert ben.home is not None
    assert cleo.home is None


async def test_a_method_is_refused_for_a_while_and_then_works_again(
    world: Acme, client: AsyncWebClient
) -> None:
    world.sandbox.faults.limit("chat.postMessage", retry_after_s=7, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=world.gift_cards.id, text="x")
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "7"
    await client.chat_postMessage(channel=world.gift_cards.id, text="x")
    assert len(world.gift_cards.messages) == 1


@pytest.mark.parametrize(("when", "there"), [(Break.BEFORE, 0), (Break.AFTER, 1)])
async def test_a_connection_breaks_before_or_after_slack_did_as_asked(
    world: Acme, client: AsyncWebClient, when: Break, there: int
) -> None:
    world.sandbox.faults.drop("chat.postMessage", when)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=world.gift_cards.id, text="x")
    assert len(world.gift_cards.messages) == there


async def test_a_file_is_given_to_a_token_that_may_read_it_and_a_page_to_everybody_else(world: Acme) -> None:
    message = await world.person("ada").shares("receipt.txt", b"25.00", mime_type="text/plain")
    file = (await world.client().files_info(file=message.files[0].id))["file"]
    may_not = world.sandbox.install(world.workspace, scopes=["chat:write"])
    async with aiohttp.ClientSession() as session:
        bodies = []
        for token in (world.token, may_not, "xoxb-forged"):
            headers = {"Authorization": f"Bearer {token}"}
            async with session.get(file["url_private"], headers=headers) as response:
                bodies.append((response.content_type, await response.read()))
    assert bodies[0] == ("text/plain", b"25.00")
    assert [kind for kind, _ in bodies[1:]] == ["text/html", "text/html"]
    assert all(b"25.00" not in body for _, body in bodies[1:])


# Slack's library uses what aiohttp wants to drop.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_tokens_rotate_and_the_old_ones_end() -> None:
    async with acme(tokens=Tokens(rotate=True)) as world:
        app = world.sandbox.slack.app
        code = world.sandbox.tokens.new_code(world.workspace, world.workspace.user_named("ben").id)
        anybody = AsyncWebClient(base_url=world.sandbox.api_url)
        secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
        first = await anybody.oauth_v2_access(code=code, **secrets)
        assert first["expires_in"] == 43_200
        assert (await world.client(first["access_token"]).auth_test())["team_id"] == world.workspace.id
        second = await anybody.oauth_v2_access(
            grant_type="refresh_token", refresh_token=first["refresh_token"], **secrets
        )
        assert (await world.client(second["access_token"]).auth_test())["ok"]
        with pytest.raises(SlackApiError, match="token_expired"):
            await world.client(first["access_token"]).auth_test()
        with pytest.raises(SlackApiError, match="invalid_refresh_token"):
            await anybody.oauth_v2_access(
                grant_type="refresh_token", refresh_token=first["refresh_token"], **secrets
            )
        with pytest.raises(SlackApiError, match="code_already_used"):
            await anybody.oauth_v2_access(code=code, **secrets)
        with pytest.raises(SlackApiError, match="bad_client_secret"):
            await anybody.oauth_v2_access(code="x", client_id=app.client_id, client_secret="forged")


async def test_an_uninstalled_app_can_call_nothing(world: Acme, client: AsyncWebClient) -> None:
    await world.person("ben").uninstalls_app()
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()


async def test_a_response_url_answers_one_person_or_all_five_times(world: Acme) -> None:
    ben = world.person("ben")
    slack = world.sandbox.slack
    secret = slack.new_response_url(world.workspace, world.gift_cards, ben.user, None)
    answering = AsyncWebhookClient(f"{world.sandbox.url}/actions/{world.workspace.id}/{secret}")
    assert (await answering.send(text="yours")).status_code == 200
    assert [message.text for message in ben.sees(world.gift_cards)] == ["yours"]
    assert world.person("cleo").sees(world.gift_cards) == []
    assert (await answering.send(text="everybody's", response_type="in_channel")).status_code == 200
    assert [message.text for message in world.person("cleo").sees(world.gift_cards)] == ["everybody's"]
    statuses = [(await answering.send(text=f"{n}")).status_code for n in range(4)]
    assert statuses == [200, 200, 200, 404]


async def test_what_was_called_is_kept_without_tokens(world: Acme, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=world.gift_cards.id, text="hello")
    called = world.sandbox.api.calls[-1]
    assert (called.method, called.arguments["text"], called.error) == ("chat.postMessage", "hello", None)
    assert world.token not in str(called.arguments)


async def test_whoever_adds_the_app_is_led_back_with_a_code_that_is_good_for_a_token(world: Acme) -> None:
    app = world.sandbox.slack.app
    query = {
        "client_id": app.client_id,
        "state": "s1",
        "redirect_uri": "http://127.0.0.1/slack/oauth_redirect",
        "team": world.workspace.id,
    }
    async with (
        aiohttp.ClientSession(world.sandbox.url) as browser,
        browser.get("/oauth/v2/authorize", params=query, allow_redirects=False) as response,
    ):
        led = urlsplit(response.headers["Location"])
    given = parse_qs(led.query)
    assert (led.path, given["state"]) == ("/slack/oauth_redirect", ["s1"])
    answer = world.sandbox.api.call(
        "oauth.v2.access", None, {"code": given["code"][0]}, (app.client_id, app.client_secret)
    )
    assert (await world.client(answer["access_token"]).auth_test())["team_id"] == world.workspace.id


async def test_the_next_page_of_what_was_asked_for_is_where_the_cursor_says_and_nowhere_else(
    world: Acme, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        await client.conversations_history(channel=world.gift_cards.id, cursor="x!")
    with pytest.raises(SlackApiError, match="invalid_limit"):
        await client.conversations_history(channel=world.gift_cards.id, limit=0)


async def test_no_metadata_that_slack_would_not_keep_is_taken(world: Acme, client: AsyncWebClient) -> None:
    half: list[Any] = [{"event_type": "giftline"}, {"event_payload": {"key": "x"}}, "{"]
    for wrong in half:
        with pytest.raises(SlackApiError, match="invalid_metadata_format"):
            await client.chat_postMessage(channel=world.gift_cards.id, text="x", metadata=wrong)


async def test_a_person_of_another_workspace_is_told_apart(world: Acme, client: AsyncWebClient) -> None:
    guest = world.sandbox.slack.add_user(world.workspace, "eve", team="T999")
    shown = (await client.users_info(user=guest.id))["user"]
    assert (shown["team_id"], shown["is_stranger"]) == ("T999", True)


async def test_slack_can_be_unwell_and_say_so_or_not(world: Acme, client: AsyncWebClient) -> None:
    faults = world.sandbox.faults
    faults.fail("chat.postMessage", error="internal_error")
    faults.fail("chat.postMessage", status=503)
    for name, status in (("internal_error", 200), (None, 503)):
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=world.gift_cards.id, text="x")
        assert refused.value.response.status_code == status
        assert refused.value.response.get("error") == name
    assert not world.gift_cards.messages
