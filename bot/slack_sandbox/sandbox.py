"""The sandbox put together: what Slack knows, what the app may call, and what is delivered to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.slack_sandbox.delivery import (
    Answer,
    Delivery,
    Line,
    NoLine,
    RetryReason,
    Sort,
    redeliver,
)
from bot.slack_sandbox.faults import Faults
from bot.slack_sandbox.payloads import event_callback
from bot.slack_sandbox.tokens import Tokens
from bot.slack_sandbox.web_api import WebApi
from bot.slack_sandbox.workspace import Channel, Json, Slack, Workspace

# Only an app that does not do what is waited for reaches it.
_PATIENCE_S = 60.0


@dataclass
class Sent:
    """What was delivered, and what the app answered to each try."""

    delivery: Delivery
    answers: list[Answer] = field(default_factory=list)

    @property
    def event(self) -> Json:
        """The inner event; empty for what is none."""
        event: Json = self.delivery.payload.get("event", {})
        return event


class Sandbox:
    """`line` is the app's way in. `sent` is all that was delivered, in order.

    `retries_after_s` is how long Slack waits before each further try of an event that was not taken.
    """

    def __init__(
        self,
        slack: Slack,
        tokens: Tokens,
        *,
        new_connection: Callable[[], str],
        retries_after_s: Sequence[float],
    ) -> None:
        self.slack = slack
        self.tokens = tokens
        self.faults = Faults()
        self.api = WebApi(slack, tokens, tell=self._tell, new_connection=new_connection)
        self.line: Line = NoLine()
        self.sent: list[Sent] = []
        self._retries_after_s = retries_after_s
        self._changed = asyncio.Event()
        self._background: set[asyncio.Task[None]] = set()
        self._is_over = False
        slack.changed = self._on_change

    @property
    def url(self) -> str:
        """Where it is served."""
        return self.slack.url

    @property
    def api_url(self) -> str:
        """What takes the place of https://slack.com/api/."""
        return f"{self.slack.url}/api/"

    def install(self, workspace: Workspace, *, scopes: Iterable[str] | None = None) -> str:
        """A bot token for the workspace."""
        return self.tokens.issue(workspace, self.slack.now(), scopes=scopes).token

    async def tell(self, workspace: Workspace, event: Json, channel: Channel | None = None) -> Sent | None:
        """Delivers the event and waits for the app's answer; None if the app is not in the workspace."""
        if not workspace.is_installed:
            return None
        return await self._deliver(Sort.EVENT, event_callback(self.slack, workspace, event, channel))

    async def interact(self, payload: Json) -> Answer:
        """Delivers what somebody did with a button, a select or a modal. Slack tries once."""
        return (await self._deliver(Sort.INTERACTION, payload)).answers[-1]

    async def command(self, fields: dict[str, str]) -> Answer:
        """Delivers a slash command. Slack tries once."""
        return (await self._deliver(Sort.COMMAND, fields)).answers[-1]

    async def redeliver(
        self,
        sent: Sent,
        *,
        times: int = 1,
        in_parallel: bool = False,
        reason: RetryReason = RetryReason.TIMEOUT,
    ) -> Sequence[Answer]:
        """Delivers it again, under the same id, as Slack does when it is not sure."""
        answers = await redeliver(
            self.line, sent.delivery, times=times, in_parallel=in_parallel, reason=reason
        )
        sent.answers.extend(answers)
        return answers

    async def until(self, condition: Callable[[], bool]) -> None:
        """Returns when the condition holds, which is looked at after each change. Raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE_S):
            while not condition():
                await self._changed.wait()

    async def next_change(self) -> bool:
        """Waits for it. False: there will be no more."""
        await self._changed.wait()
        return not self._is_over

    async def settled(self) -> None:
        """Returns when all that goes on behind people's backs is delivered, retries too."""
        while self._background:
            await asyncio.wait(self._background)

    async def stop(self) -> None:
        self._is_over = True
        self._on_change()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _deliver(self, sort: Sort, payload: Json | dict[str, str]) -> Sent:
        sent = Sent(Delivery(sort, payload))
        self.sent.append(sent)
        sent.answers.append(await self.line.send(sent.delivery))
        if sort is Sort.EVENT and not sent.answers[-1].is_taken:
            self._go_on(self._retry(sent))
        return sent

    async def _retry(self, sent: Sent) -> None:
        for retry, wait_s in enumerate(self._retries_after_s, start=1):
            await asyncio.sleep(wait_s)
            reason = sent.answers[-1].trouble or RetryReason.UNKNOWN_ERROR
            sent.answers.append(await self.line.send(sent.delivery.again(retry, reason)))
            if sent.answers[-1].is_taken:
                return

    def _tell(self, workspace: Workspace, channel: Channel, event: Json) -> None:
        """Of what the app has said itself: it is not kept waiting for that."""

        async def tell() -> None:
            await self.tell(workspace, event, channel)

        self._go_on(tell())

    def _go_on(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _on_change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
