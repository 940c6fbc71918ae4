"""Canary codes: codes that look like any card's and that no customer should ever have. Pure.

They are put where only a thief would find them: in a copy of a customer database, in a batch at the
printer's, in the desk drawer of a till. Whoever sends one has been there.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

# The category of the ticket that a canary opens. It is the desk's alone: no reply speaks of it.
ALARM = "canary"


@dataclass(frozen=True)
class Canary:
    """`note` says where it was put, so that whoever reads the alarm knows where the leak is."""

    id: str
    last_four: str
    note: str
    added_at: datetime


def new_canary_id() -> str:
    return secrets.token_hex(6)
