"""A handle stands for one code within one conversation, and leads to its fingerprint, never to the code."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.privacy.claim_code import ClaimCode, CodeFingerprint, Fingerprinter
from bot.privacy.placeholders import HANDLE
from bot.values import ClaimHandle, ConversationId
from tests.builders import A_CODE, ANOTHER_CODE, a_customer, everything_stored


def _fingerprint(
    services: Services, conversation: ConversationId, handle: ClaimHandle
) -> CodeFingerprint | None:
    with services.unit_of_work() as work:
        return work.vault.fingerprint(conversation, handle)


def test_a_handle_is_of_the_form_the_engine_knows(services: Services) -> None:
    assert HANDLE.fullmatch(a_customer(services).handle_of(A_CODE))


@pytest.mark.parametrize("written", [A_CODE, "aq3d7klm9pxt2v", "AQ3D 7KLM9P XT2V"])
def test_the_same_code_has_the_same_handle_however_it_is_written(services: Services, written: str) -> None:
    customer = a_customer(services)
    assert customer.handle_of(written) == customer.handle_of(A_CODE)


@pytest.mark.parametrize("other", [ANOTHER_CODE, "AQ3D-7KLM9P-XT2W", "AQ3D-7KLM9P-XT2VA"])
def test_another_code_has_another_handle(services: Services, other: str) -> None:
    customer = a_customer(services)
    assert customer.handle_of(other) != customer.handle_of(A_CODE)


def test_no_two_codes_of_a_conversation_share_a_handle(services: Services) -> None:
    # Of 65,536 handles, 700 taken by chance alone would hold two alike 97 times in 100.
    customer = a_customer(services)
    codes = [ClaimCode(f"{number:014}") for number in range(700)]
    with services.unit_of_work() as work:
        handles = {work.vault.handle_for(customer.conversation, c, services.clock.now()) for c in codes}
    assert len(handles) == 700


def test_a_handle_leads_to_the_fingerprint_of_its_code(services: Services) -> None:
    customer = a_customer(services)
    found = _fingerprint(services, customer.conversation, customer.handle_of(A_CODE))
    assert found == Fingerprinter((b"p" * 32,)).of(ClaimCode.parse(A_CODE))


def test_a_handle_means_nothing_in_another_conversation(services: Services) -> None:
    handle = a_customer(services).handle_of(A_CODE)
    elsewhere = a_customer(services)
    assert _fingerprint(services, elsewhere.conversation, handle) is None


def test_a_handle_nobody_was_given_leads_nowhere(services: Services) -> None:
    customer = a_customer(services)
    assert _fingerprint(services, customer.conversation, ClaimHandle("claim_0000")) is None


def test_a_conversation_knows_the_last_four_of_its_own_codes_only(services: Services) -> None:
    customer = a_customer(services)
    a_customer(services).handle_of(ANOTHER_CODE)
    handle = customer.handle_of(A_CODE)
    with services.unit_of_work() as work:
        assert work.vault.last_four(customer.conversation) == {handle: "XT2V"}


def test_a_code_cannot_be_told_from_what_is_stored(services: Services) -> None:
    a_customer(services).handle_of(A_CODE)
    stored = everything_stored(services)
    unkeyed = Fingerprinter((b"",)).of(ClaimCode.parse(A_CODE))
    told = ("AQ3D", "7KLM9P", unkeyed.exact, unkeyed.skeleton)
    assert [part for part in told if part in stored] == []
