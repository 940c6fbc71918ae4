"""Services that send e-mail to a mail server of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from bot.bootstrap import Services, bootstrap
from bot.channels.smtp import smtp_mailer
from bot.conversations.conversation import Author, Reply
from bot.settings import Settings
from bot.storage.tables import message as messages
from tests.builders import Customer, ScriptedEngine, a_customer
from tests.channels.sessions.site import MovedClock
from tests.conftest import NOW
from tests.mail_server import MailServer, a_mail_server
from tests.outbox.killed import MAIL_FROM

ALICE = "alice@example.com"


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with a_mail_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail_server: MailServer) -> Settings:
    return settings.model_copy(
        update=Settings(smtp_url=f"smtp://127.0.0.1:{mail_server.port}", mail_from=MAIL_FROM).model_dump(
            include={"smtp_url", "mail_from"}
        )
    )


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine, clock: MovedClock) -> Iterator[Services]:
    """The real services at a time that a test moves, with the real mailer."""
    made = bootstrap(settings, clock=clock, engine=engine, mailer=smtp_mailer(settings))
    yield made
    made.close()


def a_reachable_customer(services: Services, email: str = ALICE) -> Customer:
    """As if a site had signed them in with a token that says where they are reached."""
    customer = a_customer(services)
    with services.unit_of_work() as work:
        work.contacts.put(customer.conversation, email, services.clock.now())
    return customer


def an_agent_writes(customer: Customer, text: str, agent_name: str | None = None) -> None:
    """As the desk does it: the message and what the customer is told of it are one commit."""
    services, now = customer.services, customer.services.clock.now()
    with services.unit_of_work() as work:
        conversation = work.conversations.hold(customer.conversation)
        message = work.conversations.append_reply(conversation.id, Reply(text), now, answers=None)
        services.notify_customer.of_reply(work, conversation, message, now, agent_name)
    # Nothing but the desk to come can store whose message it is.
    with services.database.begin() as connection:
        connection.execute(
            update(messages)
            .where(
                messages.c.conversation_id == customer.conversation, messages.c.sequence == message.sequence
            )
            .values(author=Author.AGENT.value)
        )
