"""What travels through the engine beside a text, as the custom payload of a bot message.

The action webhook may be served by another replica than the one that waits for the engine's answer,
so the effects of an action go back the way its reply goes, and are stored with it in one commit. Which
form a reply has is said where its text is, in domain.yml; a card comes right behind the
text that tells of it.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.conversations.card_story import CardStory
from bot.conversations.conversation import Form
from bot.errors import EngineFailed
from bot.ports import Effects

_KEY = "giftline"
_FORM = "form"
_CARD = "card"
_EFFECTS = TypeAdapter(Effects)
_STORY = TypeAdapter(CardStory)


def effects_to_json(effects: Effects) -> dict[str, Any]:
    return {_KEY: _EFFECTS.dump_python(effects, mode="json")}


def effects_from_json(custom: object) -> Effects | None:
    """None for a payload that is not ours or belongs to a reply. Raises EngineFailed for a broken one."""
    if not isinstance(custom, dict) or _KEY not in custom:
        return None
    payload = custom[_KEY]
    if isinstance(payload, dict) and payload.keys() <= {_FORM, _CARD}:
        return None
    try:
        return _EFFECTS.validate_python(payload)
    except ValidationError as error:
        raise EngineFailed("the engine sent back effects that do not read") from error


def form_to_json(form: Form) -> dict[str, Any]:
    return {_KEY: {_FORM: form.value}}


def form_from_json(custom: object) -> Form | None:
    """None for a payload that names no form. Raises EngineFailed for a form that there is not."""
    payload = custom.get(_KEY) if isinstance(custom, dict) else None
    if not isinstance(payload, dict) or _FORM not in payload:
        return None
    try:
        return Form(payload[_FORM])
    except ValueError as error:
        raise EngineFailed("the domain names a form that there is not") from error


def card_to_json(card: CardStory) -> dict[str, Any]:
    return {_KEY: {_CARD: _STORY.dump_python(card, mode="json")}}


def card_from_json(custom: object) -> CardStory | None:
    """None for a payload that has no card. Raises EngineFailed for a broken one."""
    payload = custom.get(_KEY) if isinstance(custom, dict) else None
    if not isinstance(payload, dict) or _CARD not in payload:
        return None
    try:
        return _STORY.validate_python(payload[_CARD])
    except ValidationError as error:
        raise EngineFailed("the engine sent back a card that does not read") from error
