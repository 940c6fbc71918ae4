"""Conversations that are shown in Slack: teams with channels, a worker, and what is missing in a thread."""

from __future__ import annotations

from dataclasses import replace

from bot.attachments.fitness import FitFile
from bot.bootstrap import Services
from bot.channels.button_tokens import ButtonTokens
from bot.channels.slack.agent_blocks import AgentBlocks
from bot.channels.slack.showing import show_in_slack
from bot.conversations.attachment import AttachmentKind
from bot.services.send_file import SendFile
from bot.services.show_in_slack import ShowInSlack
from bot.slack.posting import SlackPoster
from bot.slack.threads import Audience, Place, Thread
from bot.slack.workspaces import ChannelId, SlackUserId, TeamChannel, Workspace, WorkspaceId
from tests.builders import A_MOMENT, Customer

WORKSPACE = WorkspaceId("T1")
SUPPORT, BILLING, DIRECT = ChannelId("C-support"), ChannelId("C-billing"), ChannelId("D-alice")
ALICE = SlackUserId("U-alice")
BUTTONS = ButtonTokens(b"b" * 32)


def a_team_channel(
    services: Services,
    team: str = "support",
    channel: ChannelId = SUPPORT,
    *,
    replies_in_thread: bool = False,
) -> None:
    """The team works there from now on."""
    with services.unit_of_work() as work:
        work.slack.put_workspace(Workspace(WORKSPACE, "Giftline", SlackUserId("U-bot"), "{}"), A_MOMENT)
        work.slack.put_channel(TeamChannel(team, WORKSPACE, channel, team, replies_in_thread))


def a_worker(services: Services, poster: SlackPoster) -> ShowInSlack:
    """Another process each time."""
    blocks = AgentBlocks(services.policy, "https://desk.example.com/desk")
    return show_in_slack(services, poster, BUTTONS, blocks)


def is_in_slack(customer: Customer, channel: ChannelId = DIRECT) -> None:
    """The customer has the conversation in direct messages too."""
    place = Place(WORKSPACE, channel, "")
    with customer.services.unit_of_work() as work:
        thread = Thread(customer.conversation, Audience.CUSTOMER, place, 0, 0, 0, ALICE)
        assert work.slack.open_thread(thread, customer.services.clock.now())


def thread_of(customer: Customer) -> Thread:
    """That of agents."""
    with customer.services.unit_of_work() as work:
        thread = work.slack.thread(customer.conversation, Audience.AGENTS)
    assert thread is not None
    return thread


def with_two_teams(services: Services) -> Services:
    """The same services, of a brand that has a team for bills as well."""
    support = services.policy.support
    billing = support.teams[0].model_copy(update={"id": "billing", "name": "Billing"})
    policy = services.policy.model_copy(
        update={"support": support.model_copy(update={"teams": (*support.teams, billing)})}
    )
    return replace(services, policy=policy)


def sender_of_files(services: Services) -> SendFile:
    """Takes what it is given for a picture, or for a PDF by its name, and decodes nothing."""

    def prepare(content: bytes) -> FitFile:
        if content.endswith(b".pdf"):
            return FitFile(AttachmentKind.PDF, content)
        return FitFile(AttachmentKind.PICTURE, content, b"small", 60, 40)

    parts = (services.unit_of_work, services.clock, services.policy, services.wakeups, services.admit)
    return SendFile(*parts, prepare)
