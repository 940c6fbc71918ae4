"""How the effects of an action travel through the engine: as the custom payload of a bot message.

The action webhook may be served by another replica than the one that waits for the engine's answer,
so effects go back the way the reply goes, and are stored with it in one commit.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import EngineFailed
from bot.ports import Effects

_KEY = "giftline"
_EFFECTS = TypeAdapter(Effects)


def effects_to_json(effects: Effects) -> dict[str, Any]:
    return {_KEY: _EFFECTS.dump_python(effects, mode="json")}


def effects_from_json(custom: object) -> Effects | None:
    """None for a payload that is not ours. Raises EngineFailed for one of ours that is broken."""
    if not isinstance(custom, dict) or _KEY not in custom:
        return None
    try:
        return _EFFECTS.validate_python(custom[_KEY])
    except ValidationError as error:
        raise EngineFailed("the engine sent back effects that do not read") from error
