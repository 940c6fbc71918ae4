"""A customer in Slack shows by a link code who they are, or signs out again. In direct messages alone.

What they send for that is no message to the assistant: the log has that it came and what was said to it, so
that it is done once and answered once however often Slack delivers it. The code itself is nowhere.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from bot.conversations.conversation import Conversation, Owner, Reply, Turn
from bot.conversations.ownership import Change, Move, Mover
from bot.knowledge.brand import BrandPolicy
from bot.ledger.claimants import Bucket, BucketKind
from bot.ports import UnitOfWork, Wakeups, Work
from bot.privacy.audit import ASSISTANT, AuditAction, AuditEntry
from bot.privacy.claim_code import Fingerprinter
from bot.privacy.link_code import LINK_CODE, LinkCode
from bot.services.admit import Admit
from bot.services.move_conversation import make_move
from bot.services.texts import (
    LINK_CODE_REFUSED,
    NOT_SIGNED_IN_IN_SLACK,
    SIGNED_IN_IN_SLACK,
    SIGNED_OUT_IN_SLACK,
    service_text,
)
from bot.slack.incoming import SlackMessage
from bot.slack.threads import Audience, Place, Thread
from bot.slack.workspaces import LinkedPerson, Proof
from bot.throttles import Act
from bot.values import AccountId, Clock, ConversationId

# All that a customer writes who wants to be signed in no more.
UNLINK = "unlink"


class SignInInSlack:
    """Each takes a direct message, in whose place there is a conversation of its writer's.

    Each raises TooManyRequests, with nothing stored or used up, for whoever tries too much.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        fingerprinter: Fingerprinter,
        policy: BrandPolicy,
        wakeups: Wakeups,
        admit: Admit,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter
        self._policy = policy
        self._wakeups = wakeups
        self._admit = admit

    def by_code(self, message: SlackMessage, code: LinkCode, client_id: str) -> None:
        """Signs its writer in, if the code is good; what is wrong with one that is not, nobody is told.

        A conversation that was anonymous becomes theirs. One of another account ends, and another begins.
        """
        now = self._clock.now()
        with self._unit_of_work() as work:
            conversation = before = _held(work, message)
            if conversation is None or _has(work, conversation, client_id):
                return
            self._admit(
                Act.LINK,
                [
                    Bucket(BucketKind.ACCOUNT, f"slack {message.workspace} {message.user}"),
                    Bucket(BucketKind.ADDRESS, f"slack {message.workspace}"),
                ],
            )
            account = work.link_codes.take(self._fingerprinter.link_key(code.value), now)
            if account is not None:
                conversation = self._signed_in(work, conversation, message, account, now)
            said = service_text(SIGNED_IN_IN_SLACK if account is not None else LINK_CODE_REFUSED)
            _log(work, conversation.id, client_id, LINK_CODE, said, now)
        self._tell(before, conversation)

    def sign_out(self, message: SlackMessage) -> None:
        """Its writer is nobody from then on, in a conversation of their own."""
        now = self._clock.now()
        with self._unit_of_work() as work:
            conversation = before = _held(work, message)
            if conversation is None or _has(work, conversation, message.client_id):
                return
            self._admit.in_conversation(Act.MESSAGE, conversation)
            person, said = work.slack.person(message.workspace, message.user), NOT_SIGNED_IN_IN_SLACK
            if person is not None:
                work.slack.unlink(message.workspace, message.user)
                self._audit(work, AuditAction.SLACK_UNLINKED, person.account, message, now)
                said = SIGNED_OUT_IN_SLACK
            if conversation.account is not None:
                conversation = self._anew(work, conversation, message, None, now)
                said = SIGNED_OUT_IN_SLACK
            _log(work, conversation.id, message.client_id, message.text, service_text(said), now)
        self._tell(before, conversation)

    def void(self, code: LinkCode) -> None:
        """It was sent where others read along."""
        with self._unit_of_work() as work:
            work.link_codes.take(self._fingerprinter.link_key(code.value), self._clock.now())

    def _signed_in(
        self, work: Work, conversation: Conversation, message: SlackMessage, account: AccountId, now: datetime
    ) -> Conversation:
        work.slack.link(LinkedPerson(message.workspace, message.user, account, Proof.CODE, now))
        self._audit(work, AuditAction.SLACK_LINKED, account, message, now)
        if conversation.account not in (None, account):
            return self._anew(work, conversation, message, account, now)
        work.conversations.sign_in(conversation.id, account)
        return conversation

    def _anew(
        self,
        work: Work,
        conversation: Conversation,
        message: SlackMessage,
        account: AccountId | None,
        now: datetime,
    ) -> Conversation:
        """A conversation in the place of this one, which ends: nothing more of it is shown in Slack."""
        if conversation.owner is not Owner.CLOSED:
            reason = "the customer is somebody else in Slack now"
            change = Change(Move.CLOSE, Owner.CLOSED, None, conversation.team, Mover(ASSISTANT), reason, now)
            make_move(work, conversation, change, self._policy)
        work.slack.leave(conversation.id)
        begun = Conversation(
            ConversationId(uuid.uuid4().hex),
            conversation.channel,
            account,
            None,
            Owner.BOT,
            version=1,
            address_key=conversation.address_key,
        )
        work.conversations.open(begun, now)
        place = Place(message.workspace, message.channel, "")
        work.slack.open_thread(Thread(begun.id, Audience.CUSTOMER, place, 0, 1, 0, message.user), now)
        return begun

    def _tell(self, *changed: Conversation | None) -> None:
        for each in {one.id for one in changed if one is not None}:
            self._wakeups.wake(each)

    def _audit(
        self, work: Work, action: AuditAction, account: AccountId, message: SlackMessage, now: datetime
    ) -> None:
        # By their pseudonym: an erased customer's line stays, and tells nobody who it was.
        subject = f"customer {self._fingerprinter.pseudonym(account)}"
        reason = f"in the workspace {message.workspace}"
        work.audit.add(AuditEntry(ASSISTANT, action, True, subject, reason, now))


def _held(work: Work, message: SlackMessage) -> Conversation | None:
    """The conversation that is there once nobody else can change it; None if it is there no more."""
    place = (message.workspace, message.channel, "")
    while (thread := work.slack.thread_at(*place)) is not None:
        conversation = work.conversations.hold(thread.conversation)
        # Until we held it, somebody else may have put another one into its place.
        still = work.slack.thread_at(*place)
        if still is not None and still.conversation == conversation.id:
            return conversation if still.customer == message.user else None
    return None


def _has(work: Work, conversation: Conversation, client_id: str) -> bool:
    return work.conversations.find_client_message(conversation.id, client_id) is not None


def _log(
    work: Work, conversation: ConversationId, client_id: str, text: str, said: str, now: datetime
) -> None:
    message = work.conversations.append_from_customer(conversation, client_id, text, now)
    work.conversations.record_turn(conversation, message.sequence, Turn())
    work.conversations.append_reply(conversation, Reply(said), now, answers=None, by_system=True)
