"""`python -m benchmarks.widget`: what our widget costs a shop's page, beside rasa-webchat.

Both are on the same page of a shop, by the lines that their own documentation says, in the same Chromium,
in turns, each time with nothing cached. Both scripts come from the same server, by the same code,
compressed by gzip at its best level. Both talk to an assistant that answers at once (two_widgets.py), and
in the visits that warm up both have to bring an answer. How long an answer takes is not compared: ours
stores every message first, and Rasa's channel with nothing behind it stores none.

A visit has two stages of 1.5 s each, the same for both: from the navigation on, in which nobody
touches the page, and from the press of the launcher on. What is counted is told at the end of a stage.
Bytes are those that come, with their headers. A web socket is one request. What is asked of servers elsewhere
counts as a request, and gets no answer: there is no way out of this browser. `scripts` is Chromium's
ScriptDuration and `main thread` its TaskDuration, both in time of the processor, of the page's process. The
chat's frame is in that process where the shop is under the chat's domain, as documented; how long it takes
where it is not is told apart.

There, and where a script opens the chat, our page says `data-prepare="idle"`, as documented for it; what
that costs before anybody opens the chat is counted too. All other visits are to a page without it.

Times are moments of the page itself, by the clock that all its frames share: to the frame in which launcher
or text box is in sight and can be used. A press begins when button or finger comes down, which takes 80 ms
until it is a click; a mouse has been on the launcher for 150 ms before.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from playwright.async_api import Browser, CDPSession, Page, Request, WebSocket, async_playwright
from rich.progress import Progress
from rich.table import Table

from benchmarks.ledger import err, machine, out
from benchmarks.rasa_webchat import VERSION
from benchmarks.two_widgets import Place, Shop, Widget, served_shop
from bot.errors import GiftlineError
from tests.browser.conftest import FLAGS

app = typer.Typer(rich_markup_mode="rich", add_completion=False, pretty_exceptions_enable=False)

_STAGE_MS = 1_500
_WINDOW_MS = 1_000
_LATEST_MS = 30_000
# People's hands take longer for either.
_REST_MS = 150
_HOLD_MS = 80
_WARM_UP = 2
_NO_WAY_OUT = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
_LAUNCHER = {
    Widget.GIFTLINE: "document.querySelector('giftline-widget')?.shadowRoot.querySelector('button')",
    Widget.RASA_WEBCHAT: "document.querySelector('.rw-launcher')",
}
# What shows the text box: ours is in a frame, which may be drawn before it is shown.
_SHOWN = {
    Widget.GIFTLINE: "document.querySelector('giftline-widget')?.shadowRoot.querySelector('iframe')",
    Widget.RASA_WEBCHAT: "document.querySelector('.rw-new-message')",
}
_TEXT_BOX = {
    Widget.GIFTLINE: """document.querySelector('giftline-chat')?.shadowRoot
        ?.querySelector('giftline-composer')?.shadowRoot?.querySelector('textarea')""",
    Widget.RASA_WEBCHAT: "document.querySelector('.rw-new-message')",
}
# In every frame of a page. A script that presses has no pointer.
_WATCH = """(() => {
  const marks = window.marks = { launcher: null, pressed: null, box: null };
  const isSeen = (element) => element && !element.disabled && element.getBoundingClientRect().height > 0
    && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const look = (name, find) => {
    if (isSeen(find())) marks[name] = performance.timeOrigin + performance.now();
    else requestAnimationFrame(() => look(name, find));
  };
  if (window !== top) return look('box', () => %(box)s);
  look('launcher', () => %(launcher)s);
  const onPress = ({ timeStamp }) => {
    if (marks.pressed !== null) return;
    marks.pressed = performance.timeOrigin + timeStamp;
    look('box', () => %(shown)s);
  };
  for (const name of ['pointerdown', 'click']) addEventListener(name, onPress, { capture: true });
})()"""


class Way(StrEnum):
    """How the launcher is pressed."""

    MOUSE = "by mouse"
    FINGER = "by finger"
    FINGER_ELSEWHERE = "by finger, the shop on another domain, prepared"
    SCRIPT = "by a script that gave no sign before, prepared"

    @property
    def is_prepared(self) -> bool:
        """Whether the page asks for the chat before anybody is near it."""
        return self in (Way.FINGER_ELSEWHERE, Way.SCRIPT)


@dataclass(frozen=True)
class Counted:
    """All so far: bytes that came, requests, and what the page's main thread did, in ms."""

    came: int
    asked: int
    scripts_ms: float
    main_thread_ms: float


@dataclass(frozen=True)
class Visit:
    launcher_ms: float
    box_ms: float
    waiting: Counted
    open: Counted
    elsewhere: frozenset[str]


# Of one widget: its visits in each way, a visit for each round.
Visits = dict[Way, list[Visit]]


@dataclass(frozen=True)
class Row:
    name: str
    unit: str
    ours: Sequence[float]
    theirs: Sequence[float]

    @property
    def ratio(self) -> float:
        """How many times ours the other one is."""
        return median(self.theirs) / median(self.ours)

    @property
    def is_ahead(self) -> bool:
        return median(self.ours) < median(self.theirs)


class Network:
    """Hears all that a page asks for, but for the page itself."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._ended: list[Request] = []
        self._asked = 0
        self._over_sockets = 0
        self.elsewhere: set[str] = set()
        page.on("request", self._on_request)
        page.on("requestfinished", self._on_end)
        page.on("websocket", self._on_socket)

    async def told(self) -> tuple[int, int]:
        """The bytes that came, and the requests."""
        sizes = [await request.sizes() for request in tuple(self._ended)]
        came = sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)
        return came + self._over_sockets, self._asked

    def _is_the_page(self, request: Request) -> bool:
        return request.is_navigation_request() and request.frame == self._page.main_frame

    def _on_request(self, request: Request) -> None:
        if self._is_the_page(request):
            return
        self._asked += 1
        host = urlsplit(request.url).hostname
        if host not in ("127.0.0.1", "localhost", None):
            self.elsewhere.add(host)

    def _on_end(self, request: Request) -> None:
        if not self._is_the_page(request):
            self._ended.append(request)

    def _on_socket(self, socket: WebSocket) -> None:
        self._asked += 1
        socket.on("framereceived", self._on_frame)

    def _on_frame(self, content: str | bytes) -> None:
        self._over_sockets += len(content.encode() if isinstance(content, str) else content)


@app.command()
def main(
    samples: Annotated[int, typer.Option(min=2, help="So many rounds; each has every visit of both.")] = 10,
) -> None:
    """Measure our widget beside rasa-webchat on a shop's page. Exits with 1 unless it is ahead in every row.

    Example: [bold]python -m benchmarks.widget --samples 10[/bold]
    """
    busy_before = os.getloadavg()[0]
    try:
        visits = asyncio.run(_measure(samples))
    except GiftlineError as error:
        err.print(error.detail, style="red", markup=False)
        raise typer.Exit(2) from error
    rows = _rows(visits[Widget.GIFTLINE], visits[Widget.RASA_WEBCHAT])
    out.print(_table(rows))
    for widget in Widget:
        hosts = {host for visit in visits[widget][Way.MOUSE] for host in visit.elsewhere}
        out.print(f"{widget} asks of servers elsewhere: {', '.join(sorted(hosts)) or 'nothing'}.")
    out.print(
        f"{samples} rounds, rasa-webchat {VERSION}, on {machine()['cores']} cores, {machine()['system']}; "
        f"processes that wanted one: {busy_before:.1f} before, {os.getloadavg()[0]:.1f} after."
    )
    raise typer.Exit(0 if all(row.is_ahead for row in rows) else 1)


def _rows(ours: Visits, theirs: Visits) -> list[Row]:
    def row(name: str, unit: str, figure: Callable[[Visit], float], way: Way = Way.MOUSE) -> Row:
        return Row(
            name, unit, [figure(visit) for visit in ours[way]], [figure(visit) for visit in theirs[way]]
        )

    return [
        row("over the wire: the launcher", "KB", lambda visit: visit.waiting.came / 1024),
        row("over the wire: the open chat", "KB", lambda visit: visit.open.came / 1024),
        row("requests: the launcher", "", lambda visit: visit.waiting.asked),
        row("requests: the open chat", "", lambda visit: visit.open.asked),
        row("scripts: the launcher", "ms", lambda visit: visit.waiting.scripts_ms),
        row("scripts: the open chat", "ms", lambda visit: visit.open.scripts_ms),
        row("main thread: the launcher", "ms", lambda visit: visit.waiting.main_thread_ms),
        row("main thread: the open chat", "ms", lambda visit: visit.open.main_thread_ms),
        row(
            "over the wire: the launcher, prepared", "KB", lambda visit: visit.waiting.came / 1024, Way.SCRIPT
        ),
        row("requests: the launcher, prepared", "", lambda visit: visit.waiting.asked, Way.SCRIPT),
        row("scripts: the launcher, prepared", "ms", lambda visit: visit.waiting.scripts_ms, Way.SCRIPT),
        row(
            "main thread: the launcher, prepared",
            "ms",
            lambda visit: visit.waiting.main_thread_ms,
            Way.SCRIPT,
        ),
        row("from the navigation to the launcher", "ms", lambda visit: visit.launcher_ms),
        *(
            row(f"from the press to the text box, {way}", "ms", lambda visit: visit.box_ms, way)
            for way in Way
        ),
    ]


def _table(rows: Sequence[Row]) -> Table:
    table = Table("measure", "unit", "Giftline", "p95", "rasa-webchat", "p95", "times ours", "ahead")
    for row in rows:
        sides = (f"{figure:,.1f}" for side in (row.ours, row.theirs) for figure in (median(side), _p95(side)))
        table.add_row(row.name, row.unit, *sides, f"{row.ratio:.1f}", "yes" if row.is_ahead else "no")
    return table


def _p95(figures: Sequence[float]) -> float:
    return quantiles(figures, n=20, method="inclusive")[-1]


async def _measure(samples: int) -> dict[Widget, Visits]:
    visits: dict[Widget, Visits] = {widget: {way: [] for way in Way} for widget in Widget}
    with tempfile.TemporaryDirectory() as folder, Progress(console=err) as progress:
        visiting = progress.add_task("Starting both assistants", total=_WARM_UP + samples)
        async with served_shop(Path(folder)) as shop, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=[*FLAGS, "--no-sandbox", _NO_WAY_OUT]
            )
            progress.update(visiting, description="Visiting the shop")
            for number in range(_WARM_UP + samples):
                is_warm = number >= _WARM_UP
                for way in Way:
                    # Whoever is first finds the machine a little different from whoever is second.
                    for widget in sorted(Widget, reverse=number % 2 == 1):
                        visit = await _visit(browser, shop, widget, way, asks=not is_warm)
                        if is_warm:
                            visits[widget][way].append(visit)
                progress.advance(visiting)
            await browser.close()
    return visits


async def _visit(browser: Browser, shop: Shop, widget: Widget, way: Way, *, asks: bool) -> Visit:
    """With a browser context of its own, so nothing is cached and nobody was here before."""
    by_finger = way in (Way.FINGER, Way.FINGER_ELSEWHERE)
    context = await browser.new_context(
        viewport={"width": 1180, "height": 860}, locale="en-US", has_touch=by_finger
    )
    try:
        await context.add_init_script(_watch(widget))
        page = await context.new_page()
        network, chromium = Network(page), await context.new_cdp_session(page)
        # A new window is at its own things first.
        await page.wait_for_timeout(_WINDOW_MS)
        await chromium.send("Performance.enable", {"timeDomain": "threadTicks"})
        place = Place.ELSEWHERE if way is Way.FINGER_ELSEWHERE else Place.BESIDE
        await page.goto(shop.page(widget, place, when_idle=way.is_prepared), wait_until="commit")
        await page.wait_for_timeout(_STAGE_MS)
        launcher = await _mark(page, "launcher")
        waiting = await _counted(network, chromium)
        await _press(page, chromium, widget, way)
        await page.wait_for_timeout(_STAGE_MS)
        box, pressed = await _mark(page, "box", in_frames=True), await _mark(page, "pressed")
        opened = await _counted(network, chromium)
        if asks:
            await _ask(page, widget)
        began: float = await page.evaluate("performance.timeOrigin")
        return Visit(launcher - began, box - pressed, waiting, opened, frozenset(network.elsewhere))
    finally:
        await context.close()


def _watch(widget: Widget) -> str:
    return _WATCH % {"launcher": _LAUNCHER[widget], "box": _TEXT_BOX[widget], "shown": _SHOWN[widget]}


async def _press(page: Page, chromium: CDPSession, widget: Widget, way: Way) -> None:
    if way is Way.SCRIPT:
        await page.evaluate(f"{_LAUNCHER[widget]}.click()")
        return
    at = await page.evaluate(f"{_LAUNCHER[widget]}.getBoundingClientRect().toJSON()")
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    if way is Way.MOUSE:
        await page.mouse.move(x, y)
        await page.wait_for_timeout(_REST_MS)
        await page.mouse.down()
        await page.wait_for_timeout(_HOLD_MS)
        await page.mouse.up()
        return
    await chromium.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    await page.wait_for_timeout(_HOLD_MS)
    await chromium.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def _mark(page: Page, name: str, *, in_frames: bool = False) -> float:
    """When it was so, in the page or, `in_frames`, in all of its frames; in ms since the epoch."""
    for _ in range(_LATEST_MS // _STAGE_MS):
        frames = page.frames if in_frames else [page.main_frame]
        told = [await frame.evaluate(f"window.marks?.{name}") for frame in frames]
        if all(told):
            return float(max(told))
        await page.wait_for_timeout(_STAGE_MS)
    raise RuntimeError(f"no {name} on {page.url}")


async def _counted(network: Network, chromium: CDPSession) -> Counted:
    told: dict[str, Any] = await chromium.send("Performance.getMetrics")
    metrics = {metric["name"]: metric["value"] * 1000 for metric in told["metrics"]}
    came, asked = await network.told()
    return Counted(came, asked, metrics["ScriptDuration"], metrics["TaskDuration"])


async def _ask(page: Page, widget: Widget) -> None:
    """Fails unless an answer comes: only then is what was measured a chat."""
    if widget is Widget.GIFTLINE:
        chat = page.frame_locator("iframe")
        box, answer = chat.get_by_test_id("composer"), chat.locator("[data-testid=message][data-author=bot]")
    else:
        box, answer = page.locator(".rw-new-message"), page.locator(".rw-response")
    await box.fill("Is anybody there?")
    await box.press("Enter")
    await answer.filter(has_text="All right.").first.wait_for()


if __name__ == "__main__":
    app()
