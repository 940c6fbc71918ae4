"""A reply reaches the customer once and from whoever has the conversation; a note reaches no customer."""

from __future__ import annotations

from functools import partial

import pytest

from bot.bootstrap import Services
from bot.conversations.conversation import Author, Message, Owner
from bot.errors import EmptyMessage, MessageTooLong, NoSuchConversation, NotYours
from bot.privacy.audit import AuditAction
from bot.values import ConversationId
from tests.at_work import AgentAtWork, an_agent, at_once, with_agent_names
from tests.builders import A_CODE, Customer, ScriptedEngine, a_customer, everything_stored


@pytest.fixture
def customer(services: Services) -> Customer:
    return a_customer(services)


@pytest.fixture
def ann(services: Services, customer: Customer) -> AgentAtWork:
    """Ann, who has the conversation."""
    made = an_agent(services, "Ann")
    made.takes(customer)
    return made


@pytest.fixture
def ben(services: Services) -> AgentAtWork:
    return an_agent(services, "Ben")


def audited(services: Services, action: AuditAction) -> list[tuple[str, bool]]:
    entries = [each for each in services.list_audit(100) if each.action is action]
    return [(each.actor.name, each.allowed) for each in reversed(entries)]


def notes_of(customer: Customer) -> list[tuple[str, str]]:
    with customer.services.unit_of_work() as work:
        return [(note.agent.name, note.text) for note in work.desk.notes(customer.conversation)]


def test_a_reply_is_in_the_customer_s_log_with_who_wrote_it(customer: Customer, ann: AgentAtWork) -> None:
    message = ann.replies(customer, "Let me look.")
    assert customer.log[-1] == message
    assert (message.author, message.agent, message.text) == (Author.AGENT, ann.agent.id, "Let me look.")


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.QUEUED, Owner.AGENT, Owner.CLOSED])
def test_whoever_does_not_have_the_conversation_sends_nothing_and_the_try_is_kept(
    services: Services, customer: Customer, ann: AgentAtWork, ben: AgentAtWork, owner: Owner
) -> None:
    if owner is not Owner.AGENT:
        customer.goes_to(owner)
    before = customer.log
    with pytest.raises(NotYours, match="Your reply was not sent"):
        ben.replies(customer, "Hello!")
    assert customer.log == before
    assert audited(services, AuditAction.REPLY) == [("ben@example.com", False)]


def test_a_reply_that_is_sent_again_is_the_same_reply_also_after_the_conversation_is_gone(
    services: Services, customer: Customer, ann: AgentAtWork
) -> None:
    first = ann.replies(customer, "Let me look.", client_id="one")
    assert ann.replies(customer, "Let me look.", client_id="one") == first
    ann.closes(customer)
    assert ann.replies(customer, "Let me look.", client_id="one") == first
    assert customer.texts_of(Author.AGENT) == ["Let me look."]
    assert audited(services, AuditAction.REPLY) == [("ann@example.com", True)]


def test_a_reply_that_is_sent_several_times_at_once_is_one(customer: Customer, ann: AgentAtWork) -> None:
    send = partial(ann.replies, customer, "Let me look.", client_id="one")
    came_of = at_once(*[send] * 4)
    assert customer.texts_of(Author.AGENT) == ["Let me look."]
    assert [one.sequence for one in came_of if isinstance(one, Message)] == [customer.log[-1].sequence] * 4


def test_an_agent_answers_several_customers_at_once(services: Services, ann: AgentAtWork) -> None:
    customers = [a_customer(services) for _ in range(4)]
    for customer in customers:
        ann.takes(customer)
    for _ in range(5):
        came_of = at_once(*[partial(ann.replies, customer, "Yes.") for customer in customers])
        assert [one for one in came_of if isinstance(one, Exception)] == []
    assert [customer.texts_of(Author.AGENT) for customer in customers] == [["Yes."] * 5] * 4


async def test_names_that_two_give_their_messages_never_meet(
    engine: ScriptedEngine, customer: Customer, ann: AgentAtWork, ben: AgentAtWork
) -> None:
    await customer.says("from the customer", client_id="one")
    reply = ann.replies(customer, "from Ann", client_id="one")
    ann.passes_to(customer, ben)
    ben.replies(customer, "from Ben", client_id="one")
    ben.notes(customer, "a note of Ben's", client_id="one")
    ann.notes(customer, "a note of Ann's", client_id="one")
    # Whatever the app calls a reply is no name under which its customer finds it.
    await customer.says("once more", client_id=f"agent-{ann.agent.id}:one")
    assert customer.texts_of(Author.CUSTOMER) == ["from the customer", "once more"]
    assert customer.texts_of(Author.AGENT) == ["from Ann", "from Ben"]
    assert notes_of(customer) in (
        [("Ben", "a note of Ben's"), ("Ann", "a note of Ann's")],
        [("Ann", "a note of Ann's"), ("Ben", "a note of Ben's")],
    )
    assert reply.client_id is not None
    assert ann.agent.id not in reply.client_id


def test_codes_and_passwords_that_an_agent_types_are_kept_of_neither_reply_nor_note(
    services: Services, customer: Customer, ann: AgentAtWork
) -> None:
    text = f"Try {A_CODE}, password: hunter2, card 4111 1111 1111 1111"
    shown = [ann.replies(customer, text).text, ann.notes(customer, text).text]
    assert shown == [shown[0]] * 2
    assert "XT2V" in shown[0]
    assert "[password]" in shown[0]
    assert "[card number]" in shown[0]
    (in_log,) = customer.texts_of(Author.AGENT)
    assert customer.handle_of(A_CODE) in in_log
    assert [part for part in ("7KLM9P", "hunter2", "4111 1111") if part in everything_stored(services)] == []


def test_a_code_is_also_hidden_that_is_sent_as_the_name_of_a_message(
    services: Services, customer: Customer, ann: AgentAtWork
) -> None:
    ann.replies(customer, "Yes.", client_id=A_CODE)
    ann.notes(customer, "Yes.", client_id=A_CODE)
    assert "7KLM9P" not in everything_stored(services)


@pytest.mark.parametrize(
    ("text", "wrong"), [("", EmptyMessage), (" \n", EmptyMessage), ("a" * 10_001, MessageTooLong)]
)
def test_nothing_is_kept_of_a_text_that_is_none_or_too_long(
    services: Services, customer: Customer, ann: AgentAtWork, text: str, wrong: type[Exception]
) -> None:
    before = customer.log
    for write in (ann.replies, ann.notes):
        with pytest.raises(wrong):
            write(customer, text)
    assert (customer.log, notes_of(customer)) == (before, [])
    assert audited(services, AuditAction.REPLY) + audited(services, AuditAction.NOTE) == []


def test_any_agent_writes_a_note_whoever_has_the_conversation(
    services: Services, customer: Customer, ann: AgentAtWork, ben: AgentAtWork
) -> None:
    before = customer.log
    ben.notes(customer, "She called before.")
    assert notes_of(customer) == [("Ben", "She called before.")]
    assert customer.log == before
    assert audited(services, AuditAction.NOTE) == [("ben@example.com", True)]


def test_a_note_that_is_sent_again_is_the_same_note_and_once_in_the_audit(
    services: Services, customer: Customer, ann: AgentAtWork
) -> None:
    first = ann.notes(customer, "She called before.", client_id="one")
    assert ann.notes(customer, "She called before.", client_id="one") == first
    at_once(*[partial(ann.notes, customer, "Twice at once.", client_id="two")] * 3)
    assert sorted(notes_of(customer)) == [("Ann", "She called before."), ("Ann", "Twice at once.")]
    assert audited(services, AuditAction.NOTE) == [("ann@example.com", True)] * 2


def test_nobody_writes_where_no_conversation_is(services: Services, ann: AgentAtWork) -> None:
    nowhere = Customer(services, ConversationId("0" * 32), "")
    for write in (ann.replies, ann.notes):
        with pytest.raises(NoSuchConversation):
            write(nowhere, "Hello!")


def test_the_customer_reads_an_agent_s_name_only_where_the_brand_shows_it(
    services: Services, customer: Customer, ann: AgentAtWork
) -> None:
    ann.replies(customer, "Let me look.")
    assert services.read_conversation(customer.conversation).agent_names == {}
    shown = with_agent_names(services).read_conversation(customer.conversation)
    assert shown.agent_names == {ann.agent.id: "Ann"}
