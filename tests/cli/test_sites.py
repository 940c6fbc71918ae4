"""`giftline sites`: adding, listing, showing, new secrets, removing."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import Result

from bot.bootstrap import Services
from tests.channels.sessions.site import private_key, public_pem
from tests.cli.conftest import Giftline, the_reason

ADD = ("sites", "add", "my-shop", "--region", "us")


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


@pytest.mark.parametrize("command", ["show", "rotate-secret", "remove"])
def test_a_site_that_there_is_not_is_refused_with_how_to_find_one(giftline: Giftline, command: str) -> None:
    assert "`giftline sites list`" in the_reason(giftline("sites", command, "nowhere"))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--origin", "http://shop.example"), "https://"),
        (("--name", " "), "The name of a site"),
        (("--brand", "nobody"), "There is no brand 'nobody'"),
        (("--region", "Atlantis"), "two letters"),
        (("--key", __file__), "no Ed25519 public key"),
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
