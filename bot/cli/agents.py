"""`giftline agents`: who works at the desk. A password is asked for or read from stdin, never an argument."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from bot.agents.agent import Agent, Role
from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, out, print_table
from bot.errors import WeakPassword
from bot.values import AgentSessionId

app = typer.Typer(help="Who works at the desk, and what they may do.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@app.command()
@ends_with_reason
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="What colleagues call them.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AGENT,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They sign in through the identity provider only.")
    ] = False,
) -> None:
    """Add an agent. The password is asked for, or read from stdin.

    Example: [bold]giftline agents add ann@example.com --name Ann --role admin[/bold]
    """
    password = None if no_password else _read_password()
    with open_services() as services:
        _tell("Added", services.change_agents.add(email, name, role, password))


@app.command("list")
@ends_with_reason
def list_agents() -> None:
    """List agents by e-mail address.

    Example: [bold]giftline agents list[/bold]
    """
    with open_services() as services:
        listed = services.list_agents()
    print_table(
        *("e-mail", "name", "role", "teams", "at a time", "since", "disabled"),
        rows=[
            (
                agent.email,
                agent.name,
                agent.role,
                ", ".join(sorted(agent.teams)) or "all",
                str(agent.capacity or services.agent_capacity),
                f"{agent.created_at:%Y-%m-%d}",
                f"{agent.disabled_at:%Y-%m-%d %H:%M}" if agent.disabled_at else "",
            )
            for agent in listed
        ],
    )


@app.command()
@ends_with_reason
def disable(email: Email) -> None:
    """End an agent's sessions and let them sign in no more. What they did stays.

    Example: [bold]giftline agents disable ann@example.com[/bold]
    """
    with open_services() as services:
        _tell("Disabled", services.change_agents.disable(email))


@app.command()
@ends_with_reason
def enable(email: Email) -> None:
    """Let an agent who was disabled sign in again.

    Example: [bold]giftline agents enable ann@example.com[/bold]
    """
    with open_services() as services:
        _tell("Enabled", services.change_agents.enable(email))


@app.command()
@ends_with_reason
def role(email: Email, new_role: Annotated[Role, typer.Argument(metavar="ROLE")]) -> None:
    """Change what an agent may do: agent, supervisor or admin. Ends their sessions.

    Example: [bold]giftline agents role ann@example.com supervisor[/bold]
    """
    with open_services() as services:
        _tell("Changed", services.change_agents.give_role(email, new_role))


@app.command()
@ends_with_reason
def work(
    email: Email,
    team: Annotated[
        list[str] | None,
        typer.Option(help="A team whose conversations they are given; more than one if repeated."),
    ] = None,
    capacity: Annotated[
        int | None, typer.Option(min=1, max=1_000, help="How many they are given at a time.")
    ] = None,
) -> None:
    """Set what "Answer next" gives an agent. What is not named is as for everybody: every team, and
    GIFTLINE_AGENT_CAPACITY. They may take others themselves.

    Example: [bold]giftline agents work ann@example.com --team fraud --capacity 3[/bold]
    """
    with open_services() as services:
        changed = services.change_agents.give_work(email, frozenset(team or ()), capacity)
        at_a_time = services.agent_capacity if changed.capacity is None else changed.capacity
    of = ", ".join(sorted(changed.teams)) or "every team"
    out.print(f"{changed.email} is given {at_a_time} at a time, of {of}.", markup=False, soft_wrap=True)


@app.command()
@ends_with_reason
def password(email: Email) -> None:
    """Set an agent's password and end their sessions. It is asked for, or read from stdin.

    Example: [bold]giftline agents password ann@example.com[/bold]
    """
    written = _read_password()
    with open_services() as services:
        _tell("Changed the password of", services.change_agents.set_password(email, written))


@app.command()
@ends_with_reason
def sessions(email: Email) -> None:
    """List where an agent is signed in, the last one used first.

    Example: [bold]giftline agents sessions ann@example.com[/bold]
    """
    with open_services() as services:
        found = services.agent_sessions.of(services.agent_sessions.agent(email).id)
    print_table(
        *("session", "since", "last seen", "browser"),
        rows=[
            (
                session.id,
                f"{session.created_at:%Y-%m-%d %H:%M}",
                f"{session.last_seen_at:%Y-%m-%d %H:%M}",
                session.user_agent,
            )
            for session in found
        ],
    )


@app.command()
@ends_with_reason
def revoke(
    email: Email,
    session: Annotated[
        str | None, typer.Option(help="Only this one, as `giftline agents sessions` shows it.")
    ] = None,
) -> None:
    """End an agent's sessions, all of them or one.

    Example: [bold]giftline agents revoke ann@example.com[/bold]
    """
    with open_services() as services:
        agent = services.agent_sessions.agent(email)
        which = AgentSessionId(session) if session is not None else None
        count = services.agent_sessions.revoke(agent.id, which)
    out.print(f"Ended {count} session(s) of {agent.email}.", markup=False)


def _tell(what: str, agent: Agent) -> None:
    out.print(f"{what} {agent.email}, {agent.role}.", markup=False, soft_wrap=True)


def _read_password() -> str:
    """From a terminal it is asked for twice, because it is not shown."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    written = getpass.getpass("Password, which is not shown: ")
    if getpass.getpass("Once more: ") != written:
        raise WeakPassword("The two were not the same. Nothing was changed.")
    return written
