"""What is in the outbox is delivered once, whoever dies, refuses or comes at the same time."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.bootstrap import Services, bootstrap
from bot.channels.smtp import smtp_mailer
from bot.errors import DeliveryFailed, DeliveryRefused, UnknownOutgoing
from bot.outbox.outgoing import MOST_TRIES, Outgoing, OutgoingId, next_try
from bot.ports import Deliverer
from bot.services.deliver_outbox import CLAIMED_FOR, DeliverOutbox, OutboxBell
from bot.settings import Settings
from tests.builders import A_MOMENT, Customer, a_ticket
from tests.channels.sessions.site import MovedClock
from tests.mail_server import STEPS, WHOLE, MailServer
from tests.outbox.conftest import a_reachable_customer
from tests.outbox.killed import deliver

# A bound that only a broken product reaches.
_PATIENCE_S = 60


def a_told_ticket(services: Services, ticket_id: str = "GL-2222222") -> Customer:
    """A customer whose ticket was just opened; nobody has told them yet."""
    customer, ticket = a_reachable_customer(services), a_ticket(ticket_id=ticket_id)
    with services.unit_of_work() as work:
        work.tickets.open_once(customer.conversation, ticket, A_MOMENT)
        services.notify_customer.of_ticket(work, customer.conversation, ticket.id, ticket.category, A_MOMENT)
    return customer


def the_row(customer: Customer) -> Outgoing:
    with customer.services.unit_of_work() as work:
        (row,) = work.outbox.about(customer.conversation)
    return row


def test_what_is_rolled_back_is_told_to_nobody(services: Services) -> None:
    customer = a_reachable_customer(services)

    def tell_and_fail() -> None:
        with services.unit_of_work() as work:
            ticket = a_ticket()
            services.notify_customer.of_ticket(
                work, customer.conversation, ticket.id, ticket.category, A_MOMENT
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        tell_and_fail()
    assert services.list_outbox.count().waiting == 0


def _dies(settings: Settings, mail_server: MailServer, *, at_point: int = 0, at_step: str = "") -> None:
    """Another process delivers, and dies at that point of its own, or at that step of the mail server."""
    started = threading.Event()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["__main__", "tests.outbox.killed"])
    arguments = (settings.home, settings.database, _url(mail_server), A_MOMENT, at_point)
    child = processes.Process(target=deliver, args=arguments)

    def reached(step: str) -> None:
        if step == at_step:
            assert started.wait(_PATIENCE_S)
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)

    mail_server.calls(reached)
    child.start()
    started.set()
    child.join(_PATIENCE_S)
    mail_server.calls(lambda step: None)
    assert child.exitcode == -signal.SIGKILL


def _url(mail_server: MailServer) -> str:
    return f"smtp://127.0.0.1:{mail_server.port}"


async def _ends_well(customer: Customer, clock: MovedClock, mail_server: MailServer) -> None:
    """Once the claim of the dead worker has run out, another delivers; nothing is left, nothing doubled."""
    clock.passes(seconds=CLAIMED_FOR.total_seconds() + 1)
    await customer.services.deliver_outbox()
    assert the_row(customer).sent_at is not None
    # Twice only if it died without having heard that the server has it; and then to the byte the same.
    assert len(set(mail_server.taken)) == 1
    assert len({email["Message-ID"] for email in mail_server.emails}) == 1


@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_that_dies_while_it_speaks_to_the_server_leaves_one_e_mail(
    services: Services, settings: Settings, clock: MovedClock, mail_server: MailServer, step: str
) -> None:
    customer = a_told_ticket(services)
    await asyncio.to_thread(_dies, settings, mail_server, at_step=step)
    assert the_row(customer).sent_at is None
    await _ends_well(customer, clock, mail_server)
    assert len(mail_server.taken) == (2 if step in WHOLE else 1)


@pytest.mark.proof
async def test_a_worker_that_dies_at_any_statement_leaves_one_e_mail(
    services: Services, settings: Settings, clock: MovedClock, mail_server: MailServer
) -> None:
    twin = a_told_ticket(services, "GL-1")
    count = await asyncio.to_thread(deliver, settings.home, settings.database, _url(mail_server), A_MOMENT)
    assert the_row(twin).sent_at is not None
    assert count > 15
    doubtful = 0
    for point in range(1, count + 1):
        clock.at = A_MOMENT
        mail_server.taken.clear()
        customer = a_told_ticket(services, f"GL-X{point}")
        await asyncio.to_thread(_dies, settings, mail_server, at_point=point)
        is_taken, is_known = len(mail_server.taken) == 1, the_row(customer).sent_at is not None
        doubtful += is_taken and not is_known
        assert is_taken or not is_known
        await _ends_well(customer, clock, mail_server)
        assert len(mail_server.taken) == (2 if is_taken and not is_known else 1)
    # Around the one statement that says it was sent, and no further from it.
    assert 0 < doubtful <= 6


async def test_a_worker_leaves_alone_what_another_is_delivering(
    services: Services, clock: MovedClock, mail_server: MailServer
) -> None:
    customer = a_told_ticket(services)
    with services.unit_of_work() as work:
        kinds = ["email.ticket_opened"]
        (claimed,) = work.outbox.claim(kinds, "another", clock.now(), clock.now() + CLAIMED_FOR, 10)
    clock.passes(seconds=CLAIMED_FOR.total_seconds())
    assert await services.deliver_outbox() == 0
    clock.passes(seconds=1)
    assert await services.deliver_outbox() == 1
    with services.unit_of_work() as work:
        # Whose claim has run out has no say any more.
        assert not work.outbox.try_again(claimed.id, "another", clock.now(), "too late")
    assert the_row(customer).sent_at == clock.now()


async def test_workers_that_come_together_deliver_everything_once(
    services: Services, settings: Settings, clock: MovedClock, mail_server: MailServer
) -> None:
    for number in range(25):
        a_told_ticket(services, f"GL-{number}")
    with closing(bootstrap(settings, clock=clock, mailer=smtp_mailer(settings))) as others:
        counts = await asyncio.gather(services.deliver_outbox(), others.deliver_outbox())
    assert sum(counts) == 25
    assert len(mail_server.taken) == len({email["Message-ID"] for email in mail_server.emails}) == 25


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("MAIL", "451 try later"),
        ("RCPT", "450 mailbox busy"),
        ("DATA", "452 disk full"),
        # What is wrong with us can be put right.
        ("MAIL", "550 relaying denied"),
    ],
)
async def test_what_the_server_does_not_take_now_is_tried_again_later(
    services: Services, clock: MovedClock, mail_server: MailServer, step: str, answer: str
) -> None:
    customer = a_told_ticket(services)
    mail_server.says(step, answer)
    assert await services.deliver_outbox() == 0
    assert answer in (the_row(customer).trouble or "")
    clock.passes(seconds=59)
    assert await services.deliver_outbox() == 0
    clock.passes(seconds=1)
    assert await services.deliver_outbox() == 1
    assert len(mail_server.taken) == 1
    assert the_row(customer).trouble is None


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
async def test_what_the_server_refuses_for_good_is_given_up_at_once_and_said(
    services: Services, mail_server: MailServer, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    customer = a_told_ticket(services)
    mail_server.says(step, "550 no mailbox of alice@example.com here")
    await services.deliver_outbox()
    given_up = the_row(customer)
    assert given_up.failed_at is not None
    # Neither the outbox nor the log keeps whom it was for.
    assert given_up.trouble == "The mail server answered 550 no mailbox of a***@example.com here"
    (said,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert given_up.id in said
    assert "alice@" not in said
    assert services.list_outbox.count().given_up == 1


async def test_what_fails_often_enough_is_given_up_and_can_be_tried_again_by_hand(
    services: Services, clock: MovedClock, mail_server: MailServer
) -> None:
    customer = a_told_ticket(services)
    mail_server.says("RCPT", *["450 busy"] * MOST_TRIES)
    for _ in range(MOST_TRIES):
        assert the_row(customer).failed_at is None
        await services.deliver_outbox()
        clock.passes(days=2)
    assert the_row(customer).failed_at is not None
    assert await services.deliver_outbox() == 0

    assert services.list_outbox.retry(the_row(customer).id) == 1
    assert await services.deliver_outbox() == 1
    assert len(mail_server.taken) == 1
    assert services.list_outbox.retry() == 0
    with pytest.raises(UnknownOutgoing):
        services.list_outbox.retry(OutgoingId("0" * 32))


def test_tries_go_on_for_two_days_and_never_come_sooner_than_the_one_before() -> None:
    at, waits = A_MOMENT, []
    for tries in range(1, MOST_TRIES):
        due = next_try(tries, at)
        assert due is not None
        waits.append(due - at)
        at = due
    assert waits == sorted(waits)
    assert timedelta(days=2) > at - A_MOMENT > timedelta(days=1)
    assert next_try(MOST_TRIES, at) is None


async def test_a_server_that_is_not_there_is_asked_again_later(
    services: Services, settings: Settings, clock: MovedClock
) -> None:
    customer = a_told_ticket(services)
    nowhere = settings.model_copy(
        update=Settings(smtp_url="smtp://127.0.0.1:1").model_dump(include={"smtp_url"})
    )
    await replace(services, mailer=smtp_mailer(nowhere)).deliver_outbox()
    assert "was not reached" in (the_row(customer).trouble or "")
    clock.passes(minutes=1)
    assert await services.deliver_outbox() == 1


async def test_what_is_erased_while_it_is_delivered_leaves_nothing_behind(
    services: Services, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    customer = a_told_ticket(services)

    def erase(step: str) -> None:
        if step == "DATA":
            with services.unit_of_work() as work:
                work.personal_data.erase_conversations([customer.conversation])

    mail_server.calls(erase)
    assert await services.deliver_outbox() == 0
    assert services.list_outbox(10) == []
    assert "was erased" in caplog.text


def _delivering(services: Services, deliverer: Deliverer, bell: OutboxBell | None = None) -> DeliverOutbox:
    return DeliverOutbox(
        services.unit_of_work, services.clock, {"test": deliverer}, bell or services.outbox_bell
    )


def _put(services: Services, key: str) -> None:
    customer = a_reachable_customer(services)
    with services.unit_of_work() as work:
        work.outbox.put("test", key, customer.conversation, {}, A_MOMENT)


async def test_what_is_of_a_kind_that_nobody_here_delivers_waits(services: Services) -> None:
    _put(services, "one")
    assert await services.deliver_outbox() == 0
    assert [one.tries for one in services.list_outbox(10)] == [0]


@pytest.mark.parametrize(
    ("error", "is_given_up"),
    [(DeliveryFailed("not now"), False), (DeliveryRefused("never"), True), (ValueError("a bug"), False)],
)
async def test_one_that_fails_holds_up_no_other(
    services: Services, error: Exception, is_given_up: bool
) -> None:
    for number in range(25):
        _put(services, f"{number}")

    first: list[str] = []

    async def deliver(outgoing: Outgoing) -> bool:
        if not first:
            first.append(outgoing.id)
            raise error
        return True

    assert await _delivering(services, deliver)() == 24
    (left,) = services.list_outbox(10)
    assert (left.id, left.failed_at is not None) == (first[0], is_given_up)


async def test_what_was_tried_and_cut_off_is_said_to_come_perhaps_twice(
    services: Services, clock: MovedClock, caplog: pytest.LogCaptureFixture
) -> None:
    _put(services, "one")
    with services.unit_of_work() as work:
        work.outbox.claim(["test"], "dead", clock.now(), clock.now() + CLAIMED_FOR, 1)
    clock.passes(minutes=6)

    async def deliver(outgoing: Outgoing) -> bool:
        return True

    assert await _delivering(services, deliver)() == 1
    assert "may arrive a second time" in caplog.text


class Delivered:
    """A deliverer that tells of what it is given, and ends when it is let."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.may_end = asyncio.Event()
        self.ended: list[str] = []

    async def __call__(self, outgoing: Outgoing) -> bool:
        self.begun.put_nowait(outgoing.id)
        await self.may_end.wait()
        self.ended.append(outgoing.id)
        return True


async def test_the_running_worker_hears_of_a_new_row_from_any_thread(services: Services) -> None:
    delivered = Delivered()
    delivered.may_end.set()
    running = asyncio.create_task(_delivering(services, delivered).run())
    async with asyncio.timeout(_PATIENCE_S / 3):
        # Shorter than the timer, which is not what should find these.
        for number in range(3):
            await asyncio.to_thread(_put, services, f"{number}")
            await delivered.begun.get()
    running.cancel()
    await asyncio.wait({running})
    assert running.cancelled()


async def test_what_is_being_delivered_when_the_app_stops_is_finished(services: Services) -> None:
    _put(services, "one")
    delivered = Delivered()
    running = asyncio.create_task(_delivering(services, delivered).run())
    await delivered.begun.get()
    running.cancel()
    delivered.may_end.set()
    await asyncio.wait({running})
    assert len(delivered.ended) == 1
    assert services.list_outbox.count().waiting == 0


async def test_a_delivery_that_does_not_end_does_not_keep_the_app_from_stopping(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.over_and_over._LAST_S", 0)
    _put(services, "one")
    delivered = Delivered()
    running = asyncio.create_task(_delivering(services, delivered).run())
    await delivered.begun.get()
    running.cancel()
    async with asyncio.timeout(_PATIENCE_S):
        await asyncio.wait({running})
    assert delivered.ended == []
    # It stays claimed: nobody knows how far it came.
    assert await _delivering(services, delivered)() == 0


async def test_the_running_worker_outlives_a_database_that_is_away(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    bell, delivered = OutboxBell(), Delivered()
    delivered.may_end.set()
    away: list[Callable[[], None]] = [bell.ring]

    def unit_of_work() -> object:
        if away:
            away.pop()()
            raise OperationalError("", {}, Exception("away"))
        return services.unit_of_work()

    _put(services, "one")
    worker = DeliverOutbox(unit_of_work, services.clock, {"test": delivered}, bell)  # type: ignore[arg-type]
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(_PATIENCE_S):
        await delivered.begun.get()
    running.cancel()
    await asyncio.wait({running})
    assert "could not deliver" in caplog.text
