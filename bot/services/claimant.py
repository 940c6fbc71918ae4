"""Whose tries a wrong code costs in a conversation: the account's, the session's and the address's."""

from __future__ import annotations

from bot.conversations.conversation import Conversation
from bot.ledger.cards import Account
from bot.ledger.claimants import Bucket, BucketKind
from bot.ports import Work


def claimant_of(conversation: Conversation) -> tuple[Bucket, ...]:
    buckets = [Bucket(BucketKind.SESSION, conversation.id)]
    if conversation.account:
        buckets.append(Bucket(BucketKind.ACCOUNT, conversation.account))
    if conversation.address_key:
        buckets.append(Bucket(BucketKind.ADDRESS, conversation.address_key))
    return tuple(buckets)


def signed_in_account(work: Work, conversation: Conversation) -> Account | None:
    """The account that is signed in, in the region of this conversation; None for an anonymous visitor."""
    if conversation.account is None:
        return None
    account = work.ledger.account(conversation.account)
    if account and conversation.region:
        return Account(account.id, conversation.region)
    return account
