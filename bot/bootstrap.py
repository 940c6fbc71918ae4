"""The composition root: one place that says which parts the services are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial

from sqlalchemy import Engine as Database

from bot.agents.agent import SessionLimits
from bot.agents.passwords import PasswordHashes
from bot.attachments.prepare_apart import prepare_apart
from bot.errors import ConfigurationError, EngineStarting
from bot.knowledge.brand import BrandPolicy, load_brand
from bot.ports import (
    CardDirectory,
    Dialogues,
    Engine,
    EngineReply,
    HumanCheck,
    Mailer,
    Presence,
    UnitOfWork,
    WaitingParts,
    Wakeups,
    WriteLedger,
)
from bot.privacy.claim_code import Fingerprinter
from bot.privacy.retention import RetentionPeriods
from bot.privacy.sealed_codes import CodeSealer
from bot.services.admit import Admit
from bot.services.agent_sessions import AgentSessions
from bot.services.answer_question import AnswerQuestion
from bot.services.answer_yes_or_no import AnswerYesOrNo
from bot.services.apologise import Apologise
from bot.services.aside import Front
from bot.services.brief_case import BriefCase
from bot.services.canary_codes import CanaryCodes
from bot.services.change_agents import ChangeAgents
from bot.services.change_ledger import ChangeLedger
from bot.services.change_session import ChangeSession
from bot.services.change_sites import ChangeSites
from bot.services.change_slack_channels import ChangeSlackChannels
from bot.services.change_tickets import ChangeTickets
from bot.services.decide_ledger_action import DecideLedgerAction
from bot.services.deliver_outbox import DeliverOutbox, OutboxBell
from bot.services.demo_agents import DemoAgents
from bot.services.diagnose_problem import DiagnoseProblem
from bot.services.draft_ledger_action import DraftLedgerAction
from bot.services.email_customer import EMAIL_KINDS, EmailCustomer
from bot.services.erase_customer import EraseCustomer
from bot.services.export_customer import ExportCustomer
from bot.services.export_ledger import ExportLedger
from bot.services.export_lines import ExportLines
from bot.services.fill_macros import FillMacros
from bot.services.find_card import FindCard
from bot.services.find_conversation import FindConversation
from bot.services.hand_over import HandOver
from bot.services.issue_card import IssueCard
from bot.services.keep_calm import KeepCalm
from bot.services.ledger_history import LedgerHistory
from bot.services.list_agents import ListAgents
from bot.services.list_audit import ListAudit
from bot.services.list_colleagues import ListColleagues
from bot.services.list_ledger import ListLedger
from bot.services.list_ledger_actions import ListLedgerActions
from bot.services.list_outbox import ListOutbox
from bot.services.list_sites import ListSites
from bot.services.list_slack_channels import ListSlackChannels
from bot.services.list_tickets import ListTickets
from bot.services.load_ledger import LoadLedger
from bot.services.make_link_code import MakeLinkCode
from bot.services.make_report import MakeReport
from bot.services.move_conversation import MoveConversation
from bot.services.new_code import MakeCode, code_maker
from bot.services.notify_customer import NotifyCustomer
from bot.services.open_file import OpenFile
from bot.services.open_in_slack import OpenInSlack
from bot.services.rate_conversation import RateConversation
from bot.services.read_conversation import ReadConversation
from bot.services.read_desk import ReadDesk
from bot.services.read_mentions import ReadMentions
from bot.services.receive_code import ReceiveCode
from bot.services.receive_message import ReceiveMessage
from bot.services.redeem_card import DeclineOffer, RedeemCard
from bot.services.reissue_card import ReissueCard
from bot.services.reveal_card import RevealCard
from bot.services.review_lines import ReviewLines
from bot.services.search_desk import SearchDesk
from bot.services.send_file import SendFile
from bot.services.show_presence import ShowPresence
from bot.services.sign_in_agent import SignInAgent
from bot.services.sign_in_in_slack import SignInInSlack
from bot.services.start_conversation import StartConversation
from bot.services.sweep_records import SweepRecords
from bot.services.take_next import TakeNext
from bot.services.tell_ticket import TellTicket
from bot.services.tell_ticket_status import TellTicketStatus
from bot.services.tell_waiting import TellWaiting
from bot.services.tidy_conversations import TidyConversations
from bot.services.verify_ledger import VerifyLedger
from bot.services.write_from_thread import WriteFromThread
from bot.services.write_to_conversation import ReplyToCustomer, WriteNote
from bot.settings import Settings
from bot.storage.database import connect, migrate, unit_of_work
from bot.storage.engine_dialogues import EngineDialogues
from bot.storage.ledger_queue import LedgerQueue
from bot.storage.pepper_rotation import require_peppers
from bot.storage.personal_data import forget_deleted
from bot.storage.presence import PresenceInMemory
from bot.storage.selftest import ROUNDS, Proof, self_test
from bot.storage.throttle import CountedThrottle
from bot.storage.waiting_parts import PartsInMemory
from bot.throttles import limits_from
from bot.values import AgentId, Clock, ConversationId, SystemClock


class NoEngine:
    """Stands for the engine in commands that hold no conversation."""

    is_ready = False

    async def answer(
        self, conversation: ConversationId, text: str, now: datetime, sequence: int
    ) -> Sequence[EngineReply]:
        raise EngineStarting("no engine was started")


class NobodyWatches:
    """Stands for the wake-ups in commands that nobody watches."""

    def wake(self, conversation: ConversationId) -> None:
        return None

    def wake_desk(self, conversation: ConversationId) -> None:
        return None

    def wake_people(self, conversation: ConversationId, *, customer: bool) -> None:
        return None

    def wake_agent(self, agent: AgentId) -> None:
        return None


@dataclass(frozen=True)
class Services:
    """Every use case, ready to call. Each is made when it is first asked for."""

    database: Database
    unit_of_work: UnitOfWork
    write_ledger: WriteLedger
    fingerprinter: Fingerprinter
    make_code: MakeCode
    brand: str
    policy: BrandPolicy
    clock: Clock
    engine: Engine
    wakeups: Wakeups
    agent_session_limits: SessionLimits
    agent_lease: timedelta
    agent_capacity: int
    close_after: timedelta
    throttle: CountedThrottle
    sealer: CodeSealer
    dialogues: Dialogues
    retention: RetentionPeriods
    retailer: CardDirectory | None = None
    human_check: HumanCheck | None = None
    anonymous_grid_s: float = 0
    outbox_bell: OutboxBell = field(default_factory=OutboxBell)
    customer_away_after: timedelta | None = None
    mailer: Mailer | None = None

    def close(self) -> None:
        """Gives the database's connections back."""
        self.database.dispose()

    def self_test(self, rounds: int = ROUNDS) -> Sequence[Proof]:
        """What was proven of the database. Raises LedgerDamaged if it would lose money or spend it twice."""
        return self_test(self.database, rounds)

    def require_shared_throttle(self) -> None:
        """Raises ConfigurationError if several processes should count together and cannot."""
        self.throttle.require_shared()

    @cached_property
    def receive_message(self) -> ReceiveMessage:
        return ReceiveMessage(
            self.unit_of_work,
            self.engine,
            self.clock,
            self.policy,
            self.wakeups,
            self.waiting_parts,
            self.admit,
            self.notify_customer,
            self.front,
            self.anonymous_grid_s,
        )

    @cached_property
    def front(self) -> Front:
        return Front()

    @cached_property
    def notify_customer(self) -> NotifyCustomer:
        return NotifyCustomer(self.policy, self.customer_away_after)

    @cached_property
    def deliver_outbox(self) -> DeliverOutbox:
        """Of the kinds that this process can deliver."""
        if self.mailer is None:
            return DeliverOutbox(self.unit_of_work, self.clock, {}, self.outbox_bell)
        email = EmailCustomer(self.unit_of_work, self.policy, self.mailer)
        deliverers = dict.fromkeys(EMAIL_KINDS, email)
        return DeliverOutbox(self.unit_of_work, self.clock, deliverers, self.outbox_bell)

    @cached_property
    def list_outbox(self) -> ListOutbox:
        return ListOutbox(self.unit_of_work, self.clock)

    @cached_property
    def admit(self) -> Admit:
        return Admit(self.throttle)

    @cached_property
    def receive_code(self) -> ReceiveCode:
        return ReceiveCode(self.clock, self.policy, self.waiting_parts, self.receive_message)

    @cached_property
    def waiting_parts(self) -> WaitingParts:
        return PartsInMemory()

    @cached_property
    def diagnose_problem(self) -> DiagnoseProblem:
        return DiagnoseProblem(self.unit_of_work, self.policy, self.retailer)

    @cached_property
    def redeem_card(self) -> RedeemCard:
        return RedeemCard(self.unit_of_work, self.write_ledger, self.policy)

    @cached_property
    def decline_offer(self) -> DeclineOffer:
        return DeclineOffer()

    @cached_property
    def answer_question(self) -> AnswerQuestion:
        return AnswerQuestion(self.unit_of_work, self.policy, self.diagnose_problem, self.redeem_card)

    @cached_property
    def keep_calm(self) -> KeepCalm:
        return KeepCalm()

    @cached_property
    def tell_ticket_status(self) -> TellTicketStatus:
        return TellTicketStatus(self.unit_of_work, self.policy, self.diagnose_problem)

    @cached_property
    def answer_yes_or_no(self) -> AnswerYesOrNo:
        return AnswerYesOrNo(
            self.diagnose_problem, self.redeem_card, self.decline_offer, self.hand_over, self.answer_question
        )

    @cached_property
    def hand_over(self) -> HandOver:
        return HandOver(self.unit_of_work, self.policy)

    @cached_property
    def apologise(self) -> Apologise:
        return Apologise(self.unit_of_work, self.policy)

    @cached_property
    def start_conversation(self) -> StartConversation:
        return StartConversation(
            self.unit_of_work,
            self.clock,
            self.fingerprinter,
            self.brand,
            self.policy.support,
            self.throttle,
            self.human_check,
        )

    @cached_property
    def find_conversation(self) -> FindConversation:
        return FindConversation(self.unit_of_work, self.clock)

    @cached_property
    def change_session(self) -> ChangeSession:
        return ChangeSession(self.unit_of_work, self.clock, self.wakeups, self.find_conversation, self.brand)

    @cached_property
    def change_sites(self) -> ChangeSites:
        return ChangeSites(self.unit_of_work, self.clock, self.brand)

    @cached_property
    def list_sites(self) -> ListSites:
        return ListSites(self.unit_of_work, self.brand)

    @cached_property
    def read_conversation(self) -> ReadConversation:
        return ReadConversation(self.unit_of_work, self.policy)

    @cached_property
    def brief_case(self) -> BriefCase:
        return BriefCase(self.unit_of_work, self.clock, self.policy, self.retailer)

    @cached_property
    def send_file(self) -> SendFile:
        return SendFile(self.unit_of_work, self.clock, self.policy, self.wakeups, self.admit, prepare_apart)

    @cached_property
    def open_file(self) -> OpenFile:
        return OpenFile(self.unit_of_work, self.clock)

    @cached_property
    def open_in_slack(self) -> OpenInSlack:
        return OpenInSlack(self.unit_of_work, self.clock, self.fingerprinter, self.admit)

    @cached_property
    def make_link_code(self) -> MakeLinkCode:
        return MakeLinkCode(self.unit_of_work, self.clock, self.fingerprinter, self.admit)

    @cached_property
    def sign_in_in_slack(self) -> SignInInSlack:
        return SignInInSlack(
            self.unit_of_work, self.clock, self.fingerprinter, self.policy, self.wakeups, self.admit
        )

    @cached_property
    def rate_conversation(self) -> RateConversation:
        return RateConversation(self.unit_of_work, self.clock, self.policy, self.wakeups, self.admit)

    @cached_property
    def list_tickets(self) -> ListTickets:
        return ListTickets(self.unit_of_work, self.clock, self.policy.support)

    @cached_property
    def change_tickets(self) -> ChangeTickets:
        return ChangeTickets(self.unit_of_work, self.clock, self.policy, self.notify_customer)

    @cached_property
    def load_ledger(self) -> LoadLedger:
        return LoadLedger(self.unit_of_work, self.policy, self.clock)

    @cached_property
    def issue_card(self) -> IssueCard:
        return IssueCard(self.write_ledger, self.clock, self.make_code, self.policy.cards.code_format)

    @cached_property
    def reissue_card(self) -> ReissueCard:
        return ReissueCard(self.write_ledger, self.clock, self.make_code, self.policy.cards.code_format)

    @cached_property
    def change_ledger(self) -> ChangeLedger:
        return ChangeLedger(self.unit_of_work, self.write_ledger, self.clock, self.policy, self.fingerprinter)

    @cached_property
    def draft_ledger_action(self) -> DraftLedgerAction:
        return DraftLedgerAction(self.unit_of_work, self.clock, self.policy)

    @cached_property
    def decide_ledger_action(self) -> DecideLedgerAction:
        return DecideLedgerAction(
            self.unit_of_work, self.clock, self.policy, self.change_ledger, self.reissue_card
        )

    @cached_property
    def list_ledger_actions(self) -> ListLedgerActions:
        return ListLedgerActions(self.unit_of_work, self.clock)

    @cached_property
    def find_card(self) -> FindCard:
        return FindCard(self.unit_of_work)

    @cached_property
    def list_ledger(self) -> ListLedger:
        return ListLedger(self.unit_of_work)

    @cached_property
    def ledger_history(self) -> LedgerHistory:
        return LedgerHistory(self.unit_of_work)

    @cached_property
    def verify_ledger(self) -> VerifyLedger:
        return VerifyLedger(self.unit_of_work)

    @cached_property
    def reveal_card(self) -> RevealCard:
        return RevealCard(self.unit_of_work, self.clock, self.policy, self.sealer)

    @cached_property
    def list_audit(self) -> ListAudit:
        return ListAudit(self.unit_of_work)

    @cached_property
    def canary_codes(self) -> CanaryCodes:
        return CanaryCodes(self.unit_of_work, self.clock, self.make_code, self.policy.cards.code_format)

    @cached_property
    def export_customer(self) -> ExportCustomer:
        return ExportCustomer(self.unit_of_work, self.clock, self.fingerprinter)

    @cached_property
    def erase_customer(self) -> EraseCustomer:
        return EraseCustomer(
            self.unit_of_work,
            self.clock,
            self.fingerprinter,
            self.policy.cards.code_format,
            self.dialogues,
            partial(forget_deleted, self.database),
        )

    @cached_property
    def sweep_records(self) -> SweepRecords:
        return SweepRecords(
            self.unit_of_work,
            self.clock,
            self.policy,
            self.retention,
            self.dialogues,
            partial(forget_deleted, self.database),
        )

    @cached_property
    def export_ledger(self) -> ExportLedger:
        return ExportLedger(self.unit_of_work)

    @cached_property
    def review_lines(self) -> ReviewLines:
        return ReviewLines(self.unit_of_work, self.clock)

    @cached_property
    def make_report(self) -> MakeReport:
        return MakeReport(self.unit_of_work, self.clock, self.policy)

    @cached_property
    def export_lines(self) -> ExportLines:
        return ExportLines(self.unit_of_work, self.clock)

    @cached_property
    def password_hashes(self) -> PasswordHashes:
        return PasswordHashes()

    @cached_property
    def change_agents(self) -> ChangeAgents:
        return ChangeAgents(self.unit_of_work, self.clock, self.password_hashes, self.teams)

    @cached_property
    def list_agents(self) -> ListAgents:
        return ListAgents(self.unit_of_work)

    @cached_property
    def sign_in_agent(self) -> SignInAgent:
        return SignInAgent(
            self.unit_of_work,
            self.clock,
            self.fingerprinter,
            self.password_hashes,
            self.agent_session_limits,
        )

    @cached_property
    def demo_agents(self) -> DemoAgents:
        return DemoAgents(self.change_agents, self.sign_in_agent)

    @cached_property
    def move_conversation(self) -> MoveConversation:
        return MoveConversation(
            self.unit_of_work, self.clock, self.policy, self.wakeups, self.agent_lease, self.notify_customer
        )

    @cached_property
    def teams(self) -> frozenset[str]:
        return frozenset(team.id for team in self.policy.support.teams)

    @cached_property
    def presence(self) -> Presence:
        return PresenceInMemory()

    @cached_property
    def show_presence(self) -> ShowPresence:
        return ShowPresence(self.unit_of_work, self.clock, self.policy, self.presence, self.wakeups)

    @cached_property
    def list_colleagues(self) -> ListColleagues:
        return ListColleagues(
            self.unit_of_work, self.presence, self.policy.support.teams, self.agent_capacity
        )

    @cached_property
    def search_desk(self) -> SearchDesk:
        return SearchDesk(self.unit_of_work, self.clock, self.policy)

    @cached_property
    def fill_macros(self) -> FillMacros:
        return FillMacros(self.unit_of_work, self.clock, self.policy)

    @cached_property
    def read_mentions(self) -> ReadMentions:
        return ReadMentions(self.unit_of_work, self.clock)

    @cached_property
    def take_next(self) -> TakeNext:
        return TakeNext(
            self.unit_of_work,
            self.clock,
            self.policy,
            self.wakeups,
            self.teams,
            lease=self.agent_lease,
            capacity=self.agent_capacity,
        )

    @cached_property
    def tell_ticket(self) -> TellTicket:
        return TellTicket(self.unit_of_work, self.clock)

    @cached_property
    def tell_waiting(self) -> TellWaiting:
        return TellWaiting(self.unit_of_work, self.clock, self.policy)

    @cached_property
    def reply_to_customer(self) -> ReplyToCustomer:
        return ReplyToCustomer(
            self.unit_of_work, self.clock, self.policy, self.wakeups, self.agent_lease, self.notify_customer
        )

    @cached_property
    def write_note(self) -> WriteNote:
        return WriteNote(self.unit_of_work, self.clock, self.policy, self.wakeups)

    @cached_property
    def write_from_thread(self) -> WriteFromThread:
        return WriteFromThread(self.unit_of_work, self.reply_to_customer, self.write_note)

    @cached_property
    def change_slack_channels(self) -> ChangeSlackChannels:
        return ChangeSlackChannels(self.unit_of_work, self.teams)

    @cached_property
    def list_slack_channels(self) -> ListSlackChannels:
        return ListSlackChannels(self.unit_of_work, self.policy)

    @cached_property
    def read_desk(self) -> ReadDesk:
        return ReadDesk(self.unit_of_work, self.clock)

    @cached_property
    def tidy_conversations(self) -> TidyConversations:
        return TidyConversations(
            self.unit_of_work,
            self.clock,
            self.policy,
            self.wakeups,
            lease=self.agent_lease,
            close_after=self.close_after,
        )

    @cached_property
    def agent_sessions(self) -> AgentSessions:
        return AgentSessions(self.unit_of_work, self.clock, self.agent_session_limits)


def bootstrap(
    settings: Settings,
    *,
    clock: Clock | None = None,
    engine: Engine | None = None,
    wakeups: Wakeups | None = None,
    retailer: CardDirectory | None = None,
    human_check: HumanCheck | None = None,
    mailer: Mailer | None = None,
) -> Services:
    """The services over the database of the settings, with its tables brought up to date.

    Every process puts e-mails into the outbox if the settings have a mail server; one with a `mailer`
    delivers them too.

    Raises ConfigurationError if the database or a secret is missing, or if the two do not go together.
    """
    # First what reaches for no database: a wrong setting must not leave an empty one behind.
    policy = load_brand(settings.brand)
    limits = limits_from(settings.limits)
    sends_email = settings.mail is not None
    database = connect(settings.database)
    try:
        fingerprinter = Fingerprinter(settings.peppers)
        throttle = CountedThrottle(limits, settings.secret, settings.redis)
        migrate(database)
        require_peppers(database, fingerprinter)
    except ConfigurationError:
        database.dispose()
        raise
    bell = OutboxBell()
    work = unit_of_work(database, fingerprinter, policy, bell.ring)
    sealer = CodeSealer(settings.peppers)
    return Services(
        database=database,
        unit_of_work=work,
        write_ledger=LedgerQueue(work),
        fingerprinter=fingerprinter,
        brand=settings.brand,
        make_code=code_maker(policy.cards, fingerprinter, sealer),
        policy=policy,
        clock=clock or SystemClock(),
        engine=engine or NoEngine(),
        wakeups=wakeups or NobodyWatches(),
        agent_session_limits=SessionLimits(
            idle=timedelta(minutes=settings.agent_idle_min), most=timedelta(hours=settings.agent_session_h)
        ),
        agent_lease=timedelta(minutes=settings.agent_away_min),
        agent_capacity=settings.agent_capacity,
        close_after=timedelta(days=settings.close_after_days),
        throttle=throttle,
        sealer=sealer,
        dialogues=EngineDialogues.in_file(settings.engine_home / "trackers.db"),
        retention=RetentionPeriods(
            settings.retain_conversations_days, settings.retain_handles_days, settings.retain_tries_days
        ),
        retailer=retailer,
        human_check=human_check,
        anonymous_grid_s=settings.anonymous_grid_ms / 1000,
        outbox_bell=bell,
        customer_away_after=timedelta(minutes=settings.mail_away_min) if sends_email else None,
        mailer=mailer,
    )
