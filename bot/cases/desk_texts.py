"""What agents read of a case, and may send: the `desk` section of its `case.yml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.ledger.actions import ActionKind
from bot.ledger.outcomes import Outcome


class DeskAdvice(BaseModel):
    """`say` is written for the customer. Both may name what the replies of the case may."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    do: str = Field(min_length=1, description="what the agent does next")
    say: str = Field(min_length=1, description="what they may send to the customer")
    action: ActionKind | None = Field(default=None, description="what to do in the ledger, if anything")


class DeskTexts(BaseModel):
    """`without_card` names no card: none is known, or the customer may learn of none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    without_card: DeskAdvice
    outcomes: dict[Outcome, DeskAdvice] = {}
