"""`giftline serve`, `giftline demo` and `giftline train`."""

from __future__ import annotations

import asyncio
import contextlib
import time

from bot.channels.demo import demo_accounts, load_demo
from bot.channels.log_output import set_up_logging
from bot.cli.output import ends_with_reason, err, model_with_progress
from bot.errors import EngineStarting
from bot.settings import Settings, load_settings


@ends_with_reason
def serve() -> None:
    """Serve the chat, with your own ledger. Trains the engine first if that is due.

    Example: [bold]GIFTLINE_PORT=8080 giftline serve[/bold]
    """
    _serve(load_settings(), demo=False)


@ends_with_reason
def demo() -> None:
    """Serve the chat with invented customers and cards, to try it out.

    Example: [bold]giftline demo[/bold], then open the address it prints.
    """
    _serve(load_settings(), demo=True)


@ends_with_reason
def train() -> None:
    """Train the engine's model, if config, domain, data or locks have changed since the last time.

    Example: [bold]giftline train[/bold]
    """
    started = time.monotonic()
    model = model_with_progress()
    err.print(f"{model.name} is up to date ({time.monotonic() - started:.0f} s).")


def _serve(settings: Settings, *, demo: bool) -> None:
    from bot.serving import running_giftline  # Heavy, and not needed to print --help.

    set_up_logging(settings)
    model = model_with_progress()

    async def run() -> None:
        folder = settings.engine_home
        async with running_giftline(settings, model=model, folder=folder, demo=demo) as running:
            if demo:
                count = await asyncio.to_thread(load_demo, running.services.load_ledger)
                region = next(iter(running.services.policy.regions))
                await asyncio.to_thread(running.services.change_sites.add_demo, region)
                names = ", ".join(account.id for account in demo_accounts())
                err.print(f"Loaded {count} demo cards for {names}.")
            err.print(f"Chat           [link]{running.url}/[/link]")
            if demo:
                err.print(f"Desk           [link]{running.url}/desk[/link]")
                err.print(f"On your page   [link]{running.url}/playground/demo[/link]")
            err.print(f"Documentation  [link]{running.url}/docs[/link]")
            err.print("The engine is starting; messages sent before it is ready are kept and answered.")
            try:
                await running.engine.ready_url()
                err.print("Ready. Press Ctrl+C to stop.")
            except EngineStarting:
                err.print(f"The engine has not started. Its log: {running.engine.log_file}", style="red")
            await running.server

    # Ctrl+C is how one stops a server: no error.
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())
