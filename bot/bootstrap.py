"""The composition root: one place that says which parts the services are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Engine as Database

from bot.errors import EngineStarting
from bot.knowledge.brand import BrandPolicy, load_brand
from bot.ports import Engine, EngineReply, UnitOfWork, Wakeups
from bot.privacy.claim_code import Fingerprinter
from bot.services.answer_question import AnswerQuestion
from bot.services.apologise import Apologise
from bot.services.diagnose_problem import DiagnoseProblem
from bot.services.hand_over import HandOver
from bot.services.list_tickets import ListTickets
from bot.services.load_ledger import LoadLedger
from bot.services.read_conversation import ReadConversation
from bot.services.receive_message import ReceiveMessage
from bot.services.start_conversation import FindConversation, StartConversation
from bot.settings import Settings
from bot.storage.database import connect, migrate, unit_of_work
from bot.values import Clock, ConversationId, SystemClock


class NoEngine:
    """Stands for the engine in commands that hold no conversation."""

    is_ready = False

    async def answer(self, conversation: ConversationId, text: str, now: datetime) -> Sequence[EngineReply]:
        raise EngineStarting("no engine was started")


class NobodyWatches:
    """Stands for the wake-ups in commands that nobody watches."""

    def wake(self, conversation: ConversationId) -> None:
        return None


@dataclass(frozen=True)
class Services:
    """Every use case, ready to call. Each is made when it is first asked for."""

    database: Database
    unit_of_work: UnitOfWork
    policy: BrandPolicy
    clock: Clock
    engine: Engine
    wakeups: Wakeups

    def close(self) -> None:
        """Gives the database's connections back."""
        self.database.dispose()

    @cached_property
    def receive_message(self) -> ReceiveMessage:
        return ReceiveMessage(self.unit_of_work, self.engine, self.clock, self.policy, self.wakeups)

    @cached_property
    def diagnose_problem(self) -> DiagnoseProblem:
        return DiagnoseProblem(self.unit_of_work, self.policy)

    @cached_property
    def answer_question(self) -> AnswerQuestion:
        return AnswerQuestion(self.unit_of_work, self.policy)

    @cached_property
    def hand_over(self) -> HandOver:
        return HandOver(self.unit_of_work, self.policy)

    @cached_property
    def apologise(self) -> Apologise:
        return Apologise(self.unit_of_work, self.policy)

    @cached_property
    def start_conversation(self) -> StartConversation:
        return StartConversation(self.unit_of_work, self.clock)

    @cached_property
    def find_conversation(self) -> FindConversation:
        return FindConversation(self.unit_of_work)

    @cached_property
    def read_conversation(self) -> ReadConversation:
        return ReadConversation(self.unit_of_work)

    @cached_property
    def list_tickets(self) -> ListTickets:
        return ListTickets(self.unit_of_work)

    @cached_property
    def load_ledger(self) -> LoadLedger:
        return LoadLedger(self.unit_of_work, self.policy, self.clock)


def bootstrap(
    settings: Settings,
    *,
    clock: Clock | None = None,
    engine: Engine | None = None,
    wakeups: Wakeups | None = None,
) -> Services:
    """The services over the database of the settings, with its tables brought up to date.

    Raises ConfigurationError if the database or a secret is missing.
    """
    # First what reaches for no database: a wrong setting must not leave an empty one behind.
    policy = load_brand(settings.brand)
    database = connect(settings.database)
    fingerprinter = Fingerprinter(settings.secret)
    migrate(database)
    return Services(
        database=database,
        unit_of_work=unit_of_work(database, fingerprinter),
        policy=policy,
        clock=clock or SystemClock(),
        engine=engine or NoEngine(),
        wakeups=wakeups or NobodyWatches(),
    )
