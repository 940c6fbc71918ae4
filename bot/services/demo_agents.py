"""The demo's agents: without a password, and let in by a click on a demo server only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.agents.agent import Role
from bot.errors import AgentExists, UnknownAgent, WrongCredentials
from bot.services.change_agents import ChangeAgents
from bot.services.sign_in_agent import Place, SignedIn, SignInAgent

# Names under .invalid belong to nobody, so no identity provider can ever vouch for one of them.
DEMO_AGENTS: Mapping[str, tuple[str, Role]] = MappingProxyType(
    {"ada@demo.invalid": ("Ada", Role.AGENT), "sam@demo.invalid": ("Sam", Role.SUPERVISOR)}
)


class DemoAgents:
    def __init__(self, change_agents: ChangeAgents, sign_in_agent: SignInAgent) -> None:
        self._change_agents = change_agents
        self._sign_in_agent = sign_in_agent

    def let_in(self) -> None:
        """Makes sure that they are there. Their sessions of an earlier start go on."""
        for email, (name, role) in DEMO_AGENTS.items():
            try:
                self._change_agents.add(email, name, role, None)
            except AgentExists:
                self._change_agents.enable(email)

    def shut_out(self) -> None:
        """Ends their sessions: a database that a demo has used may go on as a real one."""
        for email in DEMO_AGENTS:
            try:
                self._change_agents.disable(email)
            except UnknownAgent:
                continue

    def sign_in(self, email: str, place: Place) -> SignedIn:
        """Raises WrongCredentials for anybody else: nobody but them comes in without a password."""
        if email not in DEMO_AGENTS:
            raise WrongCredentials("There is no such agent in the demo.")
        return self._sign_in_agent.as_verified(email, place)
