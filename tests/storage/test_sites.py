"""A site's settings are stored and changed as they are, and its secret and other sites stay out of it."""

from __future__ import annotations

from dataclasses import replace

from bot.bootstrap import Services
from bot.identity.site import Site
from bot.values import SiteId
from tests.builders import a_customer
from tests.conftest import NOW

SHOP = Site(
    *(SiteId("my-shop"), "My shop", ("https://a.example", "https://b.example"), "amazon", "US"),
    secret="s" * 40,
    accent="#0a5c5a",
    team="fraud",
)
OTHER = replace(SHOP, id=SiteId("other"), accent=None, team=None)


def _add(services: Services, *sites: Site) -> None:
    with services.unit_of_work() as work:
        for site in sites:
            assert work.sites.add(site, NOW)


def test_a_site_is_stored_with_and_without_its_settings(services: Services) -> None:
    _add(services, SHOP, OTHER)
    assert services.list_sites() == [SHOP, OTHER]


def test_a_change_stores_settings_and_origins_and_leaves_secret_and_other_sites_alone(
    services: Services,
) -> None:
    _add(services, SHOP, OTHER)
    settings = replace(
        SHOP, name="B", region="GB", accent=None, team="support", origins=("https://c.example",)
    )
    with services.unit_of_work() as work:
        work.sites.change(replace(settings, secret="another", eddsa_key="another"))
    assert services.list_sites() == [settings, OTHER]


def test_the_team_of_a_conversation_is_that_of_its_own_site(services: Services) -> None:
    _add(services, SHOP, OTHER)
    conversations = [a_customer(services, site=site).conversation for site in ("my-shop", "other", None)]
    with services.unit_of_work() as work:
        assert [work.sites.team_of(each) for each in conversations] == ["fraud", None, None]
        work.sites.remove(SHOP.id)
        assert work.sites.team_of(conversations[0]) is None
