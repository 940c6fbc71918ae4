"""A note names whoever stands in it with an @, in whatever case, and nobody else."""

from __future__ import annotations

import pytest

from bot.conversations.desk import NamedAgent
from bot.conversations.mentions import mentioned
from bot.values import AgentId

ANN, BEN, BENNO = (NamedAgent(AgentId(name), name) for name in ("Ann", "Ben Carter", "Benno"))
KIM_LEE, KIM_OTT = NamedAgent(AgentId("Kim Lee"), "Kim Lee"), NamedAgent(AgentId("Kim Ott"), "Kim Ott")
ALL = (ANN, BEN, BENNO, KIM_LEE, KIM_OTT)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ann please look", {"Ann"}),
        ("please look, @ann!", {"Ann"}),
        ("(@ANN)", {"Ann"}),
        ("@Ben Carter knows", {"Ben Carter"}),
        ("@ben knows", {"Ben Carter"}),
        ("@Benno knows", {"Benno"}),
        ("@Ann and @Ben", {"Ann", "Ben Carter"}),
        ("@Kim Ott", {"Kim Ott"}),
        # There are two of them, and nobody can tell which is meant.
        ("@Kim", set()),
        ("@Annabel", set()),
        ("write to me@ann.example", set()),
        ("Ann said so", set()),
        ("@", set()),
        ("", set()),
    ],
)
def test_who_is_named(text: str, named: set[str]) -> None:
    assert mentioned(text, ALL) == named


def test_two_of_one_name_are_both_named() -> None:
    other = NamedAgent(AgentId("another"), "Ann")
    assert mentioned("@Ann", [ANN, other]) == {"Ann", "another"}
