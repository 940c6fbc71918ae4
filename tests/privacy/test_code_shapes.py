"""What the engine's guard refuses, the app never sends; and what it refuses are codes."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.conversations.incoming_text import for_engine
from bot.knowledge.brand import all_code_shapes
from bot.privacy.code_shapes import hide_shapes
from bot.settings import ROOT
from tests.privacy.messages import messages
from tests.privacy.test_find_codes import FOURS, NO_CODES


def _is_refused(text: str) -> bool:
    return any(re.search(shape, text, re.IGNORECASE) for shape in all_code_shapes())


@pytest.mark.parametrize(
    "text",
    [
        "my code is AQ3D-7KLM9P-XT2V",
        "aq3d7klm9pxt2v",
        "zz9y-8xwv7u-6tsr4",
        "k7qd-2mxp-9trw-4hlc",
        '/inform{"code": "K7QD2MXP9TRW4HLC"}',
        "https://example.com/r?c=AQ3D-7KLM9P-XT2V",
    ],
)
def test_codes_of_every_brand_have_a_shape_that_is_refused(text: str) -> None:
    assert _is_refused(text)
    assert not _is_refused(hide_shapes(text, all_code_shapes()))


@pytest.mark.parametrize(
    "text",
    [text for text in NO_CODES if "TBA" not in text]
    + ["claim_7f3a", "recommendation 5", "jo.kelly1984hill@example.com", "/affirm", "[other code]"],
)
def test_what_customers_write_beside_codes_is_not_refused(text: str) -> None:
    assert not _is_refused(text)


def test_nothing_that_the_app_sends_is_refused() -> None:
    sent = [for_engine(hide_shapes(message.text, all_code_shapes())) for message in messages(FOURS, 2_000)]
    assert [text for text in sent if _is_refused(text)] == []


def test_the_guard_stands_first_and_has_these_shapes() -> None:
    first = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"][0]
    assert first == {"name": "bot.nlu.leak_guard.LeakGuard", "shapes": list(all_code_shapes())}
