"""The sites that customers come from, and which of them a page belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.identity.site import Site
from bot.ports import UnitOfWork
from bot.services.check_identity import served_site
from bot.values import SiteId


class ListSites:
    def __init__(self, unit_of_work: UnitOfWork, brand: str) -> None:
        self._unit_of_work = unit_of_work
        self._brand = brand

    def __call__(self) -> Sequence[Site]:
        with self._unit_of_work() as work:
            return work.sites.all()

    def one(self, slug: str) -> Site | None:
        with self._unit_of_work() as work:
            return work.sites.get(SiteId(slug))

    def served(self, slug: str) -> Site:
        """The site, if this server serves it. Raises UnknownSite."""
        with self._unit_of_work() as work:
            return served_site(work, SiteId(slug), self._brand)

    def with_origin(self, origin: str) -> Sequence[SiteId]:
        """Which sites the pages of an origin belong to; of none, they may not talk to us."""
        with self._unit_of_work() as work:
            return work.sites.with_origin(origin)
