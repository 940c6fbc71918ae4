"""A question that needs no card, small talk, or something we cannot help with."""

from __future__ import annotations

from bot.conversations.incoming_text import asks_where, says_it_still_fails, says_yes
from bot.conversations.language import is_another_language
from bot.knowledge.brand import BrandPolicy
from bot.knowledge.faq import Topic, load_topics
from bot.knowledge.values import brand_values, placeholders
from bot.ledger.outcomes import Outcome
from bot.ports import UnitOfWork
from bot.services.answer_by import answer_by
from bot.services.answers import Answer, OpenQuestion, Question, ticket_about, ticket_values
from bot.services.claimant import signed_in_account
from bot.services.diagnose_problem import LOST_OR_STOLEN, DiagnoseProblem, asks_when_it_opens
from bot.services.hand_over import HUMAN_AGENT
from bot.services.redeem_card import RedeemCard
from bot.tickets.ticket import Priority

OUT_OF_SCOPE = "out_of_scope"
# With a code in the same message these ask about that card, and the ledger knows more than the brand does.
_ABOUT_ONE_CARD = (OUT_OF_SCOPE, "check_balance", "check_validity")


class AnswerQuestion:
    """Answers from the brand's data; says what it can do where it has no answer."""

    def __init__(
        self, unit_of_work: UnitOfWork, policy: BrandPolicy, diagnose: DiagnoseProblem, redeem: RedeemCard
    ) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy
        self._diagnose = diagnose
        self._redeem = redeem

    def __call__(self, question: Question) -> Answer:
        intent = question.intent or OUT_OF_SCOPE
        if intent == OUT_OF_SCOPE and is_another_language(question.text):
            return self._not_english(question)
        if question.said_now and intent in _ABOUT_ONE_CARD:
            return self._diagnose(question)
        if question.advised and says_it_still_fails(question.text):
            return self._diagnose.still_failing(question)
        if intent == OUT_OF_SCOPE and asks_when_it_opens(question):
            return self._diagnose(question)
        if intent == LOST_OR_STOLEN and question.handle and question.follows(Outcome.REDEEMED_ELSEWHERE):
            # A theft explains what was found, so it belongs to the ticket about that card.
            return self._diagnose(question)
        waits_for_code = question.open_question is OpenQuestion.CODE
        if waits_for_code and asks_where(question.text):
            return Answer("utter_where_code", self._of_a_code())
        if topic := load_topics().get(intent):
            values = topic.values(self._policy, self._region(question)) | self._of_a_person(topic, question)
            return Answer(f"utter_{intent}", values, then="utter_back_to_code" if waits_for_code else None)
        if intent == OUT_OF_SCOPE and waits_for_code:
            return Answer("utter_not_a_code", self._of_a_code())
        if intent == OUT_OF_SCOPE and question.open_question is OpenQuestion.OFFER:
            # "ok then, yes, on my account" may be no plain yes to the model; what moves money decides itself.
            return self._redeem(question) if says_yes(question.text) else Answer("utter_offer_is_open")
        if question.likely:
            return Answer("utter_did_you_mean", buttons=(*question.likely, HUMAN_AGENT))
        return Answer(f"utter_{intent}")

    def _of_a_code(self) -> dict[str, str]:
        facts = brand_values(self._policy)
        return {name: facts[name] for name in ("code_length", "message")}

    def _of_a_person(self, topic: Topic, question: Question) -> dict[str, str]:
        """By when a person would answer who is asked for now, if the topic says so."""
        if "answer_by" not in placeholders(topic.answer):
            return {}
        support = self._policy.support
        with self._unit_of_work() as work:
            team = work.sites.team_of(question.conversation)
        due = support.clocks(HUMAN_AGENT, Priority.HIGH, question.now, team).answer_by
        return {"answer_by": answer_by(due, support.team_for(HUMAN_AGENT, team), question.now)}

    def _region(self, question: Question) -> str | None:
        """Where the customer's account is, if that is known: sites and amounts differ by it."""
        with self._unit_of_work() as work:
            conversation = work.conversations.get(question.conversation)
            if conversation is None:
                return None
            account = signed_in_account(work, conversation)
        return account.region if account else conversation.region

    def _not_english(self, question: Question) -> Answer:
        with self._unit_of_work() as work:
            ticket = ticket_about(
                work,
                question.conversation,
                "language",
                category="other_language",
                priority=Priority.NORMAL,
                summary="The customer writes in a language the assistant does not read.",
                support=self._policy.support,
                now=question.now,
            )
        return Answer("utter_english_only", ticket_values(ticket, self._policy, question.now), ticket=ticket)
