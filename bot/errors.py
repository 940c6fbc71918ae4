"""The errors of Giftline, as one tree.

GiftlineError                 anything we raise on purpose
  ConfigurationError          a setting or a file of the installation is missing or wrong
  InvalidMoney                an amount that no currency can hold
  InvalidRegion               no country's two letters
  UnstorableText              a name, a key or a text with a character that no database keeps
  LedgerFileError             a file of cards with bad rows; carries each row's line and reason
  LedgerUnavailable           the retailer's own ledger gave no answer that reads
  LedgerConflict              two changes met; nothing was stored, and the same key may be sent again
  LedgerDamaged               the ledger is not as it was written, or its database would double-spend
  UnknownCard                 no card, or more than one, goes by that name
  RejectedMessage             what a customer sent cannot be taken as it is
    EmptyMessage, MessageTooLong, UnknownButton, NotACode
  UnknownAccount, UnknownConversation, UnknownTicket, UnknownSite
  UnknownMessage              no message of a customer has that number in the conversation
  UnknownTrainingLine, UnknownIntent
  LineExported                a training line is in a file already, and is changed there
  InvalidSite                 a site that cannot be stored as it is written
  RefusedIdentity             a site's word on who its customer is does not hold
  AlreadySignedIn             a conversation belongs to another account
  ForeignOrigin               a page that may not talk to us, or that cannot show it is ours
  AgentRefused                somebody is not let in at the desk, or not to what they ask for
    NotSignedIn, WrongCredentials, TooManyTries, NotAllowed, ForeignRequest, ProviderRefused
  InvalidEmail, WeakPassword, UnknownAgent, AgentExists
  NotFromSlack                a request that Slack has not signed, or not now
  TooManyRequests             somebody has done it too often; carries when they may go on
  ProofRequired               an anonymous conversation has to be paid for with a proof of work
  EngineUnavailable           the dialogue engine gave no answer
    EngineStarting, EngineFailed, EngineSilent
  DeliveryFailed              something of the outbox could not be delivered, and may be later
    DeliveryRefused           or never will be
      ChannelClosed           a channel of Slack's is archived, or we are no longer in it
      FileRefused             Slack takes no such file, or none from us
    SlackBusy                 we said too much in a short time; carries how long to wait
      FileNotReady            Slack still looks through a file that it was given
  UnknownOutgoing             nothing of that id was given up
  LeakPrevented               a claim code was about to leave the app tier
  NotPermitted                whoever asks may not, or gave no reason
  UnfitFile                   a file that somebody sent is not taken; carries why
  TakenClientId               one name was given to two different things
  UnknownAttachment
  NotRatable                  there is nothing to rate now, or it was rated for good
  UnknownHandle, UnknownCanary
  DeskConflict                what an agent wants to do does not fit who has the conversation now
    ConversationMoved, NotYours, AtCapacity
  UnknownTeam, NoSuchMention, NoSuchConversation, UnreadableCursor
  UnreadablePeriod            days that a report cannot be about
  ImpossibleChange            what is asked of a ticket does not go with how it stands
  UnknownAction, ActionImpossible, ActionSettled

Expected results of a rule are no errors: they are an `Outcome` (bot/ledger/outcomes.py). Edges map
these once (channels/problems.py, cli/main.py); a customer reads `detail` only where it is written
for customers, which RejectedMessage's, UnfitFile's, NotRatable's and TooManyRequests' is.
"""

from __future__ import annotations

from dataclasses import dataclass


class GiftlineError(Exception):
    """Anything Giftline raises on purpose. `code` is stable and safe to show."""

    code = "error"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ConfigurationError(GiftlineError):
    """The installation is incomplete; the text says what to do about it."""

    code = "configuration"


class InvalidMoney(GiftlineError):
    code = "invalid_money"


class InvalidRegion(GiftlineError):
    code = "invalid_region"


class UnstorableText(GiftlineError):
    code = "unstorable_text"

    def __init__(self) -> None:
        super().__init__(
            "A name, a key or a text holds what no database keeps: the character NUL, or half of a "
            "character. Nothing was stored."
        )


@dataclass(frozen=True)
class BadRow:
    """One row of a file that could not be taken. The reason never holds a claim code."""

    line: int
    reason: str


class LedgerFileError(GiftlineError):
    code = "ledger_file"

    def __init__(self, detail: str, rows: tuple[BadRow, ...] = ()) -> None:
        super().__init__(detail)
        self.rows = rows


class LedgerUnavailable(GiftlineError):
    """The retailer's own ledger gave no answer."""

    code = "ledger_unavailable"


class LedgerConflict(GiftlineError):
    code = "ledger_conflict"


class LedgerDamaged(GiftlineError):
    code = "ledger_damaged"


class UnknownCard(GiftlineError):
    code = "unknown_card"


class RejectedMessage(GiftlineError):
    """What the customer sent cannot be taken; `detail` is written for the customer."""

    code = "rejected_message"


class EmptyMessage(RejectedMessage):
    code = "empty_message"


class MessageTooLong(RejectedMessage):
    code = "message_too_long"


class UnknownButton(RejectedMessage):
    code = "unknown_button"


class NotACode(RejectedMessage):
    """What was typed where a claim code is asked for is none, by the brand's format."""

    code = "not_a_code"


class UnknownAccount(GiftlineError):
    code = "unknown_account"


class UnknownConversation(GiftlineError):
    code = "unknown_conversation"


class UnknownTicket(GiftlineError):
    code = "unknown_ticket"


class UnknownMessage(GiftlineError):
    code = "unknown_message"


class UnknownTrainingLine(GiftlineError):
    code = "unknown_training_line"


class UnknownIntent(GiftlineError):
    code = "unknown_intent"


class LineExported(GiftlineError):
    code = "line_exported"


class UnknownSite(GiftlineError):
    code = "unknown_site"


class InvalidSite(GiftlineError):
    code = "invalid_site"


class RefusedIdentity(GiftlineError):
    """`detail` says what the site has to do, and never repeats the token."""

    code = "identity_refused"


class AlreadySignedIn(GiftlineError):
    code = "already_signed_in"


class ForeignOrigin(GiftlineError):
    code = "foreign_origin"


class AgentRefused(GiftlineError):
    """`detail` is written for whoever signs in, and is the same whether or not there is such an agent."""

    code = "agent_refused"


class NotSignedIn(AgentRefused):
    code = "not_signed_in"


class WrongCredentials(AgentRefused):
    code = "wrong_credentials"


class TooManyTries(AgentRefused):
    code = "too_many_tries"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Too many tries to sign in from here. Try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s


class NotAllowed(AgentRefused):
    code = "not_allowed"


class ForeignRequest(AgentRefused):
    """A request that changes something does not come from our own pages."""

    code = "foreign_request"


class ProviderRefused(AgentRefused):
    """An identity provider, or what it says, cannot be relied on; `detail` is for the log."""

    code = "provider_refused"


class NotFromSlack(GiftlineError):
    code = "not_from_slack"


class InvalidEmail(GiftlineError):
    code = "invalid_email"


class WeakPassword(GiftlineError):
    code = "weak_password"


class UnknownAgent(GiftlineError):
    code = "unknown_agent"


class AgentExists(GiftlineError):
    code = "agent_exists"


class TooManyRequests(GiftlineError):
    """`detail` is written for the customer, and says when they may go on."""

    code = "too_many_requests"

    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class ProofRequired(GiftlineError):
    code = "proof_required"


class EngineUnavailable(GiftlineError):
    code = "engine_unavailable"


class EngineStarting(EngineUnavailable):
    code = "engine_starting"


class EngineFailed(EngineUnavailable):
    code = "engine_failed"


class EngineSilent(EngineUnavailable):
    """The engine answered with nothing, which is how Rasa's REST channel reports any exception."""

    code = "engine_silent"


class DeliveryFailed(GiftlineError):
    """`detail` is kept with what could not be delivered: it names no customer."""

    code = "delivery_failed"


class DeliveryRefused(DeliveryFailed):
    code = "delivery_refused"


class ChannelClosed(DeliveryRefused):
    code = "channel_closed"


class FileRefused(DeliveryRefused):
    code = "file_refused"


class SlackBusy(DeliveryFailed):
    code = "slack_busy"

    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class FileNotReady(SlackBusy):
    code = "file_not_ready"


class UnknownOutgoing(GiftlineError):
    code = "unknown_outgoing"


class LeakPrevented(GiftlineError):
    code = "leak_prevented"


class NotPermitted(GiftlineError):
    code = "not_permitted"


class ImpossibleChange(GiftlineError):
    code = "impossible_change"


class UnknownHandle(GiftlineError):
    code = "unknown_handle"


class UnknownCanary(GiftlineError):
    code = "unknown_canary"


class DeskConflict(GiftlineError):
    """`detail` is written for the agent: it says who has the conversation."""

    code = "desk_conflict"


class ConversationMoved(DeskConflict):
    code = "conversation_moved"


class NotYours(DeskConflict):
    code = "not_yours"


class AtCapacity(DeskConflict):
    """The agent has as many conversations as one takes."""

    code = "at_capacity"


class NoSuchMention(GiftlineError):
    code = "no_such_mention"


class UnknownTeam(GiftlineError):
    code = "unknown_team"


class UnreadablePeriod(GiftlineError):
    code = "unreadable_period"


class UnreadableCursor(GiftlineError):
    code = "unreadable_cursor"


class NoSuchConversation(GiftlineError):
    """For agents, to whom a conversation is a thing and not what signs them in."""

    code = "no_such_conversation"


class UnknownAction(GiftlineError):
    """There is no such ledger action, or it is not of this conversation."""

    code = "unknown_action"


class ActionImpossible(GiftlineError):
    """The ledger would not do it; `detail` is written for the agent and says why."""

    code = "action_impossible"


class ActionSettled(GiftlineError):
    """It was declined or has expired, so it goes no further."""

    code = "action_settled"


class UnfitFile(GiftlineError):
    """`detail` is written for the customer; `reason` names for programs why it is not taken."""

    code = "unfit_file"

    def __init__(self, detail: str, reason: str) -> None:
        super().__init__(detail)
        self.reason = reason


class TakenClientId(GiftlineError):
    code = "taken_client_id"


class UnknownAttachment(GiftlineError):
    code = "unknown_attachment"


class NotRatable(GiftlineError):
    """`detail` is written for the customer."""

    code = "not_ratable"
