"""What all tests share: a database of each kind, services over it, and CI's rule that nothing skips."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import certifi
import pytest
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from bot.bootstrap import Services, bootstrap
from bot.settings import Settings
from bot.storage.database import connect, migrate
from bot.values import FixedClock
from tests.builders import LoadCards, ScriptedEngine
from tests.redis_server import a_redis_server

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class _CompiledOnce(dict[Any, Any]):
    """The statements that SQLAlchemy has compiled: an engine keeps its own, and each test has an engine."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._of_the_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(self._of_the_kind(key), compiled)

    def _of_the_kind(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        dialect, *statement = key
        return (dialect.name, *statement)


_COMPILED = _CompiledOnce()


@event.listens_for(Engine, "engine_connect")
def _compile_once(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)


@pytest.fixture(scope="session", autouse=True)
def one_certificate_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing here speaks to the world, and each of httpx's clients reads the authorities anew: of one."""
    first, end, _ = certifi.contents().partition("-----END CERTIFICATE-----")
    path = tmp_path_factory.mktemp("authorities") / "one.pem"
    path.write_text(f"{first}{end}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSL_CERT_FILE", str(path))
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The proofs come first, as many in each worker's share, so that none is left with minutes of them."""
    if not hasattr(config, "workerinput"):
        return
    workers = config.workerinput["workercount"]
    # The engine's are sorted by file, for the sake of the engines that they share.
    proofs = [item for item in items if item.get_closest_marker("proof") and not _needs_engine(item)]
    are_proofs = set(proofs)
    others = [item for item in items if item not in are_proofs]
    # pytest-xdist gives each worker such a part of the list to begin with.
    ends = [len(others) * each // workers for each in range(workers + 1)]
    items[:] = [
        item
        for each in range(workers)
        for item in (*proofs[each::workers], *others[ends[each] : ends[each + 1]])
    ]


def _needs_engine(item: pytest.Item) -> bool:
    return item.get_closest_marker("engine") is not None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test fails CI: there everything that a test needs is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and nothing in them: copying it is quicker than migrating."""
    path = tmp_path_factory.mktemp("template") / "giftline.db"
    database = connect(f"sqlite:///{path}")
    migrate(database)
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The same on PostgreSQL, by name. Skips where there is no server."""
    with _new_postgres("") as url:
        database = connect(url)
        migrate(database)
        database.dispose()
        yield make_url(url).database or ""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind, with all tables and nothing in them."""
    if request.param == "sqlite":
        path = tmp_path / "giftline.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    with _new_postgres(request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind, without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'giftline.db'}"
        return
    with _new_postgres("") as url:
        yield url


@contextmanager
def _new_postgres(template: str) -> Iterator[str]:
    server = os.environ.get("GIFTLINE_TEST_POSTGRES")
    if not server:
        pytest.skip("no PostgreSQL here: set GIFTLINE_TEST_POSTGRES to its URL")
    name = f"giftline_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path, database_url=database_url, pepper="p" * 32, port=0)


@pytest.fixture
def engine() -> ScriptedEngine:
    """An engine that says what a test tells it to."""
    return ScriptedEngine()


@pytest.fixture
def services(settings: Settings, engine: ScriptedEngine) -> Iterator[Services]:
    """The real services over a real database, at NOW, with a scripted engine."""
    made = bootstrap(settings, clock=FixedClock(NOW), engine=engine)
    yield made
    made.close()


@pytest.fixture
def load_cards(services: Services) -> LoadCards:
    """Loads cards for an account: `load_cards("alice", {"code": ..., "status": ...})`."""
    return LoadCards(services)
