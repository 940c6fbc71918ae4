"""Takes a site's word on who its customer is, once for each token."""

from __future__ import annotations

from datetime import datetime

from bot.errors import RefusedIdentity, UnknownSite
from bot.identity.site import Site
from bot.identity.token import Identity, read_identity
from bot.ledger.cards import Account
from bot.ports import Work
from bot.values import ConversationId, SiteId


def served_site(work: Work, site: SiteId, brand: str) -> Site:
    """The site. Raises UnknownSite if there is none, or if its customers have cards of another brand.

    Servers of several brands may share a database; each serves its own sites.
    """
    found = work.sites.get(site)
    if found is None or found.brand != brand:
        raise UnknownSite("There is no such site here. `giftline sites list` lists them.")
    return found


def check_identity(work: Work, site: SiteId | None, brand: str, token: str, now: datetime) -> Identity:
    """Who the token says is there. An account that the ledger has not met is added, with nothing on it.

    Raises RefusedIdentity if the token does not hold, or was used before.
    """
    if site is None:
        raise RefusedIdentity("Say which site signs the customer in: only a site's token can be checked.")
    identity = read_identity(token, served_site(work, site, brand), now)
    if not work.sites.use(site, identity, now):
        raise RefusedIdentity("The token was used before. Make a new one, with a jti of its own, each time.")
    work.ledger.meet(Account(identity.account, identity.region))
    return identity


def keep_contact(work: Work, conversation: ConversationId, identity: Identity, now: datetime) -> None:
    """Where the customer is reached from now on, if the token said where."""
    if identity.email is not None:
        work.contacts.put(conversation, identity.email, now)
