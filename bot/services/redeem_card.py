"""The customer was offered to have a card redeemed on their account, and says yes or no."""

from __future__ import annotations

from datetime import datetime

from bot.cases.diagnosis import outcome_values
from bot.conversations.incoming_text import may_mean_no, says_yes
from bot.errors import UnknownConversation
from bot.knowledge.brand import BrandPolicy
from bot.ledger.commands import Receipt, Redeem, Request
from bot.ledger.outcomes import Outcome
from bot.ports import UnitOfWork, WriteLedger
from bot.services.answers import Answer, OpenQuestion, Question, ticket_about, ticket_values
from bot.services.claimant import claimant_of, signed_in_account
from bot.services.how_to_sign_in import how_to_sign_in
from bot.tickets.ticket import Priority, TicketRequest
from bot.values import ConversationId

# What is no surprise to the customer and needs nobody to look into it.
_NEEDS_NOBODY = (Outcome.DONE, Outcome.REDEEMED_HERE, Outcome.CLAIMANT_LOCKED, Outcome.UNKNOWN_CODE)
# A yes that the model is less sure of is asked for once more: it moves money.
_SURE = 0.6


class RedeemCard:
    """Redeems the card that was offered last. A yes that is answered twice is one redemption."""

    def __init__(self, unit_of_work: UnitOfWork, write_ledger: WriteLedger, policy: BrandPolicy) -> None:
        self._unit_of_work = unit_of_work
        self._write_ledger = write_ledger
        self._policy = policy

    def __call__(self, question: Question) -> Answer:
        if not question.offered:
            return Answer("utter_affirm", asks=OpenQuestion.NOTHING)
        is_sure = says_yes(question.text) or question.confidence >= _SURE
        if may_mean_no(question.text) or not is_sure:
            return Answer("utter_offer_is_open", asks=OpenQuestion.OFFER)
        with self._unit_of_work() as work:
            conversation = work.conversations.get(question.conversation)
            if conversation is None:
                raise UnknownConversation("the engine asked about a conversation that does not exist")
            account = signed_in_account(work, conversation)
            code = work.vault.fingerprint(conversation.id, question.offered[-1])
            if account is None or code is None:
                reply = how_to_sign_in(work, conversation, "utter_sign_in")
                return Answer(reply, asks=OpenQuestion.NOTHING)
        command = Redeem(
            code, account.id, account.region, accepts_look_alike=True, buckets=claimant_of(conversation)
        )
        request = Request("chat", f"{conversation.id}:{question.sequence}", actor=account.id)
        receipt = self._write_ledger(command, request, question.now)
        ticket = self._ticket(conversation.id, receipt, question.now)
        values = outcome_values(receipt, account, self._policy)
        told = receipt.outcome.told.format_map(values)
        if ticket:
            return Answer(
                "utter_not_redeemed",
                {"told": told, **ticket_values(ticket, self._policy, question.now)},
                outcome=receipt.outcome,
                ticket=ticket,
                asks=OpenQuestion.NOTHING,
            )
        return Answer("utter_redeemed", {"told": told}, outcome=receipt.outcome, asks=OpenQuestion.NOTHING)

    def _ticket(self, conversation: ConversationId, receipt: Receipt, now: datetime) -> TicketRequest | None:
        if receipt.outcome in _NEEDS_NOBODY:
            return None
        found = receipt.outcome.replace("_", " ")
        with self._unit_of_work() as work:
            return ticket_about(
                work,
                conversation,
                f"redeem:{receipt.card or receipt.last_four}",
                category="redeem_failed",
                priority=Priority.HIGH,
                summary=f"Offered to redeem the card ending {receipt.last_four}, then found: {found}.",
                support=self._policy.support,
                now=now,
            )


class DeclineOffer:
    """The customer would rather not; nothing happens to the card."""

    def __call__(self, question: Question) -> Answer:
        return Answer("utter_offer_declined" if question.offered else "utter_deny", asks=OpenQuestion.NOTHING)
