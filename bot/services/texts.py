"""Texts the app says by itself, from `texts.yml`; everything else is said by the engine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.attachments.fitness import Unfit
from bot.conversations.attachment import AttachmentKind
from bot.conversations.ownership import Move
from bot.throttles import Act
from bot.yaml_file import read_yaml

ENGINE_STARTING = "engine_starting"
BOT_UNAVAILABLE = "bot_unavailable"
WANTS_PERSON = "wants_person"
PROOF_REQUIRED = "proof_required"
CODE_HIDDEN = "code_hidden"
CODE_HIDDEN_IN_SLACK = "code_hidden.slack"
NOT_A_CODE = "not_a_code"
NO_CODE_TYPED = "no_code_typed"
FILE_KEPT = "file_kept"
TOO_MANY_IN_SLACK = "slack.too_many"
NOT_YOUR_THREAD = "slack.not_your_thread"
SIGNED_IN_IN_SLACK = "slack.signed_in"
LINK_CODE_REFUSED = "slack.link_code_refused"
LINK_CODE_IN_CHANNEL = "slack.link_code_in_channel"
SIGNED_OUT_IN_SLACK = "slack.signed_out"
NOT_SIGNED_IN_IN_SLACK = "slack.not_signed_in"
FILE_TOO_LARGE = "slack.file_too_large"
FILE_NOT_FETCHED = "slack.file_not_fetched"
ENTER_CODE = "slack.enter_code"
CODE_FIELD = "slack.code_field"
CODE_FIELD_HINT = "slack.code_field_hint"
CODE_SEND = "slack.code_send"
CODE_CANCEL = "slack.code_cancel"
A_PERSON = "slack.a_person"
YOU_SENT = "slack.you_sent"
FILE_NOT_SHOWN = "slack.file_not_shown"
CARD = "card_step.title"
NOTHING_TO_RATE = "nothing_to_rate"
RATED_FOR_GOOD = "rated_for_good"


def service_text(name: str, **values: str) -> str:
    """The text of that name, with its placeholders filled."""
    return _texts()[name].format(**values)


def too_many(act: Act) -> str:
    """The name of the text for whoever does this too often."""
    return f"too_many.{act}"


def moved_text(move: Move, agent: str | None, **values: str) -> str | None:
    """What a customer is told of a move, if anything; `agent` is who has it now, where they may know."""
    named = f"moved.{move}_named"
    if agent is not None and named in _texts():
        return service_text(named, agent=agent)
    told = f"moved.{move}"
    return service_text(told, **values) if told in _texts() else None


def sent_file(kind: AttachmentKind) -> str:
    """The name of the text that stands in the log for a file."""
    return f"sent_file.{kind}"


def file_unfit(reason: Unfit) -> str:
    """The name of the text for whoever sent such a file."""
    return f"file_unfit.{reason}"


def card_step(step: str, *, dated: bool) -> str:
    """The name of the words for what became of a card."""
    return f"card_step.{step}.dated" if dated else f"card_step.{step}"


def topic_text(topic: str | None) -> str:
    """A topic that is no case, for agents."""
    return _texts().get(f"topic.{topic or 'none'}", (topic or "").replace("_", " ").capitalize())


@cache
def _texts() -> dict[str, str]:
    loaded = read_yaml(Path(__file__).with_suffix(".yml"))
    return {str(name): str(text) for name, text in loaded.items()}
