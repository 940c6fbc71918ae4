"""`giftline outbox` and what the doctor says of e-mail."""

from __future__ import annotations

from contextlib import closing

from bot.bootstrap import bootstrap
from bot.settings import Settings
from tests.builders import A_MOMENT, a_customer
from tests.cli.conftest import Giftline, the_reason
from tests.mail_server import a_mail_server

WITH_MAIL = {"GIFTLINE_MAIL_FROM": "help@example.com"}


def given_up(settings: Settings, trouble: str) -> str:
    """Something of the outbox that was given up; its id."""
    with closing(bootstrap(settings)) as services:
        customer = a_customer(services)
        with services.unit_of_work() as work:
            work.outbox.put("email.ticket_opened", "key", customer.conversation, {}, A_MOMENT)
            (row,) = work.outbox.claim(["email.ticket_opened"], "worker", A_MOMENT, A_MOMENT, 1)
            work.outbox.give_up(row.id, "worker", A_MOMENT, trouble)
    return row.id


def test_what_was_given_up_is_listed_with_its_trouble_and_tried_again(
    giftline: Giftline, settings: Settings
) -> None:
    row = given_up(settings, "The mail server answered [550] no")
    shown = giftline("outbox", "list").stdout
    assert [part for part in (row, "given up", "answered [550] no") if part not in shown] == []
    assert "1 will be tried again" in giftline("outbox", "retry", row).stdout
    assert "given up" not in giftline("outbox", "list").stdout
    assert "was given up" in the_reason(giftline("outbox", "retry", row))


def test_the_doctor_connects_to_the_mail_server_and_counts_what_was_given_up(
    giftline: Giftline, settings: Settings
) -> None:
    given_up(settings, "no")
    with a_mail_server() as server:
        url = f"smtp://127.0.0.1:{server.port}"
        shown = giftline("doctor", GIFTLINE_SMTP_URL=url, **WITH_MAIL).stdout
    assert "the mail server answers; 0 wait(s), 1 given up: see `giftline outbox list`" in shown
    assert server.taken == []


def test_the_doctor_says_if_the_mail_server_is_not_there(giftline: Giftline) -> None:
    shown = giftline("doctor", GIFTLINE_SMTP_URL="smtp://127.0.0.1:1", **WITH_MAIL)
    assert shown.exit_code == 1
    assert "The mail server was not reached" in shown.stdout


def test_the_doctor_says_that_without_a_mail_server_no_e_mail_is_sent(giftline: Giftline) -> None:
    assert "none is sent" in giftline("doctor").stdout
