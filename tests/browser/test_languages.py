"""The chat in five languages: which one is spoken, what stays English, and what stays from left to right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.spoken_chat import chat_page, is_asked_for_the_code

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

PLACEHOLDERS = {
    "de": "Nachricht schreiben",
    "es": "Escriba un mensaje",
    "hi": "संदेश लिखिए",
    "ar": "اكتب رسالة",
    "en": "Write a message",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served_desk(tmp_path_factory.mktemp("languages")) as served:
        yield served


def is_spoken(page: Page, language: str) -> None:
    chat = page.locator("giftline-chat")
    expect(chat).to_have_attribute("lang", language)
    expect(chat).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", PLACEHOLDERS[language])


def test_english_is_loaded_with_the_page_and_another_language_when_it_is_wanted(
    chromium: Browser, desk: ServedDesk
) -> None:
    with chat_page(chromium, desk) as page:
        scripts: list[Request] = []
        page.on("request", lambda sent: scripts.append(sent) if sent.resource_type == "script" else None)
        is_spoken(page, "en")
        assert scripts == []
        page.locator("giftline-chat").evaluate("chat => { chat.locale = 'es'; }")
        is_spoken(page, "es")
        assert len(scripts) == 1


def test_another_language_leaves_the_conversation_as_it_was(chromium: Browser, desk: ServedDesk) -> None:
    with chat_page(chromium, desk) as page:
        is_asked_for_the_code(desk, page)
        page.get_by_test_id("code-field").fill("ABCD")
        page.get_by_test_id("composer").fill("half a sentence")
        for language in PLACEHOLDERS:
            page.locator("giftline-chat").evaluate("(chat, tag) => { chat.locale = tag; }", language)
            is_spoken(page, language)
            expect(page.get_by_test_id("message")).to_have_count(2)
            expect(page.get_by_test_id("code-field")).to_have_value("ABCD")
            expect(page.get_by_test_id("composer")).to_have_value("half a sentence")


def test_the_attribute_comes_before_the_page_and_the_page_before_the_browser(
    chromium: Browser, desk: ServedDesk
) -> None:
    with chat_page(chromium, desk, locale="es-MX") as page:
        is_spoken(page, "es")
        again = """([lang, locale]) => {
          document.querySelector("giftline-chat").remove();
          const main = document.querySelector("main");
          document.documentElement.lang = lang;
          const chat = document.createElement("giftline-chat");
          if (locale) chat.setAttribute("locale", locale);
          main.append(chat);
        }"""
        for page_language, attribute, spoken in (
            ("hi", None, "hi"),
            ("hi", "de-AT", "de"),
            ("fr", "xx", "es"),
        ):
            page.evaluate(again, [page_language, attribute])
            is_spoken(page, spoken)


def test_what_the_assistant_says_is_marked_as_english(chromium: Browser, desk: ServedDesk) -> None:
    with chat_page(chromium, desk, "/?locale=de") as page:
        expect(page.get_by_text("Der Assistent antwortet auf Englisch.")).to_be_visible()
        is_asked_for_the_code(desk, page)
        said = page.get_by_test_id("message")
        expect(said.last).to_have_attribute("lang", "en")
        assert said.first.get_attribute("lang") is None
        expect(page.get_by_role("button", name="I have no code")).to_have_attribute("lang", "en")
        page.locator("giftline-chat").evaluate("chat => { chat.locale = 'en'; }")
        is_spoken(page, "en")
        assert said.last.get_attribute("lang") is None


def test_a_suggestion_is_read_in_the_readers_language_and_sent_in_the_assistants(
    chromium: Browser, desk: ServedDesk
) -> None:
    with chat_page(chromium, desk, "/?locale=de") as page:
        page.get_by_role("button", name="Wie löse ich eine Karte ein?").click()
        expect(page.get_by_test_id("message").first).to_have_text("How do I redeem a card?")
        expect(page.get_by_test_id("message")).to_have_count(2)
    assert desk.engine.heard[-1] == "How do I redeem a card?"


def test_from_right_to_left_codes_and_steps_keep_their_direction(chromium: Browser, desk: ServedDesk) -> None:
    with chat_page(chromium, desk, "/?locale=ar") as page:
        is_asked_for_the_code(desk, page)
        field = page.get_by_test_id("code-field")
        assert field.evaluate("box => getComputedStyle(box).direction") == "ltr"
        steps = page.get_by_test_id("message").locator("ol")
        assert steps.evaluate("list => getComputedStyle(list).direction") == "ltr"
        expect(page.locator("#hint")).to_contain_text("\u20664\u20116\u20114\u2069")
        # The customer is at the end of the line, which is the left.
        mine, answer = (each.bounding_box() for each in page.get_by_test_id("message").all())
        assert mine is not None
        assert answer is not None
        assert mine["x"] < answer["x"]
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width == 0
