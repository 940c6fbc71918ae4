"""The engine's client: everything but a list with something to say is a failure with a name."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.channels.effects import card_to_json, effects_to_json, form_to_json
from bot.channels.rasa import RasaEngine
from bot.conversations.card_story import CardStep, CardStory, Step
from bot.conversations.conversation import Button, Form, Owner, Reply, Turn
from bot.errors import EngineFailed, EngineSilent, EngineStarting, EngineUnavailable
from bot.ports import Effects, EngineReply
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import ConversationId, TicketId
from tests.conftest import NOW

CARD = CardStory("XT2V", (CardStep(Step.ACTIVATED, date(2026, 1, 5)), CardStep(Step.REDEEMABLE)))
SAYS_HELLO = [{"recipient_id": "c1", "text": "Hello!"}]
EFFECTS = Effects(
    Turn("wrong_account", 0.9, "wrong_account", "redeemed_elsewhere"),
    TicketRequest(TicketId("GL-2345678"), "wrong_account", Priority.HIGH, "card:1", "A summary."),
    Owner.QUEUED,
)


class Rasa:
    """A server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answer: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(200, json=[])
        self.starts = True

    @property
    def is_ready(self) -> bool:
        return self.starts

    async def ready_url(self) -> str:
        if not self.starts:
            raise EngineStarting("not in time")
        return "http://engine.test:5005"

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer(request)

    def says(self, body: object, status: int = 200) -> None:
        self.answer = lambda _: httpx.Response(status, json=body)

    def raises(self, error: httpx.TransportError) -> None:
        def fail(request: httpx.Request) -> httpx.Response:
            raise error

        self.answer = fail


@pytest.fixture
def rasa() -> Rasa:
    return Rasa()


@pytest_asyncio.fixture
async def client(rasa: Rasa) -> AsyncIterator[RasaEngine]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(rasa.handle)) as http:
        yield RasaEngine(rasa, http, timeout_s=7)


async def _answer(client: RasaEngine) -> list[EngineReply]:
    return list(await client.answer(ConversationId("c1"), "hello", NOW, 3))


async def test_the_engine_is_asked_over_rasas_rest_channel(client: RasaEngine, rasa: Rasa) -> None:
    rasa.says(SAYS_HELLO)
    await _answer(client)
    (request,) = rasa.asked
    assert (request.method, str(request.url)) == ("POST", "http://engine.test:5005/webhooks/rest/webhook")
    assert json.loads(request.content) == {
        "sender": "c1",
        "message": "hello",
        "metadata": {"now": NOW.isoformat(), "sequence": 3},
    }


async def test_the_engine_may_think_as_long_as_was_set(client: RasaEngine, rasa: Rasa) -> None:
    rasa.says(SAYS_HELLO)
    await _answer(client)
    assert rasa.asked[0].extensions["timeout"]["read"] == 7


async def test_replies_keep_their_order_and_their_buttons(client: RasaEngine, rasa: Rasa) -> None:
    rasa.says(
        [
            *SAYS_HELLO,
            {"text": "Shall I?", "buttons": [{"title": "Yes", "payload": "/affirm", "type": "postback"}]},
        ]
    )
    assert await _answer(client) == [
        EngineReply(Reply("Hello!")),
        EngineReply(Reply("Shall I?", (Button("Yes", "/affirm"),))),
    ]


@pytest.mark.parametrize("apart", [True, False], ids=["an item of its own", "with its text"])
async def test_effects_come_back_as_they_were_sent(client: RasaEngine, rasa: Rasa, apart: bool) -> None:
    item = {"custom": effects_to_json(EFFECTS)}
    rasa.says([*SAYS_HELLO, item] if apart else [{**SAYS_HELLO[0], **item}])
    assert [reply.effects for reply in await _answer(client) if reply.effects] == [EFFECTS]


@pytest.mark.parametrize("custom", [{"another": "plugin"}, [], "text", 7, None])
async def test_a_payload_of_somebody_else_is_passed_over(
    client: RasaEngine, rasa: Rasa, custom: object
) -> None:
    rasa.says([{**SAYS_HELLO[0], "custom": custom}])
    assert await _answer(client) == [EngineReply(Reply("Hello!"))]


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "text",
        [],
        {"turn": {"intent": 7}},
        {"turn": {}, "owner": "nobody"},
        {"turn": {}, "ticket": {"id": "GL-2345678"}},
        {"turn": {}, "ticket": {**effects_to_json(EFFECTS)["giftline"]["ticket"], "priority": "whenever"}},
    ],
    ids=repr,
)
async def test_effects_that_do_not_read_are_a_failure(client: RasaEngine, rasa: Rasa, broken: Any) -> None:
    rasa.says([{**SAYS_HELLO[0], "custom": {"giftline": broken}}])
    with pytest.raises(EngineFailed):
        await _answer(client)


@pytest.mark.parametrize("apart", [True, False], ids=["an item of its own", "with its text"])
async def test_a_form_belongs_to_the_reply_it_follows(client: RasaEngine, rasa: Rasa, apart: bool) -> None:
    asks, form = {"text": "Please send me the code."}, {"custom": form_to_json(Form.CLAIM_CODE)}
    rasa.says([*SAYS_HELLO, *([asks, form] if apart else [asks | form]), *SAYS_HELLO])
    assert await _answer(client) == [
        EngineReply(Reply("Hello!")),
        EngineReply(Reply("Please send me the code.", form=Form.CLAIM_CODE)),
        EngineReply(Reply("Hello!")),
    ]


async def test_a_form_and_effects_can_come_together(client: RasaEngine, rasa: Rasa) -> None:
    together = {"giftline": {**effects_to_json(EFFECTS)["giftline"], "form": "claim_code"}}
    rasa.says([{**SAYS_HELLO[0], "custom": together}])
    assert await _answer(client) == [EngineReply(Reply("Hello!", form=Form.CLAIM_CODE), EFFECTS)]


@pytest.mark.parametrize("form", ["password", None, 7, ["claim_code"]], ids=repr)
async def test_a_form_that_there_is_not_is_a_failure(client: RasaEngine, rasa: Rasa, form: object) -> None:
    rasa.says([{**SAYS_HELLO[0], "custom": {"giftline": {"form": form}}}])
    with pytest.raises(EngineFailed):
        await _answer(client)


async def test_a_form_that_no_text_asks_for_is_a_failure(client: RasaEngine, rasa: Rasa) -> None:
    rasa.says([{"custom": form_to_json(Form.CLAIM_CODE)}, *SAYS_HELLO])
    with pytest.raises(EngineFailed):
        await _answer(client)


async def test_a_card_belongs_to_the_reply_it_follows(client: RasaEngine, rasa: Rasa) -> None:
    card = {"custom": card_to_json(CARD)}
    effects = {"custom": effects_to_json(EFFECTS)}
    rasa.says([{"text": "It was not activated."}, card, effects, *SAYS_HELLO])
    assert await _answer(client) == [
        EngineReply(Reply("It was not activated.", card=CARD)),
        EngineReply(None, EFFECTS),
        EngineReply(Reply("Hello!")),
    ]


@pytest.mark.parametrize(
    "said",
    [
        [{"custom": card_to_json(CARD)}, *SAYS_HELLO],
        [*SAYS_HELLO, {"custom": {"giftline": {"card": {"last_four": "XT2V"}}}}],
        [*SAYS_HELLO, {"custom": {"giftline": {"card": {"last_four": "XT2V", "steps": [{"what": "lost"}]}}}}],
    ],
    ids=["of no text", "without steps", "with a step that there is not"],
)
async def test_a_card_that_does_not_read_or_belongs_to_no_text_is_a_failure(
    client: RasaEngine, rasa: Rasa, said: list[dict[str, Any]]
) -> None:
    rasa.says(said)
    with pytest.raises(EngineFailed):
        await _answer(client)


@pytest.mark.parametrize(
    "nothing",
    [[], [{}], [{"text": ""}], [{"text": None}], [{"custom": effects_to_json(EFFECTS)}]],
    ids=["[]", "{}", "no text", "null", "effects only"],
)
async def test_an_answer_with_nothing_to_say_is_never_silence(
    client: RasaEngine, rasa: Rasa, nothing: list[object]
) -> None:
    rasa.says(nothing)
    with pytest.raises(EngineSilent):
        await _answer(client)


@pytest.mark.parametrize("status", [301, 404, 500, 503])
async def test_an_error_of_the_engine_is_a_failure(client: RasaEngine, rasa: Rasa, status: int) -> None:
    rasa.says(SAYS_HELLO, status)
    with pytest.raises(EngineFailed):
        await _answer(client)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe\x00", b'[{"text": "Hel', b'{"text": "a"}', b"7", b'["a"]', b"[null]"]
)
async def test_an_answer_that_is_no_json_list_is_a_failure(
    client: RasaEngine, rasa: Rasa, body: bytes
) -> None:
    rasa.answer = lambda _: httpx.Response(200, content=body)
    with pytest.raises(EngineFailed):
        await _answer(client)


@pytest.mark.parametrize(
    "error",
    [httpx.ReadTimeout(""), httpx.ConnectTimeout(""), httpx.ConnectError(""), httpx.RemoteProtocolError("")],
    ids=lambda error: type(error).__name__,
)
async def test_no_answer_at_all_is_a_failure_that_says_which(
    client: RasaEngine, rasa: Rasa, error: httpx.TransportError
) -> None:
    rasa.raises(error)
    with pytest.raises(EngineFailed, match=type(error).__name__):
        await _answer(client)


async def test_an_engine_that_does_not_start_is_not_asked(client: RasaEngine, rasa: Rasa) -> None:
    rasa.starts = False
    with pytest.raises(EngineStarting):
        await _answer(client)
    assert rasa.asked == []


@pytest.mark.parametrize("buttons", [[{"title": "Site", "url": "https://x"}], ["Yes"], 7], ids=repr)
async def test_buttons_that_do_not_read_are_a_failure(
    client: RasaEngine, rasa: Rasa, buttons: object
) -> None:
    rasa.says([{**SAYS_HELLO[0], "buttons": buttons}])
    with pytest.raises(EngineUnavailable):
        await _answer(client)
