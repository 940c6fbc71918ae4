"""What customers are told by e-mail, when, and what they are never told."""

from __future__ import annotations

from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import update

from bot.bootstrap import Services, bootstrap
from bot.channels.smtp import as_message
from bot.errors import DeliveryRefused, EngineFailed
from bot.knowledge.brand import BrandPolicy
from bot.ledger.canaries import ALARM
from bot.ports import Email
from bot.privacy.find_codes import find_codes
from bot.privacy.placeholders import HANDLE
from bot.settings import Settings
from bot.storage.tables import ticket as tickets
from bot.tickets.ticket import TicketStatus
from tests.builders import (
    A_CODE,
    A_MOMENT,
    ANOTHER_CODE,
    CODE_FORMAT,
    Customer,
    ScriptedEngine,
    a_customer,
    a_ticket,
    everything_stored,
)
from tests.channels.sessions.site import MovedClock
from tests.mail_server import MailServer
from tests.outbox.conftest import ALICE, a_reachable_customer, an_agent_writes

TICKET = a_ticket()


def both_parts(email: EmailMessage) -> list[str]:
    """The plain text and the HTML."""
    parts = [part for part in email.iter_parts() if isinstance(part, EmailMessage)]
    return [str(part.get_content()).replace("\r\n", "\n") for part in parts]


async def gets_a_ticket(customer: Customer, engine: ScriptedEngine, text: str = "A person, please.") -> None:
    engine.says("A person looks at it.", ticket=TICKET)
    await customer.says(text)


def closes_the_ticket(customer: Customer, clock: MovedClock) -> None:
    services = customer.services
    with services.database.begin() as connection:
        connection.execute(update(tickets).values(status=TicketStatus.CLOSED.value))
    with services.unit_of_work() as work:
        services.notify_customer.of_closed_ticket(
            work, customer.conversation, TICKET.id, TICKET.category, clock.now()
        )


async def test_a_ticket_is_told_of_once_with_its_number_and_when_a_person_answers(
    services: Services, engine: ScriptedEngine, mail_server: MailServer
) -> None:
    customer = a_reachable_customer(services)
    for _ in range(3):
        await gets_a_ticket(customer, engine)
        await services.deliver_outbox()
    assert mail_server.recipients == [ALICE]
    (email,) = mail_server.emails
    assert email["Subject"] == f"Amazon: your ticket {TICKET.id}"
    assert email["From"] == "Amazon help <help@example.com>"
    for part in both_parts(email):
        assert TICKET.id in part
        assert "answers you in the chat by " in " ".join(part.split())


async def test_a_ticket_for_a_failure_of_ours_is_told_of_too(
    services: Services, mail_server: MailServer, engine: ScriptedEngine
) -> None:
    engine.fails_with(EngineFailed("gone"))
    await a_reachable_customer(services).says("hello")
    await services.deliver_outbox()
    assert len(mail_server.emails) == 1


async def test_whoever_gave_no_address_gets_no_e_mail(
    services: Services, engine: ScriptedEngine, mail_server: MailServer
) -> None:
    customer = a_customer(services)
    await gets_a_ticket(customer, engine)
    assert await services.deliver_outbox() == 0
    assert services.list_outbox.count().waiting == 0


async def test_without_a_mail_server_nothing_is_put_into_the_outbox(
    settings: Settings, engine: ScriptedEngine
) -> None:
    without = bootstrap(settings.model_copy(update={"smtp_url": None, "mail_from": None}), engine=engine)
    try:
        customer = a_reachable_customer(without)
        await gets_a_ticket(customer, engine)
        an_agent_writes(customer, "Hello.")
        assert without.list_outbox.count().waiting == 0
    finally:
        without.close()


def test_nobody_is_told_of_an_alarm(services: Services) -> None:
    customer = a_reachable_customer(services)
    with services.unit_of_work() as work:
        for told in (services.notify_customer.of_ticket, services.notify_customer.of_closed_ticket):
            told(work, customer.conversation, TICKET.id, ALARM, A_MOMENT)
    assert services.list_outbox.count().waiting == 0


async def test_a_closed_ticket_is_told_of_each_time_it_is_closed(
    services: Services, engine: ScriptedEngine, mail_server: MailServer, clock: MovedClock
) -> None:
    customer = a_reachable_customer(services)
    await gets_a_ticket(customer, engine)
    await services.deliver_outbox()
    for _ in range(2):
        closes_the_ticket(customer, clock)
        await services.deliver_outbox()
        clock.passes(hours=1)
    subjects = [email["Subject"] for email in mail_server.emails]
    assert subjects[1:] == [f"Amazon: your ticket {TICKET.id} is closed"] * 2


async def test_that_a_ticket_was_opened_is_not_news_once_it_is_closed(
    services: Services, engine: ScriptedEngine, mail_server: MailServer, clock: MovedClock
) -> None:
    customer = a_reachable_customer(services)
    await gets_a_ticket(customer, engine)
    closes_the_ticket(customer, clock)
    await services.deliver_outbox()
    (email,) = mail_server.emails
    assert "is closed" in email["Subject"]
    assert services.list_outbox(10) == []


@pytest.mark.parametrize(("minutes", "count"), [(9, 0), (10, 1)])
async def test_an_answer_is_sent_to_whoever_has_been_away_for_ten_minutes(
    services: Services, mail_server: MailServer, clock: MovedClock, minutes: int, count: int
) -> None:
    customer = a_reachable_customer(services)
    await customer.says("hello?")
    clock.passes(minutes=minutes)
    an_agent_writes(customer, "Your card works again.")
    clock.passes(minutes=2)
    await services.deliver_outbox()
    assert len(mail_server.emails) == count
    assert all("Your card works again." in part for email in mail_server.emails for part in both_parts(email))


async def test_what_an_agent_writes_within_two_minutes_goes_in_one_e_mail(
    services: Services, mail_server: MailServer, clock: MovedClock
) -> None:
    customer = a_reachable_customer(services)
    for text in ("Hello Alice.", "Your card works again."):
        an_agent_writes(customer, text)
        await services.deliver_outbox()
        clock.passes(minutes=1)
    assert mail_server.emails == []
    await services.deliver_outbox()
    (email,) = mail_server.emails
    assert all("Hello Alice." in part and "works again." in part for part in both_parts(email))
    an_agent_writes(customer, "One thing more.")
    clock.passes(minutes=2)
    await services.deliver_outbox()
    assert ["Hello Alice." in str(email) for email in mail_server.emails] == [True, False]


async def test_whoever_comes_back_before_the_e_mail_leaves_gets_none(
    services: Services, mail_server: MailServer, clock: MovedClock
) -> None:
    customer = a_reachable_customer(services)
    an_agent_writes(customer, "Your card works again.")
    await customer.says("I see it, thank you")
    clock.passes(minutes=2)
    await services.deliver_outbox()
    assert mail_server.emails == []
    assert services.list_outbox(10) == []


def _showing(policy: BrandPolicy, shows: bool) -> BrandPolicy:
    support = policy.support.model_copy(update={"shows_agent_names": shows})
    return policy.model_copy(update={"support": support})


@pytest.mark.parametrize(("shows", "who"), [(True, "Ann"), (False, "A person at Amazon")])
async def test_an_agents_name_is_told_only_where_the_brand_shows_it(
    services: Services, mail_server: MailServer, clock: MovedClock, shows: bool, who: str
) -> None:
    shown = replace(services, policy=_showing(services.policy, shows))
    an_agent_writes(a_reachable_customer(shown), "It works again.", agent_name="Ann")
    clock.passes(minutes=2)
    await shown.deliver_outbox()
    (email,) = mail_server.emails
    assert all(f"{who} has answered you" in part for part in both_parts(email))
    assert ("Ann" in everything_stored(services)) is shows


async def test_no_e_mail_holds_a_code(
    services: Services, engine: ScriptedEngine, mail_server: MailServer, clock: MovedClock
) -> None:
    customer = a_reachable_customer(services)
    await gets_a_ticket(customer, engine, f"My code {A_CODE} is refused, and {ANOTHER_CODE.lower()} too")
    handle = HANDLE.findall(customer.log[0].text)[0]
    clock.passes(minutes=20)
    an_agent_writes(customer, f"The card {handle} works again.")
    # What the desk should have hidden.
    an_agent_writes(customer, f"I mean {ANOTHER_CODE}.")
    clock.passes(minutes=2)
    await services.deliver_outbox()
    sent = "".join(part for email in mail_server.emails for part in both_parts(email))
    assert "card ending XT2V works again" in sent
    assert "I mean [claim code]." in sent
    assert find_codes(sent, CODE_FORMAT) == []
    assert "claim_" not in sent
    assert all(b"7KLM9P" not in raw and b"09WXYZ" not in raw for _, raw in mail_server.taken)


async def test_what_an_agent_writes_is_no_html(
    services: Services, mail_server: MailServer, clock: MovedClock
) -> None:
    an_agent_writes(a_reachable_customer(services), "<img src=x onerror=alert(1)> {phone} & more\nnext line")
    clock.passes(minutes=2)
    await services.deliver_outbox()
    text, html = both_parts(mail_server.emails[0])
    assert "> <img src=x onerror=alert(1)> {phone} & more\n> next line\n" in text
    assert "&lt;img src=x onerror=alert(1)&gt; {phone} &amp; more" in html
    assert "<img" not in html


async def test_an_address_that_was_corrected_is_the_one_written_to(
    services: Services, engine: ScriptedEngine, mail_server: MailServer
) -> None:
    customer = a_reachable_customer(services)
    await gets_a_ticket(customer, engine)
    with services.unit_of_work() as work:
        work.contacts.put(customer.conversation, "alice@example.org", A_MOMENT)
    await services.deliver_outbox()
    assert mail_server.recipients == ["alice@example.org"]


async def test_no_answering_machine_answers(
    services: Services, engine: ScriptedEngine, mail_server: MailServer
) -> None:
    await gets_a_ticket(a_reachable_customer(services), engine)
    await services.deliver_outbox()
    assert mail_server.emails[0]["Auto-Submitted"] == "auto-generated"


_BREAKS = st.text(st.sampled_from("\r\n\x00\v\u2028Bc: <>,;@a."), min_size=1).filter(
    lambda text: not text.isprintable()
)


@examples(deadline=None)
@given(bad=_BREAKS, where=st.sampled_from(["to", "subject"]))
def test_nothing_writes_a_header_of_its_own(bad: str, where: str) -> None:
    """An address or a subject with a line break is refused, or leaves the headers as they are."""
    good = Email("0" * 32, ALICE, "A subject", "Text.", "<p>Text.</p>", A_MOMENT)
    sender = Address(addr_spec="help@example.com")
    names = as_message(good, sender).keys()
    other = f"{ALICE}{bad}"
    try:
        email = replace(good, to=other) if where == "to" else replace(good, subject=other)
        made = as_message(email, sender).as_bytes()
    except DeliveryRefused:
        return
    head = made.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    assert [line.split(b":")[0].decode() for line in head.split(b"\r\n")] == names
