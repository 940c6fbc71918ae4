"""Invented codes, and every way in which one can be sent to us: the page, Slack's texts, the commands."""

from __future__ import annotations

import asyncio
import html
import itertools
import json
import random
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx

from bot.channels.sessions import PREFIX
from tests.builders import CODE_FORMAT
from tests.privacy.corpus import SENTENCES, WRITTEN, Groups, a_code

HOW_MANY = 500
_MESSAGES_OF_A_CONVERSATION = 10
_AT_ONCE = 4


@dataclass
class Codes:
    """Hands out invented codes and remembers each with the way in which it was sent."""

    chance: random.Random = field(default_factory=lambda: random.Random(20261127))  # noqa: S311
    sent: dict[str, str] = field(default_factory=dict)

    def next(self, way: str) -> Groups:
        groups = a_code(CODE_FORMAT, self.chance)
        self.sent["".join(groups)] = way
        return groups

    def printed(self, way: str) -> str:
        return "-".join(self.next(way))

    def texts(self, way: str, how_many: int) -> Iterator[str]:
        """Texts with a code in each: every way to write one by turns, in every sentence by turns."""
        forms = itertools.cycle(WRITTEN.items())
        sentences = itertools.cycle(SENTENCES)
        for (form, write), sentence in itertools.islice(zip(forms, sentences, strict=False), how_many):
            groups = self.next(f"{way}, {form}: {sentence}")
            yield sentence.format(write(groups))


def slack_texts(codes: Codes, how_many: int) -> Iterator[str]:
    """The texts that a Slack event carries, of its message, blocks and attachments.

    These are what its decoder has to hand on at the least: Slack's own escapes, with and without the
    decoding that Slack documents.
    """
    for number, text in enumerate(codes.texts("Slack", how_many)):
        escaped = html.escape(text, quote=False)
        match number % 5:
            case 0:
                yield f"{escaped} &amp; thanks"
            case 1:
                code = codes.printed("Slack, link")
                yield f"<https://example.com/r?code={code}&amp;x=1|{code}> {escaped}"
            case 2:
                block = {"type": "section", "text": {"type": "mrkdwn", "text": escaped}}
                yield json.dumps({"blocks": [block]})
            case 3:
                yield json.dumps({"attachments": [{"fallback": escaped, "text": text}]}, ensure_ascii=False)
            case _:
                yield html.unescape(re.sub(r"<([^|>]+)\|([^>]+)>", r"\2", f"*{escaped}* &lt;see&gt;"))


async def plant_by_web(client: httpx.AsyncClient, codes: Codes, texts: int, slack: int) -> None:
    """Everything that can be sent over the widget's API; each answer must be one of ours."""
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def conversation(number: int, said: tuple[str, ...]) -> None:
        async with at_once:
            token = await _open(client, "alice" if number % 2 else None)
            for text in said:
                await _post(client, token, {"client_id": uuid.uuid4().hex, "text": text}, {200})

    written = [*codes.texts("message", texts), *slack_texts(codes, slack)]
    each = _MESSAGES_OF_A_CONVERSATION
    parts = [tuple(written[start : start + each]) for start in range(0, len(written), each)]
    # Said by customers who have it in two halves.
    for _ in range(10):
        first, middle, last = codes.next("two messages")
        parts.append((f"the code is {first}-{middle}", f"the rest is {last}"))
    await asyncio.gather(*(conversation(number, said) for number, said in enumerate(parts)))
    await _plant_around_messages(client, codes)


async def _plant_around_messages(client: httpx.AsyncClient, codes: Codes) -> None:
    """Where no code belongs: names, tokens, headers, addresses, and bodies that are no messages."""
    token = await _open(client, None)
    for _ in range(10):
        await _post(client, token, {"client_id": codes.printed("client id"), "text": "hello"}, {200})
        await _post(client, token, {"client_id": "b", "button": codes.printed("button")}, {422})
        more = {"client_id": "m", "text": 5, "metadata": {"card": codes.printed("metadata")}}
        await _post(client, token, more, {422})
        for code, status in ((codes.printed("field"), 200), (f"{codes.printed('too long')}9999", 422)):
            answer = await client.post(
                f"{PREFIX}/codes", json={"client_id": code, "code": code}, headers=_bearer(token)
            )
            assert answer.status_code == status, answer.text
        await _open(client, codes.printed("account"), frozenset({403, 404}))
        for header in ("User-Agent", "X-Request-ID", "Referer", "Last-Event-ID"):
            code = codes.printed(f"header {header}")
            await client.get(f"{PREFIX}/messages", headers={header: code, **_bearer(token)})
        await client.get(f"{PREFIX}/messages", headers=_bearer(codes.printed("token")))
        await client.get(f"/{codes.printed('path')}")
        await client.get(
            f"{PREFIX}/messages", params={"after": codes.printed("query")}, headers=_bearer(token)
        )
        broken = f'{{"client_id": "x", "text": "{codes.printed("broken JSON")}'.encode()
        headers = {**_bearer(token), "Content-Type": "application/json"}
        answer = await client.post(f"{PREFIX}/messages", content=broken, headers=headers)
        assert answer.status_code == 400
        action = {"next_action": codes.printed("webhook"), "tracker": {"sender_id": codes.printed("webhook")}}
        answer = await client.post("/internal/actions/webhook", json=action)
        assert answer.status_code in (401, 403, 404)


async def _open(
    client: httpx.AsyncClient, account: str | None, expected: frozenset[int] = frozenset({201})
) -> str:
    answer = await client.post(f"{PREFIX}/sessions", json={"account": account})
    assert answer.status_code in expected, answer.text
    return str(answer.json().get("token", ""))


async def _post(client: httpx.AsyncClient, token: str, body: object, expected: set[int]) -> None:
    answer = await client.post(f"{PREFIX}/messages", json=body, headers=_bearer(token))
    assert answer.status_code in expected, answer.text


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def bad_ledger_file(codes: Codes, how_many: int) -> str:
    """A file none of whose rows can be loaded, each with a code where none belongs."""
    row = {"code": "AQ3D-7KLM9P-XT2V", "status": "active", "face_value": 25}
    places: list[Callable[[str], object]] = [
        lambda code: {**row, "code": f"{code} {code}"},
        lambda code: {**row, "status": code},
        lambda code: {**row, "region": code},
        lambda code: {**row, "currency": code},
        lambda code: {**row, "face_value": code},
        lambda code: {**row, "retailer": code},
        lambda code: {**row, "status": "redeemed", "redeemed_by": code},
        lambda code: {**row, "status": "redeemed", "redeemed_by": "other", "redeemed_at": code},
        lambda code: {**row, code: 1},
        lambda code: code,
        lambda code: [code],
    ]
    lines = [
        json.dumps(place(codes.printed("ledger file")))
        for place in itertools.islice(itertools.cycle(places), how_many)
    ]
    return "\n".join([*lines, f'{{"code": "{codes.printed("ledger file")}"'])
