"""Giftline as its users run it: the `giftline` command, in processes of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

COMMAND = Path(sys.executable).with_name("giftline")
# Bounds that only a broken product reaches; what takes a second may take many on a busy machine.
PATIENCE_S = 180.0


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment in which Giftline keeps everything in `home`."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"GIFTLINE_HOME": str(home), "GIFTLINE_PORT": "0", "COLUMNS": "200"} | more


def giftline(
    home: Path, *arguments: str, stdin: str | bytes = "", patience_s: float = PATIENCE_S
) -> subprocess.CompletedProcess[bytes]:
    """Runs one command to its end."""
    written = stdin.encode() if isinstance(stdin, str) else stdin
    return subprocess.run(
        [COMMAND, *arguments],
        input=written,
        capture_output=True,
        env=environment(home),
        timeout=patience_s,
        check=False,
    )


def chat(home: Path, lines: Sequence[str], *arguments: str) -> list[dict[str, Any]]:
    """What `giftline chat --json` prints for these messages, an object a message."""
    done = giftline(home, "chat", "--json", *arguments, stdin="".join(f"{line}\n" for line in lines))
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Returns when the condition holds; fails the test if it never does."""
    deadline = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        pause.wait(0.1)


@dataclass
class Server:
    """A running `giftline demo`."""

    process: subprocess.Popen[str]
    home: Path
    url: str = ""
    printed: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return bool(httpx.get(f"{self.url}/health").json()["engine"] == "ready")
        return False

    def engine_pids(self) -> list[int]:
        """The engine's processes that this server started and that still run."""
        found = subprocess.run(
            ["pgrep", "-f", f"rasa run .*{re.escape(str(self.home))}"],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(pid) for pid in found.stdout.split()]


@contextlib.contextmanager
def demo_server(home: Path, *, ready: bool = True, **more: str) -> Iterator[Server]:
    """`giftline demo` on a free port, with everything it keeps in `home`; `more` is for its environment."""
    process = subprocess.Popen(
        [COMMAND, "demo"], env=environment(home, **more), stderr=subprocess.PIPE, text=True, errors="replace"
    )
    server = Server(process, home)
    listening = threading.Thread(target=_read_addresses, args=(server,), daemon=True)
    listening.start()
    try:
        wait_until(lambda: bool(server.url) or process.poll() is not None, "the address is printed")
        assert process.poll() is None, "".join(server.printed)
        if ready:
            wait_until(lambda: server.is_ready, "the engine answers")
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE_S)
        listening.join()
        if process.stderr:
            process.stderr.close()


def _read_addresses(server: Server) -> None:
    for line in server.process.stderr or ():
        server.printed.append(line)
        if line.startswith("Chat") and (address := re.search(r"http://\S+?(?=/\s|/$|\s|$)", line)):
            server.url = address[0]
