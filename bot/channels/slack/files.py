"""Files on their way: what people send in Slack is fetched, with the workspace's own token and from Slack
alone; what Slack is to show is sent to where Slack says.
"""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

import aiohttp

from bot.attachments.fitness import MOST_BYTES
from bot.channels.slack.workspaces import SlackWorkspaces
from bot.errors import DeliveryFailed, FileRefused
from bot.slack.incoming import SlackFile
from bot.slack.workspaces import WorkspaceId

_SLACKS = ".slack.com"
_UPLOAD_S = 60
_TOO_MANY_REQUESTS = 429


class FileTooLarge(DeliveryFailed):
    code = "file_too_large"


class FetchFile:
    def __init__(self, workspaces: SlackWorkspaces, api_url: str) -> None:
        """Where `api_url` is, files may be as well: it is Slack's, or stands for it."""
        self._workspaces = workspaces
        self._api = urlsplit(api_url)

    async def __call__(self, workspace: WorkspaceId, file: SlackFile) -> bytes:
        """Raises FileTooLarge, and DeliveryFailed if Slack does not give it."""
        if file.bytes > MOST_BYTES:
            raise FileTooLarge("The file is larger than we take.")
        if not self._is_slacks(file.url):
            # The token would go there.
            raise DeliveryFailed("The file is not at Slack.")
        client = await self._workspaces.client_of(workspace)
        try:
            session = self._workspaces.session
            if session is not None:
                return await _read(session, file.url, client.token or "")
            async with aiohttp.ClientSession() as own:
                return await _read(own, file.url, client.token or "")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryFailed(f"Slack did not give the file: {type(error).__name__}.") from None

    def _is_slacks(self, url: str) -> bool:
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc):
            return True
        return parts.scheme == "https" and f".{parts.hostname or ''}".endswith(_SLACKS)


async def _read(session: aiohttp.ClientSession, url: str, token: str) -> bytes:
    # Slack leads whoever may not have a file to a page where people sign in.
    headers = {"Authorization": f"Bearer {token}"}
    async with session.get(url, headers=headers, allow_redirects=False) as answer:
        if answer.status != 200:
            raise DeliveryFailed(f"Slack did not give the file: {answer.status}.")
        content = bytearray()
        async for part in answer.content.iter_chunked(64 * 1024):
            content += part
            if len(content) > MOST_BYTES:
                raise FileTooLarge("The file is larger than we take.")
        return bytes(content)


async def send_content(session: aiohttp.ClientSession, url: str, content: bytes) -> None:
    """To an address that Slack has given out for it. Raises FileRefused and DeliveryFailed."""
    most = aiohttp.ClientTimeout(total=_UPLOAD_S)
    async with session.post(url, data=BytesIO(content), timeout=most, allow_redirects=False) as answer:
        if answer.status == 200:
            return
        is_refused = 400 <= answer.status < 500 and answer.status != _TOO_MANY_REQUESTS
        kind = FileRefused if is_refused else DeliveryFailed
        raise kind(f"Slack did not take a file: {answer.status}.")
