"""What agents do to the ledger from the desk, and who has to be there for it. Pure."""

from __future__ import annotations

from enum import StrEnum


class ActionKind(StrEnum):
    UNLOCK = "unlock"  # ends the pause of whoever tried wrong codes
    ACTIVATE = "activate"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    REISSUE = "reissue"
    MOVE = "move"  # of a redemption, to the right account
