"""Whatever people write, what agents see of it is within Slack's limits and calls nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.agents.agent import Role
from bot.cases.brief import Advice, Asked, Brief, CardBrief, Claim, Macro, Need, Verdict
from bot.channels.slack import agent_modals as modals
from bot.channels.slack.agent_blocks import AgentBlocks
from bot.channels.slack.agent_home import MOST_LISTED, home_view
from bot.channels.slack.agent_modals import Draft
from bot.conversations.conversation import Author, Message, Owner
from bot.conversations.desk import (
    DeskCounts,
    DeskEntry,
    MoveMade,
    NamedAgent,
    Note,
    Preview,
    StoryLine,
    TicketMark,
)
from bot.conversations.incoming_text import MOST_CHARACTERS
from bot.conversations.ownership import Move
from bot.knowledge.brand import load_brand
from bot.knowledge.macros import FilledMacro
from bot.ledger.actions import ActionKind, ActionState, LedgerAction
from bot.ledger.cards import CodeMatch
from bot.ledger.outcomes import Outcome
from bot.services.list_colleagues import Colleague, TeamQueue
from bot.services.move_conversation import SeenConversation
from bot.services.slack_views import CaseInSlack
from bot.slack.posting import Posted
from bot.slack_sandbox.block_kit import problems_of_blocks, problems_of_view
from bot.tickets.ticket import Priority, TicketStatus
from bot.values import AccountId, ActionId, AgentId, ClaimHandle, ConversationId, Money, TicketId
from tests.builders import A_MOMENT

BLOCKS = AgentBlocks(load_brand("amazon"), "https://desk.example.com/desk")
CONVERSATION = ConversationId("c" * 32)
# Our own mark, which is a time in the place of whoever reads it.
_MOMENT = re.compile(r"<!date\^\d+\^\{date_short_pretty\}, \{time\}\|[^<>|&]*>")

NASTY = st.sampled_from(
    [
        "<!channel> look",
        "<@U0123> is a thief",
        "<https://evil.example|your bank>",
        "&lt;!here&gt;",
        "a & b < c > d",
        "&" * MOST_CHARACTERS,
        "word " * (MOST_CHARACTERS // 5),
        "x" * MOST_CHARACTERS,
        "\n\n\n",
        "•",
    ]
)
TEXTS = NASTY | st.text(min_size=1, max_size=200)


def an_entry(text: str = "hello", owner: Owner = Owner.QUEUED, topic: str | None = None) -> DeskEntry:
    return DeskEntry(
        id=CONVERSATION,
        owner=owner,
        version=3,
        agent=NamedAgent(AgentId("a" * 32), text[:80]) if owner is Owner.AGENT else None,
        team="support",
        topic=topic,
        priority=Priority.HIGH,
        customer=AccountId(text[:120]),
        region="US",
        preview=Preview(text, Author.CUSTOMER),
        last_message_at=A_MOMENT,
        waiting_since=A_MOMENT,
        ticket=TicketMark(TicketId("GL-2222222"), TicketStatus.OPEN, A_MOMENT + timedelta(hours=1), True),
        unread=1,
    )


def a_card(text: str) -> CardBrief:
    return CardBrief(
        handle=ClaimHandle("claim_7f3a"),
        last_four="XT2V",
        card=None,
        match=CodeMatch.EXACT,
        case="scam",
        outcome=Outcome.NOT_ACTIVATED,
        title=text,
        found=text,
        claim=Claim("scam", text, 1, A_MOMENT),
        verdict=Verdict.DIFFERS,
        verdict_text=text,
        redeemed_by=None,
        evidence=(text,) * 8,
        timeline=(),
        advice=Advice(text, Macro("m", text), None),
    )


def a_case(text: str = "hello", owner: Owner = Owner.QUEUED, *, cards: int = 0) -> CaseInSlack:
    facts = Brief(
        signed_in=False,
        claim=Claim("scam", text, 1, A_MOMENT),
        locked_until=None,
        cautions=(text,) * 8,
        cards=(a_card(text),) * cards,
        steps=(),
        asked=(Asked(Need.CODE, text, given=False),) * 8,
        advice=Advice(text, Macro("m", text), None),
    )
    return CaseInSlack(an_entry(text, owner), text[:80], facts, replies_in_thread=True)


def an_action(text: str, state: ActionState) -> LedgerAction:
    return LedgerAction(
        ActionId("d" * 32),
        CONVERSATION,
        "click",
        ActionKind.MOVE,
        "ann@example.com",
        A_MOMENT,
        text[:1000],
        needs_second=True,
        state=state,
        last_four="XT2V",
        to_account=text[:120],
        amount=Money(2500, "USD"),
        decided_by="sue@example.com" if state is ActionState.DECLINED else None,
        decision_reason=text[:1000],
    )


def a_message(text: str, author: Author = Author.CUSTOMER) -> StoryLine:
    return StoryLine(Message(1, author, text, A_MOMENT), None, "Ann" if author is Author.AGENT else None)


def everything_of(text: str) -> Iterator[Posted]:
    for owner in Owner:
        for cards in (0, 1, 5):
            yield BLOCKS.brief(a_case(text, owner, cards=cards))
    yield BLOCKS.passed_on(a_case(text))
    yield from (BLOCKS.line(a_message(text, author)) for author in Author)
    yield BLOCKS.note(Note("n", NamedAgent(AgentId("a"), text[:80]), text, A_MOMENT))
    agent = NamedAgent(AgentId("a"), text[:80])
    for move in Move:
        made = MoveMade(move, text[:80], Owner.QUEUED, Owner.AGENT, agent, "support", text[:1000], A_MOMENT)
        yield BLOCKS.move(made)
    yield from (BLOCKS.action(an_action(text, state)) for state in ActionState)


def marked_texts(found: object) -> Iterator[str]:
    """Every text in which Slack looks for marks."""
    if isinstance(found, Mapping):
        if found.get("type") == "mrkdwn":
            yield str(found["text"])
        for inside in found.values():
            yield from marked_texts(inside)
    elif isinstance(found, Sequence) and not isinstance(found, str):
        for inside in found:
            yield from marked_texts(inside)


def typed_in(block: Mapping[str, Any]) -> str:
    """What stands in a block of rich text."""
    assert block["type"] == "rich_text"
    return "".join(element.get("text", "") for part in block["elements"] for element in part["elements"])


def marks_in(text: str) -> list[str]:
    ours_taken_out = _MOMENT.sub("", text)
    return re.findall(r"[<>]|&(?!amp;|lt;|gt;)", ours_taken_out)


@given(TEXTS)
@hypothesis_settings(max_examples=30, deadline=None)
def test_slack_takes_whatever_people_write(text: str) -> None:
    for posted in everything_of(text):
        assert problems_of_blocks(list(posted.blocks)) == []
        assert 0 < len(posted.text) < 3_000


@given(TEXTS)
@hypothesis_settings(max_examples=30, deadline=None)
def test_nothing_that_people_write_is_a_mark_of_slacks(text: str) -> None:
    for posted in everything_of(text):
        shown = [posted.text, *marked_texts(posted.blocks)]
        assert [mark for each in shown for mark in marks_in(each)] == []


def test_where_slack_looks_for_marks_stands_nothing_that_people_wrote() -> None:
    for posted in everything_of("what somebody wrote"):
        assert [each for each in marked_texts(posted.blocks) if "somebody" in each] == []


@given(st.text(alphabet="ab&<>; \n", min_size=1, max_size=9_000))
@hypothesis_settings(max_examples=30, deadline=None)
def test_a_message_of_the_usual_length_is_shown_whole_and_as_it_was_written(text: str) -> None:
    if sum({"&": 5, "<": 4, ">": 4}.get(character, 1) for character in text) > 11_000:
        return
    blocks = BLOCKS.line(a_message(text)).blocks
    assert typed_in(blocks[1]) == text


def test_the_end_of_a_vast_message_is_at_the_desk_and_that_is_said() -> None:
    blocks = BLOCKS.line(a_message("&" * MOST_CHARACTERS)).blocks
    assert "It goes on at the desk." in str(blocks[-1])


def test_the_head_says_who_waits_since_when_by_when_we_answer_and_what_is_true() -> None:
    posted = BLOCKS.brief(a_case("The card was never activated", cards=1))
    shown = "\n".join(typed_in(block) for block in posted.blocks if block["type"] == "rich_text")
    assert posted.text == "A customer waits. It waits in the queue"
    for expected in ("Waits since:", "GL-2222222, answer by", "that is past", "Card ending XT2V"):
        assert expected in shown
    assert "The customer says: The card was never activated" in shown
    assert "True is: The card was never activated" in shown


def test_without_an_answer_of_the_ledger_nothing_is_said_of_a_card() -> None:
    case = CaseInSlack(an_entry(), "Support", None, replies_in_thread=False)
    assert "The ledger gives no answer just now" in str(BLOCKS.brief(case).blocks)


@pytest.mark.parametrize("replies", [True, False])
def test_the_head_says_where_goes_what_is_written_in_the_thread(replies: bool) -> None:
    case = CaseInSlack(an_entry("Ann", Owner.AGENT), "Support", None, replies)
    says_so = "What Ann writes in this thread goes to the customer." in str(BLOCKS.brief(case).blocks)
    assert says_so is replies


def test_a_button_carries_the_conversation_and_how_it_was_seen() -> None:
    (row,) = [block for block in BLOCKS.brief(a_case()).blocks if block["type"] == "actions"]
    values = {
        element["value"] if "value" in element else element["options"][0]["value"].split(":", 1)[1]
        for element in row["elements"]
    }
    assert values == {f"{CONVERSATION}:3"}


def test_without_an_address_of_the_desk_nothing_links_there() -> None:
    blocks = AgentBlocks(load_brand("amazon"), None)
    assert "Open at the desk" not in str(blocks.brief(a_case()).blocks)
    assert "Open at the desk" in str(BLOCKS.brief(a_case()).blocks)


# Modals and lists


def views(text: str) -> Iterator[dict[str, Any]]:
    draft = Draft(SeenConversation(CONVERSATION, 3), "e" * 32, ActionId("d" * 32))
    macros = [FilledMacro(f"macro_{number}", text, None, text, ()) for number in range(120)]
    agents = [Colleague(AgentId(f"{number:032x}"), text, Role.AGENT, True, 1, 5) for number in range(120)]
    cards = [modals.KnownCard(ClaimHandle(f"claim_{number:04x}"), "XT2V") for number in range(10)]
    yield modals.reply_modal(draft, macros, text)
    yield modals.reply_modal(draft, [], "")
    yield modals.note_modal(draft)
    yield modals.resolve_modal(draft)
    yield modals.transfer_modal(draft, agents, [TeamQueue("support", text, 3)])
    yield modals.ledger_modal(draft, cards)
    yield modals.ledger_modal(draft, [])
    yield modals.confirm_modal(draft, text)
    yield modals.decline_modal(draft)
    yield modals.told_modal("Not done", text)
    many = [an_entry(text) for _ in range(MOST_LISTED)]
    yield home_view(BLOCKS, many, many, DeskCounts(999, 999, 999, 999), text)


@given(TEXTS.filter(str.strip))
@hypothesis_settings(max_examples=30, deadline=None)
def test_slack_takes_every_modal_and_every_list(text: str) -> None:
    for view in views(text):
        assert problems_of_view(view) == []
        assert [mark for each in marked_texts(view) for mark in marks_in(each)] == []


def test_a_modal_carries_nothing_that_anybody_wrote() -> None:
    for view in views("a secret thing"):
        assert "a secret thing" not in view.get("private_metadata", "")
