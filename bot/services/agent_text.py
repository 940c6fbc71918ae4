"""What an agent typed, as it may be kept: no claim code, password or payment card in it."""

from __future__ import annotations

from datetime import datetime

from bot.conversations.incoming_text import readable
from bot.ports import Work
from bot.privacy.claim_code import CodeFormat
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.redact import redact
from bot.values import ConversationId

LONGEST_REASON = 1_000


def kept_text(
    work: Work, conversation: ConversationId, text: str, code_format: CodeFormat, now: datetime
) -> str:
    """With the conversation's handles for codes. Raises EmptyMessage or MessageTooLong."""
    hidden = redact(readable(text), code_format, lambda code: work.vault.handle_for(conversation, code, now))
    return hide_other_secrets(hidden)


def kept_reason(reason: str, code_format: CodeFormat) -> str:
    """With last four characters for codes: a reason is read far from its conversation."""
    hidden = redact(
        reason.replace("\x00", "").strip()[:LONGEST_REASON],
        code_format,
        lambda code: f"(code {code.last_four})",
    )
    return hide_other_secrets(hidden)
