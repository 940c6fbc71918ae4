"""`giftline doctor`: what is missing on this machine, and what to do about it."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable

import typer
from rich.table import Table

from bot.cases.build import outdated
from bot.channels.engine_model import model_path, require_engine
from bot.channels.pages import WEB
from bot.channels.smtp import smtp_mailer
from bot.cli.output import ends_with_reason, out
from bot.errors import ConfigurationError, DeliveryFailed, GiftlineError
from bot.knowledge.brand import load_brand
from bot.privacy.claim_code import Fingerprinter
from bot.settings import Settings, load_settings
from bot.storage.database import connect, migrate, shown_url
from bot.storage.outbox import SqlOutbox
from bot.storage.pepper_rotation import require_peppers


@ends_with_reason
def doctor() -> None:
    """Check the installation; the exit code is 1 if something keeps it from serving.

    Example: [bold]giftline doctor[/bold]
    """
    settings = load_settings()
    checks: dict[str, Callable[[Settings], str]] = {
        "Python": lambda _: platform.python_version(),
        "brand": lambda found: load_brand(found.brand).name,
        "secret": lambda found: f"{len(found.secret)} characters, outside the database",
        "database": _database,
        "e-mail": _email,
        "Slack": _slack,
        "cases": _cases,
        "engine": _engine,
        "model": _model,
        "chat page": _chat_page,
    }
    table = Table("", "check", "result")
    failed = False
    for name, check in checks.items():
        try:
            table.add_row("[green]ok[/green]", name, check(settings))
        except GiftlineError as error:
            failed = True
            table.add_row("[red]no[/red]", name, error.detail)
    out.print(table)
    raise typer.Exit(1 if failed else 0)


def _database(settings: Settings) -> str:
    database = connect(settings.database)
    try:
        migrate(database)
        require_peppers(database, Fingerprinter(settings.peppers))
    finally:
        database.dispose()
    return shown_url(database)


def _email(settings: Settings) -> str:
    mailer = smtp_mailer(settings)
    if mailer is None:
        return "none is sent: GIFTLINE_SMTP_URL and GIFTLINE_MAIL_FROM are not set"
    try:
        asyncio.run(mailer.check())
    except DeliveryFailed as error:
        raise ConfigurationError(f"{error.detail} Check GIFTLINE_SMTP_URL.") from error
    database = connect(settings.database)
    try:
        with database.begin() as connection:
            count = SqlOutbox(connection).count()
    finally:
        database.dispose()
    told = f"the mail server answers; {count.waiting} wait(s), {count.given_up} given up"
    return f"{told}: see `giftline outbox list`" if count.given_up else told


def _slack(settings: Settings) -> str:
    if settings.slack is None:
        return "not used: none of its settings is set"
    return "set up; `giftline slack doctor` looks closer"


def _cases(settings: Settings) -> str:
    if stale := outdated():
        raise ConfigurationError(f"Not up to date: {', '.join(stale)}. Run `giftline cases build`.")
    return "generated files are up to date"


def _engine(settings: Settings) -> str:
    require_engine()
    return "its environment is there"


def _model(settings: Settings) -> str:
    if not model_path().exists():
        raise ConfigurationError("Not trained for the present data. Run `giftline train`.")
    return model_path().name


def _chat_page(settings: Settings) -> str:
    if not (WEB / "index.html").is_file():
        raise ConfigurationError("Not built. Run `make setup`.")
    return "built"
