"""Text from Slack is what the person typed, and text of ours is no mark of Slack's."""

from __future__ import annotations

import pytest

from bot.slack.text import as_written, escaped
from bot.slack.workspaces import SlackUserId

BOT = SlackUserId("U0BOT")


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("5 &lt; 6 &amp; 7 &gt; 6", "5 < 6 & 7 > 6"),
        ("&amp;lt; is a sign", "&lt; is a sign"),
        ("write to <mailto:ann@example.com|ann@example.com>", "write to ann@example.com"),
        ("write to <mailto:ann@example.com>", "write to ann@example.com"),
        ("see <https://example.com/a?b=1&amp;c=2>", "see https://example.com/a?b=1&c=2"),
        ("see <http://example.com|example.com>", "see example.com"),
        ("see <https://evil.example|your bank>", "see your bank (https://evil.example)"),
        ("call <tel:+18882804331|1-888-280-4331>", "call 1-888-280-4331 (+18882804331)"),
        ("<@U0BOT> my card fails", "my card fails"),
        ("<@U0BOT|giftline> my card fails", "my card fails"),
        ("<@U0ANN|ann> said so in <#C1|general>, <!here>", "@ann said so in #general, @here"),
        ("<!date^1700000000^{date}|14 November>", "14 November"),
        ("  spaces around  ", "spaces around"),
        ("a <b and c> d", "a b and c d"),
    ],
)
def test_marks_and_escapes_of_slack_are_taken_out(sent: str, typed: str) -> None:
    assert as_written(sent, BOT) == typed


def test_nobody_is_called_and_nothing_is_linked_by_a_text_of_ours() -> None:
    assert escaped("<!channel> & <https://evil.example|click>") == (
        "&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;"
    )


def test_what_is_escaped_is_read_as_it_was() -> None:
    text = "a <b> & <@U0BOT> &amp; <c|d>"
    assert as_written(escaped(text), BOT) == text
