"""One running demo for all tests of the whole path: the engine needs half a minute to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.giftline_process import Server, demo_server


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with demo_server(tmp_path_factory.mktemp("demo")) as server:
        yield server
