"""Adds sites that customers come from, changes their settings and secrets, and removes them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict, Unpack

from bot.errors import InvalidSite, UnknownSite, UnknownTeam
from bot.identity.site import Site, accent_colour, eddsa_key, origin, site_id
from bot.knowledge.brand import load_brand
from bot.ports import UnitOfWork
from bot.values import Clock, SiteId, is_storable, region_code

_LONGEST_NAME = 120


class SiteChanges(TypedDict, total=False):
    """The settings that change, and what to. What is not named stays as it is."""

    name: str
    origins: Sequence[str]
    region: str
    accent: str | None
    team: str | None


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
        accent: str | None = None,
        team: str | None = None,
    ) -> Site:
        """The site as it was stored; its secret is told here and never again.

        `brand` is this server's if none is named. `key` is a PEM file with the public key that EdDSA tokens
        are checked with. Raises InvalidSite, InvalidRegion, UnknownTeam or ConfigurationError for what
        cannot be, or if there is a site of that name.
        """
        name = _name(name)
        brand = brand or self._brand
        load_brand(brand)
        site = Site(
            site_id(slug),
            name,
            _origins(origins),
            brand,
            region_code(region),
            _new_secret() if with_secret else None,
            eddsa_key(key) if key is not None else None,
            _accent(accent),
            _team(team, brand),
        )
        if not self._add(site):
            raise InvalidSite(
                f"There is a site '{site.id}' already. `giftline sites show {site.id}` shows it."
            )
        return site

    def add_demo(self, region: str) -> None:
        """The demo's own site, unless it is there. `rotate_secret` tells a secret to try a sign-in with."""
        self._add(Site(SiteId("demo"), "Demo", (), self._brand, region, _new_secret()))

    def change(self, slug: str, **changes: Unpack[SiteChanges]) -> Site:
        """The site as it is from now on; it signs its customers in as before.

        Raises UnknownSite; InvalidSite, InvalidRegion or UnknownTeam for what cannot be, or if nothing is
        to change.
        """
        if not changes:
            raise InvalidSite("There is nothing to change. `giftline sites change --help` lists what can be.")
        with self._unit_of_work() as work:
            found = work.sites.get(SiteId(slug))
            if found is None:
                raise _unknown()
            changed = replace(
                found,
                name=_name(changes.get("name", found.name)),
                origins=_origins(changes.get("origins", found.origins)),
                region=region_code(changes.get("region", found.region)),
                accent=_accent(changes.get("accent", found.accent)),
                # One that stays may be gone from the brand's file, which is no reason to refuse the rest.
                team=_team(changes["team"], found.brand) if "team" in changes else found.team,
            )
            work.sites.change(changed)
        return changed

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


def _name(written: str) -> str:
    if not written.strip() or len(written) > _LONGEST_NAME or not is_storable(written):
        raise InvalidSite(f"The name of a site has 1 to {_LONGEST_NAME} characters.")
    return written.strip()


def _origins(written: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(origin(each) for each in written))


def _accent(written: str | None) -> str | None:
    return accent_colour(written) if written is not None else None


def _team(written: str | None, brand: str) -> str | None:
    teams = [team.id for team in load_brand(brand).support.teams]
    if written is not None and written not in teams:
        raise UnknownTeam(f"There is no such team. There are: {', '.join(teams)}.")
    return written


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _unknown() -> UnknownSite:
    return UnknownSite("There is no such site. `giftline sites list` lists them.")
