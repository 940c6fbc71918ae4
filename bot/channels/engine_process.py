"""The engine as a supervised child: stock `rasa run` on loopback, restarted if it dies."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from pathlib import Path

import httpx
import yaml

from bot.channels.engine_model import RASA, engine_environment, require_untouched
from bot.channels.log_output import redacted_line
from bot.errors import ConfigurationError, EngineStarting
from bot.settings import ROOT

log = logging.getLogger(__name__)

_POLL_S = 0.25
_STOP_S = 10.0
_LONGEST_BACKOFF_S = 30.0
# In bytes, of the engine's log; a traceback is one line.
_LONGEST_LINE = 2**20


class EngineProcess:
    """Implements EngineAddress for an engine that this process starts and ends."""

    def __init__(
        self,
        *,
        model: Path,
        folder: Path,
        action_url: str,
        action_secret: str,
        client: httpx.AsyncClient,
        start_timeout_s: float,
        keep_dialogues: bool,
    ) -> None:
        """`folder` takes the log, the endpoints file and, if `keep_dialogues`, Rasa's trackers."""
        self._model = model
        self._folder = folder
        self._action_url = action_url
        self._action_secret = action_secret
        self._client = client
        self._start_timeout_s = start_timeout_s
        self._keep_dialogues = keep_dialogues
        self._ready = asyncio.Event()
        self._url = ""
        self._process: Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._log_keeper: asyncio.Task[None] | None = None

    @property
    def is_ready(self) -> bool:
        return self._ready.is_set()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def log_file(self) -> Path:
        return self._folder / "engine.log"

    async def ready_url(self) -> str:
        try:
            await asyncio.wait_for(self._ready.wait(), self._start_timeout_s)
        except TimeoutError:
            raise EngineStarting("the engine has not started in time") from None
        return self._url

    def start(self) -> None:
        """Starts the engine in the background; `ready_url` waits for it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._supervisor = asyncio.create_task(self._supervise(), name="engine supervisor")

    async def stop(self) -> None:
        """Ends the engine and everything it started."""
        if self._supervisor:
            self._supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervisor
        if self._process and self._process.returncode is None:
            _signal_group(self._process, signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), _STOP_S)
            except TimeoutError:
                _signal_group(self._process, signal.SIGKILL)
                await self._process.wait()
        if self._log_keeper:
            await self._log_keeper

    async def _supervise(self) -> None:
        backoff_s = 1.0
        while True:
            try:
                self._process = await self._spawn()
            except (OSError, ConfigurationError) as error:
                log.error("the engine cannot be started: %s", error)
            else:
                if await self._becomes_ready(self._process):
                    backoff_s = 1.0
                    self._ready.set()
                code = await self._process.wait()
                self._ready.clear()
                log.error("the engine ended with code %s; see %s", code, self.log_file)
            await asyncio.sleep(backoff_s)
            backoff_s = min(backoff_s * 2, _LONGEST_BACKOFF_S)

    async def _spawn(self) -> Process:
        # Each time: between two starts somebody may have put another file in its place.
        await asyncio.to_thread(require_untouched, self._model)
        port = _free_port()
        self._url = f"http://127.0.0.1:{port}"
        process = await asyncio.create_subprocess_exec(
            RASA,
            "run",
            *("--interface", "127.0.0.1"),
            *("--port", str(port)),
            *("--model", self._model),
            *("--endpoints", self._write_endpoints()),
            *("--credentials", ROOT / "credentials.yml"),
            cwd=ROOT,
            env=engine_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=_LONGEST_LINE,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        if process.stdout:
            self._log_keeper = asyncio.create_task(self._keep_log(process.stdout), name="engine log")
        return process

    async def _keep_log(self, output: asyncio.StreamReader) -> None:
        """Writes what the engine says to its log file, a line at a time, without secrets."""
        with self.log_file.open("a", encoding="utf-8") as log_file:
            while True:
                try:
                    line = await output.readline()
                except ValueError:
                    line = b"a line was too long to be kept\n"
                if not line:
                    return
                said = line.decode("utf-8", errors="replace").rstrip("\n")
                kept = await asyncio.to_thread(redacted_line, said)
                log_file.write(f"{kept}\n")
                log_file.flush()

    def _write_endpoints(self) -> Path:
        endpoints: dict[str, object] = {
            "action_endpoint": {
                "url": self._action_url,
                "headers": {"Authorization": f"Bearer {self._action_secret}"},
            }
        }
        if self._keep_dialogues:
            endpoints["tracker_store"] = {
                "type": "SQL",
                "dialect": "sqlite",
                "db": str(self._folder / "trackers.db"),
            }
        path = self._folder / "endpoints.yml"
        path.touch(mode=0o600)
        path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        return path

    async def _becomes_ready(self, process: Process) -> bool:
        """True once the engine answers; False if it ends before that."""
        while process.returncode is None:
            with contextlib.suppress(httpx.HTTPError):
                response = await self._client.get(f"{self._url}/webhooks/rest/", timeout=2)
                if response.is_success:
                    return True
            await asyncio.sleep(_POLL_S)
        return False


def _signal_group(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """Asks Linux to end the engine if the app is killed; elsewhere only an orderly stop does."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
