"""Where log records go: redacted, as JSON lines or to be read on a terminal. Set up once, by a command.

Records of every library pass the same redaction as ours, tracebacks included, because a library may
quote what it was given.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.knowledge.brand import all_code_formats
from bot.privacy.mask import without_secrets
from bot.settings import LogFormat, Settings

# So many digits and more may be a payment card that somebody took for a number.
_LONG_NUMBER = 10**8
_CHATTY = ("alembic", "httpx", "httpcore", "rasa_sdk")


class _Handler(logging.StreamHandler[TextIO]):
    """Ours, so that a second set-up takes the place of the first."""


def set_up_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Makes every record of this process, and what it says when it crashes, go redacted to `stream`."""
    output = stream or sys.stderr
    as_json = settings.log_format is LogFormat.JSON or (
        settings.log_format is LogFormat.AUTO and not output.isatty()
    )
    about_each: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*about_each, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=output.isatty())
    )
    handler = _Handler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*about_each, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact_record,
                renderer,
            ],
        )
    )
    for former in [one for one in logging.root.handlers if isinstance(one, _Handler)]:
        logging.root.removeHandler(former)
    for library in [
        one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)
    ]:
        # An outlet of its own, which a library may have opened already, would go around the redaction.
        library.handlers.clear()
        library.propagate = True
    logging.root.addHandler(handler)
    logging.root.setLevel(settings.log_level.upper())
    logging.captureWarnings(True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _log_crash
    threading.excepthook = lambda crash: _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def redact_record(logger: WrappedLogger, method: str, record: EventDict) -> EventDict:
    """A structlog processor: the record without secrets in any key or value, however deep."""
    return {_redacted_text(key): _redacted(value) for key, value in record.items()}


def redacted_line(line: str) -> str:
    """A line of another program's log. In JSON each value is redacted by itself, since JSON escapes it."""
    try:
        record = json.loads(line)
    except ValueError:
        return _redacted_text(line)
    if not isinstance(record, dict):
        return _redacted_text(line)
    return json.dumps(_redacted(_without_locals(record)), ensure_ascii=False)


def _redacted(value: object) -> Any:
    match value:
        case None | bool() | float():
            return value
        case int():
            return value if abs(value) < _LONG_NUMBER else _redacted_text(str(value))
        case str():
            return _redacted_text(value)
        case bytes():
            return _redacted_text(value.decode("utf-8", errors="replace"))
        case Mapping():
            return {_redacted_text(str(key)): _redacted(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_redacted(inner) for inner in value]
        case _:
            return _redacted_text(repr(value))


def _redacted_text(text: str) -> str:
    return without_secrets(text, all_code_formats())


def _without_locals(value: object) -> object:
    """Rasa writes the variables of each frame, cut off anywhere: half a code would not be known for one."""
    if isinstance(value, dict):
        return {key: _without_locals(inner) for key, inner in value.items() if key != "locals"}
    if isinstance(value, list):
        return [_without_locals(inner) for inner in value]
    return value


def _log_crash(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt) or error is None:
        return
    logging.getLogger("giftline").critical("it crashed", exc_info=(kind, error, trace))
