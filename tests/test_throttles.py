"""How limits are written, how long a wait is called, and which addresses count as one."""

from __future__ import annotations

import re

import pytest

from bot.errors import ConfigurationError
from bot.ledger.claimants import BucketKind
from bot.privacy.addresses import network_of
from bot.services.admit import in_words
from bot.services.texts import service_text, too_many
from bot.settings import ROOT
from bot.throttles import DEFAULT_LIMITS, Act, Rate, limits_from

MESSAGES = (Act.MESSAGE, BucketKind.SESSION)


def test_what_is_not_written_keeps_its_default() -> None:
    assert limits_from(None) == DEFAULT_LIMITS
    assert limits_from("message.session=7/hour") == {**DEFAULT_LIMITS, MESSAGES: Rate(7, 3600)}


def test_a_limit_can_be_taken_away() -> None:
    assert MESSAGES not in limits_from(" message.session=off , ")


@pytest.mark.parametrize(
    "written",
    ["4321", "message=7/hour", "dance.session=7/hour", "message.card=7/hour", "message.session=0/hour",
     "message.session=7/week", "message.session=7", "proof.session=off"],
)  # fmt: skip
def test_a_limit_that_does_not_read_is_named(written: str) -> None:
    with pytest.raises(ConfigurationError, match=f"GIFTLINE_LIMITS: '{written}' does not read"):
        limits_from(f"upload.session=off, {written}")


def test_an_address_may_do_ten_times_what_one_conversation_there_may() -> None:
    for (act, kind), rate in DEFAULT_LIMITS.items():
        address = DEFAULT_LIMITS.get((act, BucketKind.ADDRESS))
        if kind is not BucketKind.ADDRESS and address:
            assert address.count / address.per_s >= 10 * rate.count / rate.per_s


@pytest.mark.parametrize(
    ("wait_s", "words"),
    [(1, "1 second"), (45, "45 seconds"), (60, "1 minute"), (61, "2 minutes"), (3600, "1 hour"),
     (3601, "2 hours")],
)  # fmt: skip
def test_a_wait_is_never_called_shorter_than_it_is(wait_s: int, words: str) -> None:
    assert in_words(wait_s) == words


@pytest.mark.parametrize("act", sorted(set(Act) - {Act.PROOF, Act.UNPROVEN}))
def test_every_refusal_says_when_to_go_on(act: Act) -> None:
    assert "20 seconds" in service_text(too_many(act), wait="20 seconds")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("testclient", "testclient", True),
    ],
)
def test_a_household_has_one_network(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_the_default_limits_are_documented_as_they_are() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = {
        (Act(act), kind): written
        for act, *rates in re.findall(r"^\| `(\w+)`[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", page, re.MULTILINE)
        if act in set(Act)
        for kind, written in zip(
            (BucketKind.SESSION, BucketKind.ACCOUNT, BucketKind.ADDRESS), map(str.strip, rates), strict=True
        )
        if written
    }
    units = {60: "minute", 3600: "hour"}
    assert documented == {
        key: f"{rate.count}/{units[rate.per_s]}"
        for key, rate in DEFAULT_LIMITS.items()
        if key[0] != Act.PROOF
    }
