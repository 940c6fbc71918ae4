"""What a customer may be asked to have ready, so that a person can tell whose card it is.

The words stand in `evidence.yml`; brands and cases name them by these.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from babel.lists import format_list

from bot.yaml_file import read_yaml


class Evidence(StrEnum):
    ORDER_NUMBER = "order_number"
    RECEIPT = "receipt"
    PROOF_OF_PURCHASE = "proof_of_purchase"
    CARD_NUMBER = "card_number"
    RECIPIENT = "recipient"


def in_words(asked_for: Iterable[Evidence]) -> str:
    """As a sentence has it: "the order number and the receipt"."""
    return listed(_words()[one] for one in asked_for)


def listed(items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """The items with commas, and "and" before the last; `style` "or" has "or" there."""
    return format_list(list(items), style=style, locale="en_GB")


@cache
def _words() -> dict[Evidence, str]:
    written = read_yaml(Path(__file__).with_suffix(".yml"))
    return {one: str(written[one.value]) for one in Evidence}
