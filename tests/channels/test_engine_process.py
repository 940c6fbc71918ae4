"""The engine as a child: started, noticed when it answers, started again, ended. A script plays Rasa.

The real one is in tests/whole_path/test_engine_trouble.py.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import hashlib
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import yaml

from bot.channels import engine_process
from bot.channels.engine_process import EngineProcess
from bot.errors import EngineStarting
from tests.builders import A_CODE

ANSWERS = """
class Rasa(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

arguments = dict(zip(sys.argv[2::2], sys.argv[3::2]))
address = (arguments["--interface"], int(arguments["--port"]))
http.server.HTTPServer(address, Rasa).serve_forever()
"""
NEVER_ANSWERS = "signal.pause()"
ENDS_AT_ONCE = 'sys.exit("the model is broken")'
PATIENCE_S = 30

Start = Callable[..., EngineProcess]


def a_model(folder: Path) -> Path:
    """A model that was trained here."""
    model = folder / "model.tar.gz"
    model.write_bytes(b"a model")
    digest = hashlib.sha256(b"a model").hexdigest()
    model.with_name("model.tar.gz.sha256").write_text(digest, encoding="ascii")
    return model


@pytest_asyncio.fixture
async def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    """Starts an engine that is this program; ends it after the test."""
    started: list[EngineProcess] = []
    async with httpx.AsyncClient() as client:

        def start_engine(
            program: str, *, keep_dialogues: bool = True, start_timeout_s: float = 30
        ) -> EngineProcess:
            rasa = tmp_path / "rasa"
            rasa.write_text(f"#!{sys.executable}\nimport http.server, signal, sys\n{program}")
            rasa.chmod(0o700)
            monkeypatch.setattr(engine_process, "RASA", rasa)
            engine = EngineProcess(
                model=a_model(tmp_path),
                folder=tmp_path / "engine",
                action_url="http://127.0.0.1:8000/internal/actions/webhook",
                action_secret="s3cret",
                client=client,
                start_timeout_s=start_timeout_s,
                keep_dialogues=keep_dialogues,
            )
            engine.start()
            started.append(engine)
            return engine

        yield start_engine
        for engine in started:
            await engine.stop()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - another process says it by no event
            await asyncio.sleep(0.02)


def _runs(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


async def test_an_engine_is_ready_once_it_answers(start: Start) -> None:
    engine = start(ANSWERS)
    assert not engine.is_ready
    url = await engine.ready_url()
    assert engine.is_ready
    assert url.startswith("http://127.0.0.1:")


async def test_an_engine_that_does_not_answer_in_time_is_starting(start: Start) -> None:
    engine = start(NEVER_ANSWERS, start_timeout_s=0.05)
    with pytest.raises(EngineStarting):
        await engine.ready_url()


async def test_an_engine_that_dies_is_started_again(start: Start) -> None:
    engine = start(ANSWERS)
    await engine.ready_url()
    first = engine.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await _until(lambda: not engine.is_ready)
    await engine.ready_url()
    assert engine.pid != first


async def test_why_an_engine_ended_is_in_its_log(start: Start) -> None:
    engine = start(ENDS_AT_ONCE)
    await _until(lambda: engine.log_file.exists() and "the model is broken" in engine.log_file.read_text())


async def test_stopping_ends_the_engine(start: Start) -> None:
    engine = start(ANSWERS)
    await engine.ready_url()
    assert engine.pid is not None
    await engine.stop()
    assert not _runs(engine.pid)


async def test_an_engine_that_still_starts_can_be_stopped(start: Start) -> None:
    engine = start(NEVER_ANSWERS)
    await _until(lambda: engine.pid is not None)
    assert engine.pid is not None
    await engine.stop()
    assert not _runs(engine.pid)


async def test_the_engine_is_told_where_the_actions_are_and_their_secret(
    start: Start, tmp_path: Path
) -> None:
    await start(ANSWERS).ready_url()
    endpoints = yaml.safe_load((tmp_path / "engine" / "endpoints.yml").read_text())
    assert endpoints["action_endpoint"] == {
        "url": "http://127.0.0.1:8000/internal/actions/webhook",
        "headers": {"Authorization": "Bearer s3cret"},
    }


async def test_nobody_else_on_the_machine_reads_the_secret(start: Start, tmp_path: Path) -> None:
    await start(ANSWERS).ready_url()
    mode = (tmp_path / "engine" / "endpoints.yml").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize("keep", [True, False])
async def test_dialogues_are_kept_only_if_asked_for(start: Start, tmp_path: Path, keep: bool) -> None:
    await start(ANSWERS, keep_dialogues=keep).ready_url()
    endpoints = yaml.safe_load((tmp_path / "engine" / "endpoints.yml").read_text())
    assert ("tracker_store" in endpoints) is keep


SAYS_HOW_IT_WAS_STARTED = "print(sys.argv[1:], flush=True)\n" + ANSWERS


async def test_the_engine_listens_on_loopback_only_and_takes_no_orders(start: Start) -> None:
    engine = start(SAYS_HOW_IT_WAS_STARTED)
    await engine.ready_url()
    arguments = ast.literal_eval(engine.log_file.read_text().splitlines()[0])
    assert arguments[0] == "run"
    assert arguments[arguments.index("--interface") + 1] == "127.0.0.1"
    # Rasa reads an option by its beginning too, so these are all: no --enable-api, no --cors.
    options = {argument for argument in arguments if argument.startswith("-")}
    assert options == {"--interface", "--port", "--model", "--endpoints", "--credentials"}


@pytest.mark.parametrize(
    "tamper", [lambda model: model.write_bytes(b"another"), lambda model: model.unlink()]
)
async def test_a_model_that_was_changed_is_not_started(
    start: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture, tamper: Callable[[Path], object]
) -> None:
    engine = start(ANSWERS)
    await engine.ready_url()
    assert engine.pid is not None
    tamper(tmp_path / "model.tar.gz")
    os.kill(engine.pid, signal.SIGKILL)
    await _until(lambda: "not as it was trained here" in caplog.text)
    assert not engine.is_ready


async def test_what_the_engine_says_is_in_its_log_without_codes(start: Start) -> None:
    engine = start(f'print("failed on {A_CODE}", flush=True)\nsignal.pause()')
    await _until(lambda: engine.log_file.exists() and "failed on" in engine.log_file.read_text())
    assert engine.log_file.read_text() == "failed on [claim code]\n"


async def test_a_line_without_end_does_not_stop_the_log(start: Start) -> None:
    engine = start('print("A" * 3_000_000)\nprint("then this", flush=True)\nsignal.pause()')
    await _until(lambda: engine.log_file.exists() and "then this" in engine.log_file.read_text())
