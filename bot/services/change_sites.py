"""Adds sites that customers come from, gives them new secrets, and removes them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.errors import InvalidSite, UnknownSite
from bot.identity.site import Site, eddsa_key, origin, site_id
from bot.knowledge.brand import load_brand
from bot.ports import UnitOfWork
from bot.values import Clock, SiteId, is_storable, region_code

_LONGEST_NAME = 120


class ChangeSites:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, brand: str) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._brand = brand

    def add(
        self,
        slug: str,
        name: str,
        origins: Sequence[str],
        region: str,
        *,
        brand: str | None = None,
        key: bytes | None = None,
        with_secret: bool = True,
    ) -> Site:
        """The site as it was stored; its secret is told here and never again.

        `brand` is this server's if none is named. `key` is a PEM file with the public key that EdDSA tokens
        are checked with. Raises InvalidSite, InvalidRegion or ConfigurationError for what cannot be, or if
        there is a site of that name.
        """
        if not name.strip() or len(name) > _LONGEST_NAME or not is_storable(name):
            raise InvalidSite(f"The name of a site has 1 to {_LONGEST_NAME} characters.")
        brand = brand or self._brand
        load_brand(brand)
        site = Site(
            site_id(slug),
            name.strip(),
            tuple(dict.fromkeys(origin(each) for each in origins)),
            brand,
            region_code(region),
            _new_secret() if with_secret else None,
            eddsa_key(key) if key is not None else None,
        )
        if not self._add(site):
            raise InvalidSite(
                f"There is a site '{site.id}' already. `giftline sites show {site.id}` shows it."
            )
        return site

    def add_demo(self, region: str) -> None:
        """The demo's own site, unless it is there. `rotate_secret` tells a secret to try a sign-in with."""
        self._add(Site(SiteId("demo"), "Demo", (), self._brand, region, _new_secret()))

    def rotate_secret(self, slug: str) -> Site:
        """The site with a new secret, told here and never again; the old one signs nobody in any more.

        Raises UnknownSite.
        """
        secret = _new_secret()
        with self._unit_of_work() as work:
            found = work.sites.get(SiteId(slug)) if work.sites.change_secret(SiteId(slug), secret) else None
        if found is None:
            raise _unknown()
        return replace(found, secret=secret)

    def remove(self, slug: str) -> None:
        """Removes the site and closes its conversations to the customers; their logs stay.

        Raises UnknownSite.
        """
        with self._unit_of_work() as work:
            if not work.sites.remove(SiteId(slug)):
                raise _unknown()
            work.session_tokens.end_of_site(SiteId(slug))

    def _add(self, site: Site) -> bool:
        with self._unit_of_work() as work:
            return work.sites.add(site, self._clock.now())


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _unknown() -> UnknownSite:
    return UnknownSite("There is no such site. `giftline sites list` lists them.")
