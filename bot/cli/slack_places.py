"""`giftline slack channels` and `giftline slack workspaces`: where Giftline is in Slack."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.bootstrap import Services
from bot.channels.slack.checks import FoundChannel, find_channel
from bot.channels.slack.workspaces import SlackWorkspaces
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, print_table
from bot.errors import ConfigurationError
from bot.settings import SlackSettings, load_settings
from bot.slack.workspaces import TeamChannel, WorkspaceId

channels_app = typer.Typer(help="The channels in which teams get their escalations.", no_args_is_help=True)
workspaces_app = typer.Typer(help="The workspaces that have added Giftline.", no_args_is_help=True)

Team = Annotated[str, typer.Argument(metavar="TEAM", help="A team of the brand's file, such as support.")]


def slack_settings() -> SlackSettings:
    """Raises ConfigurationError where Slack is not set up."""
    slack = load_settings().slack
    if slack is None:
        raise ConfigurationError("Slack is not set up. docs/slack.md says how.")
    return slack


@channels_app.command("list")
@ends_with_reason
def list_channels() -> None:
    """List the teams that have a channel.

    Example: [bold]giftline slack channels list[/bold]
    """
    with open_services() as services:
        listed = services.list_slack_channels()
    print_table(
        *("team", "channel", "workspace", "writes in a thread go to", "trouble"),
        rows=[
            (
                channel.team,
                f"#{channel.name}",
                channel.workspace,
                "the customer" if channel.replies_in_thread else "colleagues",
                channel.trouble or "",
            )
            for channel in listed
        ],
    )


@channels_app.command("set")
@ends_with_reason
def set_channel(
    team: Team,
    channel: Annotated[
        str, typer.Argument(metavar="CHANNEL", help="Its name or its id. Invite Giftline there first.")
    ],
    workspace: Annotated[
        str | None, typer.Option(help="The workspace's id, if more than one has added Giftline.")
    ] = None,
    replies_in_thread: Annotated[
        bool,
        typer.Option(
            "--replies-in-thread",
            help="What whoever has a conversation writes in its thread goes to the customer. Without it "
            "everything written there is a note, and replies have a button.",
        ),
    ] = False,
) -> None:
    """Give a team a channel. Its customers' conversations come there once they wait for a person.

    Example: [bold]giftline slack channels set support gift-cards[/bold]
    """
    slack = slack_settings()
    with open_services() as services:
        there, found = asyncio.run(_find(services, slack, workspace, channel))
        services.change_slack_channels.put(TeamChannel(team, there, found.id, found.name, replies_in_thread))
    err.print(f"{team} works in #{found.name}.", markup=False)


@channels_app.command("remove")
@ends_with_reason
def remove_channel(team: Team) -> None:
    """Take a team's channel away. What waits for the team is at the desk alone.

    Example: [bold]giftline slack channels remove support[/bold]
    """
    with open_services() as services:
        services.change_slack_channels.remove(team)
    err.print(f"{team} has no channel any more.", markup=False)


@workspaces_app.command("list")
@ends_with_reason
def list_workspaces() -> None:
    """List the workspaces that have added Giftline.

    Example: [bold]giftline slack workspaces list[/bold]
    """
    with open_services() as services, services.unit_of_work() as work:
        listed = work.slack.workspaces()
    print_table(
        *("workspace", "name", "we are"),
        rows=[(workspace.id, workspace.name, workspace.bot_user) for workspace in listed],
    )


@workspaces_app.command("remove")
@ends_with_reason
def remove_workspace(
    workspace: Annotated[str, typer.Argument(metavar="WORKSPACE", help="Its id, such as T024BE7LD.")],
) -> None:
    """Forget a workspace, with its token, channels and threads. What was said stays.

    Remove the app in Slack as well, or its messages are refused there one by one.

    Example: [bold]giftline slack workspaces remove T024BE7LD[/bold]
    """
    with open_services() as services, services.unit_of_work() as work:
        if work.slack.workspace(WorkspaceId(workspace)) is None:
            raise ConfigurationError(
                "There is no such workspace. `giftline slack workspaces list` lists them."
            )
        work.slack.forget_workspace(WorkspaceId(workspace))
    err.print(f"Forgot {workspace}.", markup=False)


async def _find(
    services: Services, slack: SlackSettings, workspace: str | None, channel: str
) -> tuple[WorkspaceId, FoundChannel]:
    workspaces = SlackWorkspaces(services.unit_of_work, services.clock, slack)
    await workspaces.introduce()
    with services.unit_of_work() as work:
        ids = [each.id for each in work.slack.workspaces()]
    if workspace is not None:
        ids = [each for each in ids if each == workspace]
    if len(ids) != 1:
        raise ConfigurationError(
            "Say with --workspace which of them: `giftline slack workspaces list` lists them."
        )
    return ids[0], await find_channel(await workspaces.client_of(ids[0]), channel)
