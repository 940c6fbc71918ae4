"""Giftline's widget and rasa-webchat, served alike: one server for both scripts, and a shop that has them.

Both reach an assistant that answers at once: ours the app with a scripted engine, the other Rasa's own
channel in a process of the engine's Python. So what differs is the widgets.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import httpx
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.rasa_webchat import fetched_script
from bot.bootstrap import bootstrap
from bot.channels.built_files import built_file
from bot.channels.engine_model import ENGINE_PYTHON, engine_environment, require_engine
from bot.channels.wakeups import LocalWakeups
from bot.errors import ConfigurationError
from bot.settings import ROOT, Settings
from tests.builders import WIDE_LIMITS, ScriptedEngine
from tests.desk.at_the_desk import an_app, listening

_CHANNEL = Path(__file__).with_name("rasa_channel.py")
_CHANNEL_STARTS_WITHIN_S = 180.0
_SITE = "shop"
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shop</title>
<body>
<main><h1>Shop</h1><p>Gift cards for every occasion.</p></main>
{embed}
"""


class Widget(StrEnum):
    GIFTLINE = "giftline"
    RASA_WEBCHAT = "rasa-webchat"


class Place(StrEnum):
    """Where the shop is, as seen from the server of the chat."""

    BESIDE = "beside"  # Under the same domain, as www.example.com is to chat.example.com.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Shop:
    port: int

    def page(self, widget: Widget, place: Place, *, when_idle: bool = False) -> str:
        """The address of the page with this widget; `when_idle`: it asks ours to load the chat then."""
        # The name decides: to a browser, another port is another origin, and another name another site.
        host = "127.0.0.1" if place is Place.BESIDE else "localhost"
        return f"http://{host}:{self.port}/{widget}" + ("?idle" if when_idle else "")


@contextlib.asynccontextmanager
async def served_shop(folder: Path) -> AsyncIterator[Shop]:
    """Serves all of it until the `with` block ends. `folder` takes the app's database and the other's script.

    Raises ConfigurationError with what is missing.
    """
    require_engine()
    script = await asyncio.to_thread(fetched_script, folder)
    async with _rasa_channel(folder) as channel:
        # In a process of its own, as a server is, and not between the steps of whoever measures.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.two_widgets", folder, script, channel),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            told = await process.stdout.readline() if process.stdout else b""
            if not told:
                raise ConfigurationError("The app did not start; what it lacks is said above.")
            yield Shop(int(told))
        finally:
            if process.stdin:
                process.stdin.close()
            await process.wait()


async def _serve(folder: Path, script: Path, channel: str) -> None:
    """Tells the shop's port on stdout, and serves until stdin ends."""
    pages: dict[str, str] = {}
    wakeups = LocalWakeups()
    settings = Settings(home=folder, database_url=None, pepper="p" * 32, limits=WIDE_LIMITS)
    services = bootstrap(settings, engine=ScriptedEngine(), wakeups=wakeups)
    with contextlib.closing(services):
        app = _with_file(an_app(services, folder, public_url=None, wakeups=wakeups), script)
        async with listening(app) as server, listening(_pages(pages)) as shop:
            port = httpx.URL(shop).port
            origins = [f"http://{host}:{port}" for host in ("127.0.0.1", "localhost")]
            services.change_sites.add(_SITE, "Shop", origins, "US", with_secret=False)
            ours = f'<script async src="{server}/giftline.js" data-site="{_SITE}"{{when}}></script>'
            theirs = _as_its_readme_says(f"{server}/{script.name}", channel)
            pages[f"/{Widget.GIFTLINE}"] = _PAGE.format(embed=ours.format(when=""))
            pages[f"/{Widget.GIFTLINE}?idle"] = _PAGE.format(embed=ours.format(when=' data-prepare="idle"'))
            # It has no such setting, and has loaded all of itself with the page.
            pages[f"/{Widget.RASA_WEBCHAT}"] = pages[f"/{Widget.RASA_WEBCHAT}?idle"] = _PAGE.format(
                embed=theirs
            )
            sys.stdout.write(f"{port}\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)


def _as_its_readme_says(script: str, channel: str) -> str:
    return f"""<script>!(function () {{
  let e = document.createElement("script"),
    t = document.head || document.getElementsByTagName("head")[0];
  (e.src = "{script}"),
    (e.async = !0),
    (e.onload = () => {{
      window.WebChat.default(
        {{ customData: {{ language: "en" }}, socketUrl: "{channel}", socketPath: "/socket.io/" }},
        null
      );
    }}),
    t.insertBefore(e, t.firstChild);
}})();
</script>"""


def _with_file(app: ASGIApp, file: Path) -> ASGIApp:
    """The app, and beside its own script this one, sent by the same code and with the same headers."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300"}

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        answering = app
        if scope["type"] == "http" and scope["path"] == f"/{file.name}":
            answering = built_file(file, Headers(scope=scope), headers)
        await answering(scope, receive, send)

    return both


def _pages(pages: dict[str, str]) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        url = Request(scope).url
        body = pages.get(f"{url.path}?{url.query}" if url.query else url.path)
        response = HTMLResponse(body or "", status_code=200 if body else 404)
        await response(scope, receive, send)

    return answer


@contextlib.asynccontextmanager
async def _rasa_channel(folder: Path) -> AsyncIterator[str]:
    """Where it is, once it answers; it ends with the `with` block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url, log = f"http://127.0.0.1:{port}", folder / "rasa_channel.log"
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *(ENGINE_PYTHON, _CHANNEL, str(port)),
            env=engine_environment(),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        await _started(process, url, log)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _started(process: Process, url: str, log: Path) -> None:
    try:
        async with asyncio.timeout(_CHANNEL_STARTS_WITHIN_S):
            while not await _answers(url):
                if process.returncode is not None:
                    said = (await asyncio.to_thread(log.read_text, "utf-8", "replace")).strip()
                    raise ConfigurationError(f"Rasa's channel ended: {said[-500:]}")
                await asyncio.sleep(0.5)
    except TimeoutError:
        raise ConfigurationError("Rasa's channel did not start in time.") from None


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(url)).status_code == 200
        except httpx.TransportError:
            return False


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
