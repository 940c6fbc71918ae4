"""What the sandbox delivers has the keys that Slack's documentation shows, and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.slack_sandbox.workspace import Json
from tests.slack.sandbox import Acme, LittleApp
from tests.slack.test_sandbox_deliveries import BLOCKS, MODAL

PAYLOADS = Path(__file__).parent / "payloads"
# What the documentation shows and nobody needs.
LEFT_OUT = {"icons", "is_moved", "updated"}
# Slack gives it to each text that says nothing of it.
LEFT_OUT_OF_TEXTS = {"emoji"}


def keys(value: Any, at: str = "") -> set[str]:
    """The path of each key."""
    if isinstance(value, list):
        return keys(value[0], f"{at}[]") if value else set()
    if not isinstance(value, dict):
        return set()
    kept = {key: inside for key, inside in value.items() if key not in LEFT_OUT | LEFT_OUT_OF_TEXTS}
    return {f"{at}.{key}" for key in kept} | {
        path for key, inside in kept.items() for path in keys(inside, f"{at}.{key}")
    }


def documented(name: str) -> Json:
    payload: Json = json.loads((PAYLOADS / f"{name}.json").read_text())
    return payload


async def delivered(world: Acme, app: LittleApp) -> dict[str, Json]:
    """One of each, by the name of its file."""
    ada, ben = world.person("ada"), world.person("ben")
    sandbox, channel = world.sandbox, world.gift_cards
    found: dict[str, Json] = {"url_verification": json.loads(app.challenged[0].body)}

    def keep(*names: str) -> None:
        last = [dict(sent.delivery.payload) for sent in sandbox.sent[-len(names) :]]
        found.update(zip(names, last, strict=True))

    message = await ben.writes("What is the hour?", to=channel)
    keep("message")
    await ben.mentions("status", to=channel)
    keep("app_mention", "message")
    await ben.writes("Now", to=channel, thread=message)
    keep("message_in_thread")
    typo = await ben.writes("frist", to=channel)
    await ben.edits(typo, "first")
    keep("message_changed")
    gone = await ben.writes("oh", to=channel)
    await ben.deletes(gone)
    keep("message_deleted")
    await ada.shares("file.png", b"x", mime_type="image/png", text="look")
    keep("file_share")
    await ben.opens_home()
    keep("app_home_opened")
    posted = await world.client().chat_postMessage(channel=channel.id, text="case", blocks=BLOCKS)
    await sandbox.settled()
    await ben.presses(channel.messages[posted["ts"]], "take")
    keep("block_actions")
    trigger = sandbox.slack.new_trigger(world.workspace, ben.user)
    await world.client().views_open(trigger_id=trigger, view=MODAL)
    await ben.submits({"text": "call her"})
    keep("view_submission")
    await world.client().views_open(
        trigger_id=sandbox.slack.new_trigger(world.workspace, ben.user), view=MODAL
    )
    await ben.closes_modal()
    keep("view_closed")
    await world.client().views_publish(user_id=ben.user.id, view={"type": "home", "blocks": BLOCKS})
    assert ben.home is not None
    await ben.presses(ben.home, "take")
    keep("block_actions_in_view")
    await ben.runs("help", at=channel)
    keep("slash_command")
    await ben.renames(channel, "cards")
    keep("channel_rename")
    await ben.archives(channel)
    keep("channel_archive")
    await ben.unarchives(channel)
    await ben.removes_app(channel)
    keep("channel_left")
    await ben.uninstalls_app()
    keep("tokens_revoked", "app_uninstalled")
    return found


async def test_what_is_delivered_has_the_documented_keys(world: Acme, app: LittleApp) -> None:
    found = await delivered(world, app)
    assert set(found) == {path.stem for path in PAYLOADS.glob("*.json")}
    wrong = {name: keys(documented(name)) ^ keys(payload) for name, payload in found.items()}
    assert {name: sorted(paths) for name, paths in wrong.items() if paths} == {}
