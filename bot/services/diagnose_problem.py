"""A customer complains about a card, or gives its code: what is true of it, and what happens next."""

from __future__ import annotations

from bot.cases.diagnosis import Diagnosis
from bot.cases.registry import Case, diagnose, load_cases
from bot.conversations.conversation import Conversation
from bot.errors import UnknownConversation
from bot.knowledge.brand import BrandPolicy
from bot.ledger.cards import Account, CardFacts
from bot.ports import UnitOfWork, Work
from bot.privacy.claim_code import CodeFingerprint
from bot.services.answers import Answer, Question, ticket_about, ticket_values
from bot.tickets.ticket import TicketRequest


class DiagnoseProblem:
    """Asks for the code if it is missing, then tells what the ledger shows."""

    def __init__(self, unit_of_work: UnitOfWork, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._policy = policy

    def __call__(self, question: Question) -> Answer:
        claimed = load_cases().get(question.problem or "")
        with self._unit_of_work() as work:
            conversation = work.conversations.get(question.conversation)
            if conversation is None:
                raise UnknownConversation("the engine asked about a conversation that does not exist")
            account = self._account(work, conversation)
            if account is None:
                # Whoever is not signed in learns nothing of any card, not even whether it exists.
                return Answer(claimed.general_reply_name if claimed else "utter_sign_in")
            code = question.handle and work.vault.fingerprint(conversation.id, question.handle)
            if not code:
                return Answer("utter_ask_code")
            facts = work.ledger.facts(account, code, question.now)
            diagnosis = diagnose(claimed.slug if claimed else None, facts, self._policy)
            return self._answer(work, conversation, code, facts, diagnosis)

    def _account(self, work: Work, conversation: Conversation) -> Account | None:
        if conversation.account is None:
            return None
        account = work.ledger.account(conversation.account)
        if account and conversation.region:
            return Account(account.id, conversation.region)
        return account

    def _answer(
        self,
        work: Work,
        conversation: Conversation,
        code: CodeFingerprint,
        facts: CardFacts,
        diagnosis: Diagnosis,
    ) -> Answer:
        if diagnosis.case is None:
            return Answer("utter_card_is_fine", diagnosis.values, outcome=diagnosis.outcome)
        case = load_cases()[diagnosis.case]
        # About a card, whatever it is called: two complaints about one card are one ticket.
        subject = f"card:{facts.card.id if facts.card else code.exact[:32]}"
        ticket = self._ticket(work, conversation, subject, facts.last_four, case, diagnosis)
        values = {
            **diagnosis.values,
            **(ticket_values(ticket, self._policy) if ticket else {}),
        }
        return Answer(case.reply_name(diagnosis.outcome), values, case.slug, diagnosis.outcome, ticket)

    def _ticket(
        self,
        work: Work,
        conversation: Conversation,
        subject: str,
        last_four: str,
        case: Case,
        diagnosis: Diagnosis,
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
        )
