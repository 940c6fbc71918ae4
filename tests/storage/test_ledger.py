"""Which card a code means: its own, the only one that looks like it, or none."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.ledger.cards import Account, CardFacts, CodeMatch
from bot.ledger.claimants import Bucket, BucketKind
from bot.privacy.claim_code import ClaimCode, Fingerprinter
from bot.values import AccountId
from tests.builders import A_CODE, A_MOMENT, LoadCards

WITH_S, WITH_5, WITH_5_AND_0 = "CS5V-2NHJ4G-8QWO", "C55V-2NHJ4G-8QWO", "C55V-2NHJ4G-8QW0"


def _facts(services: Services, code: str, pepper: bytes = b"p" * 32) -> CardFacts:
    fingerprint = Fingerprinter((pepper,)).of(ClaimCode.parse(code))
    with services.unit_of_work() as work:
        return work.ledger.facts(
            Account(AccountId("alice"), "US"), fingerprint, (Bucket(BucketKind.ACCOUNT, "alice"),), A_MOMENT
        )


@pytest.mark.parametrize(
    ("cards", "asked", "match", "last_four"),
    [
        ([A_CODE], A_CODE, CodeMatch.EXACT, "XT2V"),
        ([A_CODE], A_CODE.lower(), CodeMatch.EXACT, "XT2V"),
        ([A_CODE], WITH_S, CodeMatch.NONE, "8QWO"),
        ([WITH_S], WITH_5, CodeMatch.LOOK_ALIKE, "8QWO"),
        ([WITH_S], WITH_5_AND_0, CodeMatch.LOOK_ALIKE, "8QWO"),
        ([WITH_S, WITH_5], WITH_5, CodeMatch.EXACT, "8QWO"),
        # Guessing between the two would speak of a card that the customer may not hold.
        ([WITH_S, WITH_5], WITH_5_AND_0, CodeMatch.NONE, "8QW0"),
    ],
)
def test_a_code_means_its_own_card_or_the_only_one_that_looks_like_it(
    services: Services, load_cards: LoadCards, cards: list[str], asked: str, match: CodeMatch, last_four: str
) -> None:
    load_cards("alice", *({"code": code, "status": "active"} for code in cards))
    facts = _facts(services, asked)
    assert (facts.match, facts.last_four) == (match, last_four)
    assert (facts.card is None) is (match is CodeMatch.NONE)


def test_under_another_pepper_no_card_is_found(services: Services, load_cards: LoadCards) -> None:
    load_cards("alice", {"code": A_CODE, "status": "active"})
    assert _facts(services, A_CODE, pepper=b"q" * 32).match is CodeMatch.NONE


def test_a_lock_is_on_the_account_that_tried_and_on_no_other(
    services: Services, load_cards: LoadCards
) -> None:
    load_cards("bruno", {"code": A_CODE, "status": "locked", "failed_attempts": 5})
    assert _facts(services, A_CODE).locked_until is None
