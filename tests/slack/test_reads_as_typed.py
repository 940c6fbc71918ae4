"""Whatever people write, whoever reads it in Slack reads what was written: no mark in it becomes a style."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.channels.slack.agent_blocks import AgentBlocks
from bot.channels.slack.customer_blocks import customer_message
from bot.conversations.conversation import Author, Button, Message, Owner
from bot.conversations.desk import MoveMade, NamedAgent, Note, StoryLine
from bot.conversations.ownership import Move
from bot.knowledge.brand import load_brand
from bot.slack.posting import Posted
from bot.slack_sandbox.block_kit import problems_of_blocks
from bot.slack_sandbox.page import Page
from bot.slack_sandbox.sandbox import Sandbox
from bot.slack_sandbox.tokens import Tokens
from bot.slack_sandbox.workspace import Slack
from bot.values import AgentId, ConversationId, FixedClock
from tests.builders import A_MOMENT
from tests.conftest import NOW
from tests.slack.served import BUTTONS

CONVERSATION = ConversationId("c" * 32)
BLOCKS = AgentBlocks(load_brand("amazon"), None)
MARKED = st.sampled_from(
    [
        "*bold*",
        "_italic_ and _more_",
        "~strike~",
        "`code` and ```a block```",
        "> a quote\n>> and another",
        "*_~`all`~_* <!here> & &amp; <https://evil.example|your bank>",
        ":smile: and :+1:",
        "1. one\n• two\n- three",
        "  spaces  within  \n\n  and lines",
        "see https://example.com/a_b_c?d=*e*&f=1, or not",
        "snake_case_names and 2*3*4",
    ]
)
# No carriage returns and nothing that HTML cannot hold: neither is stored.
ANY = st.text(st.characters(exclude_categories=["C"], include_characters="\n"), min_size=1, max_size=300)
MARKS = st.text(alphabet="a *_~`>&<|:!@#\n", min_size=1, max_size=60)
TEXTS = (MARKED | MARKS | ANY).filter(str.strip)


class Reader(HTMLParser):
    """What a page shows of the messages from our app, each without its head and foot."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.styles: set[str] = set()
        self._in_message = False
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("header", "footer"):
            self._hidden += 1
        if self._is_shown:
            self.styles.add(tag)
        if tag == "article":
            self._in_message = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._in_message = False
        if tag in ("header", "footer"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._is_shown:
            self.shown += data

    @property
    def _is_shown(self) -> bool:
        return self._in_message and self._hidden == 0


def read(posted: Posted) -> Reader:
    """What somebody has before them on the sandbox's page once the message is posted."""
    assert problems_of_blocks(list(posted.blocks)) == []
    slack = Slack(FixedClock(NOW))
    workspace = slack.add_workspace("Acme Gifts")
    ada = slack.add_user(workspace, "ada")
    channel = slack.direct_channel(workspace, ada)
    blocks = [dict(block) for block in posted.blocks]
    slack.post(channel, workspace.bot, posted.text, blocks=blocks)
    sandbox = Sandbox(slack, Tokens(), new_connection=str, retries_after_s=())
    reader = Reader()
    reader.feed(Page(sandbox).html({"as": ada.id, "at": channel.id}))
    reader.close()
    return reader


@given(TEXTS)
@hypothesis_settings(max_examples=60, deadline=None)
def test_a_customer_reads_what_was_written(text: str) -> None:
    line = Message(1, Author.AGENT, text, A_MOMENT)
    read_by_them = read(customer_message(line, CONVERSATION, BUTTONS, "Ann"))
    assert read_by_them.shown.strip() == f"Ann: {text}".strip()
    assert read_by_them.styles <= {"p", "a"}


@given(TEXTS)
@hypothesis_settings(max_examples=30, deadline=None)
def test_a_message_with_buttons_reads_as_it_was_written_too(text: str) -> None:
    line = Message(1, Author.BOT, text, A_MOMENT, buttons=(Button("Go on", "/go_on"),))
    assert read(customer_message(line, CONVERSATION, BUTTONS)).shown.strip().startswith(text.strip())


@given(TEXTS)
@hypothesis_settings(max_examples=60, deadline=None)
def test_agents_read_what_a_customer_wrote_and_what_a_colleague_noted(text: str) -> None:
    line = StoryLine(Message(1, Author.CUSTOMER, text, A_MOMENT), None, None)
    note = Note("n", NamedAgent(AgentId("a"), "Ann"), text, A_MOMENT)
    for posted in (BLOCKS.line(line), BLOCKS.note(note)):
        read_by_agents = read(posted)
        assert text.strip() in read_by_agents.shown
        assert read_by_agents.styles <= {"p", "div", "span"}


# In plain text Slack takes what looks like one of its escapes for one.
@given(TEXTS.filter(lambda text: not re.search(r"&(?:amp|lt|gt);", text)))
@hypothesis_settings(max_examples=30, deadline=None)
def test_a_reason_and_a_name_within_a_line_of_ours_read_as_they_were_written(text: str) -> None:
    colleague = NamedAgent(AgentId("a"), text[:80])
    made = MoveMade(Move.TRANSFER, text[:80], Owner.AGENT, Owner.AGENT, colleague, "support", text, A_MOMENT)
    moved = read(BLOCKS.move(made))
    assert " ".join(text.split()) in " ".join(moved.shown.split())
    assert moved.styles <= {"div", "span"}


@pytest.mark.parametrize("text", ["see https://example.com/a_b?c=1.", "(http://example.com/x)"])
def test_an_address_in_an_answer_can_be_followed_and_nothing_else_becomes_a_link(text: str) -> None:
    line = Message(1, Author.BOT, text, A_MOMENT)
    shown = read(customer_message(line, CONVERSATION, BUTTONS))
    assert "a" in shown.styles
    agents = read(BLOCKS.line(StoryLine(Message(1, Author.CUSTOMER, text, A_MOMENT), None, None)))
    assert "a" not in agents.styles
