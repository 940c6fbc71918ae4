"""Slack's Web API: each method with Slack's own checks and the names of its errors. No input or output.

https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack_sandbox.methods import chat, conversations, files, people, views
from bot.slack_sandbox.methods.call import Call
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.tokens import Grant, Tokens
from bot.slack_sandbox.workspace import Channel, Json, Slack, Workspace

_METHODS = chat.METHODS | conversations.METHODS | files.METHODS | people.METHODS | views.METHODS
# They are for those who have no bot token.
_OAUTH = "oauth.v2.access"
_CONNECTIONS = "apps.connections.open"


@dataclass(frozen=True)
class Called:
    """What the app asked for, without its token, and whether Slack did it: None, or its error."""

    method: str
    arguments: Mapping[str, Any]
    error: str | None


class WebApi:
    """`tell` hears of what the app itself has said, which Slack delivers to it like anything else."""

    def __init__(
        self,
        slack: Slack,
        tokens: Tokens,
        *,
        tell: Callable[[Workspace, Channel, Json], None],
        new_connection: Callable[[], str],
    ) -> None:
        self.calls: list[Called] = []
        self._slack = slack
        self._tokens = tokens
        self._tell = tell
        self._new_connection = new_connection

    def call(
        self,
        method: str,
        token: str | None,
        arguments: Mapping[str, Any],
        client: tuple[str, str] | None = None,
    ) -> Json:
        """The answer, as Slack writes it. `client` are the app's id and secret, if the request has them."""
        answer: Json
        error = None
        try:
            answer = {"ok": True} | self._answer(method, token, arguments, client)
        except Refused as refused:
            error = refused.error
            answer = {"ok": False, "error": error, **refused.more}
        self.calls.append(Called(method, arguments, error))
        return answer

    def _answer(
        self, method: str, token: str | None, arguments: Mapping[str, Any], client: tuple[str, str] | None
    ) -> Json:
        if method == _OAUTH:
            return self._access(arguments, client)
        if not token:
            raise Refused("not_authed")
        if method == _CONNECTIONS:
            return {"url": self._connection(token)}
        if method not in _METHODS:
            raise Refused("unknown_method", req_method=method)
        if token == self._slack.app.app_token:
            raise Refused("not_allowed_token_type")
        grant = self._tokens.check(token, self._slack.now())
        return _METHODS[method](Call(self._slack, grant, arguments, self._tell))

    def _connection(self, token: str) -> str:
        if token != self._slack.app.app_token:
            raise Refused("not_allowed_token_type" if token.startswith("xox") else "invalid_auth")
        return self._new_connection()

    def _access(self, arguments: Mapping[str, Any], client: tuple[str, str] | None) -> Json:
        app = self._slack.app
        client_id, secret = client or (arguments.get("client_id"), arguments.get("client_secret"))
        if client_id != app.client_id:
            raise Refused("invalid_client_id")
        if secret != app.client_secret:
            raise Refused("bad_client_secret")
        now = self._slack.now()
        if arguments.get("grant_type") == "refresh_token":
            return self._granted(self._tokens.refresh(str(arguments.get("refresh_token")), now))
        workspace, user = self._tokens.use_code(str(arguments.get("code")))
        return self._granted(self._tokens.issue(workspace, now)) | {"authed_user": {"id": user}}

    def _granted(self, grant: Grant) -> Json:
        workspace = grant.workspace
        granted: Json = {
            "app_id": self._slack.app.id,
            "scope": ",".join(grant.scopes),
            "token_type": "bot",
            "access_token": grant.token,
            "bot_user_id": workspace.bot.id,
            "team": {"id": workspace.id, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if grant.refresh_token and grant.expires_at:
            left = grant.expires_at - self._slack.now()
            granted |= {"refresh_token": grant.refresh_token, "expires_in": int(left.total_seconds())}
        return granted
