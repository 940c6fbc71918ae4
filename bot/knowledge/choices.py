"""Words of a text that differ by a fact of the brand: cards that can be reloaded, and cards that cannot.

A choice stands in YAML beside the text that names it in braces:

    choices:
      expiry:
        when: expires
        then: A card expires {expires_after_days} days after it is activated.
        otherwise: Cards do not expire.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from bot.knowledge.brand import BrandPolicy, Fact
from bot.knowledge.values import brand_values, placeholders


class Choice(BaseModel):
    """`then` is said by brands of which the fact is so, `otherwise` by all others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: Fact
    then: str = Field(min_length=1)
    otherwise: str = Field(min_length=1)

    def text(self, policy: BrandPolicy) -> str:
        return self.then if policy.holds(self.when) else self.otherwise


Choices = dict[str, Choice]


def values_named(
    text: str, choices: Mapping[str, Choice], policy: BrandPolicy, region: str | None = None
) -> dict[str, str]:
    """The facts and the choices that the text names in braces. What is neither is left out."""
    values = brand_values(policy, region)
    # Folded blocks of YAML end in a line break that no sentence needs.
    values |= {name: choice.text(policy).strip().format_map(values) for name, choice in choices.items()}
    return {name: values[name] for name in sorted(placeholders(text) & set(values))}
