"""Opens a conversation and mints the token that gives access to it."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field

from bot.conversations.conversation import Conversation, Owner
from bot.errors import UnknownAccount, UnknownConversation
from bot.ports import UnitOfWork
from bot.privacy.claim_code import Fingerprinter
from bot.values import AccountId, Clock, ConversationId, region_code


@dataclass(frozen=True)
class StartedConversation:
    """The token is told once and stored only as a hash."""

    id: ConversationId
    owner: Owner
    token: str = field(repr=False)


class StartConversation:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, fingerprinter: Fingerprinter) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter

    def __call__(
        self,
        channel: str,
        account: AccountId | None,
        region: str | None = None,
        address: str | None = None,
    ) -> StartedConversation:
        """`account` is who is signed in; the caller has made sure of it. `region` overrides theirs.
        `address` is where they write from; wrong codes from there count together.

        Raises UnknownAccount if the ledger does not know the account, InvalidRegion for none.
        """
        token = secrets.token_urlsafe(32)
        conversation = Conversation(
            ConversationId(uuid.uuid4().hex),
            channel,
            account,
            region_code(region) if region else None,
            Owner.BOT,
            version=1,
            address_key=self._fingerprinter.address_key(address) if address else None,
        )
        with self._unit_of_work() as work:
            if account is not None and work.ledger.account(account) is None:
                known = ", ".join(a.id for a in work.ledger.accounts()) or "none yet"
                raise UnknownAccount(
                    f"There is no such account. Known accounts: {known}. "
                    "`giftline ledger load FILE --as NAME` adds one."
                )
            work.conversations.open(conversation, _hash(token), self._clock.now())
        return StartedConversation(conversation.id, Owner.BOT, token)


class FindConversation:
    """The conversation that a token gives access to."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    def __call__(self, token: str) -> Conversation:
        """Raises UnknownConversation for a token that opens none."""
        with self._unit_of_work() as work:
            conversation = work.conversations.by_token(_hash(token))
        if conversation is None:
            raise UnknownConversation("this conversation is not known here; please start a new one")
        return conversation


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
