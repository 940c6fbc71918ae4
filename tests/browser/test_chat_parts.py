"""What the chat shows and does beside the messages: the ticket's card, the menu, what came unseen, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.bootstrap import Services
from bot.conversations.card_story import CardStep, CardStory, Step
from bot.conversations.conversation import Form, Owner, Reply
from bot.ports import EngineReply
from bot.tickets.changes import closed
from bot.tickets.ticket import Priority, TicketRequest, new_ticket_id
from bot.values import ConversationId, TicketId
from tests.browser.served_desk import ServedDesk, served_desk
from tests.giftline_process import wait_until

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

# As a browser does when the customer goes to another tab, and comes back.
LOOKS = """(visible) => {
  const value = visible ? "visible" : "hidden";
  Object.defineProperty(document, "visibilityState", { configurable: true, value });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
HEARS_UNREAD = """chat => {
  window.counts = [];
  chat.addEventListener("unread", ({ count }) => window.counts.push(count));
}"""
# Instead of the system's own: what would be heard and shown.
STAND_INS = """
window.tones = 0;
window.shown = [];
window.asked = 0;
AudioContext.prototype.createOscillator = new Proxy(AudioContext.prototype.createOscillator, {
  apply(target, self, args) { window.tones += 1; return Reflect.apply(target, self, args); },
});
window.Notification = class extends EventTarget {
  static permission = "default";
  static async requestPermission() { window.asked += 1; return (Notification.permission = "granted"); }
  constructor(title, options) { super(); window.shown.push(JSON.stringify([title, options])); }
};
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served_desk(tmp_path_factory.mktemp("parts")) as served:
        yield served


@pytest.fixture
def page(chromium: Browser, desk: ServedDesk) -> Iterator[Page]:
    context = chromium.new_context(base_url=desk.url, timezone_id="UTC")
    page = context.new_page()
    page.add_init_script(STAND_INS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/")
    page.locator("giftline-chat").evaluate(HEARS_UNREAD)
    yield page
    context.close()
    assert errors == []


def _say(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("send").click()


def _conversation(page: Page) -> ConversationId:
    stored = page.evaluate("JSON.parse(sessionStorage.getItem('giftline.session')).conversationId")
    return ConversationId(stored)


def _begins(page: Page) -> None:
    _say(page, "hello")
    expect(page.get_by_text("All right.")).to_be_visible()


def _is_told(page: Page, services: Services, *texts: str, by_system: bool = False) -> None:
    """Something comes that the customer did not ask for."""
    conversation = _conversation(page)
    with services.unit_of_work() as work:
        held = work.conversations.hold(conversation)
        for text in texts:
            work.conversations.append_reply(
                held.id, Reply(text), services.clock.now(), answers=None, by_system=by_system
            )
    services.wakeups.wake(conversation)


def _gets_a_ticket(page: Page, desk: ServedDesk) -> TicketId:
    number = new_ticket_id()
    request = TicketRequest(number, "human_agent", Priority.NORMAL, "about it", "A person, please.")
    desk.engine.says(f"I opened ticket {number}.", ticket=request, owner=Owner.QUEUED)
    _say(page, "a person please")
    return number


def test_a_ticket_has_a_card_beside_the_message_that_told_of_it_and_it_changes_with_the_ticket(
    page: Page, desk: ServedDesk
) -> None:
    number = _gets_a_ticket(page, desk)
    card = page.get_by_test_id("ticket")
    expect(card).to_contain_text(f"Ticket {number}")
    # With whose time it is: the message has it in the team's.
    expect(card).to_contain_text(re.compile(r"A person answers by .* UTC\."))
    with desk.services.unit_of_work() as work:
        (ticket,) = work.tickets.of(_conversation(page))
        work.tickets.change(closed(ticket, "solved", desk.services.clock.now()))
    page.evaluate(LOOKS, True)
    expect(card).to_contain_text("Closed.")
    # What was said stays as it was said.
    expect(page.get_by_test_id("message").filter(has_text=number)).to_have_text(f"I opened ticket {number}.")


def test_what_became_of_a_card_is_shown_step_by_step_in_the_customers_language(
    page: Page, desk: ServedDesk
) -> None:
    steps = (CardStep(Step.ACTIVATED, date(2026, 1, 5)), CardStep(Step.REDEEMED_ELSEWHERE))
    desk.engine.answers_with(EngineReply(Reply("Somebody has it.", card=CardStory("XT2V", steps))))
    _say(page, "whose is it?")
    card = page.get_by_role("region", name="Card ending XT2V")
    expect(card.get_by_role("listitem")).to_have_text(
        ["Activated Jan 5, 2026", "Redeemed on another account"]
    )
    page.locator("giftline-chat").evaluate("chat => { chat.locale = 'de'; }")
    card = page.get_by_role("region", name="Karte mit der Endung XT2V")
    expect(card.get_by_role("listitem")).to_have_text(
        ["Aktiviert 05.01.2026", "Auf einem anderen Konto eingelöst"]
    )
    page.reload()
    expect(page.get_by_role("region", name="Card ending XT2V")).to_be_visible()


def test_without_a_ticket_there_is_no_card(page: Page) -> None:
    _begins(page)
    expect(page.get_by_test_id("ticket")).to_have_count(0)


def test_the_menu_saves_the_conversation_as_a_text(page: Page, desk: ServedDesk) -> None:
    _say(page, "my code is AQ3D-7KLM9P-XT2V")
    expect(page.get_by_text("All right.")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save this conversation").click()
    saved = saving.value
    assert saved.suggested_filename.startswith("giftline-")
    assert saved.suggested_filename.endswith(".txt")
    text = saved.path().read_text(encoding="utf-8")
    assert text.startswith("Giftline\nSaved on ")
    assert text.index("\nYou, ") < text.index("\nGiftline, ") < text.index("All right.")
    assert "ending XT2V" in text
    assert "7KLM9P" not in text.upper()


def test_what_is_saved_has_what_the_page_has_not_heard_of_yet(page: Page, desk: ServedDesk) -> None:
    page.route("**/chat/events", lambda route: route.fulfill(content_type="text/event-stream", body=""))
    _begins(page)
    _is_told(page, desk.services, "One thing more.")
    page.get_by_role("button", name="Menu").click()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save this conversation").click()
    assert "One thing more." in saving.value.path().read_text(encoding="utf-8")


def test_the_menu_works_by_keyboard_and_escape_closes_it_alone(page: Page) -> None:
    opener = page.get_by_role("button", name="Menu")
    sound = page.get_by_role("switch", name="Sound for new messages")
    opener.focus()
    page.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(sound).to_be_focused()
    page.keyboard.press("Space")
    expect(sound).to_be_checked()
    page.evaluate("addEventListener('keydown', event => window.heard = !event.defaultPrevented)")
    page.keyboard.press("Escape")
    expect(sound).to_be_hidden()
    expect(opener).to_be_focused()
    assert page.evaluate("window.heard") is None
    page.keyboard.press("Enter")
    page.get_by_test_id("composer").focus()
    expect(sound).to_be_hidden()


def test_a_new_conversation_is_offered_to_nobody_who_waits(page: Page, desk: ServedDesk) -> None:
    _begins(page)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_test_id("message")).to_have_count(0)
    expect(page.get_by_test_id("composer")).to_be_focused()
    _gets_a_ticket(page, desk)
    expect(page.get_by_test_id("ticket")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("button", name="Save this conversation")).to_be_visible()
    expect(page.get_by_role("button", name="New conversation")).to_have_count(0)


@pytest.mark.parametrize("way", ["another tab", "put away"])
def test_what_comes_while_nobody_looks_is_unread_until_somebody_does(
    page: Page, desk: ServedDesk, way: str
) -> None:
    def looks(does: bool) -> None:
        if way == "another tab":
            page.evaluate(LOOKS, does)
        else:
            page.locator("giftline-chat").evaluate("(chat, does) => { chat.shown = does; }", does)

    _begins(page)
    expect(page.get_by_test_id("new")).to_have_count(0)
    looks(False)
    _is_told(page, desk.services, "First news.", "Second news.")
    expect(page.get_by_text("Second news.")).to_be_attached()
    assert page.evaluate("window.counts") == [1, 2]
    looks(True)
    wait_until(lambda: bool(page.evaluate("counts.length === 3")), "the count is back at nothing")
    assert page.evaluate("window.counts") == [1, 2, 0]
    marked = page.locator("[data-testid=new] + giftline-message")
    expect(marked).to_contain_text("First news.")
    _say(page, "thanks")
    expect(page.get_by_test_id("new")).to_have_count(0)


def test_what_is_read_back_and_what_the_customer_wrote_is_not_unread(page: Page, desk: ServedDesk) -> None:
    _begins(page)
    page.evaluate(LOOKS, False)
    _is_told(page, desk.services, "Hello from elsewhere.", by_system=True)
    expect(page.get_by_text("Hello from elsewhere.")).to_be_attached()
    assert page.evaluate("window.counts") == []
    page.reload()
    expect(page.get_by_text("Hello from elsewhere.")).to_be_attached()
    assert page.locator("giftline-chat").evaluate("chat => chat.unread") == 0


def test_who_has_scrolled_up_is_told_of_what_is_new_below_and_gets_there(
    page: Page, desk: ServedDesk
) -> None:
    _begins(page)
    _is_told(page, desk.services, *(f"Line {number}.\n\n" * 3 for number in range(12)))
    expect(page.get_by_text("Line 11.").last).to_be_attached()
    conversation = page.get_by_role("region", name="Conversation")
    # Once at the end, everything so far has been seen.
    page.get_by_role("button", name="New messages").click()
    expect(page.get_by_role("button", name="New messages")).to_have_count(0)
    conversation.evaluate("view => view.scrollTo(0, 0)")
    expect(page.get_by_role("button", name="Latest messages")).to_be_visible()
    _is_told(page, desk.services, "The newest.")
    page.get_by_role("button", name="New messages").click()
    expect(page.get_by_text("The newest.")).to_be_in_viewport()
    expect(page.get_by_role("button", name="New messages")).to_have_count(0)


def test_what_an_agent_writes_comes_into_sight_by_itself(page: Page, desk: ServedDesk) -> None:
    _begins(page)
    _is_told(page, desk.services, *(f"Line {number}.\n\n" * 3 for number in range(12)))
    expect(page.get_by_text("Line 11.").last).to_be_attached()
    conversation, services = _conversation(page), desk.services
    with services.unit_of_work() as work:
        ada = work.agents.listed()[0].id
        held = work.conversations.hold(conversation)
        work.conversations.append_from_agent(held.id, ada, "1", "I am here now.", services.clock.now())
    services.wakeups.wake(conversation)
    expect(page.get_by_text("I am here now.")).to_be_in_viewport()


def test_a_sound_and_a_notification_come_only_once_they_are_wanted_and_never_say_what_was_said(
    page: Page, desk: ServedDesk
) -> None:
    _begins(page)
    page.evaluate(LOOKS, False)
    _is_told(page, desk.services, "Not heard.")
    expect(page.get_by_text("Not heard.")).to_be_attached()
    assert page.evaluate("[tones, shown.length, asked]") == [0, 0, 0]

    page.evaluate(LOOKS, True)
    page.get_by_role("button", name="Menu").click()
    for name in ("Sound for new messages", "Notifications"):
        switch = page.get_by_role("switch", name=name)
        expect(switch).not_to_be_checked()
        switch.click()
        expect(switch).to_be_checked()
    # One, so that the customer hears what they have switched on.
    assert page.evaluate("[tones, shown.length, asked]") == [1, 0, 1]

    page.evaluate(LOOKS, False)
    _is_told(page, desk.services, "Confidential.")
    wait_until(lambda: bool(page.evaluate("shown.length === 1")), "a notification")
    assert page.evaluate("[tones, shown]") == [2, ['["New message from Giftline",{"tag":"giftline"}]']]
    assert page.evaluate("localStorage.getItem('giftline.alerts')") == '{"sound":true,"notifications":true}'


def test_a_browser_that_refuses_notifications_is_told_of_and_nothing_is_switched_on(page: Page) -> None:
    page.evaluate("Notification.requestPermission = async () => 'denied'")
    page.get_by_role("button", name="Menu").click()
    switch = page.get_by_role("switch", name="Notifications")
    switch.click()
    expect(page.get_by_role("alert").filter(has_text="does not allow notifications")).to_be_visible()
    expect(switch).not_to_be_checked()


def test_a_code_is_counted_and_is_taken_out_of_the_words_it_was_copied_with(
    page: Page, desk: ServedDesk
) -> None:
    desk.engine.answers_with(EngineReply(Reply("Please send the code.", form=Form.CLAIM_CODE)))
    _say(page, "my card does not work")
    box = page.get_by_test_id("code-field")
    field = page.locator("giftline-code-field")
    box.focus()
    page.keyboard.type("aq3d7klm9px")
    expect(field.locator(".count")).to_have_text("3 characters missing")
    expect(field.get_by_role("status")).to_be_empty()
    page.get_by_test_id("composer").focus()
    expect(field.get_by_role("status")).to_have_text("3 characters missing")
    box.focus()
    page.keyboard.press("End")
    page.keyboard.type("t2v45")
    expect(field.locator(".count")).to_have_text("1 character too many")
    box.evaluate(
        """box => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", "Claim code: aq3d 7klm9p xt2v (keep it safe)");
          box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    expect(box).to_have_value("AQ3D-7KLM9P-XT2V")
