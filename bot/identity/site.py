"""A site that customers come from: where it is, and how its word on who they are is checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from bot.errors import InvalidSite
from bot.values import SiteId

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# Nothing that a header could read as its own: an origin becomes part of two.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
_DEFAULT_PORTS = {"https": 443, "http": 80}
_LONGEST_ORIGIN = 300
# Nor a style sheet: a colour becomes part of one.
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Site:
    """`secret` is what HS256 tokens of the site are signed with, `eddsa_key` what EdDSA tokens are checked
    with, as PEM. A site with neither cannot sign anybody in. `accent` is the chat's colour on its pages, as
    #rrggbb. `team` answers its customers, whatever they ask; None: the team that what they ask belongs to.
    """

    id: SiteId
    name: str
    origins: tuple[str, ...]
    brand: str
    region: str
    secret: str | None = field(default=None, repr=False)
    eddsa_key: str | None = None
    accent: str | None = None
    team: str | None = None


def site_id(written: str) -> SiteId:
    """Raises InvalidSite for anything but a short name that can stand in an address."""
    if not _SLUG.fullmatch(written):
        raise InvalidSite(
            "The short name of a site has up to 40 small letters, digits and hyphens, such as my-shop."
        )
    return SiteId(written)


def origin(written: str) -> str:
    """The origin as a browser writes it. Raises InvalidSite for one that is none, or that is not safe."""
    try:
        parts = urlsplit(written.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if not is_bare or not _HOST.fullmatch(host) or len(written) > _LONGEST_ORIGIN:
        raise InvalidSite(
            "An origin is a scheme and a host without a path, such as https://www.example.com. A name with "
            "other letters is written as xn--..., and there are no wildcards."
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _THIS_MACHINE):
        raise InvalidSite("An origin begins with https://; http:// is for localhost only.")
    shown_port = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown_port}"


def accent_colour(written: str) -> str:
    """The colour in small letters. Raises InvalidSite for anything but #rrggbb."""
    colour = written.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise InvalidSite(
            'A colour is written as # and six digits of 0 to 9 and a to f, in quotes: "#0a5c5a".'
        )
    return colour


def eddsa_key(pem: bytes) -> str:
    """The Ed25519 public key of a PEM file, as PEM. Raises InvalidSite for anything else."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise InvalidSite(
            "The key is no Ed25519 public key in PEM form. Make one with "
            "`openssl genpkey -algorithm ed25519 -out private.pem` and "
            "`openssl pkey -in private.pem -pubout -out public.pem`; the private one stays with the site."
        )
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
