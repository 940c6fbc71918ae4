"""Opens a conversation and mints the token that gives access to it."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field

from bot.conversations.conversation import Conversation, Owner
from bot.errors import ProofRequired, UnknownAccount, UnknownConversation
from bot.ledger.claimants import Bucket, BucketKind
from bot.ports import HumanCheck, Throttle, UnitOfWork
from bot.privacy.claim_code import Fingerprinter
from bot.services.admit import Admit
from bot.services.texts import PROOF_REQUIRED, service_text
from bot.throttles import Act
from bot.values import AccountId, Clock, ConversationId, region_code


@dataclass(frozen=True)
class StartedConversation:
    """The token is told once and stored only as a hash."""

    id: ConversationId
    owner: Owner
    token: str = field(repr=False)


class StartConversation:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        fingerprinter: Fingerprinter,
        throttle: Throttle,
        human_check: HumanCheck | None = None,
    ) -> None:
        """`human_check` is asked of anonymous visitors from where many of them come; None: of nobody."""
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter
        self._throttle = throttle
        self._human_check = human_check

    def __call__(
        self,
        channel: str,
        account: AccountId | None,
        region: str | None = None,
        address: str | None = None,
        proof: str | None = None,
    ) -> StartedConversation:
        """`account` is who is signed in; the caller has made sure of it. `region` overrides theirs.
        `address` is where they write from; wrong codes from there count together. `proof` is the answer
        to a challenge of the human check.

        Raises UnknownAccount if the ledger does not know the account, InvalidRegion for none,
        TooManyRequests if account or address opened too many, and ProofRequired.
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
        Admit(self._throttle).in_conversation(Act.OPENING, conversation)
        if account is None and conversation.address_key:
            self._require_proof(Bucket(BucketKind.ADDRESS, conversation.address_key), proof)
        with self._unit_of_work() as work:
            if account is not None and work.ledger.account(account) is None:
                known = ", ".join(a.id for a in work.ledger.accounts()) or "none yet"
                raise UnknownAccount(
                    f"There is no account '{account}'. Known accounts: {known}. "
                    "`giftline ledger load FILE --as NAME` adds one."
                )
            work.conversations.open(conversation, _hash(token), self._clock.now())
        return StartedConversation(conversation.id, Owner.BOT, token)

    def _require_proof(self, address: Bucket, proof: str | None) -> None:
        """Raises ProofRequired if many came from there without one, and there is none that is unused."""
        if self._human_check is None:
            return
        solved = self._human_check.solved(proof) if proof else None
        if solved is not None:
            unused = self._throttle.wait_s(Act.PROOF, [Bucket(BucketKind.SESSION, solved)]) is None
        else:
            unused = self._throttle.wait_s(Act.UNPROVEN, [address]) is None
        if not unused:
            raise ProofRequired(service_text(PROOF_REQUIRED))


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
