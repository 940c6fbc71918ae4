"""A conversation from a terminal or a script, over the same API as the widget's."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import httpx

from bot.channels.sessions import PREFIX
from bot.errors import ConfigurationError, GiftlineError, RejectedMessage

# The engine of a server that has just started may need this long for the first answer.
_ANSWER_S = 180.0
# A script that sends faster than a customer may is slowed down; for an hour it would seem to hang.
_MOST_WAIT_S = 60


class ConsoleChat:
    """One conversation at a server. Use as an async context manager."""

    def __init__(
        self, url: str, token: str | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """`transport` is how the server is reached, if not over the network."""
        self._client = httpx.AsyncClient(base_url=url, timeout=_ANSWER_S, transport=transport)
        self._token = token

    async def __aenter__(self) -> ConsoleChat:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._client.aclose()

    async def sign_in(self, account: str | None) -> None:
        """Opens a conversation. Raises ConfigurationError if the server lets nobody say who they are."""
        session = await self._call("POST", f"{PREFIX}/sessions", {"account": account})
        if "token" not in session:
            raise self._not_giftline()
        self._token = session["token"]

    async def send(self, text: str) -> dict[str, Any]:
        """What came of the message: replies, intent, diagnosis, ticket, owner.

        A message that cannot be taken gets the reason as its reply, as a customer would see it.
        """
        try:
            answer = await self._call(
                "POST", f"{PREFIX}/messages", {"client_id": uuid.uuid4().hex, "text": text}
            )
        except RejectedMessage as rejected:
            log = await self._call("GET", f"{PREFIX}/messages", None)
            return {
                "replies": [{"text": rejected.detail, "buttons": []}],
                "intent": None,
                "diagnosis": None,
                "ticket": None,
                "owner": log["owner"],
            }
        del answer["sequence"]
        for reply in answer["replies"]:
            # A terminal has no field to offer, and what became of a card is in the text.
            del reply["form"], reply["card"]
            reply["buttons"] = [button["title"] for button in reply["buttons"]]
        return answer

    async def _call(self, method: str, path: str, body: object) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            response = await self._client.request(method, path, json=body, headers=headers)
            while response.status_code == 429 and (wait_s := _wait_s(response)) <= _MOST_WAIT_S:
                await asyncio.sleep(wait_s)
                response = await self._client.request(method, path, json=body, headers=headers)
            document: dict[str, Any] = response.json()
        except httpx.HTTPError as error:
            raise ConfigurationError(
                f"There is no Giftline at {self._client.base_url}: {type(error).__name__}. "
                "Start one with `giftline serve`, or leave out --url."
            ) from error
        except ValueError as error:
            raise self._not_giftline() from error
        if not isinstance(document, dict):
            raise self._not_giftline()
        if response.is_success:
            return document
        detail = str(document.get("detail", response.reason_phrase))
        if response.status_code in (413, 422):
            raise RejectedMessage(detail)
        raise GiftlineError(detail)

    def _not_giftline(self) -> ConfigurationError:
        return ConfigurationError(f"What answers at {self._client.base_url} is not Giftline.")


def _wait_s(response: httpx.Response) -> int:
    written = response.headers.get("retry-after", "")
    return int(written) if written.isascii() and written.isdigit() else _MOST_WAIT_S + 1
