"""Conversations to hold: who asks, what their ledger shows, what time it is, and what they write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool, ValidationError


def _moment(at: datetime) -> datetime:
    if not 1970 <= at.year <= 2999:
        raise ValueError("the year should be one between 1970 and 2999")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_moment)]


class Account(BaseModel):
    """Whose conversation it is. Rows of the ledger mean them by "self", signed in or not."""

    model_config = ConfigDict(frozen=True)

    region: str
    signed_in: StrictBool


class Setting(BaseModel):
    """What a conversation starts from. `ledger` has rows as in a file of cards; no brand is that of the
    settings.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    now: Moment
    ledger: tuple[dict[str, Any], ...]
    account: Account
    brand: str | None = None


class Conversation(Setting):
    """What a customer writes, a text a turn.

    What else a line says is left alone: a file may carry the answers that its author expects.
    """

    turns: tuple[str, ...]


@dataclass(frozen=True)
class BadLine:
    """A line that holds no conversation, and why; never with what stands there, which may be a code."""

    line: int
    reason: str


def read_conversations(lines: Iterable[bytes]) -> Iterator[tuple[int, Conversation] | BadLine]:
    """Each conversation with the number of its line, one JSON object a line; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            # Strict, so that a number is no time and "false" is no false.
            yield number, Conversation.model_validate_json(line, strict=True)
        except ValidationError as error:
            yield BadLine(number, what_is_wrong(error))


def what_is_wrong(error: ValidationError) -> str:
    """Which places are wrong and why, without what stands there."""
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc'])}: {_in_words(fault['msg'])}".removeprefix(": ")
        for fault in error.errors(include_input=False, include_url=False, include_context=False)
    )


def _in_words(message: str) -> str:
    message = message.removeprefix("Value error, ")
    # Each conversation is one line, of a file whose own lines are what a reader counts.
    message = re.sub(r" at line 1 column (\d+)$", r" at character \1", message)
    return message[:1].lower() + message[1:]
