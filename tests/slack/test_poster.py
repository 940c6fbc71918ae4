"""What posts into Slack: each failure as what it means for the next try, and no message twice by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.bootstrap import Services
from bot.channels.slack.poster import WebPoster
from bot.channels.slack.workspaces import SlackWorkspaces, slack_session
from bot.errors import ChannelClosed, DeliveryFailed, DeliveryRefused, SlackBusy
from bot.slack.posting import Posted
from bot.slack.threads import Place
from bot.slack.workspaces import ChannelId, SlackUserId, WorkspaceId
from bot.slack_sandbox.faults import Break
from bot.slack_sandbox.workspace import Channel
from tests.slack.sandbox import Acme, acme
from tests.slack.served import settings_for

HELLO = Posted("hello")


@pytest.fixture
async def there() -> AsyncIterator[Acme]:
    async with acme() as made:
        yield made


@pytest.fixture
async def poster(services: Services, there: Acme) -> AsyncIterator[WebPoster]:
    async with slack_session() as session:
        yield WebPoster(SlackWorkspaces(services.unit_of_work, services.clock, settings_for(there), session))


def _in(there: Acme, channel: Channel, ts: str | None = None) -> Place:
    return Place(WorkspaceId(there.workspace.id), ChannelId(channel.id), ts)


def _texts(channel: Channel) -> list[str]:
    return [message.text for message in channel.messages.values()]


async def test_a_message_is_found_again_by_its_key_wherever_it_was_posted(
    there: Acme, poster: WebPoster
) -> None:
    channel, direct = there.gift_cards, there.person("ada").direct
    first = await poster.post(_in(there, channel), HELLO, "first")
    in_thread = await poster.post(_in(there, channel, first), HELLO, "second")
    to_ada = await poster.post(_in(there, direct, ""), HELLO, "third")
    assert await poster.find(_in(there, channel), "first") == first
    assert await poster.find(_in(there, channel, first), "second") == in_thread
    assert await poster.find(_in(there, direct, ""), "third") == to_ada
    assert await poster.find(_in(there, channel, first), "third") is None


async def test_a_key_is_found_at_the_end_of_a_long_thread(there: Acme, poster: WebPoster) -> None:
    first = await poster.post(_in(there, there.gift_cards), HELLO, "head")
    thread = _in(there, there.gift_cards, first)
    for number in range(120):
        last = await poster.post(thread, HELLO, f"reply {number}")
    assert await poster.find(thread, "reply 119") == last


async def test_what_may_be_there_is_not_posted_a_second_time_by_the_library(
    there: Acme, poster: WebPoster
) -> None:
    there.sandbox.faults.drop("chat.postMessage", Break.AFTER)
    with pytest.raises(DeliveryFailed):
        await poster.post(_in(there, there.gift_cards), HELLO, "first")
    assert _texts(there.gift_cards) == ["hello"]
    assert await poster.find(_in(there, there.gift_cards), "first") is not None


async def test_slack_says_how_long_to_wait(there: Acme, poster: WebPoster) -> None:
    there.sandbox.faults.limit("chat.postMessage", retry_after_s=37)
    with pytest.raises(SlackBusy) as busy:
        await poster.post(_in(there, there.gift_cards), HELLO, "first")
    assert busy.value.retry_after_s == 37


@pytest.mark.parametrize("status", [500, 503])
async def test_what_slack_cannot_do_now_may_work_later(there: Acme, poster: WebPoster, status: int) -> None:
    there.sandbox.faults.fail("chat.postMessage", status=status)
    with pytest.raises(DeliveryFailed) as failed:
        await poster.post(_in(there, there.gift_cards), HELLO, "first")
    assert not isinstance(failed.value, DeliveryRefused)


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found", "not_in_channel", "account_inactive"])
async def test_a_channel_that_takes_nothing_is_closed(there: Acme, poster: WebPoster, error: str) -> None:
    there.sandbox.faults.fail("chat.postMessage", error=error)
    with pytest.raises(ChannelClosed):
        await poster.post(_in(there, there.gift_cards), HELLO, "first")


async def test_a_workspace_that_has_not_added_us_is_closed(there: Acme, poster: WebPoster) -> None:
    with pytest.raises(ChannelClosed):
        await poster.post(Place(WorkspaceId("T_NOWHERE"), ChannelId("C1"), None), HELLO, "first")


async def test_a_message_that_slack_does_not_take_is_refused_for_good_and_not_repeated(
    there: Acme, poster: WebPoster
) -> None:
    bad = Posted("a secret", [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}])
    with pytest.raises(DeliveryRefused) as refused:
        await poster.post(_in(there, there.gift_cards), bad, "first")
    assert "secret" not in refused.value.detail


async def test_slack_being_away_is_no_error_of_ours(there: Acme, services: Services) -> None:
    away = settings_for(there, api_url="http://127.0.0.1:9/api/")
    poster = WebPoster(SlackWorkspaces(services.unit_of_work, services.clock, away))
    with pytest.raises(DeliveryFailed):
        await poster.post(_in(there, there.gift_cards), HELLO, "first")


async def test_an_update_takes_the_place_of_what_was_posted_and_keeps_its_key(
    there: Acme, poster: WebPoster
) -> None:
    place = _in(there, there.gift_cards)
    ts = await poster.post(place, HELLO, "first")
    await poster.update(place, ts, Posted("goodbye"))
    assert _texts(there.gift_cards) == ["goodbye"]
    assert await poster.find(place, "first") == ts


async def test_what_is_whispered_only_one_person_sees(there: Acme, poster: WebPoster) -> None:
    ben = there.person("ben")
    await poster.whisper(_in(there, there.gift_cards), SlackUserId(ben.user.id), HELLO)
    assert [message.text for message in ben.sees(there.gift_cards)] == ["hello"]
    assert there.person("cleo").sees(there.gift_cards) == []


async def test_who_is_at_slack_now_is_told_by_their_address(there: Acme, poster: WebPoster) -> None:
    place, ben = _in(there, there.gift_cards), there.person("ben")
    here = await poster.is_active(place, "ben@example.com")
    ben.goes_away()
    away = await poster.is_active(place, "ben@example.com")
    assert (here, away, await poster.is_active(place, "nobody@example.com")) == (True, False, False)


async def test_a_token_is_for_the_workspace_that_slack_says(there: Acme, services: Services) -> None:
    workspaces = SlackWorkspaces(services.unit_of_work, services.clock, settings_for(there))
    await workspaces.introduce()
    with services.unit_of_work() as work:
        [stored] = work.slack.workspaces()
    assert (stored.id, stored.name, stored.bot_user) == (
        there.workspace.id,
        "Acme Gifts",
        there.workspace.bot.id,
    )
