"""Settings: the only reader of the environment. Each is documented in docs/settings.md."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address, AddressHeader
from email.policy import SMTP
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Under the public address: where Slack leads an administrator back to who adds the app.
SLACK_REDIRECT = "/slack/oauth_redirect"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """`auto` is for people on a terminal, and JSON everywhere else."""

    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True)
class MailSettings:
    """The mail server, and whom e-mails are from."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    uses_tls_from_the_start: bool
    sender: Address

    @property
    def must_start_tls(self) -> bool:
        """A password leaves this machine encrypted only."""
        return self.user is not None and not self.uses_tls_from_the_start and self.host not in LOOPBACK


@dataclass(frozen=True)
class SlackSettings:
    """How we talk to Slack: as the app of one workspace, by `bot_token`, or of all that add it, by OAuth.

    With `app_token` Slack's events come over a connection of ours; without it over HTTP, signed.
    `redirect_url` is where Slack leads an administrator back to who adds the app. `trusted_for_email` are
    the workspaces whose word on their members' e-mail addresses is believed.
    """

    api_url: str
    bot_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    redirect_url: str | None = None
    trusted_for_email: frozenset[str] = frozenset()


class Settings(BaseSettings):
    """Read once at start. A field `port` is the variable GIFTLINE_PORT."""

    model_config = SettingsConfigDict(
        env_prefix="GIFTLINE_", frozen=True, extra="ignore", populate_by_name=True
    )

    home: Path = Field(
        default=ROOT / "var", description="Folder for the database, logs and generated secrets."
    )
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="Where everything is stored: sqlite:///PATH or postgresql+psycopg://... "
        "Without it, giftline.db in the home folder.",
    )
    host: str = Field(default="127.0.0.1", description="Address the app listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the app listens on.")
    brand: str = Field(
        default="amazon", description="Whose cards: a file of bot/knowledge/brands without .yml."
    )
    pepper: SecretStr | None = Field(
        default=None,
        description="Secrets under which claim codes are hashed, 32 characters or more each, joined by "
        "commas, the oldest first. Kept out of the database. Without it one is made in the home folder, "
        "for a SQLite database only.",
    )
    retailer_url: str | None = Field(
        default=None,
        description="Where the retailer's own ledger answers (docs/retailer-ledger.md). Without it the "
        "embedded ledger is asked.",
    )
    retailer_token: SecretStr | None = Field(
        default=None, description="What the retailer's ledger knows us by."
    )
    log_level: LogLevel = Field(default=LogLevel.INFO, description="Records below it are not written.")
    log_format: LogFormat = Field(
        default=LogFormat.AUTO, description="How records are written to standard error."
    )
    engine_start_s: int = Field(
        default=120, gt=0, description="How long a message waits for an engine that is starting."
    )
    engine_answer_s: int = Field(
        default=30, gt=0, description="How long a message waits for the engine's answer."
    )
    retain_conversations_days: int = Field(
        default=400,
        gt=0,
        le=36_500,
        description="How long a conversation is kept after its last message, with its tickets.",
    )
    retain_handles_days: int = Field(
        default=90,
        gt=0,
        le=36_500,
        description="How long a conversation's handles lead to cards after its last message.",
    )
    retain_tries_days: int = Field(
        default=7,
        gt=0,
        le=36_500,
        description="How long wrong codes are counted against whoever sent them, at the longest.",
    )

    @property
    def engine_home(self) -> Path:
        """Where the engine that `giftline serve` starts keeps its log and its dialogues."""
        return self.home / "engine"

    public_url: str | None = Field(
        default=None,
        description="What people type to get here, such as https://support.example.com. Agents sign in "
        "there only. Without it, on this machine only.",
    )
    agent_idle_min: int = Field(
        default=30, gt=0, description="An agent who does nothing for so long has to sign in again."
    )
    agent_session_h: int = Field(
        default=12, gt=0, description="How long one sign-in of an agent lasts at most."
    )
    agent_away_min: int = Field(
        default=10,
        gt=0,
        description="How long an agent's desk may be gone before customers who wait for them queue again.",
    )
    agent_capacity: int = Field(
        default=5, gt=0, description="How many conversations an agent is given at a time."
    )
    close_after_days: int = Field(
        default=7, gt=0, description="An agent's conversation in which nobody writes for so long is closed."
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="An OpenID Connect provider through which agents may sign in, by its issuer's URL.",
    )
    oidc_client_id: str | None = Field(default=None, description="What that provider knows us by.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="And what proves it.")
    redis_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("REDIS_URL", "redis_url"),
        description="redis://HOST:PORT/DB, where several processes count together for the throttles. "
        "Without it each counts for itself.",
    )
    limits: str | None = Field(
        default=None,
        description="Limits other than the defaults: message.session=60/minute, opening.address=off.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )
    anonymous_grid_ms: int = Field(
        default=250,
        ge=0,
        description="An anonymous visitor's answer about a card leaves at a multiple of this; 0: at once.",
    )
    proof_of_work: int = Field(
        default=0,
        ge=0,
        le=1_000_000,
        description="Work asked of anonymous visitors from where many come, as rounds of a key; 0 asks none.",
    )

    smtp_url: SecretStr | None = Field(
        default=None,
        description="The mail server: smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the start. "
        "Without it no e-mail is sent.",
    )
    mail_from: str | None = Field(
        default=None, description="Whom e-mails are from, such as Support <support@example.com>."
    )
    mail_away_min: int = Field(
        default=10, ge=0, description="A customer who wrote nothing for so long gets an answer by e-mail too."
    )

    slack_bot_token: SecretStr | None = Field(
        default=None, description="What Slack knows us by in one workspace: the app's xoxb- token."
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="What shows that a request comes from Slack. HTTP needs it."
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="The app's xapp- token, for Socket Mode: Slack need not reach this server then.",
    )
    slack_client_id: str | None = Field(
        default=None, description="What Slack knows our app by, for several workspaces."
    )
    slack_client_secret: SecretStr | None = Field(default=None, description="And what proves it.")
    slack_api_url: str = Field(
        default="https://slack.com/api/", description="Where Slack's Web API answers; for rehearsals."
    )
    slack_trust_email: str | None = Field(
        default=None,
        description="Workspaces, by id and joined by commas, whose members are signed in by their e-mail "
        "address. Without it customers in Slack are anonymous.",
    )

    @property
    def slack(self) -> SlackSettings | None:
        """None where Slack is not used. Raises ConfigurationError if only half is set."""
        one = {"GIFTLINE_SLACK_BOT_TOKEN": self.slack_bot_token}
        several = {
            "GIFTLINE_SLACK_CLIENT_ID": self.slack_client_id,
            "GIFTLINE_SLACK_CLIENT_SECRET": self.slack_client_secret,
        }
        way_in = (self.slack_signing_secret, self.slack_app_token)
        if not any((*one.values(), *several.values(), *way_in)):
            return None
        if any(several.values()):
            if self.slack_bot_token:
                raise ConfigurationError(
                    "GIFTLINE_SLACK_BOT_TOKEN is for one workspace and GIFTLINE_SLACK_CLIENT_ID for several. "
                    "Set one of the two."
                )
            # Slack leads whoever adds the app back to an address that it knows.
            _require_all(several | {"GIFTLINE_PUBLIC_URL": self.public_url}, "Several workspaces need it.")
        else:
            _require_all(one, "Slack needs it, or GIFTLINE_SLACK_CLIENT_ID for several workspaces.")
        if not any(way_in):
            raise ConfigurationError(
                "GIFTLINE_SLACK_SIGNING_SECRET is not set. Without it anybody could pretend to be Slack. "
                "For Socket Mode set GIFTLINE_SLACK_APP_TOKEN instead."
            )
        return SlackSettings(
            api_url=self.slack_api_url.rstrip("/") + "/",
            bot_token=_revealed(self.slack_bot_token),
            signing_secret=_revealed(self.slack_signing_secret),
            app_token=_revealed(self.slack_app_token),
            client_id=self.slack_client_id,
            client_secret=_revealed(self.slack_client_secret),
            redirect_url=f"{self.public_url}{SLACK_REDIRECT}" if self.slack_client_id else None,
            trusted_for_email=frozenset(filter(None, _split(self.slack_trust_email or ""))),
        )

    @property
    def mail(self) -> MailSettings | None:
        """None where no e-mail is sent. Raises ConfigurationError if only half is set, or does not read."""
        if self.smtp_url is None and self.mail_from is None:
            return None
        if self.smtp_url is None or self.mail_from is None:
            missing = "GIFTLINE_SMTP_URL" if self.smtp_url is None else "GIFTLINE_MAIL_FROM"
            raise ConfigurationError(
                f"{missing} is not set. E-mail needs a mail server and a sender, or neither."
            )
        try:
            url = urlsplit(self.smtp_url.get_secret_value())
            port = url.port
        except ValueError:
            url, port = urlsplit(""), None
        if url.scheme not in ("smtp", "smtps") or not url.hostname or url.path.strip("/") or url.query:
            # Without the URL, which holds the password.
            raise ConfigurationError(
                "GIFTLINE_SMTP_URL does not read. It is smtp://USER:PASSWORD@HOST:PORT or smtps://..., with "
                "what an address may not hold written as %40 and the like."
            )
        if (url.username is None) != (url.password is None):
            raise ConfigurationError("GIFTLINE_SMTP_URL has a user without a password, or the reverse.")
        is_tls = url.scheme == "smtps"
        return MailSettings(
            host=url.hostname,
            port=port or (465 if is_tls else 587),
            user=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            uses_tls_from_the_start=is_tls,
            sender=_sender(self.mail_from),
        )

    @property
    def redis(self) -> str | None:
        """The URL of Redis, with its password."""
        return self.redis_url.get_secret_value() if self.redis_url else None

    @property
    def database(self) -> str:
        """The URL of the database, with its password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'giftline.db'}"

    @field_validator("pepper")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and any(len(pepper) < 32 for pepper in _split(value.get_secret_value())):
            raise ValueError("each secret should have at least 32 characters")
        return value

    @field_validator("public_url", "oidc_issuer", "slack_api_url")
    @classmethod
    def _nobody_listens_in(cls, value: str | None) -> str | None:
        if value is None:
            return None
        address = urlsplit(value)
        if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
            raise ValueError("it should begin with https://")
        if not address.hostname or address.username or address.query or address.fragment:
            raise ValueError("it should be an address such as https://support.example.com")
        return value.rstrip("/")

    @cached_property
    def peppers(self) -> tuple[bytes, ...]:
        """The peppers, the oldest first. Raises ConfigurationError where making one up would lose every card.

        A database that several machines share must be read under the same peppers on each of them,
        so only the SQLite file of one machine gets a pepper of its own making.
        """
        if self.pepper is not None:
            return tuple(pepper.encode() for pepper in _split(self.pepper.get_secret_value()))
        if not self.database.startswith("sqlite"):
            raise ConfigurationError(
                "GIFTLINE_PEPPER is not set. Make one with `openssl rand -hex 32`, keep it outside the "
                "database, and set it on every machine that uses this database."
            )
        path = self.pepper_file
        if not path.exists():
            try:
                self.home.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ConfigurationError(
                    f"GIFTLINE_HOME, {self.home}, cannot be used as a folder: {error.strerror}."
                ) from error
            with _written_beside(path, secrets.token_hex(32)) as made, suppress(FileExistsError):
                path.hardlink_to(made)
        peppers = tuple(line.encode() for line in path.read_text(encoding="ascii").split())
        if not peppers:
            raise ConfigurationError(
                f"{path} is empty. Bring it back from a backup; without it no code can be looked up."
            )
        return peppers

    @property
    def pepper_file(self) -> Path:
        """Where peppers of our own making are, one a line, the oldest first."""
        return self.home / "pepper"

    def store_peppers(self, peppers: Sequence[bytes]) -> None:
        """Replaces the pepper file, the oldest first: after a crash it is the old one or the new one."""
        written = "".join(f"{pepper.decode()}\n" for pepper in peppers)
        with _written_beside(self.pepper_file, written) as made:
            made.replace(self.pepper_file)

    @property
    def secret(self) -> bytes:
        """What tokens are signed with. It stays when peppers are added."""
        return self.peppers[0]


def _sender(written: str) -> Address:
    """Raises ConfigurationError for anything but one address of ASCII, with a name before it or without."""
    try:
        header = SMTP.header_factory("From", written)
    except (ValueError, IndexError, MessageError):
        header = None
    addresses = header.addresses if isinstance(header, AddressHeader) else ()
    is_one = len(addresses) == 1 and addresses[0].domain and addresses[0].addr_spec.isascii()
    if not is_one or not written.isprintable():
        raise ConfigurationError(
            "GIFTLINE_MAIL_FROM is no sender, such as support@example.com or Support <support@example.com>."
        )
    return addresses[0]


def _split(written: str) -> list[str]:
    return [part.strip() for part in written.split(",")]


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _require_all(settings: Mapping[str, SecretStr | str | None], why: str) -> None:
    """Raises ConfigurationError that names those which are not set."""
    if missing := [name for name, value in settings.items() if not value]:
        are = "are" if len(missing) > 1 else "is"
        raise ConfigurationError(f"{' and '.join(missing)} {are} not set. {why}")


@contextmanager
def _written_beside(path: Path, text: str) -> Iterator[Path]:
    """A file next to `path` with the text, which only its owner can read, to be given that name.

    Text and name are safe on the disk afterwards.
    """
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield made
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        made.unlink(missing_ok=True)


def load_settings() -> Settings:
    """The settings of this process. Raises ConfigurationError that names the variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"GIFTLINE_{str(fault['loc'][0]).upper()}: {fault['msg'].lower().removeprefix('value error, ')}"
            for fault in error.errors(include_input=False)
        )
        raise ConfigurationError(f"A setting is wrong. {faults}.") from None
