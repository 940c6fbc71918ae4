"""`giftline sites`: adding, changing, listing, showing, new secrets, removing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result

from bot.bootstrap import Services
from bot.identity.site import Site
from bot.values import SiteId
from tests.channels.sessions.site import private_key, public_pem
from tests.cli.conftest import Giftline, the_reason
from tests.conftest import NOW

ADD = ("sites", "add", "my-shop", "--region", "us")


SETTINGS = (
    *("--name", "My shop", "--accent", "#0a5c5a", "--team", "fraud"),
    *("--origin", "https://shop.example", "--origin", "https://www.shop.example"),
)


def _stored(services: Services, slug: str = "my-shop") -> Site:
    found = services.list_sites.one(slug)
    assert found is not None
    return found


def _sorted(site: Site) -> Site:
    return replace(site, origins=tuple(sorted(site.origins)))


def _secret(result: Result) -> str:
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("Secret")]
    return line.split()[1]


def test_a_site_is_added_and_its_secret_shown_once(giftline: Giftline, services: Services) -> None:
    added = giftline(*ADD, "--name", "My shop", "--origin", "https://Shop.example/")
    assert added.exit_code == 0
    secret = _secret(added)
    site = services.list_sites.one("my-shop")
    assert site is not None
    assert (site.name, site.origins, site.region) == ("My shop", ("https://shop.example",), "US")
    assert (site.brand, site.secret) == (services.brand, secret)
    for shown in (giftline("sites", "show", "my-shop"), giftline("sites", "list")):
        assert shown.exit_code == 0
        assert "https://shop.example" in shown.stdout
        assert "HS256" in shown.stdout
        assert secret not in shown.output


@pytest.mark.parametrize(
    ("options", "ways"), [((), "EdDSA"), (("--secret",), "HS256 and EdDSA"), (("--no-secret",), "EdDSA")]
)
def test_a_site_with_a_key_gets_a_secret_only_if_asked(
    giftline: Giftline, tmp_path: Path, options: tuple[str, ...], ways: str
) -> None:
    pem = tmp_path / "public.pem"
    pem.write_bytes(public_pem(private_key()))
    added = giftline(*ADD, "--key", pem, *options)
    assert f"Signs in with  {ways}\n" in added.stdout
    assert ("Secret" in added.stdout) is ("HS256" in ways)


def test_a_site_is_added_with_its_colour_and_its_team_and_both_are_told(
    giftline: Giftline, services: Services
) -> None:
    added = giftline(*ADD, "--accent", " #0A5C5A", "--team", "fraud")
    site = _stored(services)
    assert (site.accent, site.team) == ("#0a5c5a", "fraud")
    for shown in (added, giftline("sites", "show", "my-shop"), giftline("sites", "list")):
        assert "#0a5c5a" in shown.stdout
        assert "fraud" in shown.stdout


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (("--name", "Another"), {"name": "Another"}),
        (("--region", "gb"), {"region": "GB"}),
        (("--accent", "#FFcc00"), {"accent": "#ffcc00"}),
        (("--no-accent",), {"accent": None}),
        (("--team", "support"), {"team": "support"}),
        (("--no-team",), {"team": None}),
        (
            ("--origin", "https://b.example/", "--origin", "https://A.example"),
            {"origins": ("https://b.example", "https://a.example")},
        ),
        (("--no-accent", "--name", "Another"), {"accent": None, "name": "Another"}),
    ],
)
def test_what_is_named_changes_and_nothing_else(
    giftline: Giftline, services: Services, options: tuple[str, ...], changed: dict[str, object]
) -> None:
    giftline(*ADD, *SETTINGS)
    giftline("sites", "add", "other", "--region", "US", *SETTINGS)
    before, other = _stored(services), _stored(services, "other")
    shown = giftline("sites", "change", "my-shop", *options)
    assert shown.exit_code == 0, shown.output
    after = replace(before, **changed)  # type: ignore[arg-type]
    assert _sorted(_stored(services)) == _sorted(after)
    assert _stored(services, "other") == other
    assert before.secret is not None
    assert before.secret not in shown.output
    told = giftline("sites", "show", "my-shop").stdout.splitlines()
    # The origins are told as they were given, and later by the alphabet.
    assert {line for line in shown.stdout.splitlines() if "Origins" not in line} <= set(told)


def test_the_origins_named_take_the_place_of_all_at_once(giftline: Giftline, services: Services) -> None:
    giftline(*ADD, "--origin", "https://old.example", "--origin", "https://both.example")
    giftline(
        "sites", "change", "my-shop", "--origin", "https://both.example", "--origin", "https://new.example"
    )
    found = {
        name: services.list_sites.with_origin(f"https://{name}.example") for name in ("old", "both", "new")
    }
    assert found == {"old": [], "both": ["my-shop"], "new": ["my-shop"]}


def test_a_team_that_is_gone_from_the_brands_file_keeps_nothing_else_from_being_changed(
    giftline: Giftline, services: Services
) -> None:
    with services.unit_of_work() as work:
        work.sites.add(Site(SiteId("my-shop"), "My shop", (), services.brand, "US", team="gone"), NOW)
    assert giftline("sites", "change", "my-shop", "--name", "Another").exit_code == 0
    assert (_stored(services).name, _stored(services).team) == ("Another", "gone")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "nothing to change"),
        (("--team", "nobody"), "There are: support, fraud."),
        (("--accent", "teal"), '"#0a5c5a"'),
        (("--accent", ""), '"#0a5c5a"'),
        (("--accent", "#0a5c5a", "--no-accent"), "--accent or --no-accent"),
        (("--team", "fraud", "--no-team"), "--team or --no-team"),
        (("--origin", "shop.example"), "An origin"),
        (("--name", " "), "The name of a site"),
        (("--region", "Atlantis"), "two letters"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_changes(
    giftline: Giftline, services: Services, options: tuple[str, ...], reason: str
) -> None:
    giftline(*ADD, *SETTINGS)
    before = _stored(services)
    named = ("--name", "Another") if options and "--name" not in options else ()
    assert reason in the_reason(giftline("sites", "change", "my-shop", *options, *named))
    assert _stored(services) == before


def test_a_new_secret_takes_the_place_of_the_old_one(giftline: Giftline, services: Services) -> None:
    old = _secret(giftline(*ADD))
    new = _secret(giftline("sites", "rotate-secret", "my-shop"))
    assert new != old
    site = services.list_sites.one("my-shop")
    assert site is not None
    assert site.secret == new


def test_a_removed_site_is_gone(giftline: Giftline, services: Services) -> None:
    giftline(*ADD, "--origin", "https://shop.example")
    assert giftline("sites", "remove", "my-shop").exit_code == 0
    assert services.list_sites() == []
    assert services.list_sites.with_origin("https://shop.example") == []
    assert giftline(*ADD).exit_code == 0


@pytest.mark.parametrize(
    ("command", "options"),
    [("show", ()), ("rotate-secret", ()), ("remove", ()), ("change", ("--name", "Another"))],
)
def test_a_site_that_there_is_not_is_refused_with_how_to_find_one(
    giftline: Giftline, command: str, options: tuple[str, ...]
) -> None:
    assert "`giftline sites list`" in the_reason(giftline("sites", command, "nowhere", *options))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--origin", "http://shop.example"), "https://"),
        (("--name", " "), "The name of a site"),
        (("--brand", "nobody"), "There is no brand 'nobody'"),
        (("--region", "Atlantis"), "two letters"),
        (("--key", __file__), "no Ed25519 public key"),
        (("--accent", "#fff"), '"#0a5c5a"'),
        (("--team", "nobody"), "There are: support, fraud."),
        # Of the brand that its customers have cards of, and not of this server's.
        (("--brand", "northwind", "--team", "fraud"), "There are: support."),
    ],
)
def test_a_site_that_cannot_be_is_refused(giftline: Giftline, options: tuple[str, ...], reason: str) -> None:
    assert reason in the_reason(giftline(*ADD, *options))


def test_a_name_that_is_taken_is_refused_and_nothing_changes(giftline: Giftline, services: Services) -> None:
    secret = _secret(giftline(*ADD))
    assert "already" in the_reason(giftline(*ADD, "--name", "Another"))
    site = services.list_sites.one("my-shop")
    assert site is not None
    assert (site.name, site.secret) == ("my-shop", secret)


def test_the_demo_has_a_site_whose_secret_stays_between_starts(services: Services) -> None:
    services.change_sites.add_demo("US")
    (first,) = services.list_sites()
    services.change_sites.add_demo("US")
    assert services.list_sites() == [first]
    assert (first.id, first.origins) == ("demo", ())
