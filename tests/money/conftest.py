"""A till at a ledger of each kind."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from tests.money.till import Till


@pytest.fixture
def till(services: Services) -> Till:
    return Till(services)
