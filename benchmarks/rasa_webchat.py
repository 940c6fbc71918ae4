"""rasa-webchat, which our widget is measured beside: its script from npm, one version, checked by hash."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from bot.errors import ConfigurationError

VERSION = "1.0.1"
# As npm tells it of this version: the SHA-512 of the archive.
_INTEGRITY = "Ld1zVJvTAaTrs6A5p8t70agNNrKYRyXlvqXZRgBoDvKKUXbA0jhJKECi5bdPGlaR6jsmqWtVylHS+YqIqo0x8w=="
_CACHE = Path(__file__).parent / ".cache"
_ARCHIVE = _CACHE / f"rasa-webchat-{VERSION}.tgz"
_SCRIPT = "package/lib/index.js"


def fetched_script(folder: Path) -> Path:
    """The script that pages load, with its compressed twin, in `folder`.

    Raises ConfigurationError if it can neither be found nor fetched, or is not the one that we know.
    """
    if not _ARCHIVE.exists():
        _fetch()
    archive = _ARCHIVE.read_bytes()
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != _INTEGRITY:
        raise ConfigurationError(
            f"{_ARCHIVE} is not rasa-webchat {VERSION} as npm tells its hash. Delete it and run again."
        )
    with tarfile.open(_ARCHIVE) as packed:
        member = packed.extractfile(_SCRIPT)
        if member is None:
            raise ConfigurationError(f"{_ARCHIVE} has no {_SCRIPT}.")
        text = member.read()
    script = folder / "rasa-webchat.js"
    script.write_bytes(text)
    # As the build does with ours.
    script.with_name(f"{script.name}.gz").write_bytes(gzip.compress(text, 9))
    return script


def _fetch() -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise ConfigurationError("This needs npm to fetch rasa-webchat. Run `make setup`.")
    _CACHE.mkdir(exist_ok=True)
    done = subprocess.run(
        [npm, "pack", f"rasa-webchat@{VERSION}", "--silent", "--pack-destination", _CACHE],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not _ARCHIVE.exists():
        said = (done.stderr or done.stdout).strip().rpartition("\n")[2]
        raise ConfigurationError(
            f"rasa-webchat {VERSION} cannot be fetched from npm: {said or 'no reason given'}"
        )
