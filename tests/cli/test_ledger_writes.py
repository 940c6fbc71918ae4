"""Whoever changes the ledger by hand names the request, says why, and is told what came of it."""

from __future__ import annotations

import re

import pytest

from bot.ledger.outcomes import Outcome, outcome_facts
from tests.builders import A_CODE, ANOTHER_CODE
from tests.cli.ledger_terminal import Terminal, words

PRINTED = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{6}-[A-Z0-9]{4,5}\n")


def key_of(output: str) -> str:
    found = re.search(r"^Key (\S+)$", output, re.MULTILINE)
    assert found, output
    return found[1]


def test_a_new_card_s_code_is_alone_on_stdout_and_works(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    issued = ledger.done("issue", "--value", "25", "--currency", "USD", "--region", "US", "--activate")
    assert PRINTED.fullmatch(issued.stdout)
    assert issued.stdout.strip() not in issued.stderr
    redeemed = ledger.done("redeem", "--as", "alice", typed=issued.stdout)
    assert "account alice, $25.00, balance $25.00" in redeemed.stderr


def test_a_card_that_is_issued_is_not_activated(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    code = ledger.issued()
    refused = ledger("redeem", "--as", "alice", typed=code)
    assert refused.exit_code == 1
    assert outcome_facts()[Outcome.NOT_ACTIVATED].means in refused.stderr
    ledger.done("activate", code[-4:])
    ledger.done("redeem", "--as", "alice", typed=code)


def test_repeating_an_issue_under_its_key_makes_one_card_and_says_that_the_code_is_gone(
    ledger: Terminal,
) -> None:
    first = ledger.done("issue", "--value", "25", "--activate", "--key", "k1")
    again = ledger.done("issue", "--value", "25", "--activate", "--key", "k1")
    assert again.stdout == ""
    assert "cannot be told again" in words(again.stderr)
    assert "Done before under this key" in again.stderr
    assert len(ledger.done("export").stdout.splitlines()) == 1
    assert PRINTED.fullmatch(first.stdout)


def test_a_write_without_a_key_gets_one_that_repeats_it_safely(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    key = key_of(ledger.done("spend", "alice", "10").stderr)
    again = ledger.done("spend", "alice", "10", "--key", key)
    assert "Done before under this key" in again.stderr
    assert "$15.00" in words(ledger.done("show").stdout)


def test_a_key_of_another_request_is_refused(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    ledger.done("spend", "alice", "10", "--key", "k1")
    refused = ledger("spend", "alice", "11", "--key", "k1")
    assert refused.exit_code == 1
    assert "The key was used before, for another request" in refused.stderr


def test_a_refusal_that_is_repeated_is_told_to_be_one_from_before(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    for said in ("unknown_code: ", "Answered before under this key, and not asked again: unknown_code: "):
        refused = ledger("redeem", "--as", "alice", "--key", "k1", typed=ANOTHER_CODE)
        assert refused.exit_code == 1
        assert refused.stderr.splitlines()[-1].startswith(said)


def test_a_card_s_life_by_hand(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    card = ledger.issued("--activate")[-4:]
    ledger.done("freeze", card, "--reason", "reported stolen")
    ledger.done("unfreeze", card, "--reason", "found again")
    replaced = ledger.done("reissue", card, "--reason", "damaged")
    ledger.done("redeem", "--as", "alice", typed=replaced.stdout)
    ledger.done("spend", "alice", "10")
    ledger.done("refund", "alice", "4", "--by", "kim")
    refused = ledger("cancel", card, "--reason", "refunded")
    assert refused.exit_code == 1
    assert outcome_facts()[Outcome.WRONG_STATE].means in refused.stderr
    assert "$19.00" in words(ledger.done("show").stdout)
    ledger.done("verify")


def test_cards_that_do_not_expire_cannot_be_expired(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    refused = ledger("expire", "XT2V", "--reason", "old")
    assert refused.exit_code == 1
    assert outcome_facts()[Outcome.NOT_EXPIRING].means in refused.stderr


def test_a_redemption_moves_to_the_right_account(ledger: Terminal) -> None:
    ledger.load({"code": ANOTHER_CODE}, account="bob")
    ledger.load({"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    ledger.done("move", "XT2V", "bob", "--reason", "signed in as his mother")
    shown = words(ledger.done("show").stdout)
    assert "alice US $0.00" in shown
    assert "bob US $25.00" in shown


def test_above_the_limit_somebody_else_has_to_approve(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE, "face_value": 500})
    reissue = ("reissue", "XT2V", "--reason", "damaged", "--by", "sam")
    for refused in (ledger(*reissue), ledger(*reissue, "--approved-by", "sam")):
        assert refused.exit_code == 1
        assert outcome_facts()[Outcome.NEEDS_SECOND_PERSON].means in refused.stderr
    ledger.done(*reissue, "--approved-by", "ann")
    assert "sam, approved by ann" in words(ledger.done("history", "XT2V").stdout)


def test_whoever_is_logged_in_asks_unless_another_is_named(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    ledger.done("freeze", "XT2V", "--reason", "one")
    ledger.done("unfreeze", "XT2V", "--reason", "two", "--by", "kim")
    history = words(ledger.done("history", "XT2V").stdout)
    assert "sam one" in history
    assert "kim two" in history


def test_nobody_s_name_is_refused_with_what_to_do(ledger: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no such user")

    ledger.load({"code": A_CODE})
    monkeypatch.setattr("getpass.getuser", nobody)
    refused = ledger("activate", "XT2V")
    assert refused.exit_code == 2
    assert "--by NAME" in refused.stderr


@pytest.mark.parametrize("typed", [A_CODE, "aq3d 7klm9p xt2v", f"{A_CODE}\nand more\n"])
def test_a_code_is_read_from_stdin_in_any_spacing(ledger: Terminal, typed: str) -> None:
    ledger.load({"code": A_CODE})
    redeemed = ledger.done("redeem", "--as", "alice", typed=typed)
    assert "ending XT2V" in redeemed.stderr
    assert "7KLM9P" not in redeemed.output.upper()


@pytest.mark.parametrize(("typed", "reason"), [("", "letters and digits"), ("AQ3D", "4 letters and digits")])
def test_what_is_no_code_is_refused_before_it_costs_a_try(ledger: Terminal, typed: str, reason: str) -> None:
    ledger.load({"code": A_CODE})
    refused = ledger("redeem", "--as", "alice", typed=typed)
    assert refused.exit_code == 2
    assert reason in words(refused.stderr)
    assert "redeem" not in words(ledger.done("history", "--account", "alice").output)


def test_a_code_is_no_argument(ledger: Terminal) -> None:
    assert ledger("redeem", "--as", "alice", A_CODE).exit_code == 2


def test_too_many_wrong_codes_pause_the_account_and_say_until_when(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    for digit in range(6):
        ledger("redeem", "--as", "alice", typed=f"ZZ{digit}D-7KLM9P-XT2V")
    refused = ledger("redeem", "--as", "alice", typed=A_CODE)
    assert refused.exit_code == 1
    assert "has used up its tries" in refused.stderr
    assert re.search(r"Again from 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC", refused.stderr)


def test_an_account_that_is_not_there_is_named(ledger: Terminal) -> None:
    spent = ledger("spend", "nobody", "5")
    assert spent.exit_code == 2
    assert "There is no such account." in spent.stderr
    spent = ledger("spend", "nobody", "5", "--currency", "USD")
    assert spent.exit_code == 1
    assert outcome_facts()[Outcome.UNKNOWN_ACCOUNT].means in spent.stderr


@pytest.mark.parametrize("amount", ["abc", "1.001", "1e13", "1e999999999", "NaN"])
def test_an_amount_that_is_none_is_refused(ledger: Terminal, amount: str) -> None:
    ledger.load({"code": A_CODE})
    refused = ledger("spend", "alice", amount)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("the amount ")


def test_a_region_the_brand_does_not_serve_is_refused(ledger: Terminal) -> None:
    refused = ledger("issue", "--value", "25", "--region", "BR")
    assert refused.exit_code == 2
    assert "no region 'BR'. It has US, CA" in refused.stderr


def test_a_reason_with_a_code_in_it_is_refused(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    refused = ledger("freeze", "XT2V", "--reason", f"they sent {A_CODE}")
    assert refused.exit_code == 2
    assert "holds a claim code" in refused.stderr
    assert "7KLM9P" not in refused.output


def test_a_name_that_is_longer_than_the_journal_keeps_is_refused(ledger: Terminal) -> None:
    ledger.load({"code": A_CODE})
    refused = ledger("activate", "XT2V", "--key", "k" * 101)
    assert refused.exit_code == 2
    assert "100 characters" in refused.stderr


def test_a_name_in_another_encoding_is_refused_in_one_sentence(ledger: Terminal) -> None:
    """What is no UTF-8 reaches us as halves of characters."""
    ledger.load({"code": A_CODE})
    for arguments in (("spend", "andr\udce9", "5"), ("history", "--account", "andr\udce9")):
        refused = ledger(*arguments)
        assert refused.exit_code == 2
        assert refused.stderr.startswith("A name, a key or a text holds what no database keeps")
