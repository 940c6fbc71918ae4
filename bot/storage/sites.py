"""Sites, in SQL, with their secrets sealed; and which of their identity tokens were used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.identity.sealed_secrets import SecretSealer
from bot.identity.site import Site
from bot.identity.token import Identity
from bot.storage.dialect import delete_expired, insert_if_absent
from bot.storage.tables import conversation as conversations
from bot.storage.tables import site as sites
from bot.storage.tables import site_origin as origins
from bot.storage.tables import used_identity as used
from bot.values import ConversationId, SiteId


class SqlSites:
    """Implements ports.Sites."""

    def __init__(self, connection: Connection, sealer: SecretSealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, site: Site, at: datetime) -> bool:
        row = {
            "id": site.id,
            "name": site.name,
            "brand": site.brand,
            "region": site.region,
            "sealed_secret": self._sealer.seal(site.secret) if site.secret is not None else None,
            "eddsa_key": site.eddsa_key,
            "added_at": at,
            "accent": site.accent,
            "team": site.team,
        }
        if not insert_if_absent(self._connection, sites, row):
            return False
        self._add_origins(site)
        return True

    def change(self, site: Site) -> None:
        self._connection.execute(
            update(sites)
            .where(sites.c.id == site.id)
            .values(name=site.name, region=site.region, accent=site.accent, team=site.team)
        )
        self._remove_origins(site.id)
        self._add_origins(site)

    def get(self, site: SiteId) -> Site | None:
        row = self._connection.execute(select(sites).where(sites.c.id == site)).one_or_none()
        return self._site(row) if row else None

    def all(self) -> Sequence[Site]:
        rows = self._connection.execute(select(sites).order_by(sites.c.id)).all()
        return [self._site(row) for row in rows]

    def with_origin(self, origin: str) -> Sequence[SiteId]:
        found = self._connection.execute(
            select(origins.c.site_id).where(origins.c.origin == origin).order_by(origins.c.site_id)
        )
        return [SiteId(site) for site in found.scalars()]

    def origins_of(self, site: SiteId) -> tuple[str, ...]:
        found = self._connection.execute(
            select(origins.c.origin).where(origins.c.site_id == site).order_by(origins.c.origin)
        )
        return tuple(found.scalars())

    def team_of(self, conversation: ConversationId) -> str | None:
        return self._connection.execute(
            select(sites.c.team)
            .join(conversations, conversations.c.site_id == sites.c.id)
            .where(conversations.c.id == conversation)
        ).scalar_one_or_none()

    def change_secret(self, site: SiteId, secret: str) -> bool:
        changed = self._connection.execute(
            update(sites).where(sites.c.id == site).values(sealed_secret=self._sealer.seal(secret))
        )
        return changed.rowcount == 1

    def remove(self, site: SiteId) -> bool:
        self._remove_origins(site)
        return self._connection.execute(delete(sites).where(sites.c.id == site)).rowcount == 1

    def use(self, site: SiteId, identity: Identity, now: datetime) -> bool:
        delete_expired(self._connection, used, now)
        return insert_if_absent(
            self._connection,
            used,
            {"site_id": site, "jti_hash": identity.jti_hash, "expires_at": identity.expires_at},
        )

    def _add_origins(self, site: Site) -> None:
        for each in site.origins:
            self._connection.execute(insert(origins).values(site_id=site.id, origin=each))

    def _remove_origins(self, site: SiteId) -> None:
        self._connection.execute(delete(origins).where(origins.c.site_id == site))

    def _site(self, row: Row[Any]) -> Site:
        return Site(
            SiteId(row.id),
            row.name,
            self.origins_of(SiteId(row.id)),
            row.brand,
            row.region,
            self._sealer.open(row.sealed_secret) if row.sealed_secret is not None else None,
            row.eddsa_key,
            row.accent,
            row.team,
        )
