"""`action_diagnose_problem`, and what else is said about a complaint and its card."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Event, ServiceAction, intent_of
from bot.cases.registry import load_cases
from bot.conversations.incoming_text import names_another_card
from bot.services.answers import Answer, Question


class AboutProblem(ServiceAction):
    """Remembers the complaint, the card and the advice, so that either of the first two may come first."""

    def question(self, tracker: Tracker) -> Question:
        question = super().question(tracker)
        complained_now = intent_of(tracker)
        if complained_now in load_cases():
            question = replace(question, problem=complained_now)
        case = load_cases().get(question.problem or "")
        of_no_card_before = (case and not case.texts.needs_code) or names_another_card(question.text)
        if of_no_card_before and not question.said_now:
            # It is about no card that was spoken of before, only about one that is named with it.
            return replace(question, handle=None)
        return question

    def events(self, question: Question, answer: Answer) -> list[Event]:
        offers = [one.offers for one in (answer, *answer.also) if one.offers]
        offered = [handle for handle in question.offered if handle not in offers] + offers
        last = question.said_now[-1] if question.said_now else question.handle
        return [
            *super().events(question, answer),
            SlotSet("problem", question.problem),
            SlotSet("claim_handle", last),
            SlotSet("offered", offered),
            SlotSet("advised", answer.advice or question.advised),
        ]
