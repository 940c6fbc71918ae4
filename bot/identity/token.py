"""Reading the short-lived token in which a site says who its customer is.

Which algorithm is tried, and with which key, is the site's; what a token's header says decides nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import Key, OctKey, OKPKey
from joserfc.jws import JWSRegistry
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from bot.errors import InvalidRegion, RefusedIdentity
from bot.identity.site import Site
from bot.values import AccountId, is_storable, region_code

# How far ahead a token may expire, and how far the clocks of site and server may be apart.
LONGEST = timedelta(minutes=10)
LEEWAY = timedelta(seconds=30)
LONGEST_TOKEN = 4_096

_HS256 = ("HS256",)
# One algorithm under two names: RFC 9864 gave it the second, and most libraries write the first.
_EDDSA = ("EdDSA", "Ed25519")


# What every mail server takes, and nothing that a header could read as its own.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Identity:
    """What a token said. `email` is where the customer may be written to, if the site says so and has not
    said that it is unverified. `jti_hash` is how it is known again, until it has expired at `expires_at`."""

    account: AccountId
    region: str
    jti_hash: str = field(repr=False)
    expires_at: datetime
    email: str | None = field(default=None, repr=False)


class _Claims(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    aud: str | list[str]
    exp: FiniteFloat
    sub: str = Field(min_length=1, max_length=120)
    jti: str = Field(min_length=1, max_length=200)
    iat: FiniteFloat | None = None
    nbf: FiniteFloat | None = None
    region: str | None = None
    email: str | None = None
    email_verified: bool | None = None


class _Fixed(JWSRegistry):
    """Knows the algorithms it is told and no others, under any of their names without a warning."""

    def __init__(self, algorithms: Collection[str]) -> None:
        super().__init__(algorithms=algorithms)
        self._fixed = frozenset(algorithms)

    def get_alg(self, name: str) -> JWSAlgModel:
        if name not in self._fixed:
            raise UnsupportedAlgorithmError("not an algorithm of this site")
        return self.algorithms[name]


def read_identity(token: str, site: Site, now: datetime) -> Identity:
    """Who the token says is there, and since when it cannot be used again.

    Whether it was used before is for the caller to find out. Raises RefusedIdentity, without anything of
    the token, if it is not signed by the site, not for us, or not for now.
    """
    if site.secret is None and site.eddsa_key is None:
        raise RefusedIdentity("This site has no secret and no key: `giftline sites add` gives it one.")
    claims = _claims(_signed_payload(token, site))
    if claims.aud != site.id and claims.aud != [site.id]:
        raise RefusedIdentity(f"The token is for somebody else. Its aud has to be '{site.id}' alone.")
    at, leeway = now.timestamp(), LEEWAY.total_seconds()
    if claims.exp + leeway <= at:
        raise RefusedIdentity("The token has expired. Make one at the moment it is needed.")
    if claims.exp > at + LONGEST.total_seconds() + leeway:
        raise RefusedIdentity("The token lives too long. Its exp may be 10 minutes ahead at the most.")
    if max(claims.iat or 0, claims.nbf or 0) > at + leeway:
        raise RefusedIdentity("The token is of the future. Set the clock of the site's server.")
    if claims.iat is not None and claims.iat > claims.exp:
        raise RefusedIdentity("The token was issued after its end. Set iat to now, and exp after it.")
    if not claims.sub.strip() or not is_storable(claims.sub):
        raise RefusedIdentity("The token's sub is no account: it has to be the account's id.")
    try:
        region = region_code(claims.region) if claims.region is not None else site.region
    except InvalidRegion:
        raise RefusedIdentity("The token's region is no country's two letters, such as US or GB.") from None
    if claims.email is not None and not _is_email(claims.email):
        raise RefusedIdentity(
            "The token's email is no address such as ann@example.com, in ASCII. Leave it out for a customer "
            "who has another."
        )
    return Identity(
        AccountId(claims.sub),
        region,
        hashlib.sha256(claims.jti.encode("utf-8", "surrogatepass")).hexdigest(),
        datetime.fromtimestamp(claims.exp, UTC) + LEEWAY,
        claims.email if claims.email_verified is not False else None,
    )


def _is_email(written: str) -> bool:
    return len(written) <= _LONGEST_EMAIL and _EMAIL.fullmatch(written) is not None


def _signed_payload(token: str, site: Site) -> bytes:
    for algorithms, key in _keys(site):
        try:
            signed = jws.deserialize_compact(token, key, algorithms, _Fixed(algorithms))
        except (JoseError, ValueError):
            continue
        return signed.payload
    raise RefusedIdentity(
        "The token is not signed by this site. Sign a JWT with the secret (HS256) or the private key (EdDSA) "
        "that `giftline sites show` tells of."
    )


def _keys(site: Site) -> Iterator[tuple[tuple[str, ...], Key]]:
    if site.secret is not None:
        yield _HS256, OctKey.import_key(site.secret)
    if site.eddsa_key is not None:
        yield _EDDSA, OKPKey.import_key(site.eddsa_key)


def _claims(payload: bytes) -> _Claims:
    try:
        return _Claims.model_validate_json(payload)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_context=False, include_url=False)
        wrong = sorted({str(fault["loc"][0]) for fault in faults if fault["loc"]}) or ["every claim"]
        # Without the cause, which repeats the token.
        raise RefusedIdentity(
            f"Missing or wrong in the token: {', '.join(wrong)}. It needs aud, exp, sub and jti."
        ) from None
