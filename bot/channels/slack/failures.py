"""Slack's failures, as ours: one place that says which of them may pass."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackTokenRotationError

from bot.errors import (
    ChannelClosed,
    DeliveryFailed,
    DeliveryRefused,
    FileNotReady,
    FileRefused,
    SlackBusy,
)

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
# https://docs.slack.dev/reference/methods/files.getUploadURLExternal#errors, and those of the call after it
NO_SUCH_FILE = frozenset(
    {
        "access_denied",
        "file_type_not_allowed",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "malware_detected",
        "missing_scope",
        "no_permission",
        "storage_limit_reached",
    }
)
# Slack takes a moment to look through a file before a block can show it, and does not say how long.
_LOOKS_THROUGH_S = 3
_BUSY = ("ratelimited", "rate_limited", "message_limit_exceeded")
# Slack says how long; where it does not, a message a second is what a channel takes.
_WAIT_S = 1
_LONGEST_WAIT_S = 3600


@contextmanager
def told_as_ours(no_such_file: Collection[str] = ()) -> Iterator[None]:
    """Raises SlackBusy, ChannelClosed, DeliveryRefused and DeliveryFailed for what goes wrong within.

    None of them repeats what was sent. A refused renewal of a token passes, for its caller to look again.
    Raises FileRefused for the errors of Slack's that `no_such_file` names.
    """
    try:
        yield
    except SlackTokenRotationError:
        raise
    except SlackApiError as error:
        raise _failure(error, no_such_file) from None
    except (aiohttp.ClientError, TimeoutError, OSError, SlackClientError) as error:
        raise DeliveryFailed(f"Slack was not reached: {type(error).__name__}.") from None


def _failure(error: SlackApiError, no_such_file: Collection[str]) -> DeliveryFailed:
    response = error.response
    # The library hands on its own answer, or, of one that does not read, the HTTP client's.
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data = getattr(response, "data", None)
    said = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or said in _BUSY:
        return SlackBusy("Slack asked us to wait.", _wait_s(error))
    if said in no_such_file:
        return FileRefused(f"Slack takes no such file: {said}.")
    if said == "invalid_blocks" and isinstance(data, dict) and "slack_file" in str(data.get("errors")):
        return FileNotReady("Slack cannot show a file yet that it was given.", _LOOKS_THROUGH_S)
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
