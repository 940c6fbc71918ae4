"""A server that is no demo, on a database of each kind, with a clock that can be moved and a site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from bot.bootstrap import Services, bootstrap
from bot.channels.wakeups import LocalWakeups
from bot.settings import Settings
from tests.builders import ScriptedEngine
from tests.channels.sessions.site import MovedClock, Shop, private_key, public_pem

# Again for this folder: that around it is content with SQLite.
from tests.conftest import NOW, database_url  # noqa: F401


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def services(
    settings: Settings, engine: ScriptedEngine, wakeups: LocalWakeups, clock: MovedClock
) -> Iterator[Services]:
    made = bootstrap(settings, clock=clock, engine=engine, wakeups=wakeups)
    yield made
    made.close()


@pytest.fixture
def my_shop(services: Services, shop: httpx.AsyncClient, clock: MovedClock) -> Shop:
    """A site that signs its customers in with HS256."""
    added = services.change_sites.add("my-shop", "My shop", ["https://shop.example"], "US")
    return Shop(shop, clock, "my-shop", added.secret or "")


@pytest.fixture
def key_shop(services: Services, shop: httpx.AsyncClient, clock: MovedClock) -> Shop:
    """A site that signs its customers in with EdDSA, and has no secret."""
    key = private_key()
    services.change_sites.add(
        "key-shop", "Key shop", ["https://key.example"], "US", key=public_pem(key), with_secret=False
    )
    return Shop(shop, clock, "key-shop", key)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
