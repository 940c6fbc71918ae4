"""The engine's model: whether it fits the training data, and training it when it does not.

Rasa runs in an environment of its own, so this starts its command and reads no code of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from filelock import FileLock

from bot.errors import ConfigurationError
from bot.settings import ROOT

ENGINE = ROOT / "engine"
MODELS = ROOT / "models"
RASA = ENGINE / ".venv" / "bin" / "rasa"
ENGINE_PYTHON = ENGINE / ".venv" / "bin" / "python"

# What a model depends on. Its name carries their hash, so a stale model is never found.
_INPUTS = ("config.yml", "domain.yml", "data/**/*.yml", "engine/uv.lock", "bot/nlu/**/*.py")
_LOG_STEP = re.compile(r"(?:Training|Starting to train|Finished training|Restored) .*")

Progress = Callable[[str], None]


def engine_environment() -> dict[str, str]:
    """The environment the engine's commands run in: no telemetry, quiet, one thread a core."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def model_path() -> Path:
    """Where the model for the present training data is, or would be."""
    return MODELS / f"giftline-{_fingerprint()}.tar.gz"


def ensure_model(progress: Progress) -> Path:
    """The model for the present training data, trained now if there is none.

    Raises ConfigurationError with the end of Rasa's log if training fails. Several processes may
    ask at once; one trains and the others wait for it.
    """
    require_engine()
    MODELS.mkdir(exist_ok=True)
    with FileLock(MODELS / ".training.lock"):
        model = model_path()
        # One from before digests were recorded is trained again: nobody knows whose it is.
        if not model.exists() or not _digest_file(model).exists():
            _train(model, progress)
            _record_digest(model)
            for old in MODELS.glob("giftline-*.tar.gz"):
                if old != model:
                    old.unlink()
                    _digest_file(old).unlink(missing_ok=True)
        require_untouched(model)
    return model


def require_untouched(model: Path) -> None:
    """Raises ConfigurationError unless the model is, byte by byte, the one that was trained here.

    Loading a model runs what is in it, so one that was put there by somebody else must not be loaded.
    """
    try:
        recorded = _digest_file(model).read_text(encoding="ascii").strip()
        is_same = hmac.compare_digest(recorded, _digest(model))
    except (OSError, ValueError):
        is_same = False
    if not is_same:
        raise ConfigurationError(
            f"The model {model} is not as it was trained here. Find out who changed it, delete it, and "
            "run `giftline train`."
        )


def require_engine() -> None:
    """Raises ConfigurationError, with what to do, if the engine's environment is not there."""
    if not RASA.exists():
        raise ConfigurationError("The engine is not set up yet. Run `make setup`.")


def run_training(
    arguments: Iterable[str | Path],
    made: Path,
    progress: Progress,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run `rasa train` with these arguments, telling each step; `made` is the model it should make.

    Raises ConfigurationError with the end of Rasa's log if it makes none.
    """
    progress("loading Rasa")
    with subprocess.Popen(
        [str(RASA), "train", *map(str, arguments)],
        cwd=ROOT,
        env=engine_environment() | {"LOG_LEVEL": "INFO"} | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as training:
        written: list[str] = []
        for line in training.stdout or ():
            written.append(line.rstrip())
            if step := _LOG_STEP.search(line):
                progress(step[0].strip().rstrip("."))
    if training.returncode != 0 or not made.exists():
        raise ConfigurationError("Training failed. Rasa says:\n" + "\n".join(written[-25:]))


def _train(model: Path, progress: Progress) -> None:
    unfinished = MODELS / "unfinished"
    made = unfinished / model.name
    run_training(("--out", unfinished, "--fixed-model-name", model.name), made, progress)
    # Moved when whole, so that a killed training leaves no half model behind.
    made.replace(model)
    with contextlib.suppress(OSError):
        unfinished.rmdir()


def _digest_file(model: Path) -> Path:
    return model.with_name(f"{model.name}.sha256")


def _digest(model: Path) -> str:
    with model.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record_digest(model: Path) -> None:
    unfinished = _digest_file(model).with_suffix(".unfinished")
    unfinished.write_text(_digest(model), encoding="ascii")
    unfinished.replace(_digest_file(model))


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in _input_files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _input_files() -> Iterator[Path]:
    for pattern in _INPUTS:
        yield from sorted(ROOT.glob(pattern))
