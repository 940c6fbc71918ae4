"""`giftline slack`: Giftline in Slack."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Annotated

import typer

from bot.cli.output import ends_with_reason, err, out

app = typer.Typer(help="Giftline in Slack.", no_args_is_help=True)


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
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(port, request_url))


async def _serve(port: int, request_url: str | None) -> None:
    from bot.slack_sandbox.cast import APP, BOT_TOKEN, with_newcomers_cast
    from bot.slack_sandbox.server import running_sandbox

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
