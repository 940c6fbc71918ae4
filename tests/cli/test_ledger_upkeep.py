"""Whoever looks after the ledger can see into it, prove it, and give it a new pepper."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.ledger.outcomes import Outcome, outcome_facts
from bot.storage.database import connect
from tests.builders import A_CODE, ANOTHER_CODE
from tests.cli.ledger_terminal import Terminal, words

A_PEPPER, A_NEW_PEPPER = "p" * 32, "n" * 32


def change(ledger: Terminal, statement: str) -> None:
    """What somebody does to the database behind the ledger's back."""
    engine = connect(ledger.settings.database)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_list_shows_cards_by_their_last_four_and_accounts_with_what_they_hold(ledger: Terminal) -> None:
    ledger.load(
        {"code": A_CODE, "retailer": "Corner Market [red]"}, {"code": ANOTHER_CODE, "status": "inactive"}
    )
    shown = words(ledger.done("show").stdout)
    assert "XT2V active US $25.00 Corner Market [red]" in shown
    assert "3MKP issued US $25.00" in shown
    assert "7KLM9P" not in shown


def test_a_long_list_says_that_there_is_more(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE}, {"code": ANOTHER_CODE})
    shown = ledger.done("show", "--most", "1")
    assert "3MKP" in shown.stdout
    assert "XT2V" not in shown.stdout
    assert "There are more than 1 cards" in shown.stderr


def test_one_card_is_shown_with_its_history_and_can_be_named_by_what_is_shown(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE, "status": "redeemed", "redeemed_by": "bob", "redeemed_at": "2026-10-01"})
    shown = ledger.done("show", "XT2V").stdout
    assert "redeemed  by bob, 2026-10-01 00:00 UTC" in shown
    card = shown.split()[1]
    assert len(card) == 32
    assert ledger.done("show", card[:6]).stdout == shown


def test_a_name_that_several_cards_have_lists_them(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE}, {"code": "CT6W-29WXYZ-XT2V"})
    refused = ledger("freeze", "XT2V", "--reason", "which?")
    assert refused.exit_code == 2
    assert refused.stderr.count("ending XT2V, active, US, $25.00") == 2


@pytest.mark.parametrize("arguments", [(), ("XT2V", "--account", "alice")])
def test_a_history_is_of_a_card_or_of_an_account(ledger: Terminal, arguments: tuple[str, ...]) -> None:
    assert ledger("history", *arguments).exit_code == 2


def test_a_sound_ledger_verifies(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    ledger.done("spend", "alice", "5")
    assert "as they were written" in ledger.done("verify").stderr


def test_a_balance_that_somebody_changed_is_named_and_fails(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    change(ledger, "UPDATE ledger_account SET balance_minor = 99900 WHERE kind = 'customer'")
    found = ledger("verify")
    assert found.exit_code == 1
    assert "account customer:alice:USD it holds 99900 and its postings say 2500" in words(found.stdout)
    assert "1 fault(s)" in found.stderr


def test_the_self_test_shows_what_it_proved(ledger: Terminal) -> None:
    shown = words(ledger.done("selftest").stdout)
    assert "no change is lost 8 writers added 200, all there" in shown


def test_every_outcome_is_listed_with_what_it_means_and_what_is_told(ledger: Terminal) -> None:
    shown = words(ledger.done("outcomes").stdout)
    places = [shown.index(f" {outcome.value} {outcome_facts()[outcome].means[:40]}") for outcome in Outcome]
    assert places == sorted(places)
    assert "Nothing was taken twice." in shown


def test_a_pepper_of_the_variable_is_rotated_after_it_was_appended(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    both = f"{A_PEPPER},{A_NEW_PEPPER}"
    refused = ledger("show", GIFTLINE_PEPPER=both)
    assert refused.exit_code == 2
    assert "run `giftline ledger rotate-pepper`" in refused.stderr
    rotated = ledger("rotate-pepper", "--yes", GIFTLINE_PEPPER=both)
    assert rotated.exit_code == 0, rotated.output
    assert "there are 2 now, and 1 hash(es) were raised" in rotated.stderr
    assert ledger("redeem", "--as", "alice", typed=A_CODE, GIFTLINE_PEPPER=both).exit_code == 0
    assert ledger("redeem", "--as", "alice", typed=A_CODE).exit_code == 2


def test_a_pepper_of_our_own_making_is_rotated_by_one_command(on_sqlite: Terminal) -> None:
    on_sqlite.load({"code": A_CODE})
    rotated = on_sqlite.done("rotate-pepper", typed="y\n")
    assert "Made a new pepper: there are 2 now" in rotated.stderr
    on_sqlite.done("redeem", "--as", "alice", typed=A_CODE)
    on_sqlite.done("verify")


def test_nothing_is_rotated_unless_servers_are_stopped(on_sqlite: Terminal) -> None:
    on_sqlite.load({"code": A_CODE})
    assert on_sqlite("rotate-pepper", typed="n\n").exit_code == 1
    assert len(on_sqlite.settings.pepper_file.read_text(encoding="ascii").split()) == 1
