"""What makes two requests the same, and what their names may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.ledger.commands import Redeem, Request, request_hash
from bot.privacy.claim_code import ClaimCode, Fingerprinter
from bot.values import AccountId
from tests.builders import A_CODE, ANOTHER_CODE

REQUEST = Request("test", "a key", "sam")


def _redeem(code: str, *peppers: bytes) -> Redeem:
    return Redeem(Fingerprinter(peppers or (b"old",)).of(ClaimCode.parse(code)), AccountId("alice"))


@pytest.mark.parametrize(
    "other",
    [
        _redeem(ANOTHER_CODE),
        replace(_redeem(A_CODE), account=AccountId("bruno")),
        replace(_redeem(A_CODE), region="GB"),
        replace(_redeem(A_CODE), accepts_look_alike=True),
    ],
    ids=["code", "account", "region", "look-alike"],
)
def test_a_redemption_of_something_else_is_another_request(other: Redeem) -> None:
    assert request_hash(other, REQUEST) != request_hash(_redeem(A_CODE), REQUEST)


def test_a_new_pepper_makes_no_other_request() -> None:
    assert request_hash(_redeem(A_CODE, b"old", b"new"), REQUEST) == request_hash(_redeem(A_CODE), REQUEST)


def test_what_the_journal_compares_tells_no_more_of_a_code_than_its_last_four() -> None:
    same_end = "ZZ99-ZZ99ZZ-" + A_CODE[-4:]
    assert request_hash(_redeem(same_end), REQUEST) == request_hash(_redeem(A_CODE), REQUEST)
