"""Puts together what shows conversations in Slack: the worker of the services, and how it looks here."""

from __future__ import annotations

from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.slack.agent_blocks import AgentBlocks
from bot.channels.slack.customer_blocks import customer_message
from bot.conversations.conversation import Message
from bot.services.keep_slack_leases import KeepSlackLeases
from bot.services.show_in_slack import ShowInSlack
from bot.slack.posting import Posted, SlackPoster
from bot.values import ConversationId


def show_in_slack(
    services: Services, poster: SlackPoster, buttons: ButtonTokens, blocks: AgentBlocks
) -> ShowInSlack:
    """What posts, once its `run` is called with the bell that rings for conversations."""

    def to_customers(message: Message, conversation: ConversationId, agent_name: str | None) -> Posted:
        return customer_message(message, conversation, buttons, agent_name)

    return ShowInSlack(
        services.unit_of_work,
        services.clock,
        services.policy,
        poster,
        services.brief_case,
        services.front,
        to_customers=to_customers,
        to_agents=blocks,
    )


def keep_slack_leases(services: Services, poster: SlackPoster) -> KeepSlackLeases:
    return KeepSlackLeases(services.unit_of_work, poster, services.tidy_conversations)
