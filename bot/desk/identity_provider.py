"""An OpenID Connect provider, as far as we need it: who does it say signed in?

The authorization code flow with PKCE. The rules for the token are Authlib's; what is ours is which
algorithms count, that its issuer and nonce are those we asked for, and that the e-mail is verified.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.errors import ConfigurationError, ProviderRefused
from bot.settings import Settings

# Signatures that only the provider can make. With a shared secret we could make them ourselves, and a
# public key could be passed off as one.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_PATIENCE_S = 10
_CLOCKS_APART_S = 60


@dataclass(frozen=True)
class Pending:
    """What we have to remember between sending somebody to the provider and their coming back."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def new(cls) -> Pending:
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))

    @classmethod
    def read(cls, written: Mapping[str, str]) -> Pending:
        return cls(written["state"], written["nonce"], written["verifier"])

    def written(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class ComeBack:
    """The query with which the provider sends somebody back to us."""

    code: str = field(repr=False)
    state: str = field(repr=False)
    issuer: str | None


class IdentityProvider:
    """Every method that asks it something raises ProviderRefused."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._metadata: Mapping[str, Any] | None = None

    async def sign_in_url(self, pending: Pending, redirect_uri: str) -> str:
        metadata = await self._found()
        return str(
            prepare_grant_uri(
                metadata["authorization_endpoint"],
                self._client_id,
                "code",
                redirect_uri,
                ["openid", "email"],
                pending.state,
                nonce=pending.nonce,
                code_challenge=create_s256_code_challenge(pending.verifier),
                code_challenge_method="S256",
            )
        )

    async def verified_email(self, back: ComeBack, pending: Pending, redirect_uri: str, now: datetime) -> str:
        """The e-mail address that the provider has verified of whoever came back."""
        if not hmac.compare_digest(back.state.encode(), pending.state.encode()):
            raise ProviderRefused("the state is not the one that was sent")
        if back.issuer is not None and back.issuer != self._issuer:
            raise ProviderRefused("another provider sent them back")
        metadata = await self._found()
        answer = await self._ask(
            "POST",
            metadata["token_endpoint"],
            auth=(quote_plus(self._client_id), quote_plus(self._client_secret)),
            data={
                "grant_type": "authorization_code",
                "code": back.code,
                "redirect_uri": redirect_uri,
                "code_verifier": pending.verifier,
            },
        )
        keys = await self._ask("GET", metadata["jwks_uri"])
        claims = self._claims(answer, keys, pending.nonce, now)
        email = claims.get("email")
        if claims.get("email_verified") is not True or not isinstance(email, str):
            raise ProviderRefused("it has not verified an e-mail address of theirs")
        return email

    def _claims(
        self, answer: Mapping[str, Any], keys: Mapping[str, Any], nonce: str, now: datetime
    ) -> Mapping[str, Any]:
        try:
            token = jwt.decode(str(answer["id_token"]), KeySet.import_key_set(keys), list(_ALGORITHMS))  # type: ignore[arg-type]
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._client_id,
                    "access_token": answer.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=_CLOCKS_APART_S)
        except (JoseError, KeyError, ValueError, TypeError) as error:
            # The kind of the fault only: its text may repeat what the token says.
            raise ProviderRefused(f"its token does not hold: {type(error).__name__}") from None
        return dict(claims)

    async def _found(self) -> Mapping[str, Any]:
        if self._metadata is None:
            found = await self._ask("GET", f"{self._issuer}/.well-known/openid-configuration")
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if str(found.get("issuer", "")).rstrip("/") != self._issuer or not all(
                found.get(n) for n in needed
            ):
                raise ProviderRefused("what it says of itself is not what GIFTLINE_OIDC_ISSUER names")
            self._metadata = found
        return self._metadata

    async def _ask(self, method: str, url: str, **options: Any) -> Mapping[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE_S) as client:
                answer = await client.request(method, url, **options)
                found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderRefused(f"no answer that reads: {type(error).__name__}") from None
        if not isinstance(found, dict):
            raise ProviderRefused("no answer that reads")
        return found


def identity_provider(settings: Settings) -> IdentityProvider | None:
    """The provider of the settings, if they name one. Raises ConfigurationError if a part is missing."""
    given = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    if not any(given):
        return None
    issuer, client_id, client_secret = given
    if not (issuer and client_id and client_secret):
        raise ConfigurationError(
            "To sign in through a provider takes GIFTLINE_OIDC_ISSUER, GIFTLINE_OIDC_CLIENT_ID and "
            "GIFTLINE_OIDC_CLIENT_SECRET."
        )
    return IdentityProvider(issuer, client_id, client_secret.get_secret_value())
