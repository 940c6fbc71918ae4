"""A real mail server in the test's own process: it keeps what it takes, and refuses what it is told to."""

from __future__ import annotations

import email
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "giftline", "p@ss/word"
# In the order of the protocol. At "DATA" the server has read all of the e-mail, and at "taken" it keeps it;
# the client has heard of neither.
WHOLE = ("DATA", "taken")
STEPS = ("EHLO", "MAIL", "RCPT", *WHOLE)


class MailServer:
    def __init__(self) -> None:
        self.port = 0
        self.taken: list[tuple[str, bytes]] = []
        self.was_encrypted: list[bool] = []
        self._answers: dict[str, list[str]] = defaultdict(list)
        self._reached: Callable[[str], object] = lambda step: None

    def says(self, step: str, *answers: str) -> None:
        """What it answers at the step, the next times; afterwards it takes everything again."""
        self._answers[step] += answers

    def calls(self, reached: Callable[[str], object]) -> None:
        """Whom it tells of each step, before it answers."""
        self._reached = reached

    @property
    def emails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=default) for _, raw in self.taken]

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    # What aiosmtpd calls.

    async def handle_EHLO(  # noqa: N802 - its name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self._reached("EHLO")
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._answer("MAIL")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer("RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self._answer("DATA")
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.taken += [(recipient, content) for recipient in envelope.rcpt_tos]
            self.was_encrypted.append(session.ssl is not None)
            self._reached("taken")
        return answer

    def _answer(self, step: str) -> str:
        self._reached(step)
        return self._answers[step].pop(0) if self._answers[step] else "250 OK"


class _ListeningAlready(Controller):
    """Takes a listener, where aiosmtpd's own would want to know a free port beforehand."""

    listener: socket.socket

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.listener, ssl=self.ssl_context)


def _authenticate(server: object, session: object, envelope: object, how: str, given: object) -> AuthResult:
    is_ours = isinstance(given, LoginPassword) and given == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_ours, handled=False)


@contextmanager
def a_mail_server(
    *, tls: ssl.SSLContext | None = None, from_the_start: bool = False, signs_in: bool = False
) -> Iterator[MailServer]:
    """Listens on loopback until the `with` block ends. With `signs_in` it asks for USER and PASSWORD."""
    server = MailServer()
    options: dict[str, Any] = {"ssl_context": tls} if from_the_start else {"tls_context": tls}
    if signs_in:
        options |= {"authenticator": _authenticate, "auth_required": True}
        options["auth_require_tls"] = tls is not None and not from_the_start
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        controller = _ListeningAlready(server, hostname="127.0.0.1", port=server.port, **options)
        controller.listener = listener
        controller.start()
        try:
            yield server
        finally:
            controller.stop()
