"""The conversation that a customer has in Slack: one for their direct messages, and one for each thread."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from bot.conversations.conversation import Conversation, Owner
from bot.ports import UnitOfWork, Work
from bot.privacy.claim_code import Fingerprinter
from bot.services.admit import Admit
from bot.slack.incoming import SlackMessage, Where
from bot.slack.threads import SLACK, Audience, Place, Thread
from bot.slack.workspaces import ChannelId, LinkedPerson, Proof, SlackUserId, WorkspaceId
from bot.throttles import Act
from bot.values import AccountId, Clock, ConversationId


class _AlreadyOpen(Exception):
    """Takes the transaction back, and with it the second conversation for a place."""


@dataclass(frozen=True)
class Ground:
    """`thread` is what is shown there. Where a team works, or has worked in that thread, are no customers."""

    thread: Thread | None
    is_agents: bool


class OpenInSlack:
    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, fingerprinter: Fingerprinter, admit: Admit
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter
        self._admit = admit

    def at(self, message: SlackMessage) -> Thread | None:
        """What there is where the message was written, for customers or for agents."""
        return self.thread_at(message.workspace, message.channel, thread_ts_of(message))

    def thread_at(self, workspace: WorkspaceId, channel: ChannelId, ts: str) -> Thread | None:
        with self._unit_of_work(only_reads=True) as work:
            return work.slack.thread_at(workspace, channel, ts)

    def look(self, message: SlackMessage) -> Ground:
        """Whose the place is where the message was written."""
        with self._unit_of_work(only_reads=True) as work:
            found = work.slack.thread_at(message.workspace, message.channel, thread_ts_of(message))
            is_a_teams = work.slack.is_a_teams(message.workspace, message.channel)
        return Ground(found, is_a_teams or (found is not None and found.audience is Audience.AGENTS))

    def has(self, conversation: ConversationId, client_id: str) -> bool:
        """Whether the message is in the log already."""
        with self._unit_of_work(only_reads=True) as work:
            return work.conversations.find_client_message(conversation, client_id) is not None

    def __call__(self, message: SlackMessage, email: str | None = None) -> Thread:
        """Opens a conversation for the place, or finds the one that was opened meanwhile.

        Whoever has shown by a link code who they are is signed in, and so is whoever is known, alone, under
        `email`: the address of the person, if somebody whose word counts has confirmed it. Only in direct
        messages, since others read a channel.

        Raises TooManyRequests if the person has opened too many.
        """
        try:
            return self._open(message, email)
        except _AlreadyOpen:
            found = self.at(message)
            if found is None:
                raise
            return found

    def _open(self, message: SlackMessage, email: str | None) -> Thread:
        now = self._clock.now()
        with self._unit_of_work() as work:
            account = self._account(work, message, email)
            conversation = Conversation(
                ConversationId(uuid.uuid4().hex),
                SLACK,
                account,
                None,
                Owner.BOT,
                version=1,
                # A person can open any number of threads, and what they guess in them counts together.
                address_key=self._fingerprinter.address_key(f"slack {message.workspace} {message.user}"),
            )
            self._admit.in_conversation(Act.OPENING, conversation)
            work.conversations.open(conversation, now)
            place = Place(message.workspace, message.channel, thread_ts_of(message))
            thread = Thread(conversation.id, Audience.CUSTOMER, place, 0, 1, 0, message.user)
            if not work.slack.open_thread(thread, now):
                raise _AlreadyOpen
        return thread

    def _account(self, work: Work, message: SlackMessage, email: str | None) -> AccountId | None:
        if message.where is not Where.DIRECT:
            return None
        known = work.slack.person(message.workspace, message.user)
        if known is not None and (known.proof is Proof.CODE or email is not None):
            return known.account
        accounts = work.contacts.accounts_with(email) if email is not None else ()
        if len(accounts) != 1:
            return None
        now = self._clock.now()
        work.slack.link(LinkedPerson(message.workspace, message.user, accounts[0], Proof.EMAIL, now))
        return accounts[0]


def thread_ts_of(message: SlackMessage) -> str:
    """What its thread hangs on. Direct messages are one thread, whatever hangs on what in them."""
    if message.where is Where.DIRECT:
        return ""
    return message.thread_ts or message.ts


def is_customers(thread: Thread, user: SlackUserId) -> bool:
    return thread.audience is Audience.CUSTOMER and thread.customer == user
