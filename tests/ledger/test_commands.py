"""What makes two requests the same, and what their names may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import UnstorableText
from bot.ledger.claimants import Bucket, BucketKind
from bot.ledger.commands import ChangeCard, Command, Kind, Redeem, Request, Spend, Write, request_hash
from bot.privacy.claim_code import ClaimCode, Fingerprinter
from bot.values import AccountId, CardId, Money
from tests.builders import A_CODE, A_MOMENT, ANOTHER_CODE

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


@pytest.mark.parametrize("character", ["\x00", "\ud800"], ids=ascii)
def test_a_write_holds_no_text_that_a_database_cannot_keep(character: str) -> None:
    bad = f"a{character}b"
    redeem, spend = _redeem(A_CODE), Spend(AccountId("alice"), Money(1, "USD"))
    commands: list[Command] = [
        Spend(AccountId(bad), Money(1, "USD")),
        ChangeCard(Kind.FREEZE, CardId("card"), reason=bad),
        replace(redeem, region=bad),
        replace(redeem, buckets=(Bucket(BucketKind.SESSION, bad),)),
    ]
    asked: list[tuple[Command, Request]] = [(command, REQUEST) for command in commands]
    asked += [
        (spend, replace(REQUEST, scope=bad)),
        (spend, replace(REQUEST, key=bad)),
        (spend, replace(REQUEST, actor=bad)),
        (spend, replace(REQUEST, approved_by=bad)),
    ]
    for command, request in asked:
        with pytest.raises(UnstorableText):
            Write(command, request, A_MOMENT)


def test_a_write_may_hold_any_other_text() -> None:
    assert Write(_redeem(A_CODE), replace(REQUEST, key="órden \t 注文 🎁"), A_MOMENT)
