"""Who is in a conversation is known for seconds: it lapses by itself, and is not told again and again."""

from __future__ import annotations

from datetime import timedelta

from bot.conversations.desk import NamedAgent
from bot.conversations.presence import AGAIN_AFTER, LASTS, Doing
from bot.storage.presence import PresenceInMemory
from bot.values import AgentId, ConversationId
from tests.builders import A_MOMENT

HERE, ELSEWHERE = ConversationId("here"), ConversationId("elsewhere")
ANN, BEN = NamedAgent(AgentId("ann"), "Ann"), NamedAgent(AgentId("ben"), "Ben")
A_SECOND = timedelta(seconds=1)


def _names(presence: PresenceInMemory, at: timedelta = timedelta()) -> set[tuple[str, str]]:
    return {(one.agent.name, one.doing.value) for one in presence.company(HERE, A_MOMENT + at).agents}


def test_everybody_in_a_conversation_is_seen_there_and_nowhere_else() -> None:
    presence = PresenceInMemory()
    presence.agent_is(HERE, ANN, Doing.VIEWING, A_MOMENT)
    presence.agent_is(HERE, BEN, Doing.WRITING, A_MOMENT)
    assert _names(presence) == {("Ann", "viewing"), ("Ben", "writing")}
    assert presence.company(ELSEWHERE, A_MOMENT).agents == ()


def test_whoever_is_not_heard_of_any_more_has_left() -> None:
    presence = PresenceInMemory()
    presence.agent_is(HERE, ANN, Doing.VIEWING, A_MOMENT)
    presence.customer_writes(HERE, A_MOMENT)
    presence.agent_is(HERE, BEN, Doing.VIEWING, A_MOMENT + A_SECOND)
    assert _names(presence, LASTS) == {("Ben", "viewing")}
    assert presence.company(HERE, A_MOMENT + LASTS).customer_until is None


def test_whoever_is_heard_of_again_stays() -> None:
    presence = PresenceInMemory()
    presence.agent_is(HERE, ANN, Doing.VIEWING, A_MOMENT)
    presence.agent_is(HERE, ANN, Doing.VIEWING, A_MOMENT + LASTS - A_SECOND)
    assert _names(presence, LASTS) == {("Ann", "viewing")}


def test_whoever_leaves_is_gone_at_once_and_only_once() -> None:
    presence = PresenceInMemory()
    presence.agent_is(HERE, ANN, Doing.VIEWING, A_MOMENT)
    assert [presence.agent_is(HERE, ANN, None, A_MOMENT) for _ in range(2)] == [True, False]
    assert _names(presence) == set()


def test_the_same_again_is_news_after_a_while_only() -> None:
    presence = PresenceInMemory()
    told = [
        presence.customer_writes(HERE, A_MOMENT),
        presence.customer_writes(HERE, A_MOMENT + AGAIN_AFTER / 2),
        presence.customer_writes(HERE, A_MOMENT + AGAIN_AFTER),
    ]
    assert told == [True, False, True]


def test_something_else_is_news_at_once() -> None:
    presence = PresenceInMemory()
    presence.agent_is(HERE, ANN, Doing.VIEWING, A_MOMENT)
    assert presence.agent_is(HERE, ANN, Doing.WRITING, A_MOMENT)


def test_an_agent_is_online_until_their_last_desk_is_closed() -> None:
    presence = PresenceInMemory()
    with presence.at_desk(ANN.id):
        with presence.at_desk(ANN.id):
            pass
        assert presence.online() == {"ann"}
    assert presence.online() == frozenset()
