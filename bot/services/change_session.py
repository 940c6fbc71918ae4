"""What becomes of the token of a conversation: it is renewed, gives way to a signed-in one, or ends.

Each holds the conversation first, so that no token made from an old one survives a sign-in or an end.
"""

from __future__ import annotations

from bot.conversations.conversation import Conversation
from bot.conversations.session_token import SessionToken, Standing, standing
from bot.errors import AlreadySignedIn, UnknownConversation
from bot.ports import UnitOfWork, Wakeups, Work
from bot.services.check_identity import check_identity, keep_contact
from bot.services.find_conversation import UNKNOWN, FindConversation
from bot.services.mint_token import MintedToken, mint_token, token_hash
from bot.services.start_conversation import StartedConversation
from bot.values import Clock


class ChangeSession:
    def __init__(
        self,
        unit_of_work: UnitOfWork,
        clock: Clock,
        wakeups: Wakeups,
        find_conversation: FindConversation,
        brand: str,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._wakeups = wakeups
        self._find_conversation = find_conversation
        self._brand = brand

    def refresh(self, token: str) -> StartedConversation:
        """A new token in place of this one, which works for a moment longer.

        Raises UnknownConversation for a token that opens none.
        """
        found, now = self._find_conversation(token), self._clock.now()
        with self._unit_of_work() as work:
            conversation, stored = self._held(work, found, token)
            work.session_tokens.replace(token_hash(token), now)
            minted = mint_token(work, conversation.id, now, stored.ends_at)
        return _told(conversation, minted)

    def identify(self, token: str, identity_token: str) -> StartedConversation:
        """Signs the customer in to a conversation that they began without. Every older token ends at once.

        Raises UnknownConversation for a token that opens none, RefusedIdentity for an identity that does
        not hold, and AlreadySignedIn if the conversation is somebody else's.
        """
        found, now = self._find_conversation(token), self._clock.now()
        with self._unit_of_work() as work:
            conversation, _ = self._held(work, found, token)
            identity = check_identity(work, conversation.site, self._brand, identity_token, now)
            if conversation.account not in (None, identity.account):
                raise AlreadySignedIn("This conversation belongs to another account. Open a new one.")
            work.conversations.sign_in(conversation.id, identity.account)
            keep_contact(work, conversation.id, identity, now)
            work.session_tokens.end(conversation.id)
            minted = mint_token(work, conversation.id, now)
        self._wakeups.wake(conversation.id)
        return _told(conversation, minted, signed_in=True)

    def end(self, token: str) -> None:
        """No token opens the conversation any more. Raises UnknownConversation for one that opens none."""
        found = self._find_conversation(token)
        with self._unit_of_work() as work:
            conversation, _ = self._held(work, found, token)
            work.session_tokens.end(conversation.id)
            if conversation.account is not None:
                # Who leaves a machine to others leaves no code behind.
                work.link_codes.end_of(conversation.account)
        self._wakeups.wake(found.id)

    def _held(self, work: Work, found: Conversation, token: str) -> tuple[Conversation, SessionToken]:
        """Conversation and token as they are once nobody else can change them."""
        conversation = work.conversations.hold(found.id)
        stored = work.session_tokens.get(token_hash(token))
        if stored is None or standing(stored, self._clock.now()) is not Standing.GOOD:
            raise UnknownConversation(UNKNOWN)
        return conversation, stored


def _told(conversation: Conversation, minted: MintedToken, *, signed_in: bool = False) -> StartedConversation:
    is_signed_in = signed_in or conversation.account is not None
    return StartedConversation(
        conversation.id, conversation.owner, minted.token, minted.expires_at, is_signed_in
    )
