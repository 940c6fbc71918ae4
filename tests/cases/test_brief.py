"""The case brief: what is claimed against what is true, on what evidence, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.cases.brief import (
    Brief,
    CardBrief,
    KnownCard,
    Need,
    RedeemedBy,
    Story,
    ToldTurn,
    Verdict,
    make_brief,
    nobody_from,
)
from bot.cases.registry import load_cases
from bot.conversations.conversation import Turn
from bot.knowledge.brand import brand_names, load_brand
from bot.knowledge.evidence import Evidence
from bot.ledger.actions import ActionKind
from bot.ledger.cards import Account, CardFacts
from bot.ledger.commands import Kind, Receipt, Transaction
from bot.ledger.outcomes import Outcome
from bot.privacy.find_codes import find_codes
from bot.values import AccountId, CardId, ClaimHandle, Money, TicketId
from tests.builders import A_MOMENT, BuiltFacts, a_card, no_card
from tests.cases.grid import EVERY_KIND
from tests.knowledge.test_brands_apart import moved
from tests.promises import PROMISES

POLICY = load_brand("amazon")
HANDLE, ANOTHER = ClaimHandle("claim_7f3a"), ClaimHandle("claim_00c1")
ALICE = Account(AccountId("alice"), "US")
# Whatever customers complain of, those that no ledger shows included.
CLAIMS = (None, *load_cases())


def says(text: str, intent: str | None = None, sequence: int = 1, **understood: object) -> ToldTurn:
    at = A_MOMENT - timedelta(hours=1) + timedelta(minutes=sequence)
    return ToldTurn(sequence, at, text, Turn(intent, **understood))  # type: ignore[arg-type]


def complaint(slug: str | None, handle: str = HANDLE) -> list[ToldTurn]:
    return [says(f"{handle} please", slug)]


def known(built: BuiltFacts, *history: Transaction, handle: ClaimHandle = HANDLE) -> KnownCard:
    return KnownCard(handle, built.facts.last_four, built.facts, history)


def a_story(
    slug: str | None, built: BuiltFacts, *history: Transaction, account: Account | None = ALICE
) -> Story:
    facts = built.facts
    if account is None:
        facts = replace(facts, account=nobody_from("US"))
    return Story(
        account,
        A_MOMENT,
        complaint(slug),
        [known(BuiltFacts(facts), *history)],
        facts.locked_until,
        region="US",
    )


def brief_of(slug: str | None, built: BuiltFacts, account: Account | None = ALICE) -> CardBrief:
    (card,) = make_brief(a_story(slug, built, account=account), POLICY).cards
    return card


def done(kind: Kind, hours_ago: float = 1, **named: object) -> Transaction:
    at = A_MOMENT - timedelta(hours=hours_ago)
    receipt = Receipt("1-1", Outcome.DONE, at, CardId("card"))
    receipt = replace(receipt, **named)  # type: ignore[arg-type]
    return Transaction("1-1", kind, receipt.outcome, "sam", None, "a reason of sam's", at, receipt)


def without_a_card(*turns: ToldTurn, account: Account | None = ALICE, **known_besides: object) -> Brief:
    story = Story(account, A_MOMENT, turns, region="US")
    return make_brief(replace(story, **known_besides), POLICY)  # type: ignore[arg-type]


# What is claimed against what is true


@pytest.mark.parametrize(
    ("claimed", "built", "case", "verdict"),
    [
        ("invalid_code", no_card(), "invalid_code", Verdict.CONFIRMED),
        ("invalid_code", a_card().not_activated(), "not_activated", Verdict.DIFFERS),
        ("invalid_code", a_card(), "invalid_code", Verdict.NOTHING_WRONG),
        ("already_redeemed", a_card().redeemed_by("alice"), "already_redeemed", Verdict.CONFIRMED),
        ("already_redeemed", a_card(), "already_redeemed", Verdict.NOTHING_WRONG),
        ("code_locked", a_card().locked_for(3), "code_locked", Verdict.CONFIRMED),
        ("not_activated", a_card().not_activated(), "not_activated", Verdict.CONFIRMED),
        ("not_activated", a_card().redeemed_by("bruno"), "already_redeemed", Verdict.DIFFERS),
        ("wrong_account", a_card().redeemed_by("bruno"), "wrong_account", Verdict.CONFIRMED),
        ("wrong_account", a_card().redeemed_by("alice"), "already_redeemed", Verdict.DIFFERS),
        ("wrong_region", a_card().of_region("GB"), "wrong_region", Verdict.CONFIRMED),
        ("damaged_code", a_card(), "damaged_code", Verdict.NOT_IN_LEDGER),
        ("damaged_code", a_card().redeemed_by("bruno"), "already_redeemed", Verdict.DIFFERS),
        ("code_not_received", a_card(), "code_not_received", Verdict.NOT_IN_LEDGER),
        ("account_hold", a_card().redeemed_by("alice"), "account_hold", Verdict.NOT_IN_LEDGER),
        ("scam", a_card().redeemed_by("bruno"), "already_redeemed", Verdict.NOT_IN_LEDGER),
        (None, a_card().not_activated(), "not_activated", Verdict.NOTHING_CLAIMED),
        (None, a_card(), None, Verdict.NOTHING_CLAIMED),
    ],
)
def test_what_the_customer_claims_is_held_against_what_is_true(
    claimed: str | None, built: BuiltFacts, case: str | None, verdict: Verdict
) -> None:
    card = brief_of(claimed, built)
    assert (card.case, card.verdict) == (case, verdict)
    assert (card.claim.case if card.claim else None) == claimed


@pytest.mark.parametrize(
    ("built", "mismatch"), [(a_card().not_activated(), False), (a_card().cancelled(), True)]
)
def test_a_mismatch_is_flagged(built: BuiltFacts, mismatch: bool) -> None:
    assert make_brief(a_story("not_activated", built), POLICY).is_mismatch is mismatch


def test_a_complaint_counts_for_the_card_named_with_it_before_it_or_after_it() -> None:
    story = Story(
        ALICE,
        A_MOMENT,
        [
            says("it says invalid", "invalid_code", 1),
            says(f"it is {HANDLE}", "inform", 2),
            says(f"and {ANOTHER}", "inform", 3),
            says("that one was never activated", "not_activated", 4),
        ],
        [known(a_card()), known(a_card(), handle=ANOTHER)],
    )
    brief = make_brief(story, POLICY)
    assert [card.claim and card.claim.case for card in brief.cards] == ["invalid_code", "not_activated"]
    assert brief.claim
    assert (brief.claim.case, brief.claim.sequence) == ("not_activated", 4)


def test_each_of_several_cards_has_its_own_diagnosis() -> None:
    story = replace(
        a_story("invalid_code", no_card()),
        cards=[known(a_card().cancelled()), known(a_card().of_region("GB"), handle=ANOTHER)],
    )
    cards = make_brief(story, POLICY).cards
    assert [card.outcome for card in cards] == [Outcome.CANCELLED, Outcome.WRONG_REGION]


# The evidence


@pytest.mark.parametrize(
    ("redeemer", "account", "whose"),
    [
        ("alice", ALICE, RedeemedBy.THIS_ACCOUNT),
        ("bruno", ALICE, RedeemedBy.ANOTHER_ACCOUNT),
        ("alice", None, RedeemedBy.AN_ACCOUNT),
    ],
)
def test_it_says_when_how_much_and_whether_on_this_account(
    redeemer: str, account: Account | None, whose: RedeemedBy
) -> None:
    card = brief_of("already_redeemed", a_card().redeemed_by(redeemer), account)
    assert card.redeemed_by is whose
    (told,) = (line for line in card.evidence if "$25.00" in line)
    assert "25 October 2026" in told


def test_the_timeline_is_in_order_and_holds_only_what_was_done() -> None:
    refused = done(Kind.REDEEM, 2, outcome=Outcome.FROZEN)
    history = [done(Kind.UNFREEZE, 1), refused, done(Kind.FREEZE, 3), done(Kind.ISSUE, 9)]
    (card,) = make_brief(a_story("invalid_code", a_card(), *history), POLICY).cards
    assert [event.kind for event in card.timeline] == [Kind.ISSUE, Kind.FREEZE, Kind.UNFREEZE]


def test_a_redemption_that_only_a_file_tells_of_is_in_the_timeline_too() -> None:
    loaded = done(Kind.LOAD, 1)
    (card,) = make_brief(a_story(None, a_card().redeemed_by("bruno"), loaded), POLICY).cards
    assert [(event.kind, event.amount) for event in card.timeline] == [
        (Kind.REDEEM, Money(2500, "USD")),
        (Kind.LOAD, None),
    ]


def test_a_redemption_that_the_journal_tells_of_is_there_once() -> None:
    redeemed = done(Kind.REDEEM, account=AccountId("bruno"))
    (card,) = make_brief(a_story(None, a_card().redeemed_by("bruno"), redeemed), POLICY).cards
    assert [event.text for event in card.timeline] == ["Redeemed on another account"]


def test_a_card_made_in_place_of_another_says_so() -> None:
    made = done(Kind.REISSUE, card=CardId("old"), new_card=CardId("card"))
    (card,) = make_brief(a_story(None, a_card(), made), POLICY).cards
    assert [event.text for event in card.timeline] == ["Made in place of another card, and active"]


# What was tried, and what is missing


def test_advice_given_twice_in_a_row_is_one_step_with_its_count() -> None:
    told = {"case": "invalid_code", "outcome": "unknown_code"}
    steps = without_a_card(
        says("hi", "greet", 1),
        says("invalid", "invalid_code", 2, **told),
        says("still invalid", "invalid_code", 3, **told),
        says("how do I check my balance", "check_balance", 4),
        says("out with it", "invalid_code", 5, case="invalid_code", ticket=TicketId("GL-2222222")),
    ).steps
    assert [(step.sequence, step.times, step.ticket) for step in steps] == [
        (2, 2, None),
        (4, 1, None),
        (5, 1, "GL-2222222"),
    ]
    assert steps[0].text == "Told: The code is not accepted. No card has this code. Costs the claimant a try."


@pytest.mark.parametrize(
    ("slug", "missing"),
    [
        ("invalid_code", {Need.CODE}),
        ("code_not_received", {Evidence.ORDER_NUMBER, Evidence.RECIPIENT}),
        ("account_hold", {Evidence.PROOF_OF_PURCHASE}),
        ("lost_or_stolen", {Evidence.PROOF_OF_PURCHASE, Evidence.CARD_NUMBER}),
        ("greet", set()),
    ],
)
def test_what_was_asked_for_and_not_seen_is_missing(slug: str, missing: set[object]) -> None:
    assert {one.what for one in without_a_card(says("so", slug)).missing} == missing


def test_what_was_given_is_asked_for_and_not_missing() -> None:
    brief = without_a_card(says("so", "damaged_code"), seen=frozenset({Evidence.ORDER_NUMBER}))
    assert [(one.what, one.given) for one in brief.asked] == [
        (Evidence.ORDER_NUMBER, True),
        (Evidence.RECEIPT, False),
    ]
    assert [one.what for one in brief.missing] == [Evidence.RECEIPT]


def test_whoever_is_not_signed_in_is_to_sign_in() -> None:
    brief = without_a_card(says("so", "not_activated"), account=None)
    assert [one.what for one in brief.missing] == [Need.SIGN_IN, Need.CODE]


# What to do


@pytest.mark.parametrize(
    ("claimed", "built", "action"),
    [
        ("code_locked", a_card().locked_for(3), ActionKind.UNLOCK),
        ("code_locked", no_card().locked_for(3), ActionKind.UNLOCK),
        ("not_activated", a_card().not_activated(), ActionKind.ACTIVATE),
        ("invalid_code", a_card().frozen(), ActionKind.UNFREEZE),
        ("scam", a_card(), ActionKind.FREEZE),
        ("scam", a_card().redeemed_by("bruno"), ActionKind.REISSUE),
        ("already_redeemed", a_card().redeemed_by("bruno"), ActionKind.REISSUE),
        ("already_redeemed", a_card().redeemed_by("alice"), None),
        ("wrong_account", a_card().redeemed_by("bruno"), ActionKind.MOVE),
        ("wrong_region", a_card().of_region("GB"), None),
        ("invalid_code", no_card(), None),
        (None, a_card(), None),
    ],
)
def test_the_action_that_helps_is_suggested(
    claimed: str | None, built: BuiltFacts, action: ActionKind | None
) -> None:
    assert brief_of(claimed, built).advice.action is action


@pytest.mark.parametrize("claimed", ["already_redeemed", "wrong_account"])
def test_nothing_is_moved_or_replaced_that_has_a_replacement(claimed: str) -> None:
    facts = a_card().redeemed_by("bruno").facts
    assert facts.card
    replaced = BuiltFacts(replace(facts, card=replace(facts.card, is_replaced=True)))
    assert brief_of(claimed, replaced).advice.action is None


def test_no_action_is_suggested_on_cards_that_are_only_read() -> None:
    story = replace(a_story("not_activated", a_card().not_activated()), can_act=False)
    (card,) = make_brief(story, POLICY).cards
    assert card.advice.action is None


@pytest.mark.parametrize("claimed", CLAIMS)
def test_whoever_is_not_signed_in_is_sent_nothing_of_a_card(claimed: str | None) -> None:
    for built in EVERY_KIND:
        advice = brief_of(claimed, built, account=None).advice
        assert not any(told in advice.macro.text for told in ("XT2V", "$25", "€25", "25 October"))


@pytest.mark.parametrize("claimed", [slug for slug, case in load_cases().items() if case.texts.needs_code])
def test_whoever_has_to_wait_is_sent_nothing_of_the_card_that_they_may_have_guessed(claimed: str) -> None:
    facts = replace(a_card().typed_with_a_look_alike().locked_for(3).facts, last_four="8QWE")
    story = a_story(claimed, BuiltFacts(facts))
    story = replace(story, cards=[replace(story.cards[0], typed="8QWS")])
    (card,) = make_brief(story, POLICY).cards
    assert card.last_four == "8QWE"
    assert "8QWE" not in card.advice.macro.text
    assert "$25" not in card.advice.macro.text


def test_without_a_card_the_complaint_decides_what_to_do() -> None:
    advice = without_a_card(says("so", "damaged_code")).advice
    assert advice
    assert (advice.macro.name, advice.action) == ("damaged_code.without_card", None)
    asked = without_a_card(says("hello", "greet")).advice
    assert asked
    assert asked.macro.name == "what_happened"


def test_a_pause_is_told_without_a_card_too() -> None:
    until = A_MOMENT + timedelta(hours=3)
    brief = without_a_card(says("so", "code_locked"), locked_until=until)
    assert brief.advice
    assert brief.advice.action is ActionKind.UNLOCK
    assert any("24 November 2026, 15:00 UTC" in caution for caution in brief.cautions)


# Of everything that can be


def every_brief(brand: str, account: Account | None) -> Sequence[Brief]:
    policy = load_brand(brand)
    home = next(iter(policy.regions))
    return [
        make_brief(_at_home(slug, moved(built.facts, policy), account, home), policy)
        for slug, built in product(CLAIMS, EVERY_KIND)
    ]


def _at_home(slug: str | None, facts: CardFacts, account: Account | None, home: str) -> Story:
    own = account and replace(account, region=home)
    facts = facts if own else replace(facts, account=nobody_from(home))
    history = [done(kind, account=AccountId("bruno")) for kind in Kind]
    cards = [known(BuiltFacts(facts), *history)]
    turns = [says(f"{HANDLE} is bruno's", slug, case=slug)]
    return Story(own, A_MOMENT, turns, cards, facts.locked_until, region=home)


@pytest.mark.parametrize("account", [ALICE, None], ids=["signed in", "nobody"])
@pytest.mark.parametrize("brand", brand_names())
def test_every_brief_of_every_brand_is_filled_names_nobody_and_promises_nothing(
    brand: str, account: Account | None
) -> None:
    briefs = every_brief(brand, account)
    assert len(briefs) > 1000
    # The same lines come again and again.
    for text in {line for brief in briefs for line in _written(brief)}:
        assert "bruno" not in text
        assert "sam" not in text.split()
        assert "{" not in text
        assert find_codes(text, load_brand(brand).cards.code_format) == []
        assert PROMISES.search(text) is None


def _written(brief: Brief) -> list[str]:
    """All that an agent reads of it."""
    lines = [*brief.cautions, *(step.text for step in brief.steps), *(one.text for one in brief.asked)]
    for card in brief.cards:
        lines += [card.title, card.found, card.verdict_text, *card.evidence]
        lines += [event.text for event in card.timeline]
        lines += [card.advice.do, card.advice.macro.text]
    return lines
