"""Settings: the only reader of the environment. Each is documented in docs/settings.md."""

from __future__ import annotations

import secrets
from functools import cached_property
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]


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
        min_length=32,
        description="Secret under which claim codes are hashed, 32 characters or more. Kept out of "
        "the database. Without it one is made in the home folder, for a SQLite database only.",
    )
    engine_start_s: int = Field(
        default=120, gt=0, description="How long a message waits for an engine that is starting."
    )
    engine_answer_s: int = Field(
        default=30, gt=0, description="How long a message waits for the engine's answer."
    )

    @property
    def database(self) -> str:
        """The URL of the database, with its password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'giftline.db'}"

    @cached_property
    def secret(self) -> bytes:
        """The pepper. Raises ConfigurationError where making one up would lose every card.

        A database that several machines share must be read under the same pepper on each of them,
        so only the SQLite file of one machine gets a pepper of its own making.
        """
        if self.pepper is not None:
            return self.pepper.get_secret_value().encode()
        if not self.database.startswith("sqlite"):
            raise ConfigurationError(
                "GIFTLINE_PEPPER is not set. Make one with `openssl rand -hex 32`, keep it outside the "
                "database, and set it on every machine that uses this database."
            )
        path = self.home / "pepper"
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"GIFTLINE_HOME, {self.home}, cannot be used as a folder: {error.strerror}."
            ) from error
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return path.read_text(encoding="ascii").strip().encode()


def load_settings() -> Settings:
    """The settings of this process. Raises ConfigurationError that names the variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"GIFTLINE_{str(fault['loc'][0]).upper()}: {fault['msg'].lower()}"
            for fault in error.errors(include_input=False)
        )
        raise ConfigurationError(f"A setting is wrong. {faults}.") from None
