"""Has a file prepared by a process of its own, and takes whatever goes wrong there for a broken file."""

from __future__ import annotations

import subprocess
import sys

from bot.attachments import prepare
from bot.attachments.fitness import FitFile, Unfit

# Of the clock on the wall, for a process that waits instead of working; it limits its work itself.
_MOST_S = 60
# Isolated: neither the folder it is started in nor a variable can slip a module in.
_COMMAND = (sys.executable, "-I", "-m", prepare.__name__)


def prepare_apart(content: bytes) -> FitFile | Unfit:
    """Implements ports.PrepareFile. Blocks, for a second or so."""
    try:
        # Without our environment, which has the pepper and the database's password in it. What it says of
        # its trouble is thrown away: it may repeat what is in the file.
        done = subprocess.run(  # noqa: S603 - our own module; the file is no argument
            _COMMAND,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=_MOST_S,
            check=True,
        )
    except subprocess.SubprocessError:
        return Unfit.BROKEN
    return prepare.read(done.stdout)
