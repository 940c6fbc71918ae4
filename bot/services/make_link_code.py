"""Makes the code by which a customer who is signed in on the web shows in Slack who they are.

Never the other way round: a code from Slack that the web took could link a stranger's Slack with the
account of whoever was talked into typing it. See docs/decisions/0020.
"""

from __future__ import annotations

from datetime import timedelta

from bot.errors import NotPermitted
from bot.ports import UnitOfWork
from bot.privacy.claim_code import Fingerprinter
from bot.privacy.link_code import LinkCode, make_link_code
from bot.services.admit import Admit
from bot.throttles import Act
from bot.values import Clock, ConversationId

CODE_LIFE = timedelta(minutes=10)


class MakeLinkCode:
    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, fingerprinter: Fingerprinter, admit: Admit
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._fingerprinter = fingerprinter
        self._admit = admit

    def __call__(self, conversation: ConversationId) -> LinkCode:
        """For the account that is signed in there, and for CODE_LIFE; its code of before ends.

        Raises NotPermitted if nobody is signed in, TooManyRequests after too many.
        """
        now = self._clock.now()
        made = make_link_code()
        with self._unit_of_work() as work:
            # Held: a session that ends meanwhile ends the code as well.
            found = work.conversations.hold(conversation)
            if found.account is None:
                raise NotPermitted("Sign in on the site first: a code is for an account.")
            self._admit.in_conversation(Act.LINK, found)
            key = self._fingerprinter.link_key(made.value)
            work.link_codes.put(found.account, key, now + CODE_LIFE, now)
        return made
