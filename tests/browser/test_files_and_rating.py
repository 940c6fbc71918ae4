"""The chat page sends a picture and shows it, says what it cannot take, and asks for a rating."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, FilePayload, Page, expect

from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Owner
from bot.settings import Settings
from bot.values import ConversationId
from tests.attachments.files import a_pdf, a_picture
from tests.builders import ScriptedEngine, a_change_to
from tests.desk.at_the_desk import an_app
from tests.giftline_process import wait_until

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

PICTURE: FilePayload = {"name": "receipt.png", "mimeType": "image/png", "buffer": a_picture(600, 400, "PNG")}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'giftline.db'}"


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    made = bootstrap(settings, engine=ScriptedEngine())
    yield made
    made.close()


@pytest.fixture
def page(chromium: Browser, services: Services, tmp_path: Path) -> Iterator[Page]:
    """The chat page of an app that listens in a thread, without an engine."""
    app = an_app(services, tmp_path, demo=True, public_url=None)
    config = uvicorn.Config(app, port=0, lifespan="off", ws="none", log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started, "the app listens")
    port = server.servers[0].sockets[0].getsockname()[1]
    context = chromium.new_context(base_url=f"http://127.0.0.1:{port}")
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()
    server.should_exit = True
    thread.join()


def conversation(page: Page) -> ConversationId:
    stored = page.evaluate("JSON.parse(sessionStorage.getItem('giftline.session')).conversationId")
    return ConversationId(stored)


def goes_to(services: Services, page: Page, owner: Owner) -> None:
    with services.unit_of_work() as work:
        held = work.conversations.hold(conversation(page))
        assert work.conversations.move(held, a_change_to(owner))
    page.reload()


def test_a_picture_is_sent_and_shown_with_words_for_it(page: Page) -> None:
    page.get_by_test_id("file").set_input_files(PICTURE)
    picture = page.get_by_role("img", name="Picture: receipt.jpg")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    expect(page.get_by_text("Sent a picture: receipt.jpg")).to_be_visible()
    expect(page.get_by_text("I cannot look at files myself")).to_be_visible()
    page.reload()
    expect(page.get_by_role("img", name="Picture: receipt.jpg")).to_be_visible()


def test_a_file_is_saved_by_keyboard_as_what_it_is(page: Page) -> None:
    pdf: FilePayload = {"name": "bill.pdf", "mimeType": "text/plain", "buffer": a_pdf()}
    page.get_by_test_id("file").set_input_files(pdf)
    button = page.get_by_role("button", name="Save bill.pdf")
    button.focus()
    with page.expect_download() as saving:
        page.keyboard.press("Enter")
    assert saving.value.suggested_filename == "bill.pdf"
    assert saving.value.path().read_bytes()[:5] == b"%PDF-"


def test_the_button_opens_the_choice_of_a_file(page: Page) -> None:
    button = page.get_by_role("button", name="Add a picture or PDF")
    with page.expect_file_chooser() as choosing:
        # Within, for the browser hears that choosers are ours only a moment after we ask for one.
        button.focus()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
    choosing.value.set_files(PICTURE)
    expect(page.get_by_text("Sent a picture: receipt.jpg")).to_be_visible()
    expect(page.get_by_test_id("composer")).to_be_focused()


def test_what_is_not_taken_is_told_and_leaves_nothing_behind(page: Page) -> None:
    page.get_by_test_id("file").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>"}
    )
    expect(page.get_by_role("alert").filter(has_text="JPEG, PNG or WebP picture, or a PDF")).to_be_visible()
    expect(page.get_by_test_id("message")).to_have_count(0)


def test_what_is_too_large_is_not_even_sent(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "attachments" in request.url else None)
    page.get_by_test_id("file").set_input_files(
        {"name": "film.jpg", "mimeType": "image/jpeg", "buffer": b"\xff" * (10 * 1024 * 1024 + 1)}
    )
    expect(page.get_by_role("alert").filter(has_text="larger than 10 MB")).to_be_visible()
    assert sent == []


def test_a_file_that_did_not_get_through_is_sent_again_by_itself(page: Page) -> None:
    page.route("**/chat/attachments", lambda route: route.abort())
    page.get_by_test_id("file").set_input_files(PICTURE)
    expect(page.get_by_text("Waiting to be sent.")).to_be_visible()
    page.unroute("**/chat/attachments")
    expect(page.get_by_role("img", name="Picture: receipt.jpg")).to_be_visible()
    expect(page.get_by_text("Waiting to be sent.")).to_have_count(0)


def test_who_is_closed_is_asked_and_rates_by_keyboard(page: Page, services: Services) -> None:
    page.get_by_test_id("file").set_input_files(PICTURE)
    expect(page.get_by_text("Sent a picture")).to_be_visible()
    expect(page.get_by_test_id("rating")).to_have_count(0)
    goes_to(services, page, Owner.CLOSED)

    question = page.get_by_role("group", name="How was the help you got?")
    question.get_by_role("radio", name="1, poor").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.get_by_label("What should we know?").fill("quick and kind")
    page.get_by_role("button", name="Send rating").click()
    expect(page.get_by_text("You can change your rating for a day.")).to_be_visible()
    (given,) = services.rate_conversation.of(conversation(page))
    assert (given.score, given.comment) == (4, "quick and kind")
    page.reload()
    expect(question.get_by_role("radio", name="4", exact=True)).to_be_checked()
    expect(page.get_by_label("What should we know?")).to_have_value("quick and kind")
