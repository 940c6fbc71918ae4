"""Gives e-mails to the mail server of the settings, over SMTP."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import aiosmtplib

from bot.errors import DeliveryFailed, DeliveryRefused
from bot.knowledge.brand import all_code_formats
from bot.ports import Email, Mailer
from bot.privacy.mask import without_secrets
from bot.settings import MailSettings, Settings

_ANSWER_S = 20
_GOODBYE_S = 2
_LONGEST_TROUBLE = 300


class SmtpMailer:
    """Implements ports.Mailer. A connection for each e-mail: there are few, and none is kept open.

    A password goes over TLS only, but to this machine. Without one TLS is used where the server has it.
    """

    def __init__(self, mail: MailSettings, tls: ssl.SSLContext | None = None) -> None:
        """`tls` says whose certificates are believed; by default those that this machine believes."""
        self._mail = mail
        self._tls = tls or ssl.create_default_context()

    async def send(self, email: Email) -> None:
        message = as_message(email, self._mail.sender)
        async with self._connected() as client:
            await client.send_message(message, sender=self._mail.sender.addr_spec, recipients=[email.to])

    async def check(self) -> None:
        async with self._connected():
            pass

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        client = aiosmtplib.SMTP(
            hostname=self._mail.host,
            port=self._mail.port,
            username=self._mail.user,
            password=self._mail.password,
            use_tls=self._mail.uses_tls_from_the_start,
            start_tls=True if self._mail.must_start_tls else None,
            tls_context=self._tls,
            timeout=_ANSWER_S,
            # Ours would be the machine's name, which is nobody's business.
            local_hostname=self._mail.sender.domain,
        )
        try:
            await client.connect()
            yield client
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _failure(error) from error
        else:
            # What the server has taken over it has, however it takes our leave.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=_GOODBYE_S)
        finally:
            client.close()


def as_message(email: Email, sender: Address) -> EmailMessage:
    """Raises DeliveryRefused for an address or a subject that would write headers of its own."""
    message = EmailMessage(policy=SMTP)
    try:
        if not (email.to + email.subject).isprintable():
            # The library lets a line break through that stands at the end.
            raise ValueError
        message["From"] = sender
        message["To"] = Address(addr_spec=email.to)
        message["Subject"] = email.subject
        message["Date"] = email.written_at
        message["Message-ID"] = f"<{email.id}.giftline@{sender.domain}>"
    except (ValueError, IndexError, MessageError):
        raise DeliveryRefused("The address or the subject cannot stand in an e-mail.") from None
    # So that no answering machine answers (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(email.text)
    message.add_alternative(email.html, subtype="html")
    # The library would draw one by chance, and the e-mail would differ from try to try.
    message.set_boundary(f"giftline-{email.id}")
    return message


def smtp_mailer(settings: Settings) -> Mailer | None:
    """None if no mail server is set up. Raises ConfigurationError if only half of one is."""
    return SmtpMailer(settings.mail) if settings.mail else None


def _failure(error: Exception) -> DeliveryFailed:
    """For good only if the server refuses the address or the e-mail; the rest may be put right."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _failure(error.recipients[0])
    if not isinstance(error, aiosmtplib.SMTPResponseException):
        said = str(error) or type(error).__name__
        return DeliveryFailed(_without_names(f"The mail server was not reached: {said}"))
    detail = _without_names(f"The mail server answered {error.code} {error.message}")
    is_about_the_email = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
    return DeliveryRefused(detail) if is_about_the_email and error.code >= 500 else DeliveryFailed(detail)


def _without_names(said: str) -> str:
    """What a server says quotes addresses, and may quote the e-mail."""
    return without_secrets(" ".join(said.split()), all_code_formats())[:_LONGEST_TROUBLE]
