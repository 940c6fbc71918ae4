"""The field for a claim code: a window of Slack's, from which the code goes to the vault alone. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.privacy.claim_code import CodeFormat
from bot.services.texts import CODE_CANCEL, CODE_FIELD, CODE_FIELD_HINT, CODE_SEND, ENTER_CODE, service_text
from bot.slack.workspaces import ChannelId

CODE_VIEW = "giftline_code"
CODE_BLOCK = "code"
_FIELD = "typed"
_LONGEST = 200


def code_view(channel: ChannelId, ts: str, code_format: CodeFormat) -> Mapping[str, Any]:
    """The window. What goes with it, unseen, says which conversation it is for, and nothing else."""
    return {
        "type": "modal",
        "callback_id": CODE_VIEW,
        "private_metadata": json.dumps([channel, ts]),
        "title": _plain(ENTER_CODE),
        "submit": _plain(CODE_SEND),
        "close": _plain(CODE_CANCEL),
        "blocks": [
            {
                "type": "input",
                "block_id": CODE_BLOCK,
                "label": _plain(CODE_FIELD),
                "hint": _plain(CODE_FIELD_HINT, code_length=code_format.in_words()),
                "element": {"type": "plain_text_input", "action_id": _FIELD, "max_length": _LONGEST},
            }
        ],
    }


def place_of(view: Mapping[str, Any]) -> tuple[ChannelId, str]:
    channel, ts = json.loads(view["private_metadata"])
    return ChannelId(channel), str(ts)


def typed_in(view: Mapping[str, Any]) -> str:
    field = view["state"]["values"][CODE_BLOCK][_FIELD]
    return str(field.get("value") or "")


def _plain(text: str, **values: str) -> Mapping[str, Any]:
    return {"type": "plain_text", "text": service_text(text, **values), "emoji": False}
