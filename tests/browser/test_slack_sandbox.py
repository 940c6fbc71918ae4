"""The sandbox's page, as somebody who has no workspace uses it."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.slack_sandbox.cast import BOT_TOKEN, with_newcomers_cast
from bot.slack_sandbox.delivery import Answer, Delivery, RetryReason
from bot.slack_sandbox.server import RunningSandbox, running_sandbox
from bot.slack_sandbox.workspace import Json, Workspace
from tests.browser.violations import has_no_violation
from tests.giftline_process import wait_until

pytestmark = pytest.mark.browser


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": words(text), **more}


CASE = [
    {"type": "header", "text": words("Card not activated")},
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*Maya* waits for a person.\n&gt; it says &lt;b&gt; & nothing"},
        "fields": [
            {"type": "mrkdwn", "text": "*Priority*\nhigh"},
            {"type": "mrkdwn", "text": "*Wait*\n2 min"},
        ],
    },
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "GL-1 · <https://example.com|desk>"}]},
    {
        "type": "actions",
        "elements": [
            button("take", "Take", style="primary"),
            button("note", "Add a note"),
            {
                "type": "static_select",
                "action_id": "priority",
                "placeholder": words("Priority"),
                "options": [{"text": words(name.title()), "value": name} for name in ("high", "low")],
            },
        ],
    },
]
NOTE = {
    "type": "modal",
    "title": words("A note"),
    "submit": words("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "said",
            "label": words("Note"),
            "hint": words("Only agents see it."),
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}
HOME = {"type": "home", "blocks": [{"type": "header", "text": words("Your queue")}, CASE[-1]]}


@dataclass
class AppOfButtons:
    """Posts a case when it is spoken to, opens a modal at a button, and shows a home."""

    sandbox: RunningSandbox
    did: list[str] = field(default_factory=list)
    is_there: bool = True

    async def send(self, delivery: Delivery) -> Answer:
        if not self.is_there:
            return Answer(None, None, RetryReason.CONNECTION_FAILED)
        payload = delivery.payload
        event = payload.get("event", {})
        if event.get("type") == "message" and "bot_id" not in event and "subtype" not in event:
            self._call("chat.postMessage", channel=event["channel"], text="a case", blocks=CASE)
        elif event.get("type") == "app_home_opened":
            self._call("views.publish", user_id=event["user"], view=HOME)
        elif payload.get("type") == "block_actions":
            self._acts(payload)
        elif payload.get("type") == "view_submission":
            typed = payload["view"]["state"]["values"]["said"]["text"]["value"]
            self.did.append(f"note: {typed}")
            if typed == "short":
                return Answer(200, {"response_action": "errors", "errors": {"said": "Say more."}})
        elif payload.get("command"):
            return Answer(200, {"text": f"Help with *{payload['text']}*"})
        return Answer(200)

    def _acts(self, payload: Any) -> None:
        action = payload["actions"][0]
        self.did.append(f"{action['action_id']} by {payload['user']['name']}")
        if action["action_id"] == "note":
            self._call("views.open", trigger_id=payload["trigger_id"], view=NOTE)
        if "selected_option" in action:
            self.did.append(action["selected_option"]["value"])

    def _call(self, method: str, **arguments: Any) -> None:
        assert self.sandbox.api.call(method, BOT_TOKEN, arguments)["ok"]


@dataclass
class Served:
    sandbox: RunningSandbox
    workspace: Workspace
    app: AppOfButtons

    def link(self, user: str, at: str) -> str:
        channel = self.workspace.channel_named(at)
        return f"{self.sandbox.url}/?as={self.workspace.user_named(user).id}&at={channel.id}"


@contextmanager
def served_sandbox() -> Iterator[Served]:
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    made: list[Served] = []

    async def serve() -> None:
        async with running_sandbox() as sandbox:
            workspace = with_newcomers_cast(sandbox)
            app = AppOfButtons(sandbox)
            sandbox.line = app
            made.append(Served(sandbox, workspace, app))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(60)
    try:
        yield made[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@pytest.fixture
def served() -> Iterator[Served]:
    with served_sandbox() as made:
        yield made


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A script error on it fails the test."""
    errors: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def says(page: Page, text: str) -> None:
    page.get_by_role("textbox", name=re.compile("Message")).fill(text)
    page.keyboard.press("Enter")


def test_a_customers_message_and_the_answer_are_there_without_a_reload(served: Served, page: Page) -> None:
    page.goto(served.sandbox.url)
    says(page, "my card <b> does not work")
    expect(page.get_by_text("my card <b> does not work")).to_be_visible()
    expect(page.get_by_role("heading", name="Card not activated")).to_be_visible()
    expect(page.get_by_text("it says <b> & nothing")).to_be_visible()
    has_no_violation(page, "a case in a direct message")


def test_what_happens_elsewhere_appears_while_somebody_is_typing(served: Served, page: Page) -> None:
    page.goto(served.link("ada", "gift-cards"))
    typing = page.get_by_role("textbox", name=re.compile("Message"))
    typing.fill("half a sent")
    other = page.context.new_page()
    other.goto(served.link("ben", "gift-cards"))
    says(other, "look at this")
    expect(page.get_by_text("look at this")).to_be_visible()
    expect(typing).to_have_value("half a sent")


def test_a_button_is_pressed_as_whoever_one_is(served: Served, page: Page) -> None:
    page.goto(served.link("ben", "gift-cards"))
    says(page, "hello")
    page.get_by_role("button", name="Take").click()
    page.get_by_role("combobox").select_option("low")
    wait_until(lambda: "low" in served.app.did, "the choice is made")
    assert served.app.did == ["take by ben", "priority by ben", "low"]


def test_a_modal_is_filled_in_sent_back_and_closed(served: Served, page: Page) -> None:
    page.goto(served.link("ada", "gift-cards"))
    says(page, "hello")
    page.get_by_role("button", name="Add a note").click()
    dialog = page.get_by_role("dialog", name="A note")
    expect(dialog.get_by_role("textbox", name="Note")).to_be_focused()
    dialog.get_by_role("textbox", name="Note").fill("short")
    has_no_violation(page, "a modal")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say more.")
    expect(dialog.get_by_role("textbox", name="Note")).to_have_value("short")
    dialog.get_by_role("textbox", name="Note").fill("call her back")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert served.app.did[-1] == "note: call her back"


def test_a_command_is_answered_to_whoever_gave_it_alone(served: Served, page: Page) -> None:
    page.goto(served.link("ada", "gift-cards"))
    says(page, "/giftline status")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    expect(page.locator("strong", has_text="status")).to_be_visible()
    page.get_by_role("link", name="ben").click()
    expect(page.get_by_text("Nothing was said here yet.")).to_be_visible()


def test_a_thread_is_beside_its_channel(served: Served, page: Page) -> None:
    page.goto(served.link("ada", "fraud"))
    says(page, "a case for us")
    page.get_by_role("link", name="Reply in thread").first.click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_role("textbox", name="Reply").fill("on it")
    page.keyboard.press("Enter")
    expect(thread.get_by_text("on it")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="1 reply")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("on it")).to_have_count(0)
    has_no_violation(page, "a thread")


def test_the_home_is_what_the_app_shows(served: Served, page: Page) -> None:
    page.goto(served.link("sam", "gift-cards"))
    page.get_by_role("button", name="Home").click()
    expect(page.get_by_role("heading", name="Your queue")).to_be_visible()
    has_no_violation(page, "a home")


def test_an_app_that_is_not_there_is_told_of(served: Served, page: Page) -> None:
    served.app.is_there = False
    page.goto(served.sandbox.url)
    says(page, "anybody?")
    expect(page.get_by_role("status")).to_contain_text("Giftline does not answer.")
    expect(page.get_by_text("anybody?")).to_be_visible()


def test_a_customer_sees_no_channel_of_agents(served: Served, page: Page) -> None:
    page.goto(served.link("maya", "fraud"))
    expect(page.get_by_role("heading", name="Giftline", level=2).first).to_be_visible()
    expect(page.get_by_text("fraud")).to_have_count(0)


def test_dark_and_on_a_phone_it_can_be_read(served: Served, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(served.sandbox.url)
    says(page, "hello")
    expect(page.get_by_role("heading", name="Card not activated")).to_be_visible()
    has_no_violation(page, "dark, on a phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
