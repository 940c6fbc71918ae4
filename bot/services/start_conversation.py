"""Opens a conversation, anonymous or signed in, and mints the token that gives access to it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversations.conversation import Conversation, Owner
from bot.errors import ProofRequired, UnknownAccount
from bot.knowledge.brand import Support
from bot.ledger.claimants import Bucket, BucketKind
from bot.ports import HumanCheck, Throttle, UnitOfWork
from bot.privacy.claim_code import Fingerprinter
from bot.services.admit import Admit
from bot.services.check_identity import check_identity, keep_contact, served_site
from bot.services.mint_token import mint_token
from bot.services.texts import PROOF_REQUIRED, service_text
from bot.throttles import Act
from bot.values import AccountId, Clock, ConversationId, SiteId, region_code


@dataclass(frozen=True)
class StartedConversation:
    """The token is told once and stored only as a hash."""

    id: ConversationId
    owner: Owner
    token: str = field(repr=False)
    expires_at: datetime
    signed_in: bool


class StartConversation:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        fingerprinter: Fingerprinter,
        brand: str,
        support: Support,
        throttle: Throttle,
        human_check: HumanCheck | None = None,
    ) -> None:
        """`human_check` is asked of anonymous visitors from where many of them come; None: of nobody."""
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter
        self._brand = brand
        self._support = support
        self._throttle = throttle
        self._human_check = human_check

    def __call__(
        self,
        channel: str,
        account: AccountId | None,
        region: str | None = None,
        address: str | None = None,
        *,
        site: SiteId | None = None,
        identity_token: str | None = None,
        proof: str | None = None,
    ) -> StartedConversation:
        """`account` is who is signed in, if the caller has made sure of it by itself; `identity_token` is
        the site's word on who it is. `region` overrides the account's. `address` is where they write from;
        wrong codes from there count together. `proof` is the answer to a challenge of the human check.

        Raises UnknownAccount if the ledger does not know the account, InvalidRegion for none, UnknownSite
        for a site that this server does not serve, RefusedIdentity for a token that does not hold,
        TooManyRequests if account or address opened too many, and ProofRequired.
        """
        now = self._clock.now()
        conversation = Conversation(
            ConversationId(uuid.uuid4().hex),
            channel,
            account,
            region_code(region) if region else None,
            Owner.BOT,
            version=1,
            address_key=self._fingerprinter.address_key(address) if address else None,
            site=site,
        )
        Admit(self._throttle).in_conversation(Act.OPENING, conversation)
        if account is None and identity_token is None and conversation.address_key:
            self._require_proof(Bucket(BucketKind.ADDRESS, conversation.address_key), proof)
        with self._unit_of_work() as work:
            if account is not None and work.ledger.account(account) is None:
                known = ", ".join(a.id for a in work.ledger.accounts()) or "none yet"
                raise UnknownAccount(
                    f"There is no such account. Known accounts: {known}. "
                    "`giftline ledger load FILE --as NAME` adds one."
                )
            if site is not None:
                # Theirs from the start, because whoever takes it from the assistant leaves the team as it is.
                team = self._support.team_for("", served_site(work, site, self._brand).team)
                conversation = replace(conversation, team=team.id)
            identity = None
            if identity_token is not None:
                identity = check_identity(work, site, self._brand, identity_token, now)
                account = identity.account
                conversation = replace(conversation, account=account)
            work.conversations.open(conversation, now)
            if identity is not None:
                keep_contact(work, conversation.id, identity, now)
            minted = mint_token(work, conversation.id, now)
        return StartedConversation(
            conversation.id, Owner.BOT, minted.token, minted.expires_at, account is not None
        )

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
