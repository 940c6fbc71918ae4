"""10,000 malformed requests at every public endpoint: each is refused or answered, none breaks anything.

One part is made from our own OpenAPI by schemathesis, to fit it and not to; the rest are bytes, paths and
headers that no description allows for. What the app raises fails the test, and so does a 5xx.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from starlette.types import ASGIApp

from actions.webhook import PATH as ACTION_PATH
from bot.bootstrap import Services
from bot.channels.sessions import PREFIX
from bot.settings import Settings
from tests.builders import WIDE_LIMITS, Customer, a_customer
from tests.channels.conftest import BuildApp
from tests.channels.raw_requests import RawAnswer, RawRequest, send_raw

pytestmark = pytest.mark.proof

REQUESTS = 10_000
# Made of the description, shared out among its endpoints; the others are made of anything at all.
FROM_OPENAPI = REQUESTS // 2
OF_A_FAILURE = (b"Traceback", b'File "', b"sqlalchemy", b"psycopg", b"site-packages")
PATHS = (
    "/", "/health", "/docs", "/docs/index.md", "/docs/../pyproject.toml", "/docs/%2e%2e/pyproject.toml",
    "/assets/../../../etc/passwd", "/..", "//etc/passwd", "/openapi.json", "/desk", "/api/v1/demo",
    ACTION_PATH, f"{PREFIX}/sessions", f"{PREFIX}/challenge", f"{PREFIX}/messages", f"{PREFIX}/events",
)  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        home=tmp_path,
        database_url=database_url,
        pepper="p" * 32,
        limits=WIDE_LIMITS,
        anonymous_grid_ms=0,
    )


@pytest.fixture(autouse=True)
def built_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the chat page is built, a 503 says so; whether it is here does not matter to the proof."""
    monkeypatch.setattr("bot.channels.pages.WEB", tmp_path / "web")
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text("<title>Chat</title>", encoding="utf-8")


@dataclass
class Attack:
    """Sends requests, every second one as a customer who has a conversation, and keeps count.

    A request may end the conversation's session, as it should; then there is another customer.
    """

    app: ASGIApp
    services: Services
    loop: asyncio.AbstractEventLoop
    customers: list[Customer] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    taken: set[str] = field(default_factory=set)

    @property
    def sent(self) -> int:
        return self.statuses.total()

    def send(self, request: RawRequest) -> RawAnswer:
        is_customer = self.sent % 2 == 0
        if is_customer:
            self.customers = self.customers or [a_customer(self.services)]
            request = request.with_header(b"authorization", f"Bearer {self.customers[-1].token}".encode())
        answer = self.loop.run_until_complete(send_raw(self.app, request))
        self.statuses[answer.status] += 1
        assert 100 <= answer.status < 500, (answer.status, request)
        assert not any(word in answer.body for word in OF_A_FAILURE), request
        assert "x-request-id" in answer.headers, request
        is_message = request.method == "POST" and request.path == f"{PREFIX}/messages"
        if is_customer and is_message and answer.status == 200:
            self.taken.add(json.loads(request.body)["client_id"])
        if is_customer and request.path.startswith(f"{PREFIX}/sessions") and answer.status in (200, 204):
            self.customers.append(a_customer(self.services))
        return answer


def test_nothing_malformed_breaks_anything(app_for: BuildApp, services: Services) -> None:
    app = app_for(True)
    with asyncio.Runner() as runner:
        attack = Attack(app, services, runner.get_loop())
        before = RawRequest(
            "POST", f"{PREFIX}/messages", body=b'{"client_id": "before", "text": "I was here first"}'
        ).with_header(b"content-type", b"application/json")
        assert attack.send(before).status == 200

        description = json.loads(attack.send(RawRequest("GET", "/openapi.json")).body)
        operations = list(schemathesis.openapi.from_dict(description).get_all_operations())
        for found in operations:
            assert isinstance(found, Ok)
            for mode in GenerationMode:
                requests = found.ok().as_strategy(generation_mode=mode).map(_of_case)
                _try(attack, requests, FROM_OPENAPI // (len(operations) * len(GenerationMode)))
        assert attack.sent > 1_000
        _try(attack, _anything(), REQUESTS - attack.sent)
        while attack.sent < REQUESTS:
            _try(attack, _anything(), REQUESTS - attack.sent)

        # It may be a stranger's turn, who gets nowhere.
        assert {attack.send(before).status for _ in range(2)} == {200, 401}
    logged = {message.client_id for customer in attack.customers for message in customer.log}
    assert "before" in attack.taken
    assert attack.taken <= logged
    assert {200, 201, 400, 401, 404, 405, 422} <= set(attack.statuses)
    print(attack.sent, dict(attack.statuses))  # noqa: T201 - what the proof was made of, with -s


def _try(attack: Attack, requests: SearchStrategy[RawRequest], count: int) -> None:
    @given(requests)
    @examples(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(request: RawRequest) -> None:
        attack.send(request)

    # An endpoint that takes nothing has no request that does not fit.
    with contextlib.suppress(Unsatisfiable):
        send()


def _of_case(case: Any) -> RawRequest:
    """What schemathesis would send. It stands as its transport has it, in bytes."""
    ready = case.as_transport_kwargs(base_url="http://x")
    body = ready.get("data", b"")
    if "json" in ready:
        body = json.dumps(ready["json"]).encode()
    elif isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    elif not isinstance(body, bytes):
        body = urlencode(body or {}, doseq=True, errors="surrogatepass").encode()
    headers = tuple(
        (name.encode("latin-1", "replace"), str(value).encode("latin-1", "replace"))
        for name, value in ready["headers"].items()
    )
    path = ready["url"].removeprefix("http://x")
    query = urlencode(ready.get("params") or {}, doseq=True, errors="surrogatepass").encode()
    return RawRequest(ready["method"], path, query, headers, body)


def _anything() -> SearchStrategy[RawRequest]:
    nested = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
    names = st.sampled_from(["client_id", "text", "button", "account", "proof", "x"])
    values = nested | st.sampled_from(
        ["\ud800", "\x00", "/restart", '/intent{"x": 1}', "\ufffd" * 50, "A" * 20_000]
    )
    objects = st.dictionaries(names, values, max_size=4)
    as_json = (objects | nested).map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
    deep = st.sampled_from(
        [b"[" * 5_000, b'{"a":' * 5_000, b'{"text": 1e999999}', b'{"text": ' + b"9" * 5_000 + b"}"]
    )
    bodies = st.one_of(as_json, as_json, st.binary(max_size=200), deep)
    paths = st.sampled_from(PATHS) | st.tuples(st.sampled_from(PATHS), st.text(max_size=10)).map("".join)
    headers = st.lists(
        st.tuples(
            st.sampled_from(
                [b"authorization", b"content-type", b"content-length", b"last-event-id", b"accept",
                 b"x-request-id", b"range", b"if-modified-since", b"transfer-encoding", b"origin", b"cookie"]
            ),
            st.binary(max_size=40)
            | st.sampled_from([b"application/json", b"-1", b"bytes=0-,5-", b"\xff", b"9" * 20]),
        ),
        max_size=4,
    )  # fmt: skip
    methods = st.sampled_from(
        ["GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "\u00e9", ""]
    )
    queries = st.binary(max_size=30) | st.sampled_from(
        [b"after=-1", b"after=99999999999999999999", b"after=%00", b"a" * 3_000]
    )
    json_type = ((b"content-type", b"application/json"),)
    return st.builds(
        RawRequest,
        methods,
        paths,
        queries,
        headers.map(lambda found: (*json_type, *found)),
        bodies,
    )
