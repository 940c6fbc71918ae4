"""A page of another origin has the chat by one line, whatever it forbids or styles; no other page has."""

from __future__ import annotations

import http.server
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, Response, expect
from sqlalchemy import select

from bot.identity.site import Site
from bot.settings import ROOT
from bot.storage.tables import conversation
from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.violations import has_no_violation
from tests.channels.sessions.site import signed_hs256

pytestmark = pytest.mark.browser

expect.set_options(timeout=60_000)

# What a page may do to what is not its own, and more: hide it, move it, make it unreadable.
HOSTILE = """
* { display: none !important; position: static !important; color: red !important; font: 40px serif !important;
    opacity: 0 !important; visibility: hidden !important; transform: rotate(90deg) !important; }
html, body, head { display: block !important; opacity: 1 !important; visibility: visible !important;
    transform: none !important; overflow: hidden; }
"""
OpenShop = Callable[..., Page]
Colour = tuple[int, int, int]
# Whatever colour the browser has computed, in the form of a pixel.
AS_PIXEL = """(colour) => {
    const brush = new OffscreenCanvas(1, 1).getContext("2d");
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}"""
# The button's colour and that of what is drawn on it, for 216 accents.
ON_EVERY_COLOUR = """(button, pixel) => {
    const steps = [0, 51, 102, 153, 204, 255];
    const every = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => [r, g, b])));
    return every.map((accent) => {
        button.style.setProperty("--accent", `rgb(${accent})`);
        const { backgroundColor, color } = getComputedStyle(button);
        return [pixel(backgroundColor), pixel(color)];
    });
}"""


def documented_policy(server: str) -> str:
    """The Content-Security-Policy that docs/embed.md tells sites, with our server in place of its example."""
    text = (ROOT / "docs" / "embed.md").read_text(encoding="utf-8")
    (policy,) = re.findall(r"^Content-Security-Policy: (.+)$", text, re.MULTILINE)
    return str(policy).replace("https://chat.example.com", server)


@dataclass
class Shop:
    """A site's own server: its pages say what a test has them say."""

    origin: str
    beside: str
    server: str
    site: Site
    pages: dict[str, str]

    def page(self, path: str, body: str, *, style: str = "") -> str:
        self.pages[path] = (
            f'<!doctype html><html lang="en"><title>Shop</title><style>{style}</style><body>{body}'
        )
        return self.origin + path

    def line(self, **attributes: str) -> str:
        """The one line of HTML."""
        written = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
        return f'<script async src="{self.server}/giftline.js" data-site="{self.site.id}"{written}></script>'

    def token(self, account: str, **claims: object) -> str:
        assert self.site.secret is not None
        now = int(time.time())
        told = {"aud": self.site.id, "sub": account, "iat": now, "exp": now + 60, "jti": uuid.uuid4().hex}
        return signed_hs256({**told, **claims}, self.site.secret)


@contextmanager
def _serving(pages: dict[str, str], policy: Callable[[], str | None]) -> Iterator[int]:
    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            told = policy()
            if told is not None:
                self.send_header("Content-Security-Policy", told)
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served_desk(tmp_path_factory.mktemp("embed"), demo=False) as served:
        yield served


@pytest.fixture(scope="module")
def shop(desk: ServedDesk) -> Iterator[Shop]:
    pages: dict[str, str] = {}
    with _serving(pages, lambda: documented_policy(desk.url) + "; style-src 'unsafe-inline'") as port:
        # By another name than ours, so that to a browser it is another site and not only another port; and by
        # ours, as where both are under one domain.
        origin, beside = f"http://localhost:{port}", f"http://127.0.0.1:{port}"
        site = desk.services.change_sites.add("my-shop", "My shop", [origin, beside], "US")
        yield Shop(origin, beside, desk.url, site, pages)


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenShop]:
    contexts: list[BrowserContext] = []

    def opened(url: str, *, width: int = 1180, height: int = 860, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


def _chat(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def _asks(page: Page, text: str) -> None:
    _chat(page).get_by_test_id("composer").fill(text)
    _chat(page).get_by_test_id("send").click()
    expect(_chat(page).locator('[data-testid="message"][data-author="bot"]').last).to_be_visible()


def test_one_line_is_enough_whatever_the_page_forbids_and_styles(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    page = open_page(shop.page("/hostile", shop.line(), style=HOSTILE))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    forbidden: list[str] = []
    page.on("console", lambda said: forbidden.append(said.text) if "Content Security" in said.text else None)
    desk.engine.says("Here is how.")
    page.get_by_role("button", name="Open the chat").click()
    _asks(page, "my card does not work")
    expect(_chat(page).get_by_text("Here is how.")).to_be_visible()
    launcher = page.get_by_role("button", name="Close the chat").bounding_box()
    assert launcher is not None
    assert (launcher["x"] > 1000, launcher["y"] > 700, launcher["width"]) == (True, True, 60)
    assert forbidden == []
    assert {url for url in asked if not url.startswith((desk.url, "blob:"))} == set()


def test_nothing_but_the_script_is_loaded_before_somebody_is_about_to_open_the_chat(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shop.page("/quiet", shop.line()))
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    assert [url for url in asked if url.startswith(desk.url)] == [f"{desk.url}/giftline.js"]


def test_a_page_that_is_built_loads_it_once_by_the_package_and_hears_of_a_server_that_is_not_there(
    desk: ServedDesk, open_page: OpenShop
) -> None:
    package = (ROOT / "web" / "npm" / "dist" / "index.js").read_text(encoding="utf-8")
    page_of_it = f'<!doctype html><body><script type="module">{package};window.load = loadGiftline</script>'
    with _serving({"/": page_of_it}, lambda: None) as port:
        site = desk.services.change_sites.add("built", "Built", [f"http://localhost:{port}"], "US")
        settings = {"server": desk.url, "site": site.id}
        page = open_page(f"http://localhost:{port}/")
        refused = page.evaluate("load({server: 'http://127.0.0.1:9', site: 'built'}).catch(String)")
        assert "http://127.0.0.1:9/giftline.js could not be loaded. Is the server there?" in refused
        assert page.evaluate(
            "async (settings) => { const [one, other] = await Promise.all([load(settings), load(settings)]);"
            " one.show(); return one === other && other === (await load(settings)); }",
            settings,
        )
        expect(page.get_by_role("button", name="Close the chat")).to_have_count(1)
        expect(_chat(page).get_by_test_id("composer")).to_be_visible()


def test_the_chat_is_loaded_once_a_pointer_or_the_focus_is_on_the_launcher_and_opens_when_it_is_pressed(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    for reach in ("hover", "focus"):
        page = open_page(shop.page("/near", f"{shop.line()}<h1>Shop</h1>"))
        page.evaluate("() => { window.loaded = new Promise((heard) => giftline.on('ready', heard)) }")
        launcher = page.get_by_role("button", name="Open the chat")
        getattr(launcher, reach)()
        page.evaluate("loaded")
        # Drawn, so that it need not be later, and neither seen nor reached.
        expect(page.locator("#panel")).to_have_attribute("inert", "")
        expect(page.locator("#panel")).to_have_css("opacity", "0")
        expect(page.locator("#panel")).to_have_css("pointer-events", "none")
        assert page.evaluate("giftline.isOpen") is False
        page.keyboard.press("Enter") if reach == "focus" else launcher.click()
        expect(_chat(page).get_by_test_id("composer")).to_be_visible()
        _waits_for_the_keys(page)
        assert len(page.frames) == 2


def test_a_page_that_asks_for_it_has_the_chat_loaded_once_it_is_idle_and_opens_it_by_a_script(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    page = open_page("about:blank")
    page.add_init_script(
        "window.giftline = [];"
        "window.loaded = new Promise((heard) => giftline.push((it) => it.on('ready', heard)))"
    )
    page.goto(shop.page("/idle", shop.line(prepare="idle")))
    page.evaluate("loaded")
    assert page.evaluate("giftline.isOpen") is False
    expect(page.locator("#panel")).to_have_attribute("inert", "")
    page.evaluate("giftline.show()")
    expect(_chat(page).get_by_test_id("composer")).to_be_visible()
    _waits_for_the_keys(page)


def test_the_chat_is_a_page_and_a_script_and_a_sheet_that_are_compressed(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    page = open_page(shop.page("/few", shop.line()))
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.get_by_role("button", name="Open the chat").click()
    expect(_chat(page).get_by_test_id("composer")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert sorted(answer.request.resource_type for answer in answers) == ["document", "script", "stylesheet"]
    files = [answer for answer in answers if answer.request.resource_type != "document"]
    assert {answer.header_value("content-encoding") for answer in files} == {"gzip"}


def test_a_page_of_no_site_cannot_show_it(desk: ServedDesk, shop: Shop, open_page: OpenShop) -> None:
    with _serving({"/": f"<!doctype html><body>{shop.line()}"}, lambda: None) as port:
        page = open_page(f"http://localhost:{port}/")
        with page.expect_event("console", lambda said: "frame-ancestors" in said.text):
            page.get_by_role("button", name="Open the chat").click()
        expect(_chat(page).get_by_test_id("composer")).to_have_count(0)


def test_what_the_page_asks_before_the_script_is_there_is_done_when_it_is(
    shop: Shop, open_page: OpenShop
) -> None:
    page = open_page(shop.page("/early", ""))
    page.evaluate(
        """([src, site]) => {
            window.heard = [];
            window.giftline = [(giftline) => {
                for (const name of ["ready", "open", "close"]) giftline.on(name, () => heard.push(name));
                giftline.show();
            }];
            const script = document.createElement("script");
            Object.assign(script, { src, async: true }).dataset.site = site;
            document.body.append(script);
        }""",
        [f"{shop.server}/giftline.js", shop.site.id],
    )
    expect(_chat(page).get_by_test_id("composer")).to_be_visible()
    page.wait_for_function("heard.includes('ready')")
    page.evaluate("giftline.toggle()")
    expect(page.locator("iframe")).to_be_hidden()
    assert page.evaluate("heard") == ["open", "ready", "close"]


def test_who_the_customer_is_says_the_sites_token_and_reset_forgets_them(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    page = open_page(shop.page("/user", shop.line()).replace(shop.origin, shop.beside))
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    page.expose_function("freshToken", lambda: shop.token("alice"))
    page.evaluate(
        """() => {
            window.signedIn = new Promise((heard) => giftline.on("signed-in", heard));
            giftline.setUser("alice", { jwt: () => freshToken() });
            giftline.show();
        }"""
    )
    _asks(page, "my balance please")
    assert page.evaluate("signedIn") == {"user": "alice"}
    assert _accounts(desk)[-1] == "alice"
    # The next page of this tab has the conversation, before and after the site says who is there.
    page.reload()
    expect(_chat(page).get_by_text("my balance please")).to_be_visible()
    page.evaluate("giftline.setUser('alice', { jwt: () => freshToken() })")
    _chat(page).get_by_test_id("composer").fill("half a thought of hers")
    page.evaluate("giftline.reset()")
    expect(page.locator("iframe")).to_be_hidden()
    page.get_by_role("button", name="Open the chat").click()
    expect(_chat(page).get_by_test_id("composer")).to_have_value("")
    expect(_chat(page).get_by_text("my balance please")).to_have_count(0)
    _asks(page, "who am I")
    assert _accounts(desk)[-1] is None


def test_a_conversation_begun_unknown_becomes_the_customers(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    page = open_page(shop.page("/later", shop.line()))
    page.get_by_role("button", name="Open the chat").click()
    _asks(page, "hello")
    token = shop.token("bruno")
    told = page.evaluate(
        """(jwt) => new Promise((heard) => {
            giftline.on("signed-in", heard);
            giftline.setUser("bruno", { jwt });
        })""",
        token,
    )
    assert told == {"user": "bruno"}
    _asks(page, "and now")
    expect(_chat(page).get_by_text("hello")).to_be_visible()
    assert _accounts(desk)[-1] == "bruno"


def test_a_token_that_is_refused_is_told_to_the_page_and_the_customer_can_still_ask(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    page = open_page(shop.page("/refused", shop.line()))
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    page.evaluate(
        """(jwt) => {
            window.refused = new Promise((heard) => giftline.on("error", heard));
            giftline.setUser("mallory", { jwt });
            giftline.show();
        }""",
        shop.token("mallory", aud="another-shop"),
    )
    _asks(page, "let me in")
    assert page.evaluate("refused")["code"] == "identity_refused"
    assert _accounts(desk)[-1] is None


def test_a_message_from_anywhere_else_is_not_heard(desk: ServedDesk, shop: Shop, open_page: OpenShop) -> None:
    """Neither by the page, but from the chat's frame; nor by the chat, but from the page around it."""
    page = open_page(shop.page("/forged", shop.line()))
    page.get_by_role("button", name="Open the chat").click()
    _asks(page, "keep this")
    page.evaluate(
        """() => {
            window.heard = [];
            giftline.on("unread", (count) => heard.push(count));
            giftline.on("close", () => heard.push("close"));
            for (const data of [{ giftline: "unread", count: 9 }, { giftline: "close" }]) {
                window.postMessage(data, "*");
                const { origin } = location;
                window.dispatchEvent(new MessageEvent("message", { data, origin, source: window }));
            }
        }"""
    )
    frame = next(frame for frame in page.frames if frame.url.startswith(desk.url))
    frame.evaluate("""() => {
        const data = { giftline: "reset" };
        for (const origin of [location.origin, "https://evil.example"])
            for (const source of [window, window.parent])
                window.dispatchEvent(new MessageEvent("message", { data, origin, source }));
    }""")
    # Whatever was heard would have been acted on before this is answered.
    _asks(page, "and this")
    expect(_chat(page).get_by_text("keep this")).to_be_visible()
    assert page.evaluate("heard") == []


def test_what_comes_while_the_chat_is_put_away_is_counted_until_it_is_opened(
    desk: ServedDesk, shop: Shop, open_page: OpenShop
) -> None:
    url = shop.page("/unread", shop.line()).replace(shop.origin, shop.beside)
    page = open_page(url)
    page.get_by_role("button", name="Open the chat").click()
    _asks(page, "hello")
    page.evaluate(
        "window.heard = []; giftline.on('message', ({ author }) => heard.push(author)); giftline.hide()"
    )
    other = page.context.new_page()
    other.goto(url)
    other.get_by_role("button", name="Open the chat").click()
    desk.engine.says("Here is more.")
    _chat(other).get_by_test_id("composer").fill("and more")
    _chat(other).get_by_test_id("send").click()
    launcher = page.get_by_role("button", name="Open the chat, 1 new message")
    expect(launcher).to_be_visible()
    assert page.evaluate("heard") == ["bot"]
    launcher.click()
    page.evaluate("giftline.hide()")
    expect(page.get_by_role("button", name="Open the chat", exact=True)).to_be_visible()


def test_escape_and_the_button_put_it_away_and_the_focus_is_back_at_the_launcher(
    shop: Shop, open_page: OpenShop
) -> None:
    page = open_page(shop.page("/keys", f"<a href='#'>Before</a>{shop.line()}"))
    launcher = page.get_by_role("button", name="Open the chat")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(_chat(page).get_by_test_id("composer")).to_be_visible()
    # The frame has the keyboard, and in it the field for a message.
    page.wait_for_function("giftline.isOpen")
    _waits_for_the_keys(page)
    page.keyboard.type("hi")
    expect(_chat(page).get_by_test_id("composer")).to_have_value("hi")
    expect(page.get_by_role("button", name="Close the chat", exact=True)).to_have_attribute(
        "aria-expanded", "true"
    )
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    _chat(page).get_by_test_id("close").click()
    expect(launcher).to_be_focused()


def test_on_a_phone_the_chat_fills_the_window_and_can_be_closed(shop: Shop, open_page: OpenShop) -> None:
    page = open_page(shop.page("/phone", shop.line()), width=390, height=844)
    page.get_by_role("button", name="Open the chat").click()
    expect(_chat(page).get_by_test_id("composer")).to_be_visible()
    assert page.locator("iframe").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    _chat(page).get_by_test_id("close").click()
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()


def test_a_place_of_the_page_can_have_the_chat_instead(shop: Shop, open_page: OpenShop) -> None:
    body = f'<gift-chat site="my-shop"></gift-chat><script async src="{shop.server}/giftline.js"></script>'
    page = open_page(shop.page("/inline", body))
    _asks(page, "in the page")
    expect(_chat(page).get_by_test_id("close")).to_have_count(0)
    assert page.evaluate("typeof document.querySelector('gift-chat').giftline.setUser") == "function"
    expect(page.get_by_role("button", name="Open the chat")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_launcher_and_in_the_open_chat(
    shop: Shop, open_page: OpenShop, scheme: str
) -> None:
    body = f"<main><h1>Shop</h1><p>Buy something.</p></main>{shop.line()}"
    page = open_page(shop.page("/axe", body), scheme=scheme)
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    has_no_violation(page, "the launcher")
    page.get_by_role("button", name="Open the chat").click()
    _asks(page, "hello")
    has_no_violation(page, "the page with the open chat")
    chat = next(frame for frame in page.frames if frame.url.startswith(shop.server))
    has_no_violation(chat, "the chat")


@pytest.fixture
def red_site(desk: ServedDesk, shop: Shop) -> Iterator[Shop]:
    desk.services.change_sites.change(shop.site.id, accent="#b0003a")
    yield shop
    desk.services.change_sites.change(shop.site.id, accent=None)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chat_has_the_colour_of_its_site_and_that_of_the_page_wins(
    red_site: Shop, open_page: OpenShop, scheme: str
) -> None:
    def header(**attributes: str) -> Colour:
        page = open_page(red_site.page("/coloured", red_site.line(**attributes)), scheme=scheme)
        expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
        page.evaluate("new Promise((heard) => { giftline.on('ready', heard); giftline.show(); })")
        return _colour(_chat(page).locator("giftline-chat header"), "backgroundColor")

    red, green, blue = header()
    assert red > max(green, blue)
    red, green, blue = header(accent="rgb(0 60 220)")
    assert blue > max(red, green)
    red, green, blue = header(accent="red; background: blue")
    assert red > max(green, blue), "what is no colour is left out"


def test_without_a_colour_of_the_site_the_chat_has_its_own(shop: Shop, open_page: OpenShop) -> None:
    page = open_page(shop.page("/uncoloured", shop.line()))
    page.get_by_role("button", name="Open the chat").click()
    red, green, blue = _colour(_chat(page).locator("giftline-chat header"), "backgroundColor")
    assert red < min(green, blue)


def test_what_is_drawn_on_the_launcher_is_seen_on_every_colour(shop: Shop, open_page: OpenShop) -> None:
    page = open_page(shop.page("/light", shop.line(accent="#ffe14d")))
    launcher = page.get_by_role("button", name="Open the chat")
    expect(launcher).to_be_visible()
    assert _colour(launcher, "backgroundColor") == (255, 225, 77)
    assert _colour(launcher, "color") == _colour(launcher.locator("svg"), "stroke") == (0, 0, 0)
    told = launcher.evaluate(f"(button) => ({ON_EVERY_COLOUR})(button, {AS_PIXEL})")
    white = (255, 255, 255)
    hard_to_see = [(on, ink) for on, ink in told if _contrast(on, ink) < 3]
    assert (len(told), hard_to_see) == (216, [])
    assert {tuple(ink) for on, ink in told if _contrast(on, white) >= 4.5} == {white}


def test_a_launcher_whose_colour_is_none_has_its_own(shop: Shop, open_page: OpenShop) -> None:
    page = open_page(shop.page("/no-colour", shop.line(accent="teal-ish")))
    launcher = page.get_by_role("button", name="Open the chat")
    expect(launcher).to_be_visible()
    assert _colour(launcher, "backgroundColor") == (15, 102, 100)
    assert _colour(launcher, "color") == (255, 255, 255)


def _colour(locator: Locator, kind: str) -> Colour:
    red, green, blue = locator.evaluate(f"(found) => ({AS_PIXEL})(getComputedStyle(found).{kind})")
    return red, green, blue


def _contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """As WCAG 2 reckons it."""

    def luminance(colour: Sequence[int]) -> float:
        parts = [part / 255 for part in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _waits_for_the_keys(page: Page) -> None:
    frame = next(frame for frame in page.frames if "/embed/" in frame.url)
    frame.wait_for_function("document.activeElement?.localName === 'giftline-chat'")


def _accounts(desk: ServedDesk) -> list[str | None]:
    """Of the conversations there are, in the order in which they were opened."""
    with desk.services.database.begin() as connection:
        rows = connection.execute(select(conversation.c.account_id).order_by(conversation.c.opened_at))
        return list(rows.scalars())


def test_every_call_and_event_is_documented() -> None:
    text = (ROOT / "docs" / "embed.md").read_text(encoding="utf-8")
    source = (ROOT / "web" / "npm" / "types.ts").read_text(encoding="utf-8")
    calls = re.findall(r"^  (?!push)(\w+)(?:<[^>]*>)?\(.*;$", source, re.MULTILINE)
    events = re.findall(r'^  (?:"([\w-]+)"|(\w+)): (?:undefined|number|\{)', source, re.MULTILINE)
    names = [*calls, *(quoted or plain for quoted, plain in events)]
    assert {"setUser", "show", "unread"} <= set(names)
    assert [name for name in names if f"`{name}" not in text] == []
