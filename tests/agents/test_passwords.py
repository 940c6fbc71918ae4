"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import unicodedata

import pytest

from bot.agents.agent import Role, email_of
from bot.agents.passwords import PasswordHashes, require_good
from bot.errors import InvalidEmail, WeakPassword

EMAIL = "ann.archer@example.com"


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short-1!aZ",
        "password1234",
        "qwertyuiop12",
        "aaaaaaaaaaaaaaaa",
        "123456789012",
        "ann.archer@example.com",
        "my ann.archer@EXAMPLE.com!",
        "annarcherannarcher",
        "giftlinegiftline",
        "x" * 1001,
        "seven wet otters\x00",
        "seven wet otters\ud800",
    ],
)
def test_a_weak_password_is_refused_without_repeating_it(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        require_good(password, EMAIL, "Ann Archer")
    assert not password or password not in refused.value.detail


@pytest.mark.parametrize("password", ["seven wet otters sing", "v7#kQ2!mZp9x", "Straße über Ärger 9"])
def test_a_good_password_is_taken(password: str) -> None:
    require_good(password, EMAIL, "Ann Archer")


def test_a_password_fits_its_own_hash_only() -> None:
    hashes = PasswordHashes()
    kept = hashes.of("seven wet otters sing")
    assert hashes.fits(kept, "seven wet otters sing")
    assert not hashes.fits(kept, "seven wet otters sink")
    assert not hashes.fits(None, "seven wet otters sing")
    assert not hashes.fits("no hash", "seven wet otters sing")


def test_no_password_fits_nobody() -> None:
    assert not PasswordHashes().fits(None, "nobody's password")


def test_the_same_keys_are_the_same_password_on_every_keyboard() -> None:
    hashes = PasswordHashes()
    kept = hashes.of(unicodedata.normalize("NFD", "Ärger über Größe"))
    assert hashes.fits(kept, unicodedata.normalize("NFC", "Ärger über Größe"))


@pytest.mark.parametrize(
    "written",
    ["", "ann", "@", "ann@", "a b@example.com", "ａnn@example.com", "a@b@c", "x" * 251 + "@b.c", "a\n@b"],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(InvalidEmail):
        email_of(written)


def test_each_role_may_do_what_those_before_it_may() -> None:
    may = {(role, needed) for role in Role for needed in Role if role.includes(needed)}
    assert may == {
        (Role.AGENT, Role.AGENT),
        (Role.SUPERVISOR, Role.AGENT),
        (Role.SUPERVISOR, Role.SUPERVISOR),
        (Role.ADMIN, Role.AGENT),
        (Role.ADMIN, Role.SUPERVISOR),
        (Role.ADMIN, Role.ADMIN),
    }
