"""Slack is set up wholly or not at all, and never without something that shows who is Slack."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigurationError
from bot.serving import running_giftline
from bot.settings import Settings

SIGNED: dict[str, Any] = {"slack_signing_secret": "shh"}
ONE: dict[str, Any] = {"slack_bot_token": "xoxb-1"}
SEVERAL: dict[str, Any] = {"slack_client_id": "1.2", "slack_client_secret": "shh"}
PUBLIC: dict[str, Any] = {"public_url": "https://support.example.com"}


def test_without_a_setting_of_slacks_there_is_no_slack() -> None:
    assert Settings().slack is None


def test_what_is_for_rehearsals_or_for_later_alone_sets_nothing_up() -> None:
    only = Settings(slack_api_url="http://127.0.0.1:9/api/", slack_trust_email="T1")
    assert only.slack is None


@pytest.mark.parametrize(
    "given",
    [ONE | SIGNED, ONE | {"slack_app_token": "xapp-1"}, SEVERAL | SIGNED | PUBLIC],
    ids=["HTTP", "Socket Mode", "several workspaces"],
)
def test_each_way_of_setting_it_up_is_taken(given: dict[str, Any]) -> None:
    assert Settings(**given).slack is not None


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (ONE, "GIFTLINE_SLACK_SIGNING_SECRET"),
        (SIGNED, "GIFTLINE_SLACK_BOT_TOKEN"),
        ({"slack_app_token": "xapp-1"}, "GIFTLINE_SLACK_BOT_TOKEN"),
        (SEVERAL | PUBLIC, "GIFTLINE_SLACK_SIGNING_SECRET"),
        (SEVERAL | SIGNED, "GIFTLINE_PUBLIC_URL"),
        ({"slack_client_id": "1.2"} | SIGNED | PUBLIC, "GIFTLINE_SLACK_CLIENT_SECRET"),
        ({"slack_client_secret": "shh"} | SIGNED | PUBLIC, "GIFTLINE_SLACK_CLIENT_ID"),
        (SEVERAL | SIGNED | PUBLIC | ONE, "Set one of the two"),
    ],
)
def test_half_of_it_is_refused_with_what_is_missing(given: dict[str, Any], missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        _ = Settings(**given).slack


def test_an_empty_secret_is_none() -> None:
    with pytest.raises(ConfigurationError, match="GIFTLINE_SLACK_SIGNING_SECRET"):
        _ = Settings(**ONE, slack_signing_secret="").slack


async def test_half_of_it_keeps_the_server_from_starting_and_leaves_no_database(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, port=0, **ONE)
    with pytest.raises(ConfigurationError, match="GIFTLINE_SLACK_SIGNING_SECRET"):
        async with running_giftline(settings, model=tmp_path, folder=tmp_path, demo=False):
            pass
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


def test_no_secret_is_in_a_repr() -> None:
    settings = Settings(**(SEVERAL | PUBLIC), slack_signing_secret="hidden-1", slack_app_token="hidden-2")
    assert "hidden" not in repr(settings) + repr(settings.slack)
    assert "shh" not in repr(settings.slack)


def test_where_slack_leads_an_administrator_back_is_at_the_public_address() -> None:
    slack = Settings(**(SEVERAL | SIGNED | PUBLIC)).slack
    assert slack is not None
    assert slack.redirect_url == "https://support.example.com/slack/oauth_redirect"


def test_workspaces_that_are_trusted_are_named_one_by_one() -> None:
    slack = Settings(**ONE, **SIGNED, slack_trust_email=" T1, T2 ,").slack
    assert slack is not None
    assert slack.trusted_for_email == {"T1", "T2"}
