"""`action_diagnose_problem`: a complaint, or the code that was asked for."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Event, ServiceAction, handle_said_now, intent_of
from bot.cases.registry import load_cases
from bot.services.answers import Answer, Question


class DiagnoseProblem(ServiceAction):
    """Remembers the complaint and the card, so that either may come first."""

    def question(self, tracker: Tracker) -> Question:
        question = super().question(tracker)
        complained_now = intent_of(tracker)
        if complained_now in load_cases():
            question = replace(question, problem=complained_now)
        case = load_cases().get(question.problem or "")
        if case and not case.texts.needs_code:
            # It is about no card that was spoken of before, only about one that is named with it.
            return replace(question, handle=handle_said_now(tracker))
        return question

    def events(self, question: Question, answer: Answer) -> list[Event]:
        offered = [handle for handle in question.offered if handle != answer.offers]
        if answer.offers:
            offered.append(answer.offers)
        return [
            SlotSet("problem", question.problem),
            SlotSet("claim_handle", question.handle),
            SlotSet("offered", offered),
            SlotSet("offer_open", answer.offers is not None),
        ]
