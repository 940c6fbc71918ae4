"""The mailer's connection: who is believed, what is encrypted, and what a mail server is told of us."""

from __future__ import annotations

import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.channels.smtp import SmtpMailer
from bot.errors import ConfigurationError, DeliveryFailed
from bot.ports import Email
from bot.settings import MailSettings, Settings
from tests.builders import A_MOMENT
from tests.mail_server import a_mail_server

AN_EMAIL = Email("0" * 32, "alice@example.com", "Räksmörgås", "Smörgås.\n", "<p>Smörgås.</p>", A_MOMENT)
# The server under test is asked for a password where a real one would not ask for it.
asks_in_the_open = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
CREDENTIALS = "giftline:p%40ss%2Fword@"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a mail server on this machine, signed by itself, with its key."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a mail server")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(A_MOMENT - timedelta(days=10_000))
        .not_valid_after(A_MOMENT + timedelta(days=10_000))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(written + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def believing(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


def mail_settings(url: str, sender: str = "Hjälp <help@example.com>") -> MailSettings:
    found = Settings(smtp_url=url, mail_from=sender).mail
    assert found is not None
    return found


async def test_tls_is_used_where_the_server_has_it(
    server_side: ssl.SSLContext, believing: ssl.SSLContext
) -> None:
    with a_mail_server(tls=server_side, signs_in=True) as server:
        mail = mail_settings(f"smtp://{CREDENTIALS}127.0.0.1:{server.port}")
        await SmtpMailer(mail, believing).send(AN_EMAIL)
    assert server.was_encrypted == [True]


@asks_in_the_open
async def test_tls_from_the_start(server_side: ssl.SSLContext, believing: ssl.SSLContext) -> None:
    with a_mail_server(tls=server_side, from_the_start=True, signs_in=True) as server:
        mail = mail_settings(f"smtps://{CREDENTIALS}127.0.0.1:{server.port}")
        await SmtpMailer(mail, believing).send(AN_EMAIL)
    assert len(server.taken) == 1


async def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    server_side: ssl.SSLContext,
) -> None:
    with a_mail_server(tls=server_side) as server:
        mailer = SmtpMailer(mail_settings(f"smtp://127.0.0.1:{server.port}"))
        with pytest.raises(DeliveryFailed, match="certificate"):
            await mailer.send(AN_EMAIL)
    assert server.taken == []


@asks_in_the_open
async def test_a_wrong_password_is_said_without_the_password() -> None:
    with a_mail_server(signs_in=True) as server:
        mailer = SmtpMailer(mail_settings(f"smtp://giftline:wrong-one@127.0.0.1:{server.port}"))
        with pytest.raises(DeliveryFailed, match="535") as refused:
            await mailer.check()
    assert "wrong-one" not in refused.value.detail


async def test_a_check_sends_nothing() -> None:
    with a_mail_server() as server:
        await SmtpMailer(mail_settings(f"smtp://127.0.0.1:{server.port}")).check()
    assert server.taken == []


async def test_letters_of_every_language_arrive_as_they_are_written() -> None:
    with a_mail_server() as server:
        await SmtpMailer(mail_settings(f"smtp://127.0.0.1:{server.port}")).send(AN_EMAIL)
    (email,) = server.emails
    assert (email["Subject"], email["From"]) == ("Räksmörgås", "Hjälp <help@example.com>")
    assert [str(part.get_content()).strip() for part in email.walk() if not part.is_multipart()] == [
        "Smörgås.",
        "<p>Smörgås.</p>",
    ]


async def test_the_id_of_an_e_mail_is_the_rows_and_so_is_every_byte() -> None:
    with a_mail_server() as server:
        for _ in range(2):
            await SmtpMailer(mail_settings(f"smtp://127.0.0.1:{server.port}")).send(AN_EMAIL)
    assert server.taken[0] == server.taken[1]
    assert server.emails[0]["Message-ID"] == f"<{AN_EMAIL.id}.giftline@example.com>"


@pytest.mark.parametrize(
    ("url", "must"),
    [
        ("smtp://a:b@mail.example.com", True),
        ("smtp://mail.example.com", False),
        ("smtp://a:b@localhost", False),
        ("smtps://a:b@mail.example.com", False),
    ],
)
def test_a_password_leaves_this_machine_over_tls_only(url: str, must: bool) -> None:
    mail = mail_settings(url)
    assert mail.must_start_tls is must
    assert mail.uses_tls_from_the_start is url.startswith("smtps:")
    assert mail.port == (465 if url.startswith("smtps:") else 587)


@pytest.mark.parametrize(
    ("url", "sender", "named"),
    [
        ("smtp://mail.example.com", None, "GIFTLINE_MAIL_FROM"),
        (None, "help@example.com", "GIFTLINE_SMTP_URL"),
        ("http://mail.example.com", "help@example.com", "GIFTLINE_SMTP_URL"),
        ("smtp://", "help@example.com", "GIFTLINE_SMTP_URL"),
        ("smtp://hunter2@mail.example.com", "help@example.com", "GIFTLINE_SMTP_URL"),
        ("smtp://a:hunter2@mail.example.com:port", "help@example.com", "GIFTLINE_SMTP_URL"),
        ("smtp://a:hunter2@mail.example.com/path", "help@example.com", "GIFTLINE_SMTP_URL"),
        ("smtp://mail.example.com", "help", "GIFTLINE_MAIL_FROM"),
        ("smtp://mail.example.com", "", "GIFTLINE_MAIL_FROM"),
        ("smtp://mail.example.com", "a@example.com, b@example.com", "GIFTLINE_MAIL_FROM"),
        ("smtp://mail.example.com", "a@example.com\r\nBcc: b@example.com", "GIFTLINE_MAIL_FROM"),
        ("smtp://mail.example.com", "hjälp@example.com", "GIFTLINE_MAIL_FROM"),
    ],
)
def test_half_a_mail_server_or_one_that_does_not_read_is_refused(
    url: str | None, sender: str | None, named: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        assert Settings(smtp_url=url, mail_from=sender).mail
    assert named in refused.value.detail
    assert "hunter2" not in refused.value.detail
