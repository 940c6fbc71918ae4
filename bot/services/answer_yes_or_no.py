"""A yes or a no, whose meaning is what the assistant asked last."""

from __future__ import annotations

from bot.services.answer_question import AnswerQuestion
from bot.services.answers import Answer, OpenQuestion, Question
from bot.services.diagnose_problem import DiagnoseProblem
from bot.services.hand_over import HandOver
from bot.services.redeem_card import DeclineOffer, RedeemCard


class AnswerYesOrNo:
    """Without a question of ours that is open, it is answered like any other message."""

    def __init__(
        self,
        diagnose: DiagnoseProblem,
        redeem: RedeemCard,
        decline: DeclineOffer,
        hand_over: HandOver,
        answer: AnswerQuestion,
    ) -> None:
        self._diagnose = diagnose
        self._redeem = redeem
        self._decline = decline
        self._hand_over = hand_over
        self._answer = answer

    def yes(self, question: Question) -> Answer:
        if question.said_now:
            return self._diagnose(question)
        match question.open_question:
            case OpenQuestion.OFFER:
                return self._redeem(question)
            case OpenQuestion.CODE:
                return self._diagnose(question)
            case OpenQuestion.PERSON:
                return self._hand_over(question)
            case OpenQuestion.NOTHING:
                return self._answer(question)

    def no(self, question: Question) -> Answer:
        if question.said_now:
            return self._diagnose(question)
        match question.open_question:
            case OpenQuestion.OFFER:
                return self._decline(question)
            case OpenQuestion.CODE:
                return self._diagnose.without_code(question)
            case OpenQuestion.PERSON | OpenQuestion.NOTHING:
                return self._answer(question)

    def without_code(self, question: Question) -> Answer:
        """The customer refuses the code, or anything else that was asked for."""
        if question.open_question is OpenQuestion.OFFER and not question.said_now:
            return self._decline(question)
        return self._diagnose.without_code(question)
