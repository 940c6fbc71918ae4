"""What agents see of a conversation in their team's channel: the head of its thread and its lines. Pure.

A button carries the conversation and the version at which it was drawn, so one that is pressed too late does
nothing but say so. Codes are shown by their last four, as wherever agents read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.cases.brief import Advice, Brief, CardBrief
from bot.channels.slack.block_kit import (
    Block,
    bold,
    button,
    context,
    header,
    moment,
    moment_typed,
    notice,
    one_line,
    option,
    overflow,
    plain,
    rich,
    row,
    safe,
    said,
    section,
    told,
    typed,
)
from bot.conversations.conversation import Author, Owner
from bot.conversations.desk import DeskEntry, MoveMade, Note, StoryLine
from bot.conversations.ownership import Move
from bot.knowledge.brand import BrandPolicy
from bot.ledger.actions import ActionState, LedgerAction
from bot.privacy.audit import ASSISTANT
from bot.services.action_words import words_of
from bot.services.move_conversation import SeenConversation
from bot.services.slack_views import CaseInSlack
from bot.services.titles import title_of
from bot.slack.posting import Posted
from bot.values import ActionId, ConversationId

# What is pressed comes back under these.
TAKE = "agents_take"
REPLY = "agents_reply"
NOTE = "agents_note"
RESOLVE = "agents_resolve"
RETURN = "agents_return"
MORE = "agents_more"
APPROVE = "agents_approve"
DECLINE = "agents_decline"
OPEN_LINK = "agents_open"
# What is chosen of MORE.
MACROS = "macros"
LEDGER = "ledger"
TRANSFER = "transfer"
TAKE_OVER = "take_over"
OPEN = "open"

# The latest; nobody takes in more at a glance.
_MOST_CARDS = 3
_MOST_EVIDENCE = 5
# In plain text the names of pictures are shown as names.
_LOCK, WARNING = "\N{LOCK}", "\N{WARNING SIGN}\N{VARIATION SELECTOR-16}"


def seen_in(value: str) -> SeenConversation:
    """The conversation of a button, as it was when the button was drawn. Raises ValueError."""
    conversation, _, version = value.partition(":")
    return SeenConversation(ConversationId(conversation), int(version))


def value_of(seen: SeenConversation) -> str:
    return f"{seen.id}:{seen.version}"


def action_in(value: str) -> tuple[ActionId, ConversationId]:
    """The ledger action of a button, and its conversation."""
    action, _, conversation = value.partition(":")
    return ActionId(action), ConversationId(conversation)


@dataclass(frozen=True)
class AgentBlocks:
    """Implements services.slack_views.AgentsView. `desk` is where the desk is opened, if that is known."""

    policy: BrandPolicy
    desk: str | None

    def brief(self, case: CaseInSlack) -> Posted:
        title = "A customer waits" if case.entry.topic is None else title_of(case.entry.topic)
        blocks = [
            header(title),
            *_who_waits(case),
            *_facts(case.facts),
            context(_where_writing_goes(case)),
            *self._buttons(case.entry),
        ]
        return Posted(notice(f"{title}. {_who_has_it(case.entry)}"), blocks)

    def passed_on(self, case: CaseInSlack) -> Posted:
        text = f"The team {case.team} has this conversation now, in its own channel."
        return Posted(notice(text), [told(text)])

    def line(self, line: StoryLine) -> Posted:
        message = line.message
        match message.author:
            case Author.CUSTOMER:
                who = "Customer"
            case Author.AGENT:
                who = f"{line.agent or 'An agent'}, to the customer"
            case Author.BOT:
                who = "Assistant, to the customer"
            case Author.SYSTEM:
                who = "Giftline, to the customer"
        blocks = [context(plain(one_line(who)), moment(message.sent_at)), *said(message.text)]
        if message.attachment is not None:
            # It may show a claim code, and who opens it at the desk is kept.
            blocks.append(context("The file is at the desk."))
        return Posted(notice(f"{who}: {message.text}"), blocks)

    def note(self, note: Note) -> Posted:
        who = f"Private note by {note.agent.name}"
        head = context(plain(f"{_LOCK} {one_line(who)}"), f"{moment(note.at)}. No customer sees it.")
        return Posted(notice(f"{who}: {note.text}"), [head, *said(note.text)])

    def move(self, move: MoveMade) -> Posted:
        text = self._moved(move)
        why = f": {move.reason}" if move.reason else "."
        return Posted(notice(text + why), [context(plain(one_line(text + why)), moment(move.at))])

    def action(self, action: LedgerAction) -> Posted:
        what = action.kind.value.capitalize()
        card = f" the card ending {action.last_four}" if action.last_four else ""
        words = words_of(action, self.policy).text
        lines = [f", asked for by {one_line(action.asked_by)}: {one_line(action.reason)}", one_line(words)]
        if action.decided_by:
            because = f": {action.decision_reason}" if action.decision_reason else "."
            verb = "Declined" if action.state is ActionState.DECLINED else "Approved"
            lines.append(f"{verb} by {one_line(action.decided_by)}{one_line(because)}")
        blocks: list[Block] = [rich(bold(what + card), typed("\n".join(lines)))]
        if action.state is ActionState.PENDING:
            blocks.append(_approval(action))
        return Posted(notice(f"{what}{card}: {words}"), blocks)

    def listed(self, entry: DeskEntry) -> Iterator[Block]:
        """A row of a list, with what can be done about it at once."""
        title = title_of(entry.topic)
        waits = f", waits since {moment(entry.waiting_since)}" if entry.waiting_since else ""
        ticket = f", ticket {safe(entry.ticket.id)}" if entry.ticket else ""
        text = f"*{safe(title)}*{waits}{ticket}"
        seen = value_of(SeenConversation(entry.id, entry.version))
        if entry.owner is Owner.AGENT:
            link = self.link(entry.id)
            can_do = button("Open at the desk", OPEN_LINK, seen, url=link) if link else None
        else:
            can_do = button("Take", TAKE, seen)
        yield section(text, accessory=can_do) if can_do else section(text)
        if entry.preview:
            yield context(plain(one_line(entry.preview.text, 200)))

    def link(self, conversation: ConversationId) -> str | None:
        return f"{self.desk}#open={conversation}" if self.desk else None

    def _buttons(self, entry: DeskEntry) -> Iterator[Block]:
        """Those that fit how it stands: nobody is offered what would be refused whoever they are."""
        seen = value_of(SeenConversation(entry.id, entry.version))
        take = button("Take", TAKE, seen, style="primary")
        reply = button("Reply", REPLY, seen, style="primary")
        note = button("Note", NOTE, seen)
        resolve = button("Resolve", RESOLVE, seen)
        back = button("Return to bot", RETURN, seen, confirm=_sure("Give it back to the assistant?"))
        ledger = option("Ledger action", f"{LEDGER}:{seen}")
        passes = option("Transfer", f"{TRANSFER}:{seen}")
        link = self.link(entry.id)
        desk = [option("Open at the desk", f"{OPEN}:{seen}", url=link)] if link else []
        match entry.owner:
            case Owner.AGENT:
                macros = option("Macros", f"{MACROS}:{seen}")
                over = option("Take over", f"{TAKE_OVER}:{seen}")
                more = overflow(MORE, [macros, ledger, passes, over, *desk])
                yield row(reply, note, resolve, back, more)
            case Owner.QUEUED:
                yield row(take, note, resolve, back, overflow(MORE, [ledger, passes, *desk]))
            case Owner.BOT:
                yield row(take, note, resolve, overflow(MORE, [ledger, *desk]))
            case Owner.CLOSED:
                yield row(take, note, overflow(MORE, [ledger, *desk]))

    def _moved(self, move: MoveMade) -> str:
        to = move.agent.name if move.agent else f"the team {self.policy.support.team(move.team).name}"
        match move.move:
            case Move.QUEUE:
                return "The assistant asks for a person"
            case Move.TAKE:
                return f"{move.actor} has it now"
            case Move.TRANSFER:
                return f"{move.actor} passed it on to {to}"
            case Move.RETURN:
                return f"{move.actor} gave it back to the assistant"
            case Move.RELEASE:
                return "It is back in the queue"
            case Move.CLOSE:
                return "It is closed" if move.actor == ASSISTANT.name else f"{move.actor} closed it"
            case Move.REOPEN:
                return "It is open again"


def _who_waits(case: CaseInSlack) -> Iterator[Block]:
    entry = case.entry
    lines = [
        [bold("Customer: "), typed(one_line(entry.customer) if entry.customer else "not signed in")],
        [bold("Now: "), typed(one_line(_who_has_it(entry)))],
        [bold("Team: "), typed(one_line(case.team))],
        [bold("Priority: "), typed(entry.priority.value)],
    ]
    if entry.waiting_since:
        lines.append([bold("Waits since: "), moment_typed(entry.waiting_since)])
    if entry.ticket:
        ticket = [bold("Ticket: "), typed(entry.ticket.id)]
        if entry.ticket.due:
            ticket += [typed(", answer by "), moment_typed(entry.ticket.due)]
        if entry.ticket.is_breached:
            ticket.append(typed(" – that is past"))
        lines.append(ticket)
    yield rich(*lines[0], *(part for line in lines[1:] for part in (typed("\n"), *line)))


def _who_has_it(entry: DeskEntry) -> str:
    match entry.owner:
        case Owner.AGENT:
            return f"{entry.agent.name if entry.agent else 'A colleague'} has it"
        case Owner.QUEUED:
            return "It waits in the queue"
        case Owner.BOT:
            return "The assistant has it"
        case Owner.CLOSED:
            return "It is closed"


def _where_writing_goes(case: CaseInSlack) -> Block:
    if case.replies_in_thread and case.entry.owner is Owner.AGENT and case.entry.agent:
        name = one_line(case.entry.agent.name)
        return plain(
            f"What {name} writes in this thread goes to the customer. What others write is a private note."
        )
    return plain(f"{_LOCK} What you write in this thread is a private note. Reply sends to the customer.")


def _facts(facts: Brief | None) -> Iterator[Block]:
    if facts is None:
        yield section("The ledger gives no answer just now. Look again before you say anything of a card.")
        return
    if facts.claim and not facts.cards:
        yield rich(bold("The customer says: "), typed(one_line(facts.claim.title)))
    for card in facts.cards[-_MOST_CARDS:]:
        yield from _card(card)
    if len(facts.cards) > _MOST_CARDS:
        yield context(f"{len(facts.cards) - _MOST_CARDS} earlier cards are at the desk.")
    if facts.advice:
        yield rich(*_advice(facts.advice))
    if facts.missing:
        yield context("*Not given yet:*", plain(one_line("; ".join(one.text for one in facts.missing))))
    if facts.cautions:
        yield context(
            *(plain(f"{WARNING} {one_line(caution)}") for caution in facts.cautions[:_MOST_EVIDENCE])
        )


def _card(card: CardBrief) -> Iterator[Block]:
    claims = one_line(card.claim.title, 200) if card.claim else "nothing yet"
    sign = f"{WARNING} " if card.verdict.is_mismatch else ""
    yield rich(
        *(bold(f"Card ending {card.last_four}"), typed("\n")),
        *(bold("The customer says: "), typed(f"{claims}\n")),
        *(bold("True is: "), typed(f"{one_line(card.title, 200)}. {one_line(card.found)}\n")),
        typed(f"{sign}{one_line(card.verdict_text)}\n"),
        *_advice(card.advice),
    )
    if card.evidence:
        yield context(*(plain(one_line(one, 500)) for one in card.evidence[:_MOST_EVIDENCE]))


def _advice(advice: Advice) -> list[Block]:
    return [bold("What to do: "), typed(one_line(advice.do, 500))]


def _approval(action: LedgerAction) -> Block:
    value = f"{action.id}:{action.conversation}"
    approve = button("Approve", APPROVE, value, style="primary", confirm=_sure("Have the ledger do it?"))
    return row(approve, button("Decline", DECLINE, value, style="danger"))


def _sure(question: str) -> Block:
    return {
        "title": {"type": "plain_text", "text": "Are you sure?"},
        "text": {"type": "plain_text", "text": question},
        "confirm": {"type": "plain_text", "text": "Yes"},
        "deny": {"type": "plain_text", "text": "No"},
    }
