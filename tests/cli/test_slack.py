"""`giftline slack`: the manifest, what the doctor finds, the channels of teams, and workspaces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from typer.testing import Result

from bot.bootstrap import Services
from bot.channels.slack.scopes import SCOPES
from bot.slack_sandbox.tokens import Tokens
from tests.cli.conftest import Giftline, the_reason
from tests.slack.sandbox import acme
from tests.slack.served import ServedToSlack, served_to_slack

PUBLIC = {"GIFTLINE_PUBLIC_URL": "https://support.example.com"}


@pytest.fixture
async def served(services: Services, tmp_path: Path) -> AsyncIterator[ServedToSlack]:
    async with served_to_slack(services, tmp_path) as made:
        yield made


@pytest.fixture
def environment(served: ServedToSlack) -> dict[str, str]:
    return {
        "GIFTLINE_SLACK_API_URL": served.there.sandbox.api_url,
        "GIFTLINE_SLACK_BOT_TOKEN": served.there.token,
        "GIFTLINE_SLACK_SIGNING_SECRET": served.there.sandbox.slack.app.signing_secret,
        "GIFTLINE_PUBLIC_URL": served.url,
    }


async def _runs(giftline: Giftline, *arguments: str, **environment: str) -> Result:
    """Beside the servers of this test, which go on meanwhile."""
    return await asyncio.to_thread(lambda: giftline("slack", *arguments, **environment))


def test_the_manifest_asks_for_what_the_doctor_looks_for(giftline: Giftline) -> None:
    written = yaml.safe_load(giftline("slack", "manifest", **PUBLIC).stdout)
    assert set(written["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    events = written["settings"]["event_subscriptions"]
    assert events["request_url"] == "https://support.example.com/slack/events"
    assert "message.im" in events["bot_events"]


def test_the_manifest_of_socket_mode_names_no_address(giftline: Giftline) -> None:
    shown = giftline("slack", "manifest", "--socket-mode")
    assert yaml.safe_load(shown.stdout)["settings"]["socket_mode_enabled"] is True
    assert "://" not in shown.stdout


def test_the_manifest_of_several_workspaces_leads_administrators_back(giftline: Giftline) -> None:
    written = yaml.safe_load(giftline("slack", "manifest", "--several", **PUBLIC).stdout)
    assert written["oauth_config"]["redirect_urls"] == ["https://support.example.com/slack/oauth_redirect"]
    assert written["settings"]["token_rotation_enabled"] is True


def test_a_manifest_that_needs_an_address_is_refused_without_one(giftline: Giftline) -> None:
    assert "GIFTLINE_PUBLIC_URL is not set" in the_reason(giftline("slack", "manifest"))


@pytest.mark.parametrize("command", [("doctor",), ("channels", "set", "support", "gift-cards")])
def test_what_needs_slack_says_that_it_is_not_set_up(giftline: Giftline, command: tuple[str, ...]) -> None:
    assert "docs/slack.md" in the_reason(giftline("slack", *command))


async def test_a_team_is_given_a_channel_by_its_name_and_loses_it(
    giftline: Giftline, environment: dict[str, str], served: ServedToSlack
) -> None:
    given = await _runs(giftline, "channels", "set", "support", "#gift-cards", **environment)
    listed = await _runs(giftline, "channels", "list", **environment)
    stored = served.team_channel()
    removed = await _runs(giftline, "channels", "remove", "support", **environment)
    assert given.exit_code == 0, given.stderr
    assert (stored.channel, stored.replies_in_thread) == (served.there.gift_cards.id, False)
    assert "#gift-cards" in listed.stdout
    assert removed.exit_code == 0
    with served.services.unit_of_work() as work:
        assert work.slack.channels() == []


async def test_a_channel_that_cannot_be_used_is_refused_with_what_to_do(
    giftline: Giftline, environment: dict[str, str], served: ServedToSlack
) -> None:
    served.there.gift_cards.members.discard(served.there.workspace.bot.id)
    left = await _runs(giftline, "channels", "set", "support", "gift-cards", **environment)
    nowhere = await _runs(giftline, "channels", "set", "support", "nowhere", **environment)
    nobody = await _runs(giftline, "channels", "set", "nobody", "fraud", **environment)
    assert "invite it there" in the_reason(left)
    assert "no such channel" in the_reason(nowhere)
    assert "no such team" in the_reason(nobody)


async def test_the_doctor_finds_nothing_wrong_where_nothing_is(
    giftline: Giftline, environment: dict[str, str], served: ServedToSlack
) -> None:
    served.a_team_works_in(served.there.gift_cards)
    found = await _runs(giftline, "doctor", **environment)
    assert found.exit_code == 0, found.stdout
    assert "takes what is signed and refuses what is not" in found.stdout
    assert "Acme Gifts" in found.stdout


async def test_the_doctor_says_what_is_wrong(
    giftline: Giftline, environment: dict[str, str], served: ServedToSlack
) -> None:
    served.a_team_works_in(served.there.gift_cards)
    served.there.gift_cards.is_archived = True
    other_secret = environment | {"GIFTLINE_SLACK_SIGNING_SECRET": "another"}
    found = await _runs(giftline, "doctor", **other_secret)
    assert found.exit_code == 1
    assert "#gift-cards: The channel is archived." in found.stdout
    assert "same GIFTLINE_SLACK_SIGNING_SECRET" in found.stdout


async def test_the_doctor_names_the_scopes_that_are_missing_and_what_they_are_for(
    giftline: Giftline, services: Services, tmp_path: Path
) -> None:
    some = [scope for scope in SCOPES if scope != "files:read"]
    async with (
        acme(tokens=Tokens(scopes=some)) as there,
        served_to_slack(services, tmp_path, there=there) as served,
    ):
        found = await _runs(
            giftline,
            "doctor",
            GIFTLINE_SLACK_API_URL=there.sandbox.api_url,
            GIFTLINE_SLACK_BOT_TOKEN=there.token,
            GIFTLINE_SLACK_SIGNING_SECRET=there.sandbox.slack.app.signing_secret,
            GIFTLINE_PUBLIC_URL=served.url,
        )
    assert found.exit_code == 1
    assert "lacks files:read (pictures and PDFs that customers send)" in found.stdout


async def test_a_workspace_is_listed_and_forgotten(
    giftline: Giftline, environment: dict[str, str], served: ServedToSlack
) -> None:
    team = served.there.workspace.id
    listed = await _runs(giftline, "workspaces", "list", **environment)
    removed = await _runs(giftline, "workspaces", "remove", team, **environment)
    again = await _runs(giftline, "workspaces", "remove", team, **environment)
    assert team in listed.stdout
    assert removed.exit_code == 0
    assert "no such workspace" in the_reason(again)
