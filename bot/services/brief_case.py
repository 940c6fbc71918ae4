"""The case brief of a conversation, for the agent who opens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.cases.brief import Brief, KnownCard, Story, ToldTurn, make_brief, nobody_from
from bot.conversations.conversation import Author, Conversation, Message, Turn
from bot.errors import UnknownConversation
from bot.knowledge.brand import BrandPolicy
from bot.knowledge.evidence import Evidence
from bot.ledger.cards import Account, CardFacts, FoundCard
from bot.ledger.commands import Kind, Transaction
from bot.ports import CardDirectory, UnitOfWork, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry
from bot.privacy.claim_code import CodeFingerprint
from bot.privacy.other_numbers import names_order
from bot.privacy.placeholders import HANDLE
from bot.services.claimant import claimant_of, signed_in_account
from bot.values import ClaimHandle, Clock, ConversationId

# The latest of them. Nobody takes in more at a glance, and each is looked up.
MOST_CARDS = 10


@dataclass(frozen=True)
class _Read:
    """What a conversation holds, before any card is looked up."""

    conversation: Conversation
    account: Account | None
    turns: tuple[ToldTurn, ...]
    codes: Mapping[ClaimHandle, CodeFingerprint]


class BriefCase:
    """Reads the ledger anew each time, so that an agent never acts on what was true yesterday.

    `retailer` is the retailer's own ledger, where it is the one to ask; nothing can be changed there.
    That the agent read it is in the audit before anything is told, once for each agent and conversation.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        policy: BrandPolicy,
        retailer: CardDirectory | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._retailer = retailer

    def __call__(self, conversation: ConversationId, actor: Actor) -> Brief:
        """Raises UnknownConversation, or LedgerUnavailable if the retailer's ledger gives no answer."""
        with self._unit_of_work() as work:
            read = _read(work, conversation)
            self._note_who_read(work, read.conversation, actor)
        # Between two transactions: nobody waits for our database while we wait for the retailer.
        found = {}
        if self._retailer:
            found = {handle: self._retailer.find(code) for handle, code in read.codes.items()}
        with self._unit_of_work() as work:
            story = self._story(work, read, found)
        return make_brief(story, self._policy)

    def _note_who_read(self, work: Work, conversation: Conversation, actor: Actor) -> None:
        subject = f"conversation {conversation.id}"
        if not work.audit.holds(actor, AuditAction.READ, subject):
            work.audit.add(AuditEntry(actor, AuditAction.READ, True, subject, "", self._clock.now()))

    def _story(self, work: Work, read: _Read, found: Mapping[ClaimHandle, FoundCard]) -> Story:
        now, claimant = self._clock.now(), claimant_of(read.conversation)
        region = read.account.region if read.account else read.conversation.region
        asking = read.account or nobody_from(region or next(iter(self._policy.regions)))
        cards = []
        for handle, code in read.codes.items():
            facts = work.ledger.facts(asking, code, claimant, now)
            if handle in found:
                facts = facts.with_card(found[handle], code.last_four)
            if facts.card and region is None:
                # Of a visitor without a region no card is foreign.
                facts = replace(facts, account=nobody_from(facts.card.region))
            history = work.ledger.history(card=facts.card.id) if facts.card and not self._retailer else ()
            cards.append(KnownCard(handle, code.last_four, _or_replaced(facts, history), history))
        return Story(
            account=read.account,
            now=now,
            turns=read.turns,
            cards=cards,
            locked_until=work.ledger.locked_until(claimant, now),
            seen=_seen(read.turns),
            region=region,
            can_act=self._retailer is None,
        )


def _read(work: Work, conversation_id: ConversationId) -> _Read:
    conversation = work.conversations.get(conversation_id)
    if conversation is None:
        raise UnknownConversation("there is no such conversation")
    turns = work.conversations.turns(conversation_id)
    told = tuple(
        _told(message, turns)
        for message in work.conversations.messages(conversation_id)
        if message.author is Author.CUSTOMER
    )
    codes = {}
    for handle in _handles(told):
        if code := work.vault.fingerprint(conversation_id, handle):
            codes[handle] = code
    return _Read(conversation, signed_in_account(work, conversation), told, codes)


def _told(message: Message, turns: Mapping[int, Turn]) -> ToldTurn:
    turn = turns.get(message.sequence, Turn())
    return ToldTurn(message.sequence, message.sent_at, message.text, turn)


def _handles(told: Sequence[ToldTurn]) -> Sequence[ClaimHandle]:
    """The codes that the customer named, in the order in which they were named first."""
    named = dict.fromkeys(ClaimHandle(handle) for one in told for handle in HANDLE.findall(one.text))
    return list(named)[-MOST_CARDS:]


def _or_replaced(facts: CardFacts, history: Sequence[Transaction]) -> CardFacts:
    """The facts, knowing whether another card has taken this one's place."""
    if facts.card is None:
        return facts
    replaced = any(
        one.kind is Kind.REISSUE and one.receipt.is_done and one.receipt.card == facts.card.id
        for one in history
    )
    return replace(facts, card=replace(facts.card, is_replaced=replaced))


def _seen(told: Sequence[ToldTurn]) -> frozenset[Evidence]:
    """Of what customers are asked for only an order number can be told from their words."""
    ordered = any(names_order(one.text) for one in told)
    return frozenset({Evidence.ORDER_NUMBER}) if ordered else frozenset()
