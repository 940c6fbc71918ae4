"""`giftline`: the commands, put together."""

from __future__ import annotations

import typer

from bot.cli import (
    agents,
    cases,
    chat,
    doctor,
    evaluate,
    ledger,
    nlu,
    outbox,
    privacy,
    serve,
    sites,
    slack,
    tickets,
    training,
)

app = typer.Typer(
    name="giftline",
    help="A self-hosted support assistant for gift cards.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(serve.serve)
app.command()(serve.demo)
app.command()(serve.train)
app.command()(chat.chat)
app.command()(doctor.doctor)
app.add_typer(nlu.app, name="nlu")
app.add_typer(ledger.app, name="ledger")
app.add_typer(tickets.app, name="tickets")
app.add_typer(training.app, name="training")
app.add_typer(sites.app, name="sites")
app.add_typer(agents.app, name="agents")
app.add_typer(slack.app, name="slack")
app.add_typer(outbox.app, name="outbox")
app.add_typer(privacy.app, name="privacy")
app.add_typer(cases.app, name="cases")
app.add_typer(evaluate.app, name="eval")
