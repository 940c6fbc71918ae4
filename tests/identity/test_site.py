"""What a site may be called, where it may be, and which keys it may have."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from bot.errors import ConfigurationError, InvalidSite
from bot.identity.sealed_secrets import SecretSealer
from bot.identity.site import accent_colour, eddsa_key, origin, site_id

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.mark.parametrize(
    ("written", "as_a_browser_writes_it"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("https://www.example.com/", "https://www.example.com"),
        ("  HTTPS://WWW.Example.com:443 ", "https://www.example.com"),
        ("https://example.com:8443", "https://example.com:8443"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_an_origin_is_kept_as_a_browser_writes_it(written: str, as_a_browser_writes_it: str) -> None:
    assert origin(written) == as_a_browser_writes_it


@pytest.mark.parametrize(
    "written",
    [
        "",
        "*",
        "null",
        "example.com",
        "https://",
        "https://*.example.com",
        "http://example.com",
        "http://localhost.example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://example.com/path",
        "https://example.com?query",
        "https://example.com#part",
        "https://user@example.com",
        "https://example.com:port",
        "https://example.com:99999",
        "https://bücher.example",
        "https://example.com;script-src",
        "https://example.com 'unsafe-inline'",
        "https://example.com\nSet-Cookie: a",
        "https://[not-an-address]",
        "https://" + "x" * 300,
    ],
)
def test_what_is_no_safe_origin_is_refused(written: str) -> None:
    with pytest.raises(InvalidSite):
        origin(written)


@pytest.mark.parametrize("written", ["#0a5c5a", "#0A5C5A", " #0A5c5a "])
def test_a_colour_is_written_in_small_letters(written: str) -> None:
    assert accent_colour(written) == "#0a5c5a"


@pytest.mark.parametrize(
    "written",
    ["", "#", "teal", "0a5c5a", "#0a5", "#0a5c5a80", "#0a5c5g", "#0a5c5a;", "#0a5c5a\n}", "#０a5c5a"],
)
def test_what_is_no_colour_that_a_style_sheet_can_have_is_refused(written: str) -> None:
    with pytest.raises(InvalidSite, match='"#0a5c5a"'):
        accent_colour(written)


@pytest.mark.parametrize("written", ["", "-", "My-Shop", "my shop", "a/b", "..", "x" * 41, "shop-", "é"])
def test_the_short_name_of_a_site_can_stand_in_an_address(written: str) -> None:
    assert site_id("my-shop") == "my-shop"
    with pytest.raises(InvalidSite):
        site_id(written)


def test_a_public_key_is_taken() -> None:
    key = Ed25519PrivateKey.generate().public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert eddsa_key(pem).encode() == pem


def test_no_other_key_is_taken_least_of_all_a_private_one() -> None:
    private = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    other = generate_private_key(SECP256R1()).public_key()
    for pem in (private, other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), b"", b"hello"):
        with pytest.raises(InvalidSite, match="no Ed25519 public key"):
            eddsa_key(pem)


def test_a_secret_opens_under_any_pepper_that_is_set_and_under_no_other() -> None:
    sealed = SecretSealer([OLD]).seal("a secret")
    assert "secret" not in sealed
    assert SecretSealer([OLD, NEW]).open(sealed) == "a secret"
    with pytest.raises(ConfigurationError, match="rotate-secret"):
        SecretSealer([NEW]).open(sealed)
