"""Where something was found, and the words around it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.values import ConversationId

_BEFORE, _LENGTH = 60, 200


class FoundIn(StrEnum):
    MESSAGE = "message"
    NOTE = "note"
    TICKET = "ticket"
    CUSTOMER = "customer"
    CARD = "card"  # by its last four characters, or by its whole code


@dataclass(frozen=True)
class Hit:
    """`text` is all of what was found, with handles in place of codes."""

    conversation: ConversationId
    found_in: FoundIn
    text: str
    at: datetime


@dataclass(frozen=True)
class Dated:
    """A conversation in the order of a search: the one with the last message first."""

    id: ConversationId
    last_message_at: datetime


def one_each(hits: Iterable[Hit]) -> Mapping[ConversationId, Hit]:
    """Of each conversation its latest hit."""
    found: dict[ConversationId, Hit] = {}
    for hit in sorted(hits, key=lambda one: one.at, reverse=True):
        found.setdefault(hit.conversation, hit)
    return found


def snippet(text: str, words: str) -> str | None:
    """The words and what stands around them, in one line; None if the text, as people read it, lacks them."""
    line = " ".join(text.split())
    place = line.casefold().find(" ".join(words.split()).casefold())
    if place < 0:
        return None
    start = max(0, place - _BEFORE)
    cut = line[start : start + _LENGTH]
    return ("…" if start else "") + cut + ("…" if start + _LENGTH < len(line) else "")
