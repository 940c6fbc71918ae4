"""Slack's failures, as ours: one place that says which of them may pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackTokenRotationError

from bot.errors import ChannelClosed, DeliveryFailed, DeliveryRefused, SlackBusy

ARCHIVED = "The channel is archived."
NOT_IN_CHANNEL = "Giftline is not in the channel: invite it there."

# https://docs.slack.dev/reference/methods/chat.postMessage#errors
_CLOSED = {
    "account_inactive": "Giftline was removed from the workspace.",
    "channel_not_found": "There is no such channel, or it is private and Giftline is not in it.",
    "is_archived": ARCHIVED,
    "not_in_channel": NOT_IN_CHANNEL,
    "restricted_action": "The workspace does not let Giftline post in the channel.",
    "token_revoked": "Giftline was removed from the workspace.",
}
_NEVER = ("invalid_blocks", "message_not_found", "msg_too_long", "no_text", "cant_update_message")
_BUSY = ("ratelimited", "rate_limited", "message_limit_exceeded")
# Slack says how long; where it does not, a message a second is what a channel takes.
_WAIT_S = 1
_LONGEST_WAIT_S = 3600


@contextmanager
def told_as_ours() -> Iterator[None]:
    """Raises SlackBusy, ChannelClosed, DeliveryRefused and DeliveryFailed for what goes wrong within.

    None of them repeats what was sent. A refused renewal of a token passes, for its caller to look again.
    """
    try:
        yield
    except SlackTokenRotationError:
        raise
    except SlackApiError as error:
        raise _failure(error) from None
    except (aiohttp.ClientError, TimeoutError, OSError, SlackClientError) as error:
        raise DeliveryFailed(f"Slack was not reached: {type(error).__name__}.") from None


def _failure(error: SlackApiError) -> DeliveryFailed:
    response = error.response
    # The library hands on its own answer, or, of one that does not read, the HTTP client's.
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data = getattr(response, "data", None)
    said = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or said in _BUSY:
        return SlackBusy("Slack asked us to wait.", _wait_s(error))
    if said in _CLOSED:
        return ChannelClosed(_CLOSED[said])
    if status >= 500 or not said:
        return DeliveryFailed(f"Slack answered {status}.")
    kind = DeliveryRefused if said in _NEVER else DeliveryFailed
    return kind(f"Slack refused it: {said}.")


def _wait_s(error: SlackApiError) -> int:
    headers = getattr(error.response, "headers", {})
    written = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return min(int(written), _LONGEST_WAIT_S) if written.isascii() and written.isdigit() else _WAIT_S
