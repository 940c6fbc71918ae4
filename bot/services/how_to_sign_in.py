"""Which reply asks a customer to sign in: in Slack that goes another way, and not everywhere."""

from __future__ import annotations

from bot.conversations.conversation import Conversation
from bot.ports import Work
from bot.slack.threads import SLACK


def how_to_sign_in(work: Work, conversation: Conversation, elsewhere: str) -> str:
    """The name of the reply; `elsewhere` is the one in other channels than Slack.

    Whose sites sign nobody in has nobody who could show a link code.
    """
    if conversation.channel != SLACK:
        return elsewhere
    is_possible = any(site.secret or site.eddsa_key for site in work.sites.all())
    return "utter_sign_in_to_slack" if is_possible else "utter_nobody_signs_in_to_slack"
