"""Who and what newcomers find in the sandbox: one workspace, with the people of Giftline's own demo."""

from __future__ import annotations

from bot.slack_sandbox.server import RunningSandbox
from bot.slack_sandbox.workspace import App, Workspace

# They open nothing but a sandbox on one's own machine, and stay the same, so that what was started with
# them goes on after the sandbox was started anew.
BOT_TOKEN = "xoxb-sandbox"  # noqa: S105
APP = App(
    client_secret="sandbox-client-secret",  # noqa: S106
    signing_secret="sandbox-signing-secret",  # noqa: S106
    app_token="xapp-sandbox",  # noqa: S106
    verification_token="sandbox-verification",  # noqa: S106
)
AGENTS = ("ada", "ben")


def with_newcomers_cast(sandbox: RunningSandbox) -> Workspace:
    """`maya` is a customer, `ada` and `ben` are agents, `sam` supervises them."""
    slack = sandbox.slack
    workspace = slack.add_workspace("Harbour Gifts")
    slack.add_user(workspace, "maya")
    agents = [slack.add_user(workspace, name, email=f"{name}@demo.invalid") for name in (*AGENTS, "sam")]
    slack.add_channel(workspace, "gift-cards", members=agents)
    slack.add_channel(workspace, "fraud", members=agents, is_private=True)
    sandbox.tokens.issue(workspace, slack.now(), token=BOT_TOKEN)
    return workspace
