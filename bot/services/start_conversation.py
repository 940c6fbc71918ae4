"""Opens a conversation, anonymous or signed in, and mints the token that gives access to it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversations.conversation import Conversation, Owner
from bot.errors import UnknownAccount
from bot.ports import UnitOfWork
from bot.privacy.claim_code import Fingerprinter
from bot.services.check_identity import check_identity, served_site
from bot.services.mint_token import mint_token
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
        self, unit_of_work: UnitOfWork, clock: Clock, fingerprinter: Fingerprinter, brand: str
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter
        self._brand = brand

    def __call__(
        self,
        channel: str,
        account: AccountId | None,
        region: str | None = None,
        address: str | None = None,
        *,
        site: SiteId | None = None,
        identity_token: str | None = None,
    ) -> StartedConversation:
        """`account` is who is signed in, if the caller has made sure of it by itself; `identity_token` is
        the site's word on who it is. `region` overrides the account's. `address` is where they write from;
        wrong codes from there count together.

        Raises UnknownAccount if the ledger does not know the account, InvalidRegion for none, UnknownSite
        for a site that this server does not serve, and RefusedIdentity for a token that does not hold.
        """
        now = self._clock.now()
        with self._unit_of_work() as work:
            if account is not None and work.ledger.account(account) is None:
                known = ", ".join(a.id for a in work.ledger.accounts()) or "none yet"
                raise UnknownAccount(
                    f"There is no account '{account}'. Known accounts: {known}. "
                    "`giftline ledger load FILE --as NAME` adds one."
                )
            if site is not None:
                served_site(work, site, self._brand)
            if identity_token is not None:
                account = check_identity(work, site, self._brand, identity_token, now)
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
            work.conversations.open(conversation, now)
            minted = mint_token(work, conversation.id, now)
        return StartedConversation(
            conversation.id, Owner.BOT, minted.token, minted.expires_at, account is not None
        )
