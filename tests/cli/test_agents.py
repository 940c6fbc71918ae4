"""`giftline agents`: who works at the desk, with passwords that are never arguments."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.agents.agent import Role
from bot.bootstrap import Services
from bot.cli.main import app
from bot.errors import WrongCredentials
from bot.services.sign_in_agent import Place
from tests.cli.conftest import Giftline, the_reason
from tests.giftline_process import COMMAND, environment

ANN, A_PASSWORD, ANOTHER = "ann@example.com", "seven wet otters sing", "nine dry badgers hum"
HERE = Place("203.0.113.7", "Firefox")


def _typed(*arguments: str, stdin: str) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


@pytest.fixture
def ann(giftline: Giftline) -> None:
    added = _typed("agents", "add", "Ann@Example.com", "--name", "Ann", stdin=f"{A_PASSWORD}\n")
    assert (added.exit_code, added.stdout) == (0, "Added ann@example.com, agent.\n")


@pytest.mark.usefixtures("ann")
def test_an_agent_who_was_added_can_sign_in(services: Services) -> None:
    assert services.sign_in_agent.with_password(ANN, A_PASSWORD, HERE).agent.name == "Ann"


@pytest.mark.usefixtures("ann")
def test_an_agent_is_added_once_in_whatever_case() -> None:
    again = _typed("agents", "add", "ANN@example.com", "--name", "Ann", stdin=f"{ANOTHER}\n")
    assert the_reason(again).startswith("There is an agent ann@example.com already.")


def test_a_weak_password_is_refused_and_nobody_added(giftline: Giftline) -> None:
    refused = _typed("agents", "add", ANN, "--name", "Ann", stdin="password1234\n")
    assert the_reason(refused).startswith("The password is easy to guess.")
    assert ANN not in giftline("agents", "list").stdout


def test_what_is_no_address_is_refused(giftline: Giftline) -> None:
    assert "ann@example.com" in the_reason(_typed("agents", "add", "ann", "--name", "A", stdin=A_PASSWORD))


def test_an_agent_of_the_identity_provider_has_no_password(giftline: Giftline, services: Services) -> None:
    giftline("agents", "add", ANN, "--name", "Ann", "--no-password", "--role", "admin")
    with pytest.raises(WrongCredentials):
        services.sign_in_agent.with_password(ANN, "", HERE)
    assert services.sign_in_agent.as_verified(ANN, HERE).agent.role is Role.ADMIN


@pytest.mark.usefixtures("ann")
def test_agents_are_listed_with_what_they_may_do(giftline: Giftline) -> None:
    giftline("agents", "role", ANN, "supervisor")
    row = next(line for line in giftline("agents", "list").stdout.splitlines() if ANN in line)
    assert [cell.strip() for cell in row.split("│")[1:4]] == [ANN, "Ann", "supervisor"]


@pytest.mark.usefixtures("ann")
def test_what_an_agent_is_given_is_said_and_listed_and_goes_back_to_what_everybody_is(
    giftline: Giftline,
) -> None:
    said = giftline("agents", "work", ANN, "--team", "fraud", "--team", "support", "--capacity", "3").stdout
    assert said == f"{ANN} is given 3 at a time, of fraud, support.\n"
    row = next(line for line in giftline("agents", "list").stdout.splitlines() if ANN in line)
    assert [cell.strip() for cell in row.split("│")[4:6]] == ["fraud, support", "3"]
    assert giftline("agents", "work", ANN).stdout == f"{ANN} is given 5 at a time, of every team.\n"


@pytest.mark.usefixtures("ann")
def test_a_team_that_there_is_not_is_refused_with_those_there_are() -> None:
    refused = CliRunner().invoke(app, ["agents", "work", ANN, "--team", "nowhere"])
    assert "There are: fraud" in the_reason(refused)


@pytest.mark.usefixtures("ann")
def test_a_disabled_agent_is_out_until_enabled(giftline: Giftline, services: Services) -> None:
    assert giftline("agents", "disable", ANN).stdout == "Disabled ann@example.com, agent.\n"
    with pytest.raises(WrongCredentials):
        services.sign_in_agent.with_password(ANN, A_PASSWORD, HERE)
    giftline("agents", "enable", ANN)
    assert services.sign_in_agent.with_password(ANN, A_PASSWORD, HERE)


@pytest.mark.usefixtures("ann")
def test_a_new_password_ends_the_sessions(giftline: Giftline, services: Services) -> None:
    services.sign_in_agent.with_password(ANN, A_PASSWORD, HERE)
    assert _typed("agents", "password", ANN, stdin=f"{ANOTHER}\n").exit_code == 0
    assert "Firefox" not in giftline("agents", "sessions", ANN).stdout
    assert services.sign_in_agent.with_password(ANN, ANOTHER, HERE)


@pytest.mark.usefixtures("ann")
def test_one_session_or_all_are_ended(services: Services) -> None:
    opened = [services.sign_in_agent.as_verified(ANN, HERE).session.id for _ in range(3)]
    agent = services.agent_sessions.agent(ANN).id
    # By the service, whose clock is that of the sessions.
    assert services.agent_sessions.revoke(agent, opened[0]) == 1
    assert {one.id for one in services.agent_sessions.of(agent)} == set(opened[1:])
    ended = CliRunner().invoke(app, ["agents", "revoke", ANN])
    assert ended.stdout == "Ended 2 session(s) of ann@example.com.\n"
    assert services.agent_sessions.of(agent) == []


@pytest.mark.usefixtures("giftline")
@pytest.mark.parametrize("command", [("disable",), ("enable",), ("sessions",), ("revoke",), ("work",)])
def test_an_unknown_agent_is_refused_with_how_to_find_one(command: tuple[str, ...]) -> None:
    refused = CliRunner().invoke(app, ["agents", *command, ANN])
    assert the_reason(refused) == f"There is no agent {ANN}. `giftline agents list` shows who there is."


def test_the_first_admin_is_made_as_the_documentation_says(tmp_path: Path) -> None:
    done = subprocess.run(
        [COMMAND, "agents", "add", ANN, "--name", "Ann", "--role", "admin"],
        input=f"{A_PASSWORD}\n",
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        check=True,
    )
    assert done.stdout == "Added ann@example.com, admin.\n"
    assert A_PASSWORD not in done.stdout + done.stderr
