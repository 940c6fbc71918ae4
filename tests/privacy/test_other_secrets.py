"""Payment cards, passwords and bank accounts are replaced; what only looks like them stays."""

from __future__ import annotations

import pytest

from bot.privacy.other_secrets import hide_other_secrets


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("my card 4111 1111 1111 1111 fails", "my card [card number] fails"),
        ("4111-1111-1111-1111", "[card number]"),
        ("4111111111111111, exp 09/27", "[card number], exp 09/27"),
        ("amex 3782 822463 10005", "amex [card number]"),
        ("5555  5555  5555  4444", "[card number]"),
        ("４１１１ １１１１ １１１１ １１１１", "[card number]"),
        ("the cvv is 123", "the cvv is [security code]"),
        ("4111 1111 1111 1111 cvc: 987", "[card number] cvc: [security code]"),
        ("my password is hunter2.", "my password is [password]."),
        ("password: Tr0ub4dor&3", "password: [password]"),
        ('the password is "let me in"', 'the password is "[password] me in"'),
        ("pin: 4821", "pin: [password]"),
        ("mein Passwort ist geheim7", "mein Passwort ist [password]"),
        ("DE89 3704 0044 0532 0130 00", "[bank account]"),
        ("pay to GB82WEST12345698765432 please", "pay to [bank account] please"),
        ("ssn 078-05-1120", "ssn [social security number]"),
        ("my social security number is 078051120", "my social security number is [social security number]"),
    ],
)
def test_a_secret_is_replaced_and_the_rest_stays(written: str, kept: str) -> None:
    assert hide_other_secrets(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # the check digit is wrong
        "order 112-4839201-5567810",
        "tracking 9400111899223817273344",
        "tracking 1Z999AA10123456784",
        "call (206) 555-0142",
        "zip 90210-1234",
        "2026-11-24 and 11/24/2026",
        "my password is wrong",
        "I forgot my password, is it on the site",
        "the password does not work",
        "my pin is claim_7f3a",
        "the pin is code_part",
        "password: [password]",
        "anna.miller1984@example.com",
        "DE88 3704 0044 0532 0130 00",
        "IMEI 490154203237517",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert hide_other_secrets(text) == text


def test_what_was_hidden_once_stays_as_it_is() -> None:
    once = hide_other_secrets("pin: 4821, card 4111 1111 1111 1111, DE89370400440532013000")
    assert hide_other_secrets(once) == once
