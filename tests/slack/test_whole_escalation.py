"""An escalation from its brief to its end in Slack, as the widget and the desk show it; and all of it again.

What each step does by itself is in test_agents_in_slack.py.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from bot.bootstrap import Services
from bot.channels.sessions import PREFIX
from bot.channels.slack import agent_blocks as pressed
from bot.channels.slack import agent_modals as modals
from bot.conversations.conversation import Owner
from bot.ledger.actions import ActionState
from bot.slack_sandbox.delivery import RetryReason, Sort
from tests.builders import A_CODE, LoadCards, ScriptedEngine
from tests.slack.served import the_whole_app
from tests.slack.team_in_slack import AtWork, a_team_at_work


async def test_a_whole_escalation_in_slack_is_the_same_in_the_widget_and_at_the_desk(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards, tmp_path: Path
) -> None:
    async with a_team_at_work(services, engine, tmp_path, the_whole_app) as at_work:
        await at_work.ben_asks_for_a_move(load_cards)
        (asked,) = at_work.shown("Move the card ending XT2V")
        await at_work.cleo.presses(asked, pressed.APPROVE)
        assert at_work.state_of_the_action() is ActionState.DONE

        await at_work.opens(at_work.ben, pressed.REPLY)
        await at_work.ben.submits({modals.TEXT: "It is on your account now."})
        await at_work.customer.says("I see it, thank you")
        await at_work.cleo.writes("that was the station shop", to=at_work.channel, thread=at_work.head)
        await at_work.served.show()
        assert at_work.shown("I see it, thank you")

        await at_work.ben.presses(at_work.head, pressed.RETURN)
        assert at_work.who_has_it() == (Owner.BOT, None)
        engine.says("Here I am again.")
        await at_work.customer.says("one more thing")
        head = await at_work.escalates()
        seen = await asyncio.gather(
            at_work.ben.presses(head, pressed.TAKE), at_work.cleo.presses(head, pressed.TAKE)
        )
        owner, agent = at_work.who_has_it()
        assert owner is Owner.AGENT
        assert [bool(each.new) for each in seen].count(True) == 1
        winner = at_work.ben if agent == at_work.ben_at_desk.agent.id else at_work.cleo
        await at_work.served.show()
        await at_work.opens(winner, pressed.RESOLVE)
        await winner.submits({modals.REASON: "all is well"})
        await at_work.served.show()
        assert at_work.who_has_it() == (Owner.CLOSED, None)

        widget = await _in_the_widget(at_work)
        story = services.read_desk.story(at_work.customer.conversation, at_work.cleo_at_desk.agent)
        in_slack = [message.text for message in at_work.served.said_in(at_work.channel)]
        for text in ("It is on your account now.", "I see it, thank you", "Here I am again."):
            assert sum(text in each for each in widget) == 1
            assert sum(text in each for each in in_slack) <= 1, (
                "what Ben wrote in Slack is not repeated there"
            )
        assert [note.text for note in story.notes] == ["that was the station shop"]
        assert not any("station shop" in each for each in widget)
        assert [move.to_owner for move in story.moves] == [
            *(Owner.QUEUED, Owner.AGENT, Owner.BOT),
            *(Owner.QUEUED, Owner.AGENT, Owner.CLOSED),
        ]
        assert A_CODE not in repr((widget, in_slack, story))


async def _in_the_widget(at_work: AtWork) -> list[str]:
    async with httpx.AsyncClient(base_url=at_work.served.url) as client:
        answer = await client.get(
            f"{PREFIX}/messages", headers={"Authorization": f"Bearer {at_work.customer.token}"}
        )
    answer.raise_for_status()
    return [message["text"] for message in answer.json()["messages"]]


@pytest.mark.parametrize("in_parallel", [False, True], ids=["one after another", "in parallel"])
@pytest.mark.parametrize("reason", RetryReason)
async def test_all_that_a_team_does_happens_once_however_often_it_comes(
    at_work: AtWork, reason: RetryReason, in_parallel: bool
) -> None:
    sandbox = at_work.served.there.sandbox
    at_work.served.a_team_works_in(at_work.channel, replies_in_thread=True)
    await at_work.escalates()
    await at_work.cleo.writes("I know her", to=at_work.channel, thread=at_work.head)
    await at_work.takes(at_work.ben)
    await at_work.ben.writes("Hello.", to=at_work.channel, thread=at_work.head)
    for sent in [each for each in sandbox.sent if each.delivery.sort is not Sort.COMMAND]:
        answers = await sandbox.redeliver(sent, times=3, in_parallel=in_parallel, reason=reason)
        assert all(answer.is_taken for answer in answers)
    await at_work.served.show()
    assert (at_work.notes, at_work.replies) == (["I know her"], ["Hello."])
    assert at_work.who_has_it() == (Owner.AGENT, at_work.ben_at_desk.agent.id)
    with at_work.served.services.unit_of_work() as work:
        moves = work.desk.moves(at_work.customer.conversation)
    assert [move.to_owner for move in moves] == [Owner.QUEUED, Owner.AGENT]
