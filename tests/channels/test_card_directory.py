"""One contract for every place where cards are looked up: the embedded ledger and a retailer's own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import SecretStr

from bot.bootstrap import Services
from bot.channels.retailer_ledger import RetailerLedger, retailer_ledger
from bot.errors import LedgerUnavailable
from bot.ledger.cards import CardState, CodeMatch, FoundCard
from bot.ports import CardDirectory
from bot.privacy.claim_code import ClaimCode, CodeFingerprint
from bot.settings import Settings
from bot.values import AccountId, Money
from tests.builders import A_CODE, LoadCards

TOKEN = "known-to-the-retailer"
WITH_S, WITH_5 = "CS5V-2NHJ4G-8QWE", "C55V-2NHJ4G-8QWE"
AT = "2026-10-03T14:20:00Z"


class Retailer:
    """A small service in front of the retailer's ledger, as docs/retailer-ledger.md describes it."""

    def __init__(self) -> None:
        self.cards: dict[str, dict[str, Any]] = {}
        self.skeletons: dict[str, list[str]] = {}
        self.heard: list[str] = []
        self.answers_with: tuple[int, bytes] | None = None

    def add(self, code: CodeFingerprint, row: dict[str, Any]) -> None:
        states = {"inactive": "issued"}
        self.skeletons.setdefault(code.skeleton, []).append(code.exact)
        self.cards[code.exact] = {
            "id": code.exact[:8],
            "last_four": code.last_four,
            "state": states.get(row["status"], row["status"]),
            "region": "US",
            "face_value": "25.00",
            "currency": "USD",
            "redeemed_by": row.get("redeemed_by"),
            "redeemed_at": row.get("redeemed_at"),
        }

    def find(self, asked: dict[str, Any]) -> dict[str, Any]:
        if card := self.cards.get(asked["code_hash"]):
            return {"match": "exact", "card": card}
        alike = self.skeletons.get(asked["skeleton_hash"], [])
        if len(alike) == 1:
            return {"match": "look_alike", "card": self.cards[alike[0]]}
        return {"match": "none", "card": None}

    @contextmanager
    def serving(self) -> Iterator[str]:
        retailer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                retailer.heard.append(body.decode())
                known = self.headers["Authorization"] == f"Bearer {TOKEN}" and self.path == "/v1/cards/find"
                status, answer = 401, b"{}"
                if known:
                    status, answer = 200, json.dumps(retailer.find(json.loads(body))).encode()
                status, answer = retailer.answers_with or (status, answer)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments: object) -> None:
                return None

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture
def retailer() -> Retailer:
    return Retailer()


@pytest.fixture
def adapter(retailer: Retailer, settings: Settings) -> Iterator[RetailerLedger]:
    with retailer.serving() as url:
        made = retailer_ledger(
            settings.model_copy(update={"retailer_url": url, "retailer_token": SecretStr(TOKEN)})
        )
        assert made is not None
        yield made
        made.close()


Find = Callable[[str], FoundCard]
Load = Callable[..., None]


@pytest.fixture(params=["embedded", "retailer"])
def directory(
    request: pytest.FixtureRequest, services: Services, load_cards: LoadCards, retailer: Retailer
) -> tuple[Load, Find]:
    """How to put a card there, and how to look one up."""
    code_of = services.fingerprinter.of
    if request.param == "retailer":
        adapter: CardDirectory = request.getfixturevalue("adapter")
        return (
            lambda code, **row: retailer.add(code_of(ClaimCode.parse(code)), row),
            lambda code: adapter.find(code_of(ClaimCode.parse(code))),
        )

    def find(code: str) -> FoundCard:
        with services.unit_of_work() as work:
            return work.ledger.find(code_of(ClaimCode.parse(code)))

    return (lambda code, **row: load_cards("alice", {"code": code, **row}), find)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("inactive", CardState.ISSUED),
        ("active", CardState.ACTIVE),
        ("frozen", CardState.FROZEN),
        ("cancelled", CardState.CANCELLED),
        ("expired", CardState.EXPIRED),
    ],
)
def test_a_card_is_found_by_its_code_in_its_state(
    directory: tuple[Load, Find], status: str, state: CardState
) -> None:
    load, find = directory
    load(A_CODE, status=status)
    found = find(A_CODE.lower())
    assert found.match is CodeMatch.EXACT
    assert found.card is not None
    assert (found.card.state, found.card.last_four, found.card.face_value, found.card.region) == (
        state,
        "XT2V",
        Money(2500, "USD"),
        "US",
    )


def test_a_redeemed_card_tells_by_whom_and_when(directory: tuple[Load, Find]) -> None:
    load, find = directory
    load(A_CODE, status="redeemed", redeemed_by="bruno", redeemed_at=AT)
    card = find(A_CODE).card
    assert card is not None
    assert card.redemption is not None
    assert card.redemption.account == AccountId("bruno")
    assert card.redemption.redeemed_at.isoformat() == "2026-10-03T14:20:00+00:00"


def test_a_look_alike_finds_the_only_card_it_can_mean(directory: tuple[Load, Find]) -> None:
    load, find = directory
    load(WITH_S, status="active")
    found = find(WITH_5)
    assert (found.match, found.card is not None) == (CodeMatch.LOOK_ALIKE, True)


def test_a_code_that_no_card_has_finds_none(directory: tuple[Load, Find]) -> None:
    load, find = directory
    load(A_CODE, status="active")
    assert find(WITH_S) == FoundCard()


def test_no_code_travels_to_the_retailer(
    adapter: CardDirectory, retailer: Retailer, services: Services
) -> None:
    adapter.find(services.fingerprinter.of(ClaimCode.parse(A_CODE)))
    assert retailer.heard
    assert [part for part in ("AQ3D", "7KLM9P", "XT2V") if part in retailer.heard[0].upper()] == []


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""),
        (401, b"{}"),
        (200, b"not json"),
        (200, b"{}"),
        (200, b'{"match": "exact", "card": null}'),
        (200, b'{"match": "none", "card": {"id": "1"}}'),
        (200, b'{"match": "perhaps", "card": null}'),
    ],
    ids=str,
)
def test_an_answer_that_does_not_read_is_no_answer(
    adapter: CardDirectory, retailer: Retailer, services: Services, answer: tuple[int, bytes]
) -> None:
    retailer.answers_with = answer
    with pytest.raises(LedgerUnavailable):
        adapter.find(services.fingerprinter.of(ClaimCode.parse(A_CODE)))


def test_a_retailer_that_is_not_there_is_no_answer(settings: Settings, services: Services) -> None:
    away = retailer_ledger(settings.model_copy(update={"retailer_url": "http://127.0.0.1:1/v1"}))
    assert away is not None
    with pytest.raises(LedgerUnavailable):
        away.find(services.fingerprinter.of(ClaimCode.parse(A_CODE)))
    away.close()
