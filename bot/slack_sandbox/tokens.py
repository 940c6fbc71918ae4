"""The tokens that Slack has given out for our app, and when each ends. No input or output."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.workspace import Workspace

# https://docs.slack.dev/authentication/using-token-rotation
LIFETIME_S = 43_200
ALL_SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
    "users:read.email",
)


@dataclass
class Grant:
    """What a bot token is good for. One without a refresh token never ends by itself."""

    token: str
    workspace: Workspace
    scopes: tuple[str, ...]
    refresh_token: str | None = None
    expires_at: datetime | None = None
    is_replaced: bool = False
    is_revoked: bool = False


@dataclass
class _Code:
    workspace: Workspace
    user: str
    is_used: bool = False


class Tokens:
    def __init__(self, *, scopes: Iterable[str] = ALL_SCOPES, rotate: bool = False) -> None:
        """`scopes` are what the app asks for; `rotate` whether its tokens end after a while."""
        self.scopes = tuple(scopes)
        self.rotate = rotate
        self._grants: dict[str, Grant] = {}
        self._codes: dict[str, _Code] = {}

    def issue(
        self,
        workspace: Workspace,
        now: datetime,
        *,
        scopes: Iterable[str] | None = None,
        token: str | None = None,
    ) -> Grant:
        """Puts the app into the workspace, if it is not there. Without a `token` it is one nobody guesses."""
        workspace.is_installed = True
        given = self.scopes if scopes is None else tuple(scopes)
        prefix = "xoxe.xoxb-1-" if self.rotate else "xoxb-"
        grant = Grant(token or f"{prefix}{secrets.token_hex(20)}", workspace, given)
        if self.rotate:
            grant.refresh_token = f"xoxe-1-{secrets.token_hex(20)}"
            grant.expires_at = now + timedelta(seconds=LIFETIME_S)
        self._grants[grant.token] = grant
        return grant

    def check(self, token: str, now: datetime) -> Grant:
        """Raises Refused."""
        grant = self._grants.get(token)
        if grant is None:
            raise Refused("invalid_auth")
        if grant.is_revoked:
            raise Refused("token_revoked")
        if not grant.workspace.is_installed:
            raise Refused("account_inactive")
        if grant.is_replaced or (grant.expires_at is not None and now >= grant.expires_at):
            raise Refused("token_expired")
        return grant

    def refresh(self, refresh_token: str, now: datetime) -> Grant:
        """A new token; the one before ends. A refresh token is good once. Raises Refused."""
        for grant in self._grants.values():
            if grant.refresh_token == refresh_token and not grant.is_replaced and not grant.is_revoked:
                new = self.issue(grant.workspace, now, scopes=grant.scopes)
                grant.is_replaced = True
                return new
        raise Refused("invalid_refresh_token")

    def revoke(self, workspace: Workspace) -> None:
        for grant in self._grants.values():
            if grant.workspace is workspace:
                grant.is_revoked = True

    def new_code(self, workspace: Workspace, user: str) -> str:
        """For somebody who has agreed to have the app in their workspace."""
        code = f"{workspace.id}.{secrets.token_hex(16)}"
        self._codes[code] = _Code(workspace, user)
        return code

    def use_code(self, code: str) -> tuple[Workspace, str]:
        """Once: the workspace, and who agreed. Raises Refused."""
        known = self._codes.get(code)
        if known is None:
            raise Refused("invalid_code")
        if known.is_used:
            raise Refused("code_already_used")
        known.is_used = True
        return known.workspace, known.user
