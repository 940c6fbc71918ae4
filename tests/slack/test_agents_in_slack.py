"""Agents at work in Slack, and the same conversation at the desk: one set of services, one set of rules."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.channels.slack import agent_blocks as pressed
from bot.channels.slack import agent_modals as modals
from bot.channels.slack.agents import NOT_AN_AGENT
from bot.channels.wakeups import LocalWakeups
from bot.conversations.conversation import Owner
from bot.ledger.actions import ActionKind, ActionState
from bot.slack_sandbox.people import Person
from tests.at_work import an_agent, asks_for_a_person
from tests.builders import (
    A_CODE,
    LoadCards,
    a_ticket,
    everything_stored,
)
from tests.slack.team_in_slack import AtWork, buttons_of, told


async def test_an_escalation_goes_its_whole_way_in_slack_and_the_desk_shows_the_same(at_work: AtWork) -> None:
    served, customer = at_work.served, at_work.customer
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    assert at_work.who_has_it() == (Owner.AGENT, at_work.ben_at_desk.agent.id)
    assert "Ben has it" in at_work.head.text

    await at_work.opens(at_work.ben, pressed.REPLY)
    sent = await at_work.ben.submits({modals.TEXT: "Which shop was it?"})
    assert (sent.modal, sent.trouble) == (None, None)
    assert at_work.replies == ["Which shop was it?"]

    await customer.says("the one at the station")
    await at_work.ben.writes("sounds right", to=at_work.channel, thread=at_work.head)
    await served.show()
    assert at_work.shown("the one at the station")
    assert at_work.shown("Ben, to the customer: Which shop was it?")
    assert at_work.notes == ["sounds right"]

    await at_work.opens(at_work.ben, pressed.RESOLVE)
    await at_work.ben.submits({modals.REASON: "found the receipt"})
    await served.show()
    assert at_work.who_has_it() == (Owner.CLOSED, None)
    assert at_work.shown("Ben closed it: found the receipt")

    story = served.services.read_desk.story(customer.conversation, at_work.cleo_at_desk.agent)
    assert [note.text for note in story.notes] == ["sounds right"]
    assert [(move.actor, move.to_owner) for move in story.moves][1:] == [
        ("Ben", Owner.AGENT),
        ("Ben", Owner.CLOSED),
    ]


async def test_of_two_who_take_at_once_one_has_it_and_the_other_is_told_who(at_work: AtWork) -> None:
    head = await at_work.escalates()
    seen = await asyncio.gather(
        at_work.ben.presses(head, pressed.TAKE), at_work.cleo.presses(head, pressed.TAKE)
    )
    owner, agent = at_work.who_has_it()
    assert owner is Owner.AGENT
    winner = "Ben" if agent == at_work.ben_at_desk.agent.id else "Cleo"
    loser = seen[1] if winner == "Ben" else seen[0]
    assert f"{winner} has this conversation now" in told(loser)
    assert told(seen[0] if winner == "Ben" else seen[1]) == ""


async def test_a_button_of_before_says_only_that_it_is_late(at_work: AtWork) -> None:
    head = await at_work.escalates()
    at_work.cleo_at_desk.takes(at_work.customer)
    # The worker has not drawn the head anew, so the button is still there.
    seen = await at_work.ben.presses(head, pressed.TAKE)
    assert "Cleo has this conversation now" in told(seen)
    assert at_work.who_has_it() == (Owner.AGENT, at_work.cleo_at_desk.agent.id)


async def test_nobody_is_offered_what_does_not_fit(at_work: AtWork) -> None:
    await at_work.escalates()
    assert pressed.TAKE in buttons_of(at_work.head)
    assert pressed.REPLY not in buttons_of(at_work.head)
    await at_work.takes(at_work.ben)
    assert pressed.TAKE not in buttons_of(at_work.head)
    assert pressed.REPLY in buttons_of(at_work.head)
    at_work.ben_at_desk.closes(at_work.customer, "done")
    await at_work.served.show()
    assert buttons_of(at_work.head) == [pressed.TAKE, pressed.NOTE, pressed.MORE]


async def test_whoever_is_no_agent_can_do_nothing_and_is_told(at_work: AtWork) -> None:
    head = await at_work.escalates()
    at_work.channel.members.add(at_work.ada.user.id)
    for action in (pressed.TAKE, pressed.NOTE, pressed.RESOLVE, pressed.RETURN):
        seen = await at_work.ada.presses(head, action)
        assert told(seen) == NOT_AN_AGENT
        assert seen.modal is None
    await at_work.ada.writes("let me in", to=at_work.channel, thread=head)
    assert at_work.ada.sees(at_work.channel)[-1].text == NOT_AN_AGENT
    assert (await at_work.ada.runs("queue")).new[-1].blocks[0]["text"]["text"] == NOT_AN_AGENT
    assert at_work.who_has_it() == (Owner.QUEUED, None)
    assert at_work.notes == []


async def test_an_agent_who_was_disabled_is_none_at_once(at_work: AtWork) -> None:
    head = await at_work.escalates()
    await at_work.opens(at_work.ben, pressed.NOTE)
    at_work.served.services.change_agents.disable("ben@example.com")
    sent = await at_work.ben.submits({modals.TEXT: "one more thing"})
    assert sent.modal is not None
    assert list(sent.modal.errors.values()) == [NOT_AN_AGENT]
    assert told(await at_work.ben.presses(head, pressed.TAKE)) == NOT_AN_AGENT
    assert at_work.notes == []


async def test_a_workspace_without_a_channel_of_ours_cannot_say_who_is_an_agent(at_work: AtWork) -> None:
    await at_work.escalates()
    slack = at_work.served.there.sandbox.slack
    theirs = slack.add_workspace("Elsewhere")
    impostor = slack.add_user(theirs, "ben", email="ben@example.com")
    channel = slack.add_channel(theirs, "lounge", members=[impostor])
    there = at_work.served.there.sandbox.person(theirs, impostor)
    at_work.served.there.sandbox.install(theirs)
    await there.runs("take GL-2222222", at=channel)
    assert at_work.who_has_it() == (Owner.QUEUED, None)


async def test_what_is_written_in_the_thread_is_a_note_unless_the_team_wants_it_to_be_a_reply(
    at_work: AtWork,
) -> None:
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    await at_work.ben.writes("he lies", to=at_work.channel, thread=at_work.head)
    assert (at_work.notes, at_work.replies) == (["he lies"], [])
    at_work.served.a_team_works_in(at_work.channel, replies_in_thread=True)
    await at_work.ben.writes("Hello, I am Ben.", to=at_work.channel, thread=at_work.head)
    await at_work.cleo.writes("be kind to her", to=at_work.channel, thread=at_work.head)
    assert at_work.replies == ["Hello, I am Ben."]
    # At the same moment, as the test's clock has it: in any order.
    assert sorted(at_work.notes) == ["be kind to her", "he lies"]


async def test_what_agents_write_in_the_thread_is_not_posted_there_a_second_time(at_work: AtWork) -> None:
    at_work.served.a_team_works_in(at_work.channel, replies_in_thread=True)
    await at_work.escalates()
    await at_work.cleo.writes("I know her", to=at_work.channel, thread=at_work.head)
    await at_work.takes(at_work.ben)
    await at_work.ben.writes("Hello, I am Ben.", to=at_work.channel, thread=at_work.head)
    await at_work.served.show()
    assert at_work.shown("I know her") == []
    assert at_work.shown("Hello, I am Ben.") == []


async def test_a_note_that_slack_delivers_again_once_its_writer_has_taken_it_is_no_reply(
    at_work: AtWork,
) -> None:
    at_work.served.a_team_works_in(at_work.channel, replies_in_thread=True)
    await at_work.escalates()
    await at_work.ben.writes("a thief, I think", to=at_work.channel, thread=at_work.head)
    sandbox = at_work.served.there.sandbox
    written = next(each for each in reversed(sandbox.sent) if "thief" in str(each.event))
    await at_work.takes(at_work.ben)
    await sandbox.redeliver(written, times=2, in_parallel=True)
    assert (at_work.notes, at_work.replies) == (["a thief, I think"], [])


async def test_a_reply_that_slack_delivers_again_is_one_reply(at_work: AtWork) -> None:
    at_work.served.a_team_works_in(at_work.channel, replies_in_thread=True)
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    await at_work.ben.writes("Hello.", to=at_work.channel, thread=at_work.head)
    sandbox = at_work.served.there.sandbox
    written = next(each for each in reversed(sandbox.sent) if "Hello." in str(each.event))
    at_work.ben_at_desk.gives_back(at_work.customer)
    await sandbox.redeliver(written, times=2, in_parallel=True)
    assert (at_work.notes, at_work.replies) == ([], ["Hello."])


async def test_a_modal_that_is_sent_twice_is_one_reply(at_work: AtWork) -> None:
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    await at_work.opens(at_work.ben, pressed.REPLY)
    await at_work.ben.submits({modals.TEXT: "Let me look."})
    sandbox = at_work.served.there.sandbox
    await sandbox.redeliver(sandbox.sent[-1])
    assert at_work.replies == ["Let me look."]


async def test_a_reply_to_what_somebody_else_has_by_now_is_kept_in_its_modal_with_the_reason(
    at_work: AtWork,
) -> None:
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    await at_work.opens(at_work.ben, pressed.REPLY)
    at_work.cleo_at_desk.takes(at_work.customer)
    sent = await at_work.ben.submits({modals.TEXT: "Let me look."})
    assert sent.modal is not None
    assert "Cleo has this conversation now" in "".join(sent.modal.errors.values())
    assert at_work.replies == []


async def test_a_macro_is_filled_in_behind_what_is_written(at_work: AtWork) -> None:
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    modal = (await at_work.chooses(at_work.ben, pressed.MACROS)).modal
    assert modal is not None
    await at_work.ben.chooses(modal, modals.MACRO, "hello")
    assert at_work.ben.modal is not None
    sent = await at_work.ben.submits()
    assert sent.modal is None
    assert at_work.replies[0].startswith("Hello, a person is here now.")


async def test_a_note_of_the_modal_is_shown_in_the_thread_as_private(at_work: AtWork) -> None:
    await at_work.escalates()
    await at_work.opens(at_work.ben, pressed.NOTE)
    await at_work.ben.submits({modals.TEXT: f"her code is {A_CODE}"})
    await at_work.served.show()
    (note,) = at_work.shown("Private note by Ben")
    assert A_CODE not in str(note)
    assert "XT2V" in note.text


async def test_a_code_that_an_agent_types_anywhere_is_kept_and_posted_nowhere(
    at_work: AtWork, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    ben, served = at_work.ben, at_work.served
    await at_work.escalates()
    await at_work.takes(ben)
    await at_work.opens(ben, pressed.NOTE)
    await ben.submits({modals.TEXT: f"noted {A_CODE}"})
    await at_work.opens(ben, pressed.REPLY)
    await ben.submits({modals.TEXT: f"is it {A_CODE}?"})
    await ben.writes(f"look at {A_CODE}", to=at_work.channel, thread=at_work.head)
    asked = await ben.runs(f"take {A_CODE}")
    await at_work.chooses(ben, pressed.TRANSFER)
    cleo = at_work.cleo_at_desk.agent
    await ben.submits({modals.TO: f"agent:{cleo.id}", modals.REASON: f"about {A_CODE}"})
    await served.show()
    assert len(at_work.notes) == 2
    assert at_work.replies
    assert at_work.shown("Ben passed it on to Cleo: about (code XT2V)")
    posted = repr([(each.text, each.blocks) for each in served.said_in(at_work.channel)])
    seen = "\n".join([everything_stored(served.services), posted, repr(asked.new), caplog.text])
    assert [code for code in (A_CODE, A_CODE.replace("-", "")) if code in seen] == []


async def test_it_goes_back_to_the_assistant_who_answers_again(at_work: AtWork) -> None:
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    await at_work.ben.presses(at_work.head, pressed.RETURN)
    assert at_work.who_has_it() == (Owner.BOT, None)
    at_work.engine.says("Here I am again.")
    await at_work.customer.says("hello?")
    await at_work.served.show()
    assert at_work.shown("Assistant, to the customer: Here I am again.")


async def test_it_is_passed_on_to_a_colleague_with_a_reason(at_work: AtWork) -> None:
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    assert (await at_work.chooses(at_work.ben, pressed.TRANSFER)).modal is not None
    cleo = at_work.cleo_at_desk.agent
    await at_work.ben.submits({modals.TO: f"agent:{cleo.id}", modals.REASON: "she knows the shop"})
    await at_work.served.show()
    assert at_work.who_has_it() == (Owner.AGENT, cleo.id)
    assert at_work.shown("Ben passed it on to Cleo: she knows the shop")


async def test_only_a_supervisor_takes_over(at_work: AtWork) -> None:
    await at_work.escalates()
    other = an_agent(at_work.served.services, "Dora")
    other.takes(at_work.customer)
    await at_work.served.show()
    seen = await at_work.chooses(at_work.ben, pressed.TAKE_OVER)
    assert "A supervisor may step in." in told(seen)
    await at_work.chooses(at_work.cleo, pressed.TAKE_OVER)
    assert at_work.who_has_it() == (Owner.AGENT, at_work.cleo_at_desk.agent.id)


# The ledger


async def test_a_ledger_action_is_previewed_and_approved_by_a_second_person_in_the_thread(
    at_work: AtWork, load_cards: LoadCards
) -> None:
    await at_work.ben_asks_for_a_move(load_cards)
    assert at_work.state_of_the_action() is ActionState.PENDING
    (asked,) = at_work.shown("Move the card ending XT2V")
    assert buttons_of(asked) == [pressed.APPROVE, pressed.DECLINE]
    seen = await at_work.ben.presses(asked, pressed.APPROVE)
    assert "A supervisor who did not ask for it has to decide." in told(seen)
    assert at_work.state_of_the_action() is ActionState.PENDING
    await at_work.cleo.presses(asked, pressed.APPROVE)
    await at_work.served.show()
    assert at_work.state_of_the_action() is ActionState.DONE
    # Nothing is left to press, and what came of it is said below.
    assert [buttons_of(each) for each in at_work.shown("Move the card ending XT2V")] == [[], []]


async def test_a_second_person_declines_with_a_reason_that_the_first_one_reads(
    at_work: AtWork, load_cards: LoadCards
) -> None:
    await at_work.ben_asks_for_a_move(load_cards)
    (asked,) = at_work.shown("Move the card ending XT2V")
    seen = await at_work.cleo.presses(asked, pressed.DECLINE)
    assert seen.modal is not None
    await at_work.cleo.submits({modals.REASON: "the receipt is of another shop"})
    await at_work.served.show()
    assert at_work.state_of_the_action() is ActionState.DECLINED
    assert "the receipt is of another shop" in str(at_work.shown("Move the card ending XT2V")[-1].blocks)


async def test_what_the_ledger_would_not_do_is_said_in_the_modal(at_work: AtWork) -> None:
    await at_work.escalates()
    await at_work.takes(at_work.ben)
    await at_work.chooses(at_work.ben, pressed.LEDGER)
    seen = await at_work.ben.submits({modals.KIND: ActionKind.UNLOCK.value, modals.REASON: "she is right"})
    assert seen.modal is not None
    assert list(seen.modal.errors.values()) == ["Nothing is paused for this customer."]


# Lists


async def test_the_command_lists_who_waits_and_gives_a_ticket_s_conversation(at_work: AtWork) -> None:
    ticket = a_ticket()
    at_work.engine.says("A person comes.", owner=Owner.QUEUED, ticket=ticket)
    await at_work.customer.says("a person please")
    queue = await at_work.ben.runs("queue")
    assert ticket.id in str(queue.new[-1].blocks)
    assert ticket.id in str((await at_work.ben.runs(f"ticket {ticket.id.lower()}")).new[-1].blocks)
    await at_work.ben.runs(f"take {ticket.id}")
    assert at_work.who_has_it() == (Owner.AGENT, at_work.ben_at_desk.agent.id)
    assert "Nobody waits." in str((await at_work.ben.runs("queue")).new[-1].blocks)


@pytest.mark.parametrize("asked", ["", "help", "dance", f"ticket {A_CODE}"])
async def test_whatever_else_is_asked_is_answered_with_help_and_never_repeated(
    at_work: AtWork, asked: str
) -> None:
    seen = await at_work.ben.runs(asked)
    shown = str(seen.new[-1].blocks)
    assert "/giftline queue" in shown or "There is no ticket of that number" in shown
    assert A_CODE not in shown
    assert "dance" not in shown


def home_says(who: Person, *texts: str) -> Callable[[], bool]:
    """Whether all of them stand in the person's App Home, once it is drawn."""
    return lambda: who.home is not None and all(text in str(who.home.content) for text in texts)


async def test_the_home_shows_what_is_mine_and_who_waits_and_lets_me_take_them(at_work: AtWork) -> None:
    sandbox, ben = at_work.served.there.sandbox, at_work.ben
    await at_work.escalates()
    await ben.opens_home()
    await sandbox.until(home_says(ben, "You have no conversation.", "Take"))
    assert ben.home is not None
    await ben.presses(ben.home, pressed.TAKE)
    assert at_work.who_has_it() == (Owner.AGENT, at_work.ben_at_desk.agent.id)
    await sandbox.until(home_says(ben, "Nobody waits."))
    assert "You have no conversation." not in str(ben.home.content)


async def test_what_was_taken_meanwhile_is_said_in_the_home(at_work: AtWork) -> None:
    sandbox, ben = at_work.served.there.sandbox, at_work.ben
    await at_work.escalates()
    await ben.opens_home()
    await sandbox.until(home_says(ben, "Take"))
    at_work.cleo_at_desk.takes(at_work.customer)
    assert ben.home is not None
    await ben.presses(ben.home, pressed.TAKE)
    await sandbox.until(home_says(ben, "Cleo has this conversation now"))


async def test_the_home_of_others_shows_no_conversation(at_work: AtWork) -> None:
    await at_work.escalates()
    await at_work.ada.opens_home()
    await at_work.served.there.sandbox.until(home_says(at_work.ada, "This page is for support agents"))
    assert at_work.ada.home is not None
    assert at_work.customer.conversation not in str(at_work.ada.home.content)


async def test_while_the_app_runs_whoever_waits_is_shown_by_itself(at_work: AtWork) -> None:
    await asks_for_a_person(at_work.customer, at_work.engine)
    async with at_work.served.channel.running(LocalWakeups()):
        await at_work.served.there.sandbox.until(lambda: bool(at_work.shown("a person please")))
