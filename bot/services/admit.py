"""Lets somebody do something, or says when they may: the throttles, for every channel and the desk.

`services.admit(Act.UPLOAD, buckets)` is all that a new endpoint needs; see docs/security.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations.conversation import Conversation
from bot.errors import TooManyRequests
from bot.ledger.claimants import Bucket
from bot.ports import Throttle
from bot.services.claimant import claimant_of
from bot.services.texts import service_text, too_many
from bot.throttles import Act

# Who writes there sits at the server's own terminal.
OWN_TERMINAL = "console"


class Admit:
    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle

    def __call__(self, act: Act, buckets: Sequence[Bucket]) -> None:
        """Raises TooManyRequests, with when to try again, if one of the buckets is full."""
        wait_s = self._throttle.wait_s(act, buckets)
        if wait_s is not None:
            raise TooManyRequests(service_text(too_many(act), wait=in_words(wait_s)), wait_s)

    def in_conversation(self, act: Act, conversation: Conversation) -> None:
        """The same for what a customer does in a conversation: their account, it, and their address."""
        if conversation.channel != OWN_TERMINAL:
            self(act, claimant_of(conversation))


def in_words(wait_s: int) -> str:
    """A time to wait, never shorter than it is: 45 seconds, 2 minutes, 1 hour."""
    for unit_s, unit in ((3600, "hour"), (60, "minute")):
        if wait_s > unit_s - unit_s // 60:
            count = -(-wait_s // unit_s)
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{wait_s} second{'s' if wait_s > 1 else ''}"
