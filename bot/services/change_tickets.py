"""What people do with tickets: give them to an agent, let them wait, close, reopen and merge them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import GiftlineError, ImpossibleChange, NotPermitted, UnknownAgent, UnknownTicket
from bot.knowledge.brand import BrandPolicy
from bot.ports import UnitOfWork, Work
from bot.privacy.audit import Actor, AuditAction, AuditEntry, may_reassign
from bot.privacy.other_secrets import hide_other_secrets
from bot.privacy.redact import redact
from bot.services.notify_customer import NotifyCustomer
from bot.tickets.changes import assigned, closed, merged, reopened, waiting
from bot.tickets.ticket import Ticket
from bot.values import AgentId, Clock, TicketId

_LONGEST_REASON = 1_000


@dataclass(frozen=True)
class _Change:
    """`refused` is why nothing was changed. The first that is `done` is what the caller is answered."""

    done: tuple[Ticket, ...] = ()
    refused: GiftlineError | None = None


class ChangeTickets:
    """Every change is in the audit, and so is one that somebody may not make.

    In the chat the customer hears of none; that a ticket is closed they get by e-mail, where they have one.

    Each answers the ticket as it is then, and raises UnknownTicket, or ImpossibleChange if it stands
    otherwise. The caller has made sure of the actor.
    """

    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, policy: BrandPolicy, notify: NotifyCustomer
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._policy = policy
        self._notify = notify

    def assign(self, ticket: TicketId, agent: AgentId | None, actor: Actor) -> Ticket:
        """None puts it back on everybody's list.

        Raises UnknownAgent for one who does not work here, NotPermitted if it is a colleague's ticket.
        """

        def decide(work: Work, found: Ticket) -> _Change:
            agents = {each.id: each for each in work.agents.listed()}
            holder = agents.get(found.agent) if found.agent else None
            if holder and holder.email != actor.name and not may_reassign(actor.role):
                return _Change(refused=NotPermitted(f"{holder.name} has it. A supervisor can reassign it."))
            if agent is not None and (agent not in agents or agents[agent].disabled_at):
                raise UnknownAgent("There is no such agent, or they do not work here any more.")
            return _Change((assigned(found, agent),))

        return self._change(
            AuditAction.TICKET_ASSIGNED, ticket, actor, decide, about=f" to {agent or 'nobody'}"
        )

    def wait(self, ticket: TicketId, actor: Actor, reason: str = "") -> Ticket:
        """For the customer, until they write."""

        def decide(work: Work, found: Ticket) -> _Change:
            return _Change((waiting(found, self._clock.now()),))

        return self._change(AuditAction.TICKET_WAITING, ticket, actor, decide, reason)

    def close(self, ticket: TicketId, actor: Actor, reason: str) -> Ticket:
        """Raises NotPermitted without a reason."""
        written = self._reason(reason)

        def decide(work: Work, found: Ticket) -> _Change:
            now = self._clock.now()
            done = closed(found, written, now)
            self._notify.of_closed_ticket(work, done.conversation, done.id, done.category, now)
            return _Change((done,))

        return self._change(AuditAction.TICKET_CLOSED, ticket, actor, decide, self._required(written))

    def reopen(self, ticket: TicketId, actor: Actor, reason: str) -> Ticket:
        """With new clocks. Raises NotPermitted without a reason."""

        def decide(work: Work, found: Ticket) -> _Change:
            now, support = self._clock.now(), self._policy.support
            clocks = support.clocks(found.category, found.priority, now, found.team)
            return _Change((reopened(found, clocks),))

        return self._change(AuditAction.TICKET_REOPENED, ticket, actor, decide, self._required(reason))

    def merge(self, duplicate: TicketId, into: TicketId, actor: Actor, reason: str = "") -> Ticket:
        """Answers the ticket that the duplicate went into; the duplicate's number stands for it from then on.

        Raises ImpossibleChange if the two are of different customers.
        """

        def decide(work: Work, found: Ticket) -> _Change:
            target = work.tickets.get(into)
            if target is None:
                raise _unknown()
            _require_one_customer(work, found, target)
            gone, kept = merged(found, target, self._clock.now())
            work.tickets.repoint(gone.id, kept.id)
            return _Change((kept, gone))

        return self._change(
            AuditAction.TICKET_MERGED, duplicate, actor, decide, reason, about=f" into {into}", also=into
        )

    def _change(
        self,
        action: AuditAction,
        ticket: TicketId,
        actor: Actor,
        decide: Callable[[Work, Ticket], _Change],
        reason: str = "",
        *,
        about: str = "",
        also: TicketId | None = None,
    ) -> Ticket:
        """`about` ends what the audit says of the subject; `also` is held as well."""
        with self._unit_of_work() as work:
            # Held in one order, so that two who merge the same two never wait for each other.
            held = {each: work.tickets.hold(each) for each in sorted({ticket, also or ticket})}
            found = held[ticket]
            if found is None:
                raise _unknown()
            change = decide(work, found)
            for one in change.done:
                work.tickets.change(one)
            work.audit.add(
                AuditEntry(
                    actor,
                    action,
                    allowed=change.refused is None,
                    subject=f"ticket {found.id}{about}",
                    reason=self._reason(reason),
                    at=self._clock.now(),
                )
            )
        # Told only now: a try that is refused is kept too.
        if change.refused:
            raise change.refused
        return change.done[0]

    def _required(self, reason: str) -> str:
        if not reason.strip():
            raise NotPermitted("Say why: the reason is kept with the name of whoever asks.")
        return reason

    def _reason(self, reason: str) -> str:
        """As it may be kept: it is read in lists far from its conversation."""
        code_format = self._policy.cards.code_format
        written = redact(
            reason.strip()[:_LONGEST_REASON], code_format, lambda code: f"(code {code.last_four})"
        )
        return hide_other_secrets(written)


def _require_one_customer(work: Work, one: Ticket, other: Ticket) -> None:
    """A duplicate's customer is told how the other ticket stands, so it has to be theirs."""
    if one.conversation == other.conversation:
        return
    accounts = []
    for ticket in (one, other):
        conversation = work.conversations.get(ticket.conversation)
        accounts.append(conversation.account if conversation else None)
    if accounts[0] is None or accounts[0] != accounts[1]:
        raise ImpossibleChange("These tickets are not known to be of one customer.")


def _unknown() -> UnknownTicket:
    return UnknownTicket("There is no such ticket. `giftline tickets list` lists them.")
