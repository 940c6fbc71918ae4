"""Serves the sandbox: the Web API, the app's connections, files, and the page."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.errors import ConfigurationError
from bot.slack_sandbox.delivery import PATIENCE_S, RETRIES_AFTER_S, HttpLine, SocketLine
from bot.slack_sandbox.faults import Break, Fault
from bot.slack_sandbox.page import Page
from bot.slack_sandbox.people import Person
from bot.slack_sandbox.refusal import Refused
from bot.slack_sandbox.responses import respond_to_url
from bot.slack_sandbox.sandbox import Sandbox
from bot.slack_sandbox.tokens import Tokens
from bot.slack_sandbox.workspace import App, Slack, User, Workspace
from bot.values import Clock, SystemClock

_LARGEST_BODY = 32 * 2**20


class RunningSandbox(Sandbox):
    """A sandbox that is served at `url`, and that can be told of a way to the app."""

    def __init__(
        self,
        slack: Slack,
        tokens: Tokens,
        session: aiohttp.ClientSession,
        *,
        patience_s: float,
        retries_after_s: Sequence[float],
    ) -> None:
        super().__init__(slack, tokens, new_connection=self._new_connection, retries_after_s=retries_after_s)
        self.socket = SocketLine(slack.app, patience_s=patience_s, changed=slack.changed)
        self._session = session
        self._patience_s = patience_s
        # Whatever the app has sent here of its own accord, as it came.
        self.received: list[bytes] = []
        self._tickets: set[str] = set()

    async def deliver_to(self, url: str) -> None:
        """By HTTP from now on. Raises ConfigurationError if the URL does not answer Slack's challenge."""
        line = HttpLine(url, self.slack.app, self._session, patience_s=self._patience_s)
        if not await line.verify():
            raise ConfigurationError(f"{url} does not answer as Slack's request URL has to")
        self.line = line

    async def deliver_once_it_answers(self, url: str, pause_s: float = 1.0) -> None:
        """Asks until the app is there, with a pause between the tries."""
        while True:
            with contextlib.suppress(ConfigurationError):
                return await self.deliver_to(url)
            await asyncio.sleep(pause_s)

    def deliver_over_socket(self) -> None:
        """From now on, over the connections that the app opens."""
        self.line = self.socket

    def person(self, workspace: Workspace, user: User) -> Person:
        return Person(self, workspace, user)

    def _new_connection(self) -> str:
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{self.slack.url.replace('http', 'ws', 1)}/link/?{urlencode({'ticket': ticket})}"

    # What is served.

    def routes(self) -> web.Application:
        served = web.Application(client_max_size=_LARGEST_BODY)
        served.router.add_route("*", "/api/{method}", self._call)
        served.router.add_get("/link/", self._link)
        served.router.add_post("/actions/{workspace}/{secret}", self._respond)
        served.router.add_route("*", "/upload/v1/{ticket}", self._upload)
        served.router.add_get("/files-pri/{file}/{name}", self._file)
        served.router.add_get("/files-pri/{file}/download/{name}", self._file)
        served.router.add_get("/signin", self._sign_in)
        served.router.add_get("/oauth/v2/authorize", self._authorize)
        Page(self).add_to(served)
        return served

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        await self._receive(request)
        arguments = await _arguments(request)
        token, client = _credentials(request, arguments)
        fault = self.faults.next(method)
        if fault is None:
            said = self.api.call(method, token, arguments, client)
            return web.json_response(said, headers=self._granted(token))
        if fault.breaks is Break.AFTER:
            self.api.call(method, token, arguments, client)
        return self._goes_wrong(request, fault)

    def _goes_wrong(self, request: web.Request, fault: Fault) -> web.Response:
        if fault.retry_after_s is not None:
            refusal = {"ok": False, "error": "ratelimited"}
            return web.json_response(refusal, status=429, headers={"Retry-After": str(fault.retry_after_s)})
        if fault.error is not None:
            return web.json_response({"ok": False, "error": fault.error})
        if fault.status is not None:
            return web.Response(
                status=fault.status, text="<html>Slack is not well</html>", content_type="text/html"
            )
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _upload(self, request: web.Request) -> web.Response:
        """Takes the content of a file as it is. In faults this step is called `upload`."""
        await self._receive(request)
        upload = self.slack.uploads.get(request.match_info["ticket"])
        if (fault := self.faults.next("upload")) is not None:
            return self._goes_wrong(request, fault)
        content = await request.read()
        if upload is None or request.method not in ("POST", "PUT") or len(content) != upload.length:
            return web.Response(status=400, text="Bad Request")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _receive(self, request: web.Request) -> None:
        is_form = request.content_type == "multipart/form-data"
        # Such a form can be read once.
        body = repr(dict(await request.post())).encode() if is_form else await request.read()
        self.received += [request.path_qs.encode(), body]

    def _granted(self, token: str | None) -> dict[str, str]:
        """Slack says with each answer what the token is good for."""
        try:
            return {"X-OAuth-Scopes": ",".join(self.tokens.check(token or "", self.slack.now()).scopes)}
        except Refused:
            return {}

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPNotFound
        self._tickets.remove(ticket)
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await self.socket.serve(connection)
        return connection

    async def _respond(self, request: web.Request) -> web.Response:
        await self._receive(request)
        said = await request.json()
        try:
            respond_to_url(self.slack, request.match_info["secret"], said)
        except Refused as refused:
            status = 404 if refused.error.endswith("_url") else 400
            return web.Response(status=status, text=refused.error)
        return web.Response(text="ok")

    async def _file(self, request: web.Request) -> web.Response:
        """Whoever has no right to a file is sent to sign in, with a page, as Slack does it."""
        team, _, file_id = request.match_info["file"].partition("-")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            grant = self.tokens.check(token, self.slack.now())
        except Refused:
            raise web.HTTPFound("/signin") from None
        file = grant.workspace.files.get(file_id)
        if file is None or grant.workspace.id != team or "files:read" not in grant.scopes:
            raise web.HTTPFound("/signin")
        return web.Response(body=file.content, content_type=file.mime_type)

    async def _sign_in(self, request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Sign in to Slack</title>", content_type="text/html")

    async def _authorize(self, request: web.Request) -> web.Response:
        """Whoever asks is let in at once, by the first person of the workspace; `team` says which."""
        given = request.query
        if given.get("client_id") != self.slack.app.client_id:
            raise web.HTTPBadRequest(text="invalid_client_id")
        known = self.slack.workspaces
        workspace = known[given["team"]] if "team" in given else next(iter(known.values()))
        installer = next(user for user in workspace.users.values() if not user.is_bot)
        code = self.tokens.new_code(workspace, installer.id)
        query = urlencode({"code": code, "state": given.get("state", "")})
        raise web.HTTPFound(f"{given['redirect_uri']}?{query}")


@contextlib.asynccontextmanager
async def running_sandbox(
    *,
    port: int = 0,
    clock: Clock | None = None,
    app: App | None = None,
    tokens: Tokens | None = None,
    patience_s: float = PATIENCE_S,
    retries_after_s: Sequence[float] = RETRIES_AFTER_S,
    trigger_lifetime_s: float = 3.0,
) -> AsyncIterator[RunningSandbox]:
    """Serves on loopback until the `with` block ends, at a free port unless one is given.

    `patience_s` is how long the app may take to answer. Raises ConfigurationError if the port is taken.
    """
    slack = Slack(clock or SystemClock(), app=app, trigger_lifetime_s=trigger_lifetime_s)
    async with aiohttp.ClientSession() as session:
        sandbox = RunningSandbox(
            slack,
            tokens or Tokens(),
            session,
            patience_s=patience_s,
            retries_after_s=retries_after_s,
        )
        runner = web.AppRunner(sandbox.routes(), access_log=None, shutdown_timeout=0.1)
        with _listen(port) as listener:
            await runner.setup()
            try:
                slack.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
                await web.SockSite(runner, listener).start()
                yield sandbox
            finally:
                await sandbox.stop()
                await sandbox.socket.close()
                await runner.cleanup()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise ConfigurationError(
            f"Cannot listen on port {port}: {error.strerror}. Give another one with --port."
        ) from error


async def _arguments(request: web.Request) -> dict[str, Any]:
    """From the address and the body, whichever of its forms that has."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        with contextlib.suppress(ValueError):
            said = await request.json()
            arguments |= said if isinstance(said, dict) else {}
    elif request.body_exists:
        arguments |= await request.post()
    return arguments


def _credentials(
    request: web.Request, arguments: dict[str, Any]
) -> tuple[str | None, tuple[str, str] | None]:
    """The token, which is taken out of the arguments, and the app's id and secret."""
    given = arguments.pop("token", None)
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer "), None
    if header.startswith("Basic "):
        with contextlib.suppress(ValueError):
            login, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
            return given, (login, password)
    return given, None
