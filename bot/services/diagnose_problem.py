"""A customer complains about a card, or gives its code: what is true of it, and what happens next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.cases.diagnosis import Diagnosis
from bot.cases.registry import Case, diagnose, load_cases
from bot.conversations.card_story import card_story
from bot.conversations.conversation import Conversation, Owner
from bot.conversations.incoming_text import asks_when, insists, says_it_still_fails
from bot.errors import UnknownConversation
from bot.knowledge.brand import BrandPolicy
from bot.knowledge.evidence import in_words
from bot.knowledge.values import brand_values
from bot.ledger.cards import Account, CardFacts
from bot.ledger.outcomes import Outcome
from bot.ports import CardDirectory, UnitOfWork, Work
from bot.privacy.claim_code import CodeFingerprint
from bot.services.answers import Answer, OpenQuestion, Question, ticket_about, ticket_values
from bot.services.claimant import claimant_of, signed_in_account
from bot.services.how_to_sign_in import how_to_sign_in
from bot.tickets.ticket import Priority, TicketRequest, TicketStatus

# Cards of one message that are answered; whoever pastes a list is asked to take them one by one.
_MOST_CARDS = 3
_AGAIN = " again"
LOST_OR_STOLEN = "lost_or_stolen"


class DiagnoseProblem:
    """Asks for the code if it is missing, then tells what the ledger shows.

    A case that needs no code is answered at once, signed in or not; if a code comes with it all the same,
    the ledger has the last word. Only one that hands over is never held up by a card.

    `retailer` is the retailer's own ledger, where it is the one to ask. It is read only, so a card
    that is found there is not offered to be redeemed here.
    """

    def __init__(
        self, unit_of_work: UnitOfWork, policy: BrandPolicy, retailer: CardDirectory | None = None
    ) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy
        self._retailer = retailer

    def __call__(self, question: Question) -> Answer:
        first, *others = [
            self._about(replace(question, handle=handle))
            for handle in question.said_now[:_MOST_CARDS] or (question.handle,)
        ]
        return self._unless_it_failed(replace(first, also=tuple(others)), question)

    def without_code(self, question: Question) -> Answer:
        """The customer would rather not give the code, or cannot: what helps without it."""
        if question.said_now:
            return self(question)
        claimed = load_cases().get(question.problem or "")
        if claimed is None or not claimed.texts.needs_code:
            return Answer("utter_no_code", asks=OpenQuestion.PERSON)
        with self._unit_of_work() as work:
            answer = self._not_signed_in(work, claimed, _conversation(work, question))
        return replace(answer, then="utter_no_code", asks=OpenQuestion.PERSON)

    def still_failing(self, question: Question) -> Answer:
        """What was advised did not help; or nothing was advised yet, and we ask on."""
        if question.advised is None or question.said_now:
            asks_on = question.problem or question.said_now
            return self(question) if asks_on else Answer("utter_what_happens")
        with self._unit_of_work() as work:
            return self._advice_failed(work, question, Answer("", case=question.problem))

    def explain(self, question: Question) -> Answer:
        """The customer asks why."""
        if question.said_now:
            return self(question)
        if question.open_question is OpenQuestion.CODE:
            return Answer("utter_why_code")
        claimed = load_cases().get(question.problem or "")
        if claimed is None:
            return Answer("utter_why_nothing")
        with self._unit_of_work() as work:
            conversation = _conversation(work, question)
        if not claimed.texts.needs_code:
            return Answer("utter_why_person")
        return Answer(
            claimed.general_reply_name,
            claimed.values(claimed.texts.general, self._policy, conversation.region),
        )

    def _unless_it_failed(self, answer: Answer, question: Question) -> Answer:
        """The same advice to the same complaint helps nobody: then a person looks at it.

        Whoever only says it again, without saying that it did not help, is answered once more; where a
        ticket is open that is said instead of the same paragraph.
        """
        is_again = answer.advice is not None and answer.advice == _without_again(question.advised)
        if not is_again:
            return answer
        if asks_when_it_opens(question):
            return replace(answer, reply="utter_opens_again")
        if answer.ticket and question.intent == LOST_OR_STOLEN:
            return replace(answer, reply="utter_added_to_ticket")
        if answer.outcome == Outcome.UNKNOWN_CODE and question.handle in question.said_now:
            with self._unit_of_work() as work:
                return self._still_unknown(work, question, answer)
        if question.intent not in load_cases():
            return answer
        only_says_it = not insists(question.text) or question.open_question is OpenQuestion.OFFER
        if only_says_it and answer.advice == question.advised:
            reply = "utter_added_to_ticket" if answer.ticket else answer.reply
            return replace(answer, reply=reply, advice=f"{answer.advice}{_AGAIN}")
        with self._unit_of_work() as work:
            return self._advice_failed(work, question, answer)

    def _advice_failed(self, work: Work, question: Question, answer: Answer) -> Answer:
        case = load_cases().get(answer.case or "")
        ticket = answer.ticket or ticket_about(
            work,
            question.conversation,
            f"failed:{case.slug if case else 'advice'}",
            category=case.texts.ticket.category if case else "human_agent",
            priority=Priority.HIGH,
            summary=f"{case.texts.title if case else 'A complaint'}: what we advised did not help.",
            support=self._policy.support,
            now=question.now,
        )
        return Answer(
            "utter_advice_failed",
            ticket_values(ticket, self._policy, question.now),
            answer.case if answer.outcome else None,
            answer.outcome,
            ticket=ticket,
            owner=Owner.QUEUED,
            asks=OpenQuestion.NOTHING,
        )

    def _still_unknown(self, work: Work, question: Question, answer: Answer) -> Answer:
        ticket = ticket_about(
            work,
            question.conversation,
            "unknown_code",
            category="invalid_code",
            priority=Priority.NORMAL,
            summary="The customer checked the code, and no card has it. Asked for e-mail and order number.",
            support=self._policy.support,
            now=question.now,
        )
        values = {**answer.values, **ticket_values(ticket, self._policy, question.now)}
        return replace(answer, reply="utter_still_unknown", values=values, ticket=ticket)

    def _about(self, question: Question) -> Answer:
        """What is true of one card, or of a complaint without one."""
        claimed = load_cases().get(question.problem or "")
        with self._unit_of_work() as work:
            conversation = _conversation(work, question)
            account = signed_in_account(work, conversation)
            code = work.vault.fingerprint(conversation.id, question.handle) if question.handle else None
            if claimed and self._needs_no_card(claimed, account, code, question):
                return self._without_a_card(work, conversation, claimed, code, question)
            if account is None:
                # Whoever is not signed in learns nothing of any card, not even whether it exists.
                if question.said_now and question.intent not in load_cases():
                    reply = how_to_sign_in(work, conversation, "utter_sign_in")
                    return Answer(reply, asks=OpenQuestion.NOTHING)
                return self._not_signed_in(work, claimed, conversation)
            if code is None:
                return self._ask_code(question)
        # Between two transactions: nobody waits for our database while we wait for the retailer.
        found = self._retailer.find(code) if self._retailer else None
        with self._unit_of_work() as work:
            facts = work.ledger.facts(account, code, claimant_of(conversation), question.now)
            if found:
                facts = facts.with_card(found, code.last_four)
            facts = facts.as_told(code.last_four)
            diagnosis = diagnose(claimed.slug if claimed else None, facts, self._policy)
            if diagnosis.outcome is Outcome.UNKNOWN_CODE:
                # Asking about codes is a way to guess them, so it costs a try like redeeming does: in one
                # transaction with the look at the card, or guesses at once would cost one together.
                work.ledger.wrong_code(claimant_of(conversation), code, question.now)
            answer = self._answer(work, conversation, code, facts, diagnosis, question)
        offered = self._with_offer(answer, question)
        # A second unknown code is not another problem, even if it is another code.
        card = "" if answer.outcome == Outcome.UNKNOWN_CODE else question.handle
        return replace(offered, advice=f"{answer.case} {answer.outcome} {card}")

    def _needs_no_card(
        self, claimed: Case, account: Account | None, code: CodeFingerprint | None, question: Question
    ) -> bool:
        if claimed.texts.needs_code:
            return False
        complains_now = question.intent == claimed.slug
        return claimed.texts.hands_over or code is None or (account is None and complains_now)

    def _not_signed_in(self, work: Work, claimed: Case | None, conversation: Conversation) -> Answer:
        if claimed is None or not claimed.texts.needs_code:
            return Answer(how_to_sign_in(work, conversation, "utter_sign_in"))
        values = claimed.values(claimed.texts.general, self._policy, conversation.region)
        return Answer(
            claimed.general_reply_name,
            values,
            then=how_to_sign_in(work, conversation, "utter_sign_in_for_card"),
            asks=OpenQuestion.NOTHING,
            advice=f"{claimed.slug} in general",
        )

    def _ask_code(self, question: Question) -> Answer:
        reply = "utter_ask_code"
        if "code_part" in question.mentions:
            reply = "utter_part_of_code"
        elif "order_number" in question.mentions:
            reply = "utter_order_number_is_no_code"
        elif question.open_question is OpenQuestion.CODE:
            reply = "utter_ask_code_again"
        return Answer(reply, self._of_a_code(), asks=OpenQuestion.CODE)

    def _of_a_code(self) -> dict[str, str]:
        facts = brand_values(self._policy)
        return {name: facts[name] for name in ("code_length", "message")}

    def _without_a_card(
        self,
        work: Work,
        conversation: Conversation,
        case: Case,
        code: CodeFingerprint | None,
        question: Question,
    ) -> Answer:
        """What only a person can settle. Said once; what the customer adds goes to the same ticket."""
        policy, asks_for = case.texts.ticket, case.texts.asks_for
        summary = f"{case.texts.title}."
        if code:
            summary += f" Card ending {code.last_four}."
        if asks_for:
            summary += f" Asked for {in_words(asks_for)}."
        subject = f"case:{case.slug}"
        known = work.tickets.about(conversation.id, subject)
        is_open = known is not None and work.tickets.standing_for(known).status is not TicketStatus.CLOSED
        ticket = ticket_about(
            work,
            conversation.id,
            subject,
            category=policy.category,
            priority=policy.priority,
            summary=summary,
            support=self._policy.support,
            now=question.now,
        )
        values = {
            **case.values(case.texts.general, self._policy, conversation.region),
            **ticket_values(ticket, self._policy, question.now),
        }
        added = is_open and not case.texts.hands_over
        reply = "utter_added_to_ticket" if added else case.general_reply_name
        owner = Owner.QUEUED if case.texts.hands_over else None
        return Answer(
            reply,
            values,
            case.slug,
            ticket=ticket,
            owner=owner,
            asks=OpenQuestion.NOTHING,
            advice=f"{case.slug} in general",
        )

    def _answer(
        self,
        work: Work,
        conversation: Conversation,
        code: CodeFingerprint,
        facts: CardFacts,
        diagnosis: Diagnosis,
        question: Question,
    ) -> Answer:
        if diagnosis.case is None:
            return Answer(
                "utter_card_is_fine",
                diagnosis.values,
                outcome=diagnosis.outcome,
                card=card_story(facts, diagnosis.outcome),
                asks=OpenQuestion.NOTHING,
            )
        case = load_cases()[diagnosis.case]
        # About a card, whatever it is called: two complaints about one card are one ticket.
        subject = f"card:{facts.card.id if facts.card else code.exact[:32]}"
        ticket = self._ticket(work, conversation, subject, facts.last_four, case, diagnosis, question.now)
        values = {
            **case.values(case.texts.replies[diagnosis.outcome], self._policy, facts.account.region),
            **diagnosis.values,
            **(ticket_values(ticket, self._policy, question.now) if ticket else {}),
        }
        return Answer(
            case.reply_name(diagnosis.outcome),
            values,
            case.slug,
            diagnosis.outcome,
            card_story(facts, diagnosis.outcome),
            ticket,
            asks=OpenQuestion.NOTHING,
        )

    def _ticket(
        self,
        work: Work,
        conversation: Conversation,
        subject: str,
        last_four: str,
        case: Case,
        diagnosis: Diagnosis,
        now: datetime,
    ) -> TicketRequest | None:
        policy = case.texts.ticket
        if diagnosis.outcome not in policy.opens_on:
            return None
        found = diagnosis.outcome.replace("_", " ")
        return ticket_about(
            work,
            conversation.id,
            subject,
            category=policy.category,
            priority=policy.priority,
            summary=f"{case.texts.title}: card ending {last_four}, {found}.",
            support=self._policy.support,
            now=now,
        )

    def _with_offer(self, answer: Answer, question: Question) -> Answer:
        """A card that can be redeemed is offered to be, once; after that the customer is only told how.

        While a person looks into it, nothing is done with it.
        """
        if answer.outcome not in (Outcome.REDEEMABLE, Outcome.MISTYPED) or question.handle is None:
            return answer
        if answer.ticket:
            return answer
        if self._retailer:
            return replace(answer, then="utter_redeem_at_site")
        asked_before = question.handle in question.offered
        then = "utter_redeem_yourself" if asked_before else "utter_offer_to_redeem"
        return replace(answer, then=then, offers=question.handle, asks=OpenQuestion.OFFER)


def asks_when_it_opens(question: Question) -> bool:
    """Whether the customer, told of a pause, asks how long it lasts. That it still lasts is no question."""
    told = question.follows(Outcome.CLAIMANT_LOCKED)
    return told and asks_when(question.text) and not says_it_still_fails(question.text)


def _without_again(advised: str | None) -> str | None:
    return advised.removesuffix(_AGAIN) if advised else None


def _conversation(work: Work, question: Question) -> Conversation:
    found = work.conversations.get(question.conversation)
    if found is None:
        raise UnknownConversation("the engine asked about a conversation that does not exist")
    return found
