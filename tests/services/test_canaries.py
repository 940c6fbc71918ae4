"""A canary code raises an alarm, and its sender is answered as to any code that no card has."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime

import pytest

from bot.bootstrap import Services, bootstrap
from bot.conversations.conversation import Owner, Reply, Turn
from bot.errors import LeakPrevented, UnknownCanary
from bot.ledger.canaries import ALARM
from bot.ports import Effects, EngineReply
from bot.privacy.audit import Actor, AuditAction
from bot.privacy.claim_code import ClaimCode
from bot.privacy.placeholders import HANDLE
from bot.privacy.role import Machine
from bot.services.answers import Answer, Question
from bot.settings import Settings
from bot.tickets.ticket import Priority, Ticket
from bot.values import ClaimHandle, ConversationId, FixedClock
from tests.builders import A_CODE, a_customer, everything_stored
from tests.conftest import NOW
from tests.services.asking import ALICE, BOB, add, an_active_card

SAM = Actor("sam", Machine.OPERATOR)


@pytest.fixture
def canary(services: Services) -> str:
    add(services, ALICE)
    return services.canary_codes.add("the printer's batch", SAM).code


def alarms(services: Services) -> list[Ticket]:
    with services.unit_of_work() as work:
        return [ticket for ticket in work.tickets.newest(100) if ticket.category == ALARM]


def tried(services: Services) -> list[str]:
    return [e.subject for e in services.list_audit(100) if e.action is AuditAction.CANARY_TRIED]


@pytest.mark.parametrize("account", ["alice", None])
async def test_whoever_sends_one_sets_off_one_urgent_alarm(
    services: Services, canary: str, account: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    customer = a_customer(services, account)
    with caplog.at_level(logging.WARNING, "bot.services.canary_alarm"):
        await customer.says(f"my code is {canary}")
        await customer.says(f"again: {canary.lower()}")
    (ticket,) = alarms(services)
    assert (ticket.priority, ticket.conversation) == (Priority.URGENT, customer.conversation)
    assert "the printer's batch" in ticket.summary
    assert len(tried(services)) == 1
    assert len(caplog.records) == 1
    assert canary not in caplog.text + everything_stored(services)


async def test_each_conversation_has_an_alarm_of_its_own(services: Services, canary: str) -> None:
    for account in ("alice", None):
        await a_customer(services, account).says(canary)
    assert len(alarms(services)) == len(tried(services)) == 2


async def test_one_sets_it_off_while_a_person_has_the_conversation(services: Services, canary: str) -> None:
    customer = a_customer(services)
    customer.goes_to(Owner.QUEUED, Owner.AGENT)
    await customer.says(canary)
    assert len(alarms(services)) == 1


def put_in_place(services: Services, code: str) -> None:
    """A canary of that code: one of chance may have groups that are not known as parts of a code."""
    services.canary_codes.add("", SAM)
    with services.unit_of_work() as work:
        (canary,) = work.canaries.all()
        work.canaries.remove(canary.id)
        work.canaries.add(canary, services.fingerprinter.of(ClaimCode.parse(code)))


async def test_one_that_comes_in_two_messages_sets_it_off(services: Services) -> None:
    put_in_place(services, A_CODE)
    customer = a_customer(services)
    await customer.says("the code is AQ3D-7KLM9P")
    await customer.says("the rest is XT2V")
    assert len(alarms(services)) == 1


async def test_one_that_is_misread_sets_it_off(services: Services) -> None:
    put_in_place(services, "AQ3D-7KLM0P-XT2V")
    await a_customer(services).says("AQ3D-7KLMOP-XT2V")
    assert len(alarms(services)) == 1


async def test_a_code_of_a_card_and_one_of_none_set_off_nothing(services: Services, canary: str) -> None:
    _, printed = an_active_card(services)
    await a_customer(services, "alice").says(printed)
    await a_customer(services, "alice").says(A_CODE)
    assert alarms(services) == []
    assert tried(services) == []


class DiagnosingEngine:
    """Implements ports.Engine: whatever is said is a complaint, and the real service answers it."""

    is_ready = True

    def __init__(self) -> None:
        self.diagnose: Callable[[Question], Answer] | None = None

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        assert self.diagnose
        handles = tuple(map(ClaimHandle, HANDLE.findall(text)))
        question = Question(
            conversation, "invalid_code", now, text, "invalid_code", handles[0], said_now=handles
        )
        said = self.diagnose(question)
        turn = Turn("invalid_code", 1.0, said.case, said.outcome)
        told = Reply(f"{said.reply} {sorted(said.values.items())} {said.then}")
        return [EngineReply(told), EngineReply(effects=Effects(turn, said.ticket, said.owner))]


@pytest.mark.parametrize("signed_in", [True, False])
async def test_every_answer_is_byte_for_byte_the_one_to_an_unknown_code(
    settings: Settings, signed_in: bool
) -> None:
    engine = DiagnosingEngine()
    with closing(bootstrap(settings, clock=FixedClock(NOW), engine=engine)) as services:
        engine.diagnose = services.diagnose_problem
        code = services.canary_codes.add("", SAM).code
        # A digit for a digit and a letter for a letter: the one is known as a code where the other is.
        others = "23" if code[0].isdigit() else "AC"
        unknown = others.replace(code[0], "")[0] + code[1:]
        said = []
        for account, written in ((ALICE, unknown), (BOB, code)):
            add(services, account)
            customer = a_customer(services, account if signed_in else None)
            answers = [repr(await customer.says(f"it says invalid: {written}")) for _ in range(4)]
            log = services.read_conversation(customer.conversation).messages
            seen = [(line.sequence, line.author, line.text) for line in log]
            own = re.compile(f"GL-[0-9A-Z]{{7}}|{account}|{customer.conversation}")
            said.append(own.sub("…", repr((answers, seen))))
        assert len(alarms(services)) == 1
        assert said[0] == said[1]


async def test_the_alarm_is_no_ticket_of_the_customers(services: Services, canary: str) -> None:
    customer = a_customer(services, "alice")
    await customer.says(canary)
    (ticket,) = alarms(services)
    for text in ("what about my ticket?", f"what about {ticket.id}?"):
        answer = services.tell_ticket_status(customer.asks("ticket_status", text))
        assert answer.ticket is None
        assert ticket.id not in repr(answer)


async def test_a_canary_that_was_removed_sets_off_nothing(services: Services, canary: str) -> None:
    (known,) = services.canary_codes.list()
    services.canary_codes.remove(known.id, SAM)
    await a_customer(services).says(canary)
    assert (alarms(services), services.canary_codes.list()) == ([], [])


def test_one_that_is_not_there_cannot_be_removed(services: Services) -> None:
    with pytest.raises(UnknownCanary):
        services.canary_codes.remove("0" * 12, SAM)


def test_adding_and_removing_are_audited(services: Services, canary: str) -> None:
    (known,) = services.canary_codes.list()
    services.canary_codes.remove(known.id, SAM)
    assert [(entry.action, entry.actor, entry.subject) for entry in services.list_audit(10)] == [
        (AuditAction.CANARY_REMOVED, SAM, f"canary {known.id}"),
        (AuditAction.CANARY_ADDED, SAM, f"canary {known.id}"),
    ]


def test_a_note_with_a_code_is_refused(services: Services) -> None:
    with pytest.raises(LeakPrevented):
        services.canary_codes.add(f"beside {A_CODE}", SAM)
    assert services.canary_codes.list() == []


def test_the_ledger_knows_a_canary_as_no_card(services: Services, canary: str) -> None:
    code = ClaimCode.parse(canary)
    with services.unit_of_work() as work:
        assert work.ledger.find(services.fingerprinter.of(code)).card is None
    assert canary not in everything_stored(services)
