"""The server of a site: it knows its customers, and signs tokens for them."""

from __future__ import annotations

import base64
import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.channels.sessions import PREFIX

SESSIONS = f"{PREFIX}/sessions"
Claims = dict[str, Any]


@dataclass
class MovedClock:
    """A clock that stands still until it is moved."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)


def private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def public_pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def written(part: object) -> str:
    """A part of a token: what is no bytes yet, as JSON."""
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed_hs256(claims: object, secret: str | bytes, header: Claims | None = None) -> str:
    """Without a library, so that it can also be signed as no library would."""
    signed = f"{written(header or {'alg': 'HS256', 'typ': 'JWT'})}.{written(claims)}"
    key = secret if isinstance(secret, bytes) else secret.encode()
    return f"{signed}.{written(hmac.digest(key, signed.encode(), 'sha256'))}"


def signed_eddsa(claims: object, key: Ed25519PrivateKey, alg: str = "EdDSA") -> str:
    signed = f"{written({'alg': alg, 'typ': 'JWT'})}.{written(claims)}"
    return f"{signed}.{written(key.sign(signed.encode()))}"


@dataclass(frozen=True)
class Shop:
    """`key` is the secret that it was told, or its private key."""

    client: httpx.AsyncClient
    clock: MovedClock
    id: str
    key: str | Ed25519PrivateKey = field(repr=False)

    def claims(self, **changes: object) -> Claims:
        """What a good token says of Alice. A change to None leaves the claim out."""
        at = int(self.clock.now().timestamp())
        claims: Claims = {"aud": self.id, "sub": "alice", "iat": at, "exp": at + 60, "jti": uuid.uuid4().hex}
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def token(self, **changes: object) -> str:
        return self.signs(self.claims(**changes))

    def signs(self, claims: object) -> str:
        if isinstance(self.key, str):
            return signed_hs256(claims, self.key)
        return signed_eddsa(claims, self.key)

    async def opens(self, token: str | None = None, **more: object) -> httpx.Response:
        """A conversation at the site: signed in with the token, or anonymous."""
        body = {"site": self.id, **({"identity_token": token} if token is not None else {}), **more}
        return await self.client.post(SESSIONS, json=body)

    async def opened(self, token: str | None = None) -> Claims:
        answer = await self.opens(token)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def reads(client: httpx.AsyncClient, token: str) -> int:
    """The status of an attempt to read the conversation."""
    return (await client.get(f"{PREFIX}/messages", headers=bearing(token))).status_code
