"""What a customer thought of the help: when they are asked, and until when they may think again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversations.conversation import Conversation, Owner

BEST = 5
CHANGEABLE_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Rating:
    """`closing` is the conversation's version that the customer was asked at; `comment` holds handles."""

    closing: int
    score: int
    comment: str | None
    first_at: datetime
    changed_at: datetime

    @property
    def changeable_until(self) -> datetime:
        return self.first_at + CHANGEABLE_FOR


def is_asked(conversation: Conversation, *, agent_wrote: bool) -> bool:
    """Once it is closed; or once a person who answered in it has given it back to the bot.

    Never while somebody still works on it, and while it is open never of the bot alone: whoever only asks
    something is left in peace.
    """
    match conversation.owner:
        case Owner.CLOSED:
            return True
        case Owner.BOT:
            return agent_wrote
        case _:
            return False
