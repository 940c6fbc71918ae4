"""A new card's code is told once, and kept as the brand says: by its hashes, or sealed as well."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import select, text

from bot.bootstrap import Services
from bot.errors import LeakPrevented
from bot.ledger.cards import CardState
from bot.ledger.commands import Kind
from bot.ledger.outcomes import Outcome
from bot.privacy.claim_code import ClaimCode
from bot.privacy.sealed_codes import CodeSealer
from bot.services.issue_card import IssuedCard
from bot.services.new_code import code_maker
from bot.settings import Settings
from bot.storage.tables import card as cards
from bot.values import Money
from tests.builders import A_CODE
from tests.services.asking import ALICE, VALUE, a_request, add, an_active_card, change, issue


def of_a_brand(services: Services, settings: Settings, *, resends_codes: bool) -> Services:
    policy = services.policy.cards.model_copy(update={"resends_codes": resends_codes})
    sealer = CodeSealer(settings.peppers)
    return replace(services, make_code=code_maker(policy, services.fingerprinter, sealer))


def sealed(services: Services) -> list[str | None]:
    with services.database.begin() as connection:
        return list(connection.execute(select(cards.c.sealed_code)).scalars())


def everything_stored(services: Services) -> str:
    with services.database.begin() as connection:
        tables = connection.execute(text("SELECT * FROM card")), connection.execute(text("SELECT * FROM txn"))
        return repr([list(rows) for rows in tables])


def test_a_new_card_is_not_activated_and_holds_nothing(services: Services) -> None:
    issued = issue(services)
    card = services.find_card(issued.receipt.card or "")
    assert card.state is CardState.ISSUED
    assert (card.face_value, card.value.minor) == (VALUE, 0)


def test_the_code_that_was_told_is_the_one_that_redeems(services: Services) -> None:
    add(services, ALICE)
    _, code = an_active_card(services)
    receipt = services.change_ledger.redeem(ClaimCode.parse(code), ALICE, a_request())
    assert receipt.is_done
    assert receipt.balance == VALUE


def test_a_repeat_names_the_card_and_cannot_tell_the_code(services: Services) -> None:
    first, second = issue(services, "k1"), issue(services, "k1")
    assert first.code is not None
    assert second.code is None
    assert second.receipt == first.receipt
    assert second.receipt.is_repeat
    assert not first.receipt.is_repeat
    assert len(sealed(services)) == 1


def test_a_key_that_was_used_for_another_card_makes_none_and_tells_no_code(services: Services) -> None:
    issue(services, "k1")
    other = services.issue_card(Money(5000, "USD"), "US", a_request("k1"))
    assert other.receipt.outcome is Outcome.IDEMPOTENCY_MISMATCH
    assert other.code is None


def test_an_amount_no_card_may_hold_makes_no_card_and_tells_no_code(services: Services) -> None:
    refused = services.issue_card(Money(1, "USD"), "US", a_request())
    assert refused == IssuedCard(refused.receipt, None)
    assert refused.receipt.outcome is Outcome.INVALID_AMOUNT
    assert sealed(services) == []


def test_a_repr_does_not_tell_the_code(services: Services) -> None:
    issued = issue(services)
    assert issued.code
    assert issued.code not in repr(issued)


def test_a_brand_that_does_not_send_codes_again_keeps_none(services: Services) -> None:
    issue(services)
    assert sealed(services) == [None]


def test_a_brand_that_sends_codes_again_keeps_them_sealed_under_its_peppers(
    services: Services, settings: Settings
) -> None:
    issued = issue(of_a_brand(services, settings, resends_codes=True))
    (kept,) = sealed(services)
    assert kept
    assert CodeSealer(settings.peppers).open(kept) == ClaimCode.parse(issued.code or "")
    with pytest.raises(InvalidToken):
        CodeSealer([b"another pepper, as long as it needs"]).open(kept)


@pytest.mark.parametrize("resends_codes", [True, False])
def test_the_database_never_holds_a_code_in_clear(
    services: Services, settings: Settings, resends_codes: bool
) -> None:
    services = of_a_brand(services, settings, resends_codes=resends_codes)
    card, code = an_active_card(services)
    replaced = services.reissue_card(card, "damaged", a_request(approved_by="kim"))
    stored = everything_stored(services).upper()
    for told in (code, replaced.code or ""):
        assert told not in stored
        assert told.replace("-", "") not in stored


def test_a_replacement_is_active_and_the_old_code_no_longer_redeems(services: Services) -> None:
    add(services, ALICE)
    card, old = an_active_card(services)
    replaced = services.reissue_card(card, "damaged", a_request("r1"))
    assert replaced.code
    redeem = services.change_ledger.redeem
    assert redeem(ClaimCode.parse(old), ALICE, a_request()).outcome is Outcome.CANCELLED
    assert redeem(ClaimCode.parse(replaced.code), ALICE, a_request()).balance == VALUE


def test_repeating_a_reissue_makes_one_replacement_and_tells_no_code_again(services: Services) -> None:
    card, _ = an_active_card(services)
    first, second = (services.reissue_card(card, "damaged", a_request("r1")) for _ in range(2))
    assert first.code is not None
    assert second.code is None
    assert second.receipt.new_card == first.receipt.new_card
    assert len(sealed(services)) == 2


def test_a_text_that_holds_a_code_is_refused_before_the_journal_keeps_it(services: Services) -> None:
    card, _ = an_active_card(services)
    before = everything_stored(services)
    for ask in (
        lambda: change(services, Kind.FREEZE, card, f"they wrote {A_CODE.lower()}"),
        lambda: services.reissue_card(card, f"was {A_CODE}", a_request()),
        lambda: services.issue_card(VALUE, "US", a_request(), retailer=A_CODE),
        lambda: services.issue_card(VALUE, "US", a_request(key=A_CODE)),
        lambda: services.issue_card(VALUE, "US", a_request(approved_by=A_CODE)),
    ):
        with pytest.raises(LeakPrevented) as refused:
            ask()
        assert "7KLM9P" not in refused.value.detail
    assert everything_stored(services) == before
