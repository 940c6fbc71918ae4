"""How a workspace adds the app: Slack's OAuth flow, begun by an administrator of the desk alone."""

from __future__ import annotations

import logging
import secrets

from itsdangerous import BadSignature, URLSafeTimedSerializer
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.channels.slack.scopes import INSTALL_PATH, SCOPES
from bot.channels.slack.workspaces import SlackWorkspaces, quiet_log
from bot.settings import SLACK_REDIRECT, SlackSettings

_STATE_S = 600


class SealedInstallations(AsyncInstallationStore):
    """What Slack gives us goes to the database, sealed. Reading it is for SlackWorkspaces."""

    def __init__(self, workspaces: SlackWorkspaces) -> None:
        self._workspaces = workspaces

    @property
    def logger(self) -> logging.Logger:
        return quiet_log

    async def async_save(self, installation: Installation) -> None:
        if not installation.team_id or not installation.bot_token:
            raise BoltError("Giftline is added to a workspace, not to a whole organisation.")
        await self._workspaces.put(installation)


class SignedStates(AsyncOAuthStateStore):
    """What shows that whoever Slack leads back to us was led there by us, a moment ago.

    Nothing of it is stored: the browser has it in a cookie as well, and Slack's own code is taken once.
    """

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="slack installation")

    @property
    def logger(self) -> logging.Logger:
        return quiet_log

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        issued = self._serializer.dumps(secrets.token_urlsafe(16))
        return issued.decode() if isinstance(issued, bytes) else issued

    async def async_consume(self, state: str) -> bool:
        try:
            self._serializer.loads(state, max_age=_STATE_S)
        except BadSignature:
            return False
        return True


def oauth_flow(slack: SlackSettings, workspaces: SlackWorkspaces, secret: bytes) -> AsyncOAuthFlow | None:
    """None for the app of one workspace."""
    if slack.client_id is None:
        return None
    return AsyncOAuthFlow(
        client=workspaces.client(),
        logger=quiet_log,
        settings=AsyncOAuthSettings(
            client_id=slack.client_id,
            client_secret=slack.client_secret,
            scopes=sorted(SCOPES),
            user_scopes=[],
            redirect_uri=slack.redirect_url,
            install_path=INSTALL_PATH,
            install_page_rendering_enabled=False,
            redirect_uri_path=SLACK_REDIRECT,
            authorization_url=slack.api_url.removesuffix("api/") + "oauth/v2/authorize",
            installation_store=SealedInstallations(workspaces),
            state_store=SignedStates(secret),
            state_expiration_seconds=_STATE_S,
            logger=quiet_log,
        ),
    )
