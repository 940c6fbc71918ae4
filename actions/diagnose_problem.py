"""`action_diagnose_problem`: a complaint, or the code that was asked for."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Event, ServiceAction, intent_of
from bot.cases.registry import load_cases
from bot.services.answers import Answer, Question


class DiagnoseProblem(ServiceAction):
    """Remembers the complaint and the card, so that either may come first."""

    def question(self, tracker: Tracker) -> Question:
        question = super().question(tracker)
        complained_now = intent_of(tracker)
        if complained_now in load_cases():
            return replace(question, problem=complained_now)
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
