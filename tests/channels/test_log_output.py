"""Nothing secret is in a log record, whichever library wrote it, in whichever field, in whichever format."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.channels.log_output import redacted_line, set_up_logging
from bot.settings import ROOT, LogFormat, LogLevel, Settings
from tests.builders import A_CODE

A_CARD = "4111 1111 1111 1111"


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """What a set-up logging writes; everything that it changed is put back."""
    before = logging.root.handlers[:], logging.root.level, sys.excepthook, threading.excepthook
    yield io.StringIO()
    logging.root.handlers[:], level, sys.excepthook, threading.excepthook = before
    logging.root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def _record(output: io.StringIO) -> dict[str, Any]:
    (line,) = output.getvalue().splitlines()
    record: dict[str, Any] = json.loads(line)
    return record


def test_a_record_of_the_standard_library_is_redacted(output: io.StringIO) -> None:
    set_up_logging(Settings(), output)
    logging.getLogger("uvicorn.error").error("bad request: %s", f"/redeem?code={A_CODE}")
    assert _record(output)["event"] == "bad request: /redeem?code=[claim code]"
    assert _record(output)["logger"] == "uvicorn.error"
    assert _record(output)["level"] == "error"


def test_a_library_that_has_an_outlet_of_its_own_is_redacted_too(output: io.StringIO) -> None:
    library = logging.getLogger("a library")
    library.addHandler(logging.StreamHandler(io.StringIO()))
    library.propagate = False
    set_up_logging(Settings(), output)
    library.error("code %s", A_CODE)
    assert (_record(output)["event"], library.handlers) == ("code [claim code]", [])


def test_every_key_and_value_of_a_record_is_redacted_however_deep(output: io.StringIO) -> None:
    set_up_logging(Settings(), output)
    structlog.get_logger("bot").warning(
        "taken",
        row={"texts": [A_CODE, {A_CODE: A_CARD}]},
        raw=A_CODE.encode(),
        number=4111111111111111,
        count=3,
    )
    record = _record(output)
    assert record["row"] == {"texts": ["[claim code]", {"[claim code]": "[card number]"}]}
    assert (record["raw"], record["number"], record["count"]) == ("[claim code]", "[card number]", 3)


def test_a_field_given_to_the_standard_library_is_redacted(output: io.StringIO) -> None:
    set_up_logging(Settings(), output)
    logging.getLogger("bot").warning("taken", extra={"text": f"my code {A_CODE}"})
    assert _record(output)["text"] == "my code [claim code]"


def test_a_traceback_is_redacted(output: io.StringIO) -> None:
    set_up_logging(Settings(), output)
    try:
        raise ValueError(f"no such card: {A_CODE}")
    except ValueError:
        logging.getLogger("sqlalchemy").exception("it failed")
    assert "no such card: [claim code]" in _record(output)["exception"]
    assert A_CODE not in output.getvalue()


def test_a_warning_is_a_record_and_redacted(output: io.StringIO) -> None:
    set_up_logging(Settings(), output)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"odd value {A_CODE}", UserWarning, stacklevel=1)
    assert "odd value [claim code]" in _record(output)["event"]


def test_the_request_that_a_record_belongs_to_is_in_it(output: io.StringIO) -> None:
    set_up_logging(Settings(), output)
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        logging.getLogger("bot").warning("taken")
    assert _record(output)["request_id"] == "r-1"


def test_text_for_a_terminal_is_redacted_too(output: io.StringIO) -> None:
    set_up_logging(Settings(log_format=LogFormat.TEXT), output)
    logging.getLogger("bot").warning("no answer for %s", A_CODE)
    assert "no answer for [claim code]" in output.getvalue()
    assert not output.getvalue().startswith("{")


def test_records_below_the_level_are_not_written(output: io.StringIO) -> None:
    set_up_logging(Settings(log_level=LogLevel.ERROR), output)
    logging.getLogger("bot").warning("taken")
    assert output.getvalue() == ""


@pytest.mark.usefixtures("output")
def test_logging_that_is_set_up_again_writes_once() -> None:
    first, second = io.StringIO(), io.StringIO()
    set_up_logging(Settings(), first)
    set_up_logging(Settings(), second)
    logging.getLogger("bot").warning("taken")
    assert (first.getvalue(), len(second.getvalue().splitlines())) == ("", 1)


@pytest.mark.parametrize("where", ["", "in a thread"])
def test_a_crash_is_told_without_what_it_crashed_on(where: str) -> None:
    crash = f"raise RuntimeError('cannot take {A_CODE}')"
    if where:
        crash = f"import threading\ndef crash():\n    {crash}\nthreading.Thread(target=crash).start()"
    program = (
        "from bot.channels.log_output import set_up_logging\nfrom bot.settings import Settings\n"
        f"set_up_logging(Settings())\n{crash}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "cannot take [claim code]" in done.stderr
    assert A_CODE not in done.stderr


def test_a_line_of_the_engines_log_is_redacted_though_json_escapes_it() -> None:
    line = json.dumps({"event": "failed", "text": "ＡＱ３Ｄ\n7KLM9P\nXT2V", "deep": [{"e": A_CODE}]})
    assert json.loads(redacted_line(line)) == {
        "event": "failed",
        "text": "[claim code]",
        "deep": [{"e": "[claim code]"}],
    }


def test_a_line_of_the_engines_log_that_is_no_json_is_redacted() -> None:
    assert redacted_line(f"2026 ERROR rasa - got {A_CODE}") == "2026 ERROR rasa - got [claim code]"
    assert redacted_line("12") == "12"


def test_the_variables_of_a_traceback_are_left_out() -> None:
    line = json.dumps({"exception": [{"frames": [{"name": "run", "locals": {"text": f"'{A_CODE[:9]}'+5"}}]}]})
    assert json.loads(redacted_line(line)) == {"exception": [{"frames": [{"name": "run"}]}]}
