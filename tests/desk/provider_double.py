"""An OpenID Connect provider on this machine: real keys, real signatures, real HTTP, and whatever faults a
test asks for."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "giftline", "what proves it"


def _keys() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig", "alg": "RS256"}, private=True)


PROVIDERS_KEY = _keys()
ANOTHER_KEY = _keys()


@dataclass
class ProviderDouble:
    """`person` is who is signed in there; `claims` change what its token says, None taking a claim out."""

    now: Callable[[], datetime]
    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] = field(default=lambda claims: signed(claims))
    metadata: dict[str, Any] = field(default_factory=dict)
    fails: bool = False
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _discovery(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                **self.metadata,
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"], "iss": self.url})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", status_code=303)

    async def _token(self, request: Request) -> Response:
        sent = dict(parse_qsl((await request.body()).decode()))
        asked = self._codes.pop(str(sent["code"]), None)
        wanted = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET.replace(' ', '+')}".encode()).decode()
        challenge = urlsafe_b64encode(hashlib.sha256(str(sent["code_verifier"]).encode()).digest())
        if (
            self.fails
            or asked is None
            or request.headers["authorization"] != f"Basic {wanted}"
            or challenge.decode().rstrip("=") != asked["code_challenge"]
            or sent["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(self.now().timestamp())
        claims = {
            "iss": self.url,
            "sub": "person-1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        return JSONResponse({"access_token": "an access token", "token_type": "Bearer", "id_token": token})

    async def _keys(self, request: Request) -> Response:
        return JSONResponse(KeySet([PROVIDERS_KEY]).as_dict(private=False))


def signed(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, PROVIDERS_KEY)


def signed_by_somebody_else(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, ANOTHER_KEY)


def signed_with_the_public_key_as_a_secret(claims: dict[str, Any]) -> str:
    return _by_hand("HS256", claims, PROVIDERS_KEY.as_pem(private=False))


def signed_with_our_secret(claims: dict[str, Any]) -> str:
    return _by_hand("HS256", claims, CLIENT_SECRET.encode())


def unsigned(claims: dict[str, Any]) -> str:
    return _by_hand("none", claims, None)


def changed_after_signing(claims: dict[str, Any]) -> str:
    head, _, signature = signed(claims).split(".")
    _, other_claims, _ = signed({**claims, "email": "admin@example.com"}).split(".")
    return f"{head}.{other_claims}.{signature}"


def no_token(claims: dict[str, Any]) -> str:
    return "not.a.token"


def _by_hand(algorithm: str, claims: dict[str, Any], secret: bytes | None) -> str:
    """What the library refuses to make."""
    header = {"alg": algorithm, "kid": "first"}
    text = ".".join(_written(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{_written(hmac.digest(secret, text.encode(), 'sha256')) if secret else ''}"


def _written(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")
