"""The engine starts late, dies, or is left behind: no message is lost and no process is."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.giftline_process import PATIENCE_S, Server, demo_server, wait_until

pytestmark = pytest.mark.engine

API = "/api/v1/chat"


class Customer:
    """A browser's side of the API."""

    def __init__(self, server: Server, account: str = "alice") -> None:
        self._client = httpx.Client(base_url=server.url, timeout=PATIENCE_S)
        session = self._client.post(f"{API}/sessions", json={"account": account}).json()
        self._client.headers["Authorization"] = f"Bearer {session['token']}"

    def send(self, text: str, client_id: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.post(
            f"{API}/messages", json={"client_id": client_id, "text": text}
        ).json()
        return answer

    def log(self) -> list[tuple[str, str]]:
        messages = self._client.get(f"{API}/messages").json()["messages"]
        return [(message["author"], message["text"]) for message in messages]

    def close(self) -> None:
        self._client.close()


def test_a_message_sent_while_the_engine_starts_is_answered_when_it_has(tmp_path: Path) -> None:
    with demo_server(tmp_path, ready=False) as server:
        customer = Customer(server)
        assert httpx.get(f"{server.url}/health").json()["engine"] == "starting"
        answer = customer.send("my card was never activated", "first")
        log = customer.log()
        customer.close()

    assert answer["intent"] == "not_activated"
    assert log[0] == ("customer", "my card was never activated")
    assert log[1][0] == "system"
    assert "just starting" in log[1][1]
    assert log[2][0] == "bot"


def test_an_engine_that_dies_costs_a_ticket_and_no_message_and_comes_back(tmp_path: Path) -> None:
    with demo_server(tmp_path) as server:
        customer = Customer(server)
        (engine,) = server.engine_pids()
        os.kill(engine, signal.SIGSTOP)  # It hangs: the answer never comes.
        try:
            # While the first message waits for the hung engine, the engine is killed.
            waiting = _in_background(customer, "is anybody there", "hung")
        finally:
            os.kill(engine, signal.SIGKILL)
        answer = waiting()
        wait_until(lambda: server.is_ready and engine not in server.engine_pids(), "it is back")
        later = customer.send("my card was never activated", "later")
        log = customer.log()
        customer.close()

    assert answer["ticket"]["category"] == "bot_unavailable"
    assert answer["ticket"]["id"] in answer["replies"][0]["text"]
    assert ("customer", "is anybody there") in log
    assert later["intent"] == "not_activated"


def _in_background(customer: Customer, text: str, client_id: str) -> Any:
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    future = pool.submit(customer.send, text, client_id)
    wait_until(lambda: ("customer", text) in customer.log(), "the message is in the log")
    pool.shutdown(wait=False)
    return lambda: future.result(PATIENCE_S)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_message_left_unanswered_by_a_crash_is_answered_after_the_restart(tmp_path: Path) -> None:
    with demo_server(tmp_path, ready=False) as server:
        customer = Customer(server)
        (engine,) = _engine_of(server)
        _in_background(customer, "my card was never activated", "orphan")
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(PATIENCE_S)
        wait_until(lambda: engine not in server.engine_pids(), "the engine has ended with the app")
        token = customer._client.headers["Authorization"]
        customer.close()

    with (
        demo_server(tmp_path) as server,
        httpx.Client(base_url=server.url, headers={"Authorization": token}) as again,
    ):

        def answered() -> bool:
            log = again.get(f"{API}/messages").json()["messages"]
            return any(message["author"] == "bot" for message in log)

        wait_until(answered, "the orphaned message is answered")


def test_stopping_the_app_ends_the_engine(tmp_path: Path) -> None:
    with demo_server(tmp_path) as server:
        assert server.engine_pids()
    assert server.process.returncode == 0
    wait_until(lambda: not server.engine_pids(), "the engine has ended")


def _engine_of(server: Server) -> list[int]:
    wait_until(lambda: bool(server.engine_pids()), "the engine has been started")
    return server.engine_pids()
