"""The one way in which a command gets at the services, so that none forgets to give the database back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from bot.bootstrap import Services, bootstrap
from bot.channels.log_output import set_up_logging
from bot.settings import load_settings


@contextmanager
def open_services() -> Iterator[Services]:
    """The services over the settings of this process; their connections are closed with the block.

    What the process logs from here on, a crash too, is redacted. Raises what `load_settings` and
    `bootstrap` raise.
    """
    settings = load_settings()
    set_up_logging(settings)
    with closing(bootstrap(settings)) as services:
        yield services
