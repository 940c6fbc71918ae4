"""A customer swears at us: no sermon, no hurt feelings, and a person if they want one."""

from __future__ import annotations

from bot.services.answers import Answer, OpenQuestion, Question


class KeepCalm:
    """The complaint that stands is not forgotten for it."""

    def __call__(self, question: Question) -> Answer:
        return Answer("utter_calm", asks=OpenQuestion.PERSON)
