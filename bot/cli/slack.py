"""`giftline slack`: Giftline in Slack."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import Annotated

import typer
import yaml
from rich.table import Table

from bot.channels.slack.checks import Check, check_slack
from bot.channels.slack.scopes import manifest as app_manifest
from bot.channels.slack.workspaces import SlackWorkspaces
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, out
from bot.cli.slack_places import channels_app, slack_settings, workspaces_app
from bot.errors import ConfigurationError
from bot.settings import Settings, load_settings

app = typer.Typer(help="Giftline in Slack.", no_args_is_help=True)
app.add_typer(channels_app, name="channels")
app.add_typer(workspaces_app, name="workspaces")


@app.command()
@ends_with_reason
def manifest(
    socket_mode: Annotated[
        bool, typer.Option("--socket-mode", help="Giftline connects to Slack, and not the reverse.")
    ] = False,
    several: Annotated[bool, typer.Option("--several", help="More than one workspace adds the app.")] = False,
) -> None:
    """Print the app's manifest, to paste where Slack asks for one.

    Example: [bold]giftline slack manifest --socket-mode[/bold]
    """
    public_url = load_settings().public_url
    if public_url is None and (several or not socket_mode):
        raise ConfigurationError(
            "GIFTLINE_PUBLIC_URL is not set, and Slack has to know it. For one workspace there is "
            "--socket-mode, which does without."
        )
    written = app_manifest(public_url, socket_mode=socket_mode, several=several)
    out.print(yaml.safe_dump(written, sort_keys=False), markup=False, highlight=False, soft_wrap=True, end="")


@app.command()
@ends_with_reason
def doctor() -> None:
    """Check how Slack is set up; the exit code is 1 if something keeps it from working.

    Sends the running server a request that is signed and one that is forged.

    Example: [bold]giftline slack doctor[/bold]
    """
    checks = asyncio.run(_checks(load_settings()))
    table = Table("", "check", "result")
    for check in checks:
        table.add_row("[green]ok[/green]" if check.is_good else "[red]no[/red]", check.name, check.told)
    out.print(table)
    raise typer.Exit(0 if all(check.is_good for check in checks) else 1)


async def _checks(settings: Settings) -> list[Check]:
    slack = slack_settings()
    url = settings.public_url or f"http://127.0.0.1:{settings.port}"
    with open_services() as services:
        workspaces = SlackWorkspaces(services.unit_of_work, services.clock, slack)
        await workspaces.introduce()
        with services.unit_of_work() as work:
            installed, channels = work.slack.workspaces(), work.slack.channels()
        return [each async for each in check_slack(slack, workspaces, installed, channels, url)]


@app.command()
@ends_with_reason
def sandbox(
    port: Annotated[int, typer.Option(help="Where to serve it on this machine.", min=0, max=65535)] = 8055,
    request_url: Annotated[
        str | None,
        typer.Option(help="Deliver there by signed HTTP, once it answers, instead of over Socket Mode."),
    ] = None,
) -> None:
    """Serve a Slack of your own, to try Giftline in it without a workspace. It forgets all when it stops.

    Example: [bold]giftline slack sandbox[/bold], then start Giftline with the settings it prints.
    """
    # Ctrl+C is how one stops a server: no error.
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_serve(port, request_url))


async def _serve(port: int, request_url: str | None) -> None:
    from bot.slack_sandbox.cast import APP, BOT_TOKEN, with_newcomers_cast
    from bot.slack_sandbox.server import running_sandbox

    serving = asyncio.current_task()
    if serving is not None:
        # Of its own: a shell that starts it in the background has it ignore Ctrl+C.
        for ends in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ends, serving.cancel)
    async with running_sandbox(port=port, app=APP) as served:
        workspace = with_newcomers_cast(served)
        settings = {
            "GIFTLINE_SLACK_API_URL": served.api_url,
            "GIFTLINE_SLACK_BOT_TOKEN": BOT_TOKEN,
            "GIFTLINE_SLACK_TRUST_EMAIL": workspace.id,
        }
        if request_url is None:
            served.deliver_over_socket()
            settings["GIFTLINE_SLACK_APP_TOKEN"] = APP.app_token
        else:
            settings["GIFTLINE_SLACK_SIGNING_SECRET"] = APP.signing_secret
        err.print(f"Slack  [link]{served.url}/[/link]")
        err.print("Start Giftline with these settings, in another terminal:")
        for name, value in settings.items():
            out.print(f"export {name}={value}", markup=False, highlight=False, soft_wrap=True)
        if request_url is not None:
            err.print(f"Waiting until {request_url} answers.")
            await served.deliver_once_it_answers(request_url)
            err.print("It does. Press Ctrl+C to stop.")
        await asyncio.Event().wait()
