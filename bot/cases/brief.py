"""The case brief: what an agent sees at a glance who opens a conversation. Pure: facts in, Brief out.

It says what is true beside what the customer claims, on what evidence, what was tried, what is missing and
what to do next. It names no other customer's account and never more than four characters of a code. What
belongs to one case stands in that case's `desk` section, what all share in `brief.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.cases.desk_texts import DeskAdvice
from bot.cases.diagnosis import Diagnosis, reply_values
from bot.cases.registry import Case, diagnose, load_cases
from bot.conversations.conversation import Turn
from bot.knowledge.brand import BrandPolicy
from bot.knowledge.evidence import Evidence, in_words
from bot.knowledge.faq import load_topics
from bot.knowledge.values import brand_values, placeholders
from bot.ledger.actions import ActionKind
from bot.ledger.cards import Account, Card, CardFacts, CardState, CodeMatch
from bot.ledger.commands import Kind, Transaction
from bot.ledger.outcomes import Outcome, outcome_facts
from bot.privacy.placeholders import HANDLE
from bot.values import AccountId, ClaimHandle, Money, TicketId
from bot.yaml_file import read_yaml

_NOBODY = AccountId("")


class Verdict(StrEnum):
    """What the customer claims against what is true."""

    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    NOTHING_WRONG = "nothing_wrong"
    NOT_IN_LEDGER = "not_in_ledger"
    NOTHING_CLAIMED = "nothing_claimed"

    @property
    def is_mismatch(self) -> bool:
        return self in (Verdict.DIFFERS, Verdict.NOTHING_WRONG)


class RedeemedBy(StrEnum):
    """Never whose account: an agent who does not know it cannot tell it."""

    THIS_ACCOUNT = "this_account"
    ANOTHER_ACCOUNT = "another_account"
    AN_ACCOUNT = "an_account"  # nobody is signed in to compare it with


class Need(StrEnum):
    """What a person needs of the customer, beside the evidence that cases and brands name."""

    SIGN_IN = "sign_in"
    CODE = "code"


@dataclass(frozen=True)
class ToldTurn:
    """A customer's message as it is stored, and what was understood and answered. `text` holds handles."""

    sequence: int
    at: datetime
    text: str
    turn: Turn


@dataclass(frozen=True)
class KnownCard:
    """A code that the customer gave: what is known of it, and what the journal says of its card.

    `facts` are of whoever is signed in, or of nobody (`nobody_from`); `typed` are the code's last four.
    """

    handle: ClaimHandle
    typed: str
    facts: CardFacts
    history: Sequence[Transaction] = ()


@dataclass(frozen=True)
class Story:
    """All that a brief is made of. `turns` and `cards` are in the order in which they came."""

    account: Account | None
    now: datetime
    turns: Sequence[ToldTurn] = ()
    cards: Sequence[KnownCard] = ()
    locked_until: datetime | None = None
    seen: frozenset[Evidence] = frozenset()
    region: str | None = None
    can_act: bool = True  # False where the cards are in a ledger that is only read


@dataclass(frozen=True)
class Claim:
    """The complaint as the customer made it, the latest one, and where."""

    case: str
    title: str
    sequence: int
    at: datetime


@dataclass(frozen=True)
class Event:
    """One thing that happened to a card, as the ledger has it."""

    at: datetime
    kind: Kind
    text: str
    amount: Money | None


@dataclass(frozen=True)
class Macro:
    """A text that the agent may send, filled. Nobody sends it by itself."""

    name: str
    text: str


@dataclass(frozen=True)
class Advice:
    do: str
    macro: Macro
    action: ActionKind | None


@dataclass(frozen=True)
class CardBrief:
    """`card` is None if no card has the code. `title` and `found` say the diagnosis in words."""

    handle: ClaimHandle
    last_four: str
    card: Card | None
    match: CodeMatch
    case: str | None
    outcome: Outcome
    title: str
    found: str
    claim: Claim | None
    verdict: Verdict
    verdict_text: str
    redeemed_by: RedeemedBy | None
    evidence: tuple[str, ...]
    timeline: tuple[Event, ...]
    advice: Advice


@dataclass(frozen=True)
class Step:
    """What the assistant told, `times` in a row; the message that it answered first is `sequence`."""

    sequence: int
    at: datetime
    text: str
    ticket: TicketId | None
    times: int = 1


@dataclass(frozen=True)
class Asked:
    """What the customer was asked for. Not given means only that we have not seen it."""

    what: Need | Evidence
    text: str
    given: bool


@dataclass(frozen=True)
class Brief:
    """`advice` is for a conversation in which no card is known; otherwise each card has its own."""

    signed_in: bool
    claim: Claim | None
    locked_until: datetime | None
    cautions: tuple[str, ...]
    cards: tuple[CardBrief, ...]
    steps: tuple[Step, ...]
    asked: tuple[Asked, ...]
    advice: Advice | None

    @property
    def missing(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if not one.given)

    @property
    def is_mismatch(self) -> bool:
        return any(card.verdict.is_mismatch for card in self.cards)


def nobody_from(region: str) -> Account:
    """Stands for a visitor who is not signed in: no card is theirs."""
    return Account(_NOBODY, region)


def make_brief(story: Story, policy: BrandPolicy) -> Brief:
    claims = _Claims.of(story.turns)
    reader = _Reader(story, policy, brand_values(policy, story.region))
    values = reader.values(_of_the_customer(story))
    cards = tuple(_card_brief(card, claims.of_card(card.handle), reader) for card in story.cards)
    return Brief(
        signed_in=story.account is not None,
        claim=claims.latest,
        locked_until=story.locked_until,
        cautions=tuple(_cautions(story, cards, values)),
        cards=cards,
        steps=_steps(story.turns, values),
        asked=tuple(_asked(story, claims, cards, policy)),
        advice=None if cards else _advice_without_a_card(claims.latest, reader),
    )


@dataclass(frozen=True)
class _Reader:
    """Whose brief it is, and the facts of the brand, which take longer to write than all the rest."""

    story: Story
    policy: BrandPolicy
    of_brand: Mapping[str, str]

    def values(self, facts: CardFacts) -> dict[str, str]:
        return {**self.of_brand, **reply_values(facts, self.policy)}


@dataclass(frozen=True)
class _Claims:
    """Who complains of a card names it before or after the complaint: as in the dialogue, a complaint is
    about the cards of its own message, or else about the one that was named last, or is named next."""

    all: tuple[Claim, ...]
    by_handle: Mapping[ClaimHandle, Claim]

    @classmethod
    def of(cls, turns: Sequence[ToldTurn]) -> _Claims:
        claims: list[Claim] = []
        by_handle: dict[ClaimHandle, Claim] = {}
        named_last: tuple[ClaimHandle, ...] = ()
        for told in turns:
            named = tuple(ClaimHandle(handle) for handle in HANDLE.findall(told.text))
            named_last = named or named_last
            case = load_cases().get(told.turn.intent or "")
            if case:
                claims.append(Claim(case.slug, case.texts.title, told.sequence, told.at))
            about = named_last if case else named
            if claims:
                by_handle |= dict.fromkeys(about, claims[-1])
        return cls(tuple(claims), by_handle)

    @property
    def latest(self) -> Claim | None:
        return self.all[-1] if self.all else None

    def of_card(self, handle: ClaimHandle) -> Claim | None:
        return self.by_handle.get(handle)


def _card_brief(known: KnownCard, claim: Claim | None, reader: _Reader) -> CardBrief:
    facts, story = known.facts, reader.story
    # What may be told is what the customer may learn; the agent sees what is true.
    told = facts.as_told(known.typed)
    diagnosis = diagnose(claim.case if claim else None, told, reader.policy)
    case = load_cases().get(diagnosis.case or "")
    verdict = _verdict(claim, diagnosis)
    values = reader.values(facts)
    return CardBrief(
        handle=known.handle,
        last_four=facts.last_four,
        card=facts.card,
        match=facts.match,
        case=diagnosis.case,
        outcome=diagnosis.outcome,
        title=case.texts.title if case else _texts().nothing_wrong,
        found=outcome_facts()[diagnosis.outcome].means,
        claim=claim,
        verdict=verdict,
        verdict_text=_texts().verdicts[verdict],
        redeemed_by=_redeemed_by(facts.card, story.account),
        evidence=tuple(_evidence(known, story, values)),
        timeline=_timeline(known, story, values),
        advice=_advice_on(claim, diagnosis, told, reader),
    )


def _verdict(claim: Claim | None, diagnosis: Diagnosis) -> Verdict:
    if claim is None:
        return Verdict.NOTHING_CLAIMED
    claimed = load_cases()[claim.case].texts
    if claimed.hands_over:
        return Verdict.NOT_IN_LEDGER
    if diagnosis.case != claim.case:
        return Verdict.DIFFERS
    if not claimed.needs_code:
        return Verdict.NOT_IN_LEDGER
    return Verdict.NOTHING_WRONG if diagnosis.outcome is Outcome.REDEEMABLE else Verdict.CONFIRMED


def _redeemed_by(card: Card | None, account: Account | None) -> RedeemedBy | None:
    if card is None or card.redemption is None:
        return None
    return _whose(card.redemption.account, account)


def _whose(redeemer: AccountId | None, account: Account | None) -> RedeemedBy:
    if account is None:
        return RedeemedBy.AN_ACCOUNT
    return RedeemedBy.THIS_ACCOUNT if redeemer == account.id else RedeemedBy.ANOTHER_ACCOUNT


def _evidence(known: KnownCard, story: Story, values: Mapping[str, str]) -> Iterator[str]:
    texts, card = _texts(), known.facts.card
    if card is None:
        yield texts.no_card.format_map({**values, "last_four": known.typed})
        return
    yield texts.states[card.state].format_map(values)
    if known.facts.match is CodeMatch.LOOK_ALIKE:
        yield texts.look_alike.format_map({**values, "typed": known.typed})
    if redeemed_by := _redeemed_by(card, story.account):
        yield texts.redeemed[redeemed_by].format_map(values)
    if card.is_replaced:
        yield texts.replaced.format_map(values)
    if story.account and card.region != story.account.region:
        yield texts.other_region.format_map(values)


def _timeline(known: KnownCard, story: Story, values: Mapping[str, str]) -> tuple[Event, ...]:
    """What was done to the card, oldest first; what was asked and refused has changed nothing."""
    card = known.facts.card
    if card is None:
        return ()
    done = [one for one in known.history if one.receipt.is_done]
    events = [_event(one, card, story, values) for one in done]
    # A file of cards tells when one was redeemed, and the journal only when the file was loaded.
    is_known = any(one.kind in (Kind.REDEEM, Kind.MOVE) and one.receipt.card == card.id for one in done)
    if card.redemption and not is_known:
        text = _texts().redeem[_whose(card.redemption.account, story.account)]
        redeemed = card.redemption
        events.append(Event(redeemed.redeemed_at, Kind.REDEEM, text.format_map(values), redeemed.amount))
    return tuple(sorted(events, key=lambda event: event.at))


def _event(done: Transaction, card: Card, story: Story, values: Mapping[str, str]) -> Event:
    texts = _texts()
    if done.kind is Kind.REDEEM:
        text = texts.redeem[_whose(done.receipt.account, story.account)]
    elif done.kind is Kind.MOVE:
        text = texts.move[_whose(done.receipt.account, story.account)]
    elif done.kind is Kind.REISSUE and done.receipt.new_card == card.id:
        text = texts.replaces_another
    else:
        text = texts.events[done.kind]
    return Event(done.at, done.kind, text.format_map(values), done.receipt.amount)


def _advice_on(claim: Claim | None, diagnosis: Diagnosis, told: CardFacts, reader: _Reader) -> Advice:
    """Whoever is not signed in may be told nothing of a card, so what may be sent is general too."""
    cases, is_nobody = load_cases(), reader.story.account is None
    claimed = cases.get(claim.case) if claim else None
    # A scam stays one, whatever the card.
    case = claimed if claimed and claimed.texts.hands_over else cases.get(diagnosis.case or "")
    if is_nobody:
        case = claimed
    if case is None:
        shared, name = (_texts().not_signed_in, "sign_in") if is_nobody else (_texts().fine, "card_is_fine")
        return _filled(shared, name, told, reader)
    advice, name = case.texts.desk.without_card, f"{case.slug}.without_card"
    if not is_nobody and diagnosis.outcome in case.texts.desk.outcomes:
        advice, name = case.texts.desk.outcomes[diagnosis.outcome], f"{case.slug}.{diagnosis.outcome}"
    return _filled(advice, name, told, reader, case)


def _advice_without_a_card(claim: Claim | None, reader: _Reader) -> Advice:
    story = reader.story
    facts = _of_the_customer(story)
    is_paused = story.locked_until is not None and story.account is not None
    if is_paused and (claim is None or claim.case == _CASE_OF_A_PAUSE):
        locked, outcome = load_cases()[_CASE_OF_A_PAUSE], Outcome.CLAIMANT_LOCKED
        name = f"{locked.slug}.{outcome}"
        return _filled(locked.texts.desk.outcomes[outcome], name, facts, reader, locked)
    if claim is None:
        return _filled(_texts().nothing_claimed, "what_happened", facts, reader)
    case = load_cases()[claim.case]
    return _filled(case.texts.desk.without_card, f"{case.slug}.without_card", facts, reader, case)


def _filled(
    advice: DeskAdvice, name: str, told: CardFacts, reader: _Reader, case: Case | None = None
) -> Advice:
    values, text = reader.values(told), f"{advice.do} {advice.say}"
    if case and placeholders(text) - set(values):
        values |= case.values(text, reader.policy, reader.story.region)
    action = advice.action if _is_possible(advice.action, told.card, reader.story) else None
    return Advice(
        advice.do.format_map(values).strip(), Macro(name, advice.say.format_map(values).strip()), action
    )


def _is_possible(action: ActionKind | None, card: Card | None, story: Story) -> bool:
    if action is ActionKind.UNLOCK:
        return True
    is_spent_twice = action in (ActionKind.REISSUE, ActionKind.MOVE) and card is not None and card.is_replaced
    return card is not None and story.can_act and not is_spent_twice


def _of_the_customer(story: Story) -> CardFacts:
    """The facts of a customer of whom no card is known."""
    account = story.account or nobody_from(story.region or "")
    return CardFacts(account, story.now, "", locked_until=story.locked_until)


def _cautions(story: Story, cards: Sequence[CardBrief], values: Mapping[str, str]) -> Iterator[str]:
    texts = _texts().cautions
    if story.account is None:
        yield texts["not_signed_in"]
    if story.locked_until:
        yield texts["locked"].format_map(values)
    if any(card.redeemed_by is RedeemedBy.ANOTHER_ACCOUNT for card in cards):
        yield texts["never_whose"]
    if cards and not story.can_act:
        yield texts["only_read"]


def _steps(turns: Sequence[ToldTurn], values: Mapping[str, str]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for told in turns:
        text = _step(told.turn, values)
        if text is None:
            continue
        last = steps[-1] if steps else None
        if last and last.text == text and told.turn.ticket in (None, last.ticket):
            steps[-1] = Step(last.sequence, last.at, text, last.ticket, last.times + 1)
        else:
            steps.append(Step(told.sequence, told.at, text, told.turn.ticket))
    return tuple(steps)


def _step(turn: Turn, values: Mapping[str, str]) -> str | None:
    """What the assistant did for a message, or None if it only talked."""
    texts, case = _texts().steps, load_cases().get(turn.case or "")
    topic = load_topics().get(turn.intent or "")
    found = outcome_facts()[Outcome(turn.outcome)].means if turn.outcome in list(Outcome) else None
    if case and found:
        return texts["told"].format(title=case.texts.title, found=found)
    if case:
        return texts["advised"].format(title=case.texts.title)
    if found:
        return texts["found"].format(found=found)
    if topic:
        return texts["answered"].format(question=topic.button.format_map(values))
    return texts["ticket"] if turn.ticket else None


def _asked(story: Story, claims: _Claims, cards: Sequence[CardBrief], policy: BrandPolicy) -> Iterator[Asked]:
    cases = load_cases()
    concerned = [*(claim.case for claim in claims.all), *(card.case for card in cards if card.case)]
    texts = [cases[slug].texts for slug in dict.fromkeys(concerned)]
    if any(one.needs_code for one in texts):
        yield Asked(Need.SIGN_IN, _texts().needs[Need.SIGN_IN], story.account is not None)
        yield Asked(Need.CODE, _texts().needs[Need.CODE], bool(cards))
    wanted = [evidence for one in texts for evidence in one.asks_for]
    if any(told.turn.intent == _LOST for told in story.turns):
        wanted += policy.lost_cards.asks_for
    for evidence in dict.fromkeys(wanted):
        yield Asked(evidence, in_words([evidence]), evidence in story.seen)


_CASE_OF_A_PAUSE = "code_locked"
_LOST = "lost_or_stolen"


class _Texts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    nothing_wrong: str
    verdicts: dict[Verdict, str]
    states: dict[CardState, str]
    no_card: str
    look_alike: str
    redeemed: dict[RedeemedBy, str]
    replaced: str
    other_region: str
    events: dict[Kind, str]
    redeem: dict[RedeemedBy, str]
    move: dict[RedeemedBy, str]
    replaces_another: str
    cautions: dict[str, str]
    steps: dict[str, str]
    needs: dict[Need, str]
    fine: DeskAdvice
    not_signed_in: DeskAdvice
    nothing_claimed: DeskAdvice


@cache
def _texts() -> _Texts:
    return _Texts.model_validate(read_yaml(Path(__file__).with_suffix(".yml")))
