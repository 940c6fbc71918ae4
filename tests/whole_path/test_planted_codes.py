"""500 codes are sent in every way there is; nothing that is stored, logged or printed holds one of them."""

from __future__ import annotations

import asyncio
import re
import resource
import signal
from collections import Counter
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from redis import Redis

from bot.app import build_app
from bot.bootstrap import bootstrap
from bot.channels.button_tokens import ButtonTokens
from bot.channels.engine_process import EngineProcess
from bot.channels.wakeups import LocalWakeups
from bot.settings import Settings
from tests.builders import WIDE_LIMITS, LoadCards, ScriptedEngine
from tests.desk.at_the_desk import a_door
from tests.giftline_process import Server, demo_server, giftline
from tests.whole_path.planting import HOW_MANY, Codes, bad_ledger_file, plant_by_web
from tests.whole_path.written import files_of, leaks, tables_of


def plant_by_commands(server: Server, inputs: Path, codes: Codes) -> dict[str, bytes]:
    """Sends codes to the commands; returns what those printed."""
    home, printed = server.home, dict[str, bytes]()
    nobody, new_account = codes.printed("chat --as"), codes.printed("load --as")
    said = "".join(f"{' '.join(text.split())}\n" for text in codes.texts("giftline chat", 20))
    parsed = "".join(f"{' '.join(text.split())}\n" for text in codes.texts("giftline nlu parse", 20))
    (inputs / "bad.jsonl").write_text(bad_ledger_file(codes, 33), encoding="utf-8")
    for name, arguments, stdin in (
        ("chat", ("chat", "--json", "--as", "alice", "--url", server.url), said),
        (
            "chat as a code",
            ("chat", "--json", "--as", nobody, "--url", server.url),
            "hi\n",
        ),
        ("nlu parse", ("nlu", "parse", "--json"), parsed),
        ("load", ("ledger", "load", str(inputs / "bad.jsonl")), ""),
        ("load, keep going", ("ledger", "load", str(inputs / "bad.jsonl"), "--keep-going"), ""),
        ("load as a code", ("ledger", "load", "/dev/null", "--as", new_account), ""),
        ("freeze", ("ledger", "freeze", "XT2V", "--reason", codes.printed("reason"), "--by", "sam"), ""),
        ("erase", ("privacy", "erase", "alice", "--yes", "--reason", codes.printed("reason")), ""),
        ("history", ("ledger", "history", "--account", codes.printed("history")), ""),
        ("spend", ("ledger", "spend", codes.printed("spend"), "1", "--by", "sam"), ""),
        ("export", ("privacy", "export", codes.printed("export"), "--by", "sam"), ""),
        ("canary", ("ledger", "canary", "add", "--note", codes.printed("note")), ""),
    ):
        done = giftline(home, *arguments, stdin=stdin)
        printed |= {f"{name}, stdout": done.stdout, f"{name}, stderr": done.stderr}
        assert b"Traceback" not in done.stderr, name
    return printed


def crash(server: Server) -> None:
    """Ends the app as a fault of its own would: the stacks of all its threads on stderr, and no core."""
    resource.prlimit(server.process.pid, resource.RLIMIT_CORE, (0, 0))
    server.process.send_signal(signal.SIGABRT)
    server.process.wait(60)


@pytest.mark.engine
@pytest.mark.proof
def test_no_planted_code_is_in_anything_that_the_running_product_writes(tmp_path: Path) -> None:
    home, inputs, codes = tmp_path / "home", tmp_path / "inputs", Codes()
    inputs.mkdir()

    async def send(url: str) -> None:
        async with httpx.AsyncClient(base_url=url, timeout=120) as client:
            await plant_by_web(client, codes, texts=216, slack=50)

    with demo_server(home, PYTHONFAULTHANDLER="1", GIFTLINE_LIMITS=WIDE_LIMITS) as server:
        asyncio.run(send(server.url))
        written = plant_by_commands(server, inputs, codes)
        # While it runs: the write-ahead log is there now, and gone after an orderly end.
        written |= {f"{name}, running": data for name, data in files_of(home).items()}
        crash(server)
    written |= files_of(home)
    written["stderr of the app"] = "".join(server.printed).encode()

    assert len(codes.sent) >= HOW_MANY, Counter(codes.sent.values())
    assert {"giftline.db-wal, running", "trackers.db, running", "engine.log, running"} <= written.keys()
    assert b"Fatal Python error: Aborted" in written["stderr of the app"]
    assert re.search(rb"claim_[0-9a-f]{4}", written["trackers.db"]), "the engine kept its dialogues there"
    assert leaks(written, codes) == []


@pytest.mark.proof
async def test_no_planted_code_is_in_a_database_of_either_kind(
    settings: Settings,
    engine: ScriptedEngine,
    tmp_path: Path,
    redis_url: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    codes, wakeups = Codes(), LocalWakeups()
    settings = settings.model_copy(update={"limits": WIDE_LIMITS, "redis_url": SecretStr(redis_url)})
    services = bootstrap(settings, engine=engine, wakeups=wakeups)
    LoadCards(services)("alice", {"code": "AQ3D-7KLM9P-XT2V", "status": "active"})
    async with httpx.AsyncClient() as outside:
        process = EngineProcess(
            model=tmp_path / "no-model",
            folder=tmp_path,
            action_url="",
            action_secret="the engine's own",
            client=outside,
            start_timeout_s=0,
            keep_dialogues=False,
        )
        app = build_app(
            services,
            process,
            wakeups,
            ButtonTokens(b"b" * 32),
            door=a_door(services, None),
            action_secret="the engine's own",
            demo=True,
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://giftline.test") as client:
            with caplog.at_level("DEBUG", "bot"):
                await plant_by_web(client, codes, texts=300, slack=60)
    printed = capfd.readouterr()
    written = {
        "log": caplog.text.encode(),
        "stdout and stderr": f"{printed.out}{printed.err}".encode(),
        "what the engine heard": "\n".join(engine.heard).encode(),
        **files_of(tmp_path),
        **tables_of(settings.database),
        "Redis": _everything_in(redis_url),
    }
    services.close()
    assert len(codes.sent) >= HOW_MANY, Counter(codes.sent.values())
    assert leaks(written, codes) == []


def _everything_in(redis_url: str) -> bytes:
    with Redis.from_url(redis_url) as client:
        names = list(client.scan_iter(count=1_000))
        assert names, "the throttles count there"
        return b"\n".join(name + b" " + (client.dump(name) or b"") for name in names)
