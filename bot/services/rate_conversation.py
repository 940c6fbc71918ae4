"""What a customer thinks of the help they had: asked when it has come to an end, given once for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversations.conversation import Conversation
from bot.conversations.incoming_text import readable
from bot.conversations.rating import Rating, is_asked
from bot.errors import NoSuchConversation, NotRatable, UnknownConversation
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork, Wakeups, Work
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.redact import redact, with_last_four
from bot.services.admit import Admit
from bot.services.canary_alarm import raise_alarm_for_canaries
from bot.services.texts import NOTHING_TO_RATE, RATED_FOR_GOOD, service_text
from bot.throttles import Act
from bot.values import Clock, ConversationId


@dataclass(frozen=True)
class AskedRating:
    """`is_open` says whether a rating is taken now; `given` is the one of this closing, if there is one."""

    is_open: bool
    given: Rating | None


class RateConversation:
    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy, wakeups: Wakeups, admit: Admit
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._wakeups = wakeups
        self._admit = admit

    def asked(self, conversation: ConversationId) -> AskedRating:
        """Whether the customer is asked just now, and what they said."""
        with self._unit_of_work() as work:
            found = work.conversations.get(conversation)
            if found is None:
                raise UnknownConversation("there is no such conversation")
            return self._asked(work, found, self._clock.now())

    def __call__(self, conversation: Conversation, score: int, comment: str | None) -> AskedRating:
        """Stores the rating, in place of the one before if that is less than a day old.

        Raises NotRatable, MessageTooLong, and TooManyRequests as a message does.
        """
        self._admit.in_conversation(Act.MESSAGE, conversation)
        now = self._clock.now()
        with self._unit_of_work() as work:
            held = work.conversations.hold(conversation.id)
            asked = self._asked(work, held, now)
            if not asked.is_open:
                raise NotRatable(service_text(RATED_FOR_GOOD if asked.given else NOTHING_TO_RATE))
            kept = self._kept(work, held.id, comment, now) if comment and comment.strip() else None
            first_at = asked.given.first_at if asked.given else now
            work.ratings.put(held.id, Rating(held.version, score, kept, first_at, now))
            rated = self._asked(work, held, now)
        self._wakeups.wake(conversation.id)
        return rated

    def of(self, conversation: ConversationId) -> Sequence[Rating]:
        """For agents: each rating of the conversation, the latest first. Raises NoSuchConversation."""
        with self._unit_of_work() as work:
            if work.conversations.get(conversation) is None:
                raise NoSuchConversation("There is no such conversation.")
            return readable_ratings(work, conversation)

    def _asked(self, work: Work, conversation: Conversation, now: datetime) -> AskedRating:
        ratings = readable_ratings(work, conversation.id)
        given = next((rating for rating in ratings if rating.closing == conversation.version), None)
        asks = is_asked(conversation, agent_wrote=work.conversations.agent_wrote(conversation.id))
        return AskedRating(asks and (given is None or now < given.changeable_until), given)

    def _kept(self, work: Work, conversation: ConversationId, comment: str, now: datetime) -> str:
        """As it may be stored: with handles for codes, and without other secrets."""
        hidden = redact(
            readable(comment),
            self._policy.cards.code_format,
            lambda code: work.vault.handle_for(conversation, code, now),
        )
        raise_alarm_for_canaries(work, conversation, hidden, self._policy.support, now)
        return hide_other_secrets(hidden)


def readable_ratings(work: Work, conversation: ConversationId) -> Sequence[Rating]:
    """With last four characters in place of handles."""
    last_four = work.vault.last_four(conversation)
    return [
        replace(rating, comment=with_last_four(rating.comment, last_four)) if rating.comment else rating
        for rating in work.ratings.of(conversation)
    ]
