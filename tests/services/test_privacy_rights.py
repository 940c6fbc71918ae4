"""What is held about a customer can be had and erased; the ledger's books stay, and still verify."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select, update

from bot.bootstrap import Services
from bot.errors import LeakPrevented, NotPermitted, UnknownAccount, UnknownConversation
from bot.ledger.commands import Request, Spend
from bot.privacy.audit import Actor, AuditAction
from bot.privacy.role import Machine
from bot.services.export_customer import HeldCustomer
from bot.services.texts import CODE_HIDDEN, service_text
from bot.settings import Settings
from bot.storage.tables import claimant_bucket, conversation, message
from bot.values import AccountId, FixedClock, Money
from tests.builders import (
    A_CODE,
    ANOTHER_CODE,
    Customer,
    LoadCards,
    ScriptedEngine,
    a_customer,
    a_ticket,
    everything_stored,
)
from tests.conftest import NOW
from tests.services.asking import ALICE, BOB, add

SAM = Actor("sam", Machine.OPERATOR)
# Of Rasa 3.6's SQLTrackerStore.
EVENTS = """CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255) NOT NULL,
    type_name VARCHAR(255) NOT NULL, timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255),
    data TEXT)"""


@pytest.fixture
def trackers(settings: Settings) -> Iterator[sqlite3.Connection]:
    """The engine's store of dialogues, as Rasa makes it."""
    settings.engine_home.mkdir()
    with closing(sqlite3.connect(settings.engine_home / "trackers.db", isolation_level=None)) as store:
        store.execute(EVENTS)
        yield store


def keep_dialogue(trackers: sqlite3.Connection, of: str, text: str) -> None:
    trackers.execute("INSERT INTO events (sender_id, type_name, data) VALUES (?, 'user', ?)", (of, text))


def dialogues(trackers: sqlite3.Connection) -> list[str]:
    return [row[0] for row in trackers.execute("SELECT DISTINCT sender_id FROM events")]


async def a_story(services: Services, engine: ScriptedEngine, account: str = "alice") -> Customer:
    """Alice sends a code and her address, and gets a ticket."""
    customer = a_customer(services, account)
    engine.says("A person looks at it.", ticket=a_ticket(ticket_id=f"GL-{account.upper():7}"[:10]))
    await customer.says(f"I am {account} of 12 Elm Street, my code is {A_CODE}")
    return customer


def erase(services: Services, account: AccountId = ALICE) -> object:
    return services.erase_customer(account, SAM, "asked for it")


def later(services: Services, **by: float) -> Services:
    return replace(services, clock=FixedClock(NOW + timedelta(**by)))


async def test_an_export_holds_everything_about_the_customer_and_no_code(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": ANOTHER_CODE, "status": "redeemed", "redeemed_by": "self"})
    customer = await a_story(services, engine)
    add(services, BOB)
    await a_story(services, engine, "bob")

    held = services.export_customer(ALICE, SAM, "asked for it")

    assert held.account.id == "alice"
    assert held.balances == [Money(2500, "USD")]
    assert [card.last_four for card in held.redeemed_cards] == ["3MKP"]
    assert len(held.ledger) == 1
    (told,) = held.conversations
    assert (told.id, told.cards_ending) == (customer.conversation, ("XT2V",))
    assert [line.text for line in told.messages] == [
        "I am alice of 12 Elm Street, my code is card ending XT2V",
        service_text(CODE_HIDDEN),
        "A person looks at it.",
    ]
    assert [ticket.category for ticket in told.tickets] == ["human_agent"]
    written = TypeAdapter(HeldCustomer).dump_json(held).decode()
    assert [part for part in ("7KLM9P", "09WXYZ", "claim_", "bob") if part in written] == []


async def test_erasing_leaves_nothing_that_the_customer_wrote(
    services: Services,
    engine: ScriptedEngine,
    load_cards: LoadCards,
    trackers: sqlite3.Connection,
    tmp_path: Path,
) -> None:
    load_cards("alice", {"code": ANOTHER_CODE, "status": "active"})
    customer = await a_story(services, engine)
    keep_dialogue(trackers, customer.conversation, "12 Elm Street")
    assert "Elm Street" in everything_stored(services)

    erase(services)

    stored = everything_stored(services)
    gone = ("Elm Street", customer.conversation, "XT2V", "A person looks", "GL-ALICE")
    assert [part for part in gone if part in stored] == []
    assert dialogues(trackers) == []
    # Nor in the files: the database's own, its write-ahead log, the engine's store.
    assert _files_with(b"Elm Street", tmp_path) == []


def _files_with(text: bytes, folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if text in path.read_bytes()]


async def test_whoever_is_erased_has_no_access_to_the_conversation_any_more(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    customer = await a_story(services, engine)
    erase(services)
    with pytest.raises(UnknownConversation):
        services.find_conversation(customer.token)
    with pytest.raises(UnknownConversation):
        await customer.says("hello?")


async def test_an_answer_to_a_conversation_that_was_erased_meanwhile_is_stored_nowhere(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    engine.says("Too late.").meanwhile(lambda: erase(services))
    with pytest.raises(UnknownConversation):
        await a_customer(services, "alice").says("hello")
    assert "Too late." not in everything_stored(services)


async def test_nobody_elses_records_are_touched(
    services: Services, engine: ScriptedEngine, trackers: sqlite3.Connection
) -> None:
    for account in (ALICE, BOB):
        add(services, account)
    await a_story(services, engine)
    bobs = await a_story(services, engine, "bob")
    keep_dialogue(trackers, bobs.conversation, "hello")
    before = services.export_customer(BOB, SAM, "")
    erase(services)
    assert services.export_customer(BOB, SAM, "") == before
    assert dialogues(trackers) == [bobs.conversation]


async def test_the_books_keep_the_account_and_still_verify(
    services: Services, engine: ScriptedEngine, load_cards: LoadCards
) -> None:
    load_cards("alice", {"code": A_CODE, "status": "redeemed", "redeemed_by": "self"})
    services.change_ledger(Spend(ALICE, Money(500, "USD")), Request("test", "an order", "till"))
    await a_story(services, engine)
    before = services.ledger_history.of_account(ALICE)
    erased = services.erase_customer(ALICE, SAM, "asked for it")
    assert (erased.conversations, erased.account_erased) == (1, False)
    assert services.verify_ledger() == []
    assert services.ledger_history.of_account(ALICE) == before
    with services.unit_of_work() as work:
        assert work.ledger.balances(ALICE) == [Money(2000, "USD")]


async def test_an_account_that_the_books_never_named_is_gone_too(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    await a_story(services, engine)
    assert services.erase_customer(ALICE, SAM, "asked for it").account_erased
    assert "alice" not in everything_stored(services)
    with pytest.raises(UnknownAccount):
        erase(services)


async def test_export_and_erasure_are_audited_under_a_pseudonym(services: Services) -> None:
    add(services, ALICE)
    services.export_customer(ALICE, SAM, "asked in May")
    erased = services.erase_customer(ALICE, SAM, "asked in June")
    assert [(entry.action, entry.subject, entry.reason) for entry in services.list_audit(10)] == [
        (AuditAction.ERASE, f"customer {erased.pseudonym}", "asked in June"),
        (AuditAction.EXPORT, f"customer {erased.pseudonym}", "asked in May"),
    ]


@pytest.mark.parametrize(("reason", "refusal"), [(" ", NotPermitted), (f"sent {A_CODE}", LeakPrevented)])
async def test_without_a_reason_that_can_be_kept_nothing_is_erased(
    services: Services, engine: ScriptedEngine, reason: str, refusal: type[Exception]
) -> None:
    add(services, ALICE)
    await a_story(services, engine)
    before = everything_stored(services)
    with pytest.raises(refusal):
        services.erase_customer(ALICE, SAM, reason)
    assert everything_stored(services) == before


async def test_more_conversations_than_a_batch_are_all_erased(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.erase_customer._BATCH", 2)
    add(services, ALICE)
    for _ in range(5):
        a_customer(services, "alice")
    heard: list[int] = []
    assert services.erase_customer(ALICE, SAM, "asked for it", heard.append).conversations == 5
    assert heard == [2, 4, 5]


# Retention


@pytest.mark.parametrize(("days", "kept"), [(399, True), (401, False)])
async def test_a_conversation_is_kept_for_its_period_after_its_last_message(
    services: Services, engine: ScriptedEngine, trackers: sqlite3.Connection, days: int, kept: bool
) -> None:
    add(services, ALICE)
    customer = await a_story(services, engine)
    keep_dialogue(trackers, customer.conversation, "hello")
    with services.database.begin() as connection:
        # Opened long before: what counts is the last message.
        connection.execute(update(conversation).values(opened_at=NOW - timedelta(days=1000)))
    later(services, days=days).sweep_records()
    assert ("Elm Street" in everything_stored(services)) is kept
    assert (dialogues(trackers) == [customer.conversation]) is kept


async def test_a_conversation_without_a_message_is_kept_for_its_period_after_it_was_opened(
    services: Services,
) -> None:
    a_customer(services)
    assert later(services, days=399).sweep_records().conversations == 0
    assert later(services, days=401).sweep_records().conversations == 1


@pytest.mark.parametrize(("days", "erased"), [(89, 0), (91, 1)])
async def test_a_handle_leads_to_its_card_for_its_period(
    services: Services, engine: ScriptedEngine, days: int, erased: int
) -> None:
    add(services, ALICE)
    customer = await a_story(services, engine)
    assert later(services, days=days).sweep_records().handles == erased
    with services.unit_of_work() as work:
        assert len(work.vault.last_four(customer.conversation)) == 1 - erased
    assert len(customer.log) == 3


@pytest.mark.parametrize(("days", "kept"), [(6, True), (8, False)])
async def test_tries_are_counted_for_their_period(services: Services, days: int, kept: bool) -> None:
    add(services, ALICE)
    services.diagnose_problem(a_customer(services, "alice").complains_of("invalid_code", A_CODE))
    later(services, days=days).sweep_records()
    with services.unit_of_work() as work:
        assert (work.personal_data.tries_of(ALICE) is not None) is kept


async def test_whoever_must_still_wait_is_not_forgotten(services: Services) -> None:
    add(services, ALICE)
    services.diagnose_problem(a_customer(services, "alice").complains_of("invalid_code", A_CODE))
    with services.database.begin() as connection:
        connection.execute(update(claimant_bucket).values(locked_until=NOW + timedelta(days=30)))
    assert later(services, days=8).sweep_records().tries == 0


def test_tries_that_the_brand_still_counts_are_kept_however_short_the_period(services: Services) -> None:
    counted = services.policy.lock.forgotten_after_hours
    before = replace(services.retention, tries_days=1).tries_before(NOW, counted_for_hours=10 * counted)
    assert before == NOW - timedelta(hours=10 * counted)


async def test_a_dialogue_that_a_late_answer_left_is_erased_by_the_next_sweep(
    services: Services, engine: ScriptedEngine, trackers: sqlite3.Connection
) -> None:
    add(services, ALICE)
    gone = await a_story(services, engine)
    erase(services)
    keep_dialogue(trackers, gone.conversation, "written too late")
    alive = a_customer(services)
    keep_dialogue(trackers, alive.conversation, "hello")
    assert services.sweep_records().dialogues == 1
    assert dialogues(trackers) == [alive.conversation]


async def test_a_sweep_of_more_than_a_batch_goes_on_to_the_end(
    services: Services, trackers: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.sweep_records._BATCH", 2)
    monkeypatch.setattr("bot.services.sweep_records._DIALOGUES", 2)
    for _ in range(5):
        keep_dialogue(trackers, a_customer(services).conversation, "hello")
    heard: list[tuple[str, int]] = []
    swept = later(services, days=401).sweep_records(lambda kind, done: heard.append((kind, done)))
    assert (swept.conversations, swept.dialogues) == (5, 5)
    assert heard[:3] == [("conversations", 2), ("conversations", 4), ("conversations", 5)]


async def test_a_sweep_where_nothing_is_due_changes_nothing(
    services: Services, engine: ScriptedEngine
) -> None:
    add(services, ALICE)
    await a_story(services, engine)
    before = everything_stored(services)
    services.sweep_records()
    assert everything_stored(services) == before
    with services.database.begin() as connection:
        assert len(connection.execute(select(message)).all()) == 3
