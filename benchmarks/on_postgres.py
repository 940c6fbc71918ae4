"""Redeeming on PostgreSQL by several processes at once, against pgbench on the same server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from time import perf_counter

from sqlalchemy import URL, create_engine, make_url, text

from benchmarks.ground import AT_ONCE, Customers, fill, open_ledger, redemptions
from benchmarks.results import Result, Tell, compared

CLIENTS = 8
# With fewer rows the clients of pgbench would wait for each other.
SCALE = 10


def find_pgbench() -> str | None:
    """pgbench on the PATH, or where Debian puts what belongs to a server."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    return shutil.which("pgbench") or (str(installed[-1]) if installed else None)


def redeeming(home: Path, server: str, pgbench: str, tell: Tell, *, rounds: int, round_s: int) -> Result:
    """Redemptions a second of 8 processes, over the transactions of `pgbench -N -c 8 -j 2`.

    In databases of its own on that server, which are dropped afterwards.
    """
    url = make_url(server).set(drivername="postgresql+psycopg")
    with _database(url) as of_pgbench, _database(url) as of_ledger:
        tell("PostgreSQL: filling pgbench's tables")
        _pgbench(pgbench, of_pgbench, "-i", "-q", "-s", str(SCALE))
        # More than they can redeem in that time: 1000 a second and process.
        share = (rounds + 1) * round_s * 1_000
        tell("PostgreSQL: filling the ledger")
        written = of_ledger.render_as_string(hide_password=False)
        services = open_ledger(home, written)
        fill(services, CLIENTS * share)
        with services.database.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
        services.close()
        measured = []
        with _clients(home, written, share) as clients:
            _redeem_for(clients, round_s)
            for number in range(rounds):
                tell(f"PostgreSQL: round {number + 1} of {rounds}")
                ours = _redeem_for(clients, round_s)
                measured.append((ours, _transactions_per_s(pgbench, of_pgbench, round_s)))
    return compared(
        f"PostgreSQL: redemptions by {CLIENTS} processes with {AT_ONCE} customers at once, "
        f"over pgbench -N with {CLIENTS} clients",
        "per second",
        measured,
        least=0.5,
    )


@contextmanager
def _database(server: URL) -> Iterator[URL]:
    """An empty database, until it is left."""
    name = f"giftline_benchmark_{uuid.uuid4().hex[:12]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def _clients(home: Path, database_url: str, share: int) -> Iterator[list[Pipe[int | None, int]]]:
    """Processes that redeem for as many seconds as they are told, and tell how many it were."""
    processes, pipes = [], []
    context = get_context("spawn")
    for number in range(CLIENTS):
        ours, theirs = context.Pipe()
        process = context.Process(target=_client, args=(theirs, home, database_url, number, share))
        process.start()
        processes.append(process)
        pipes.append(ours)
    try:
        for pipe in pipes:
            pipe.recv()
        yield pipes
    finally:
        for pipe, process in zip(pipes, processes, strict=True):
            if process.is_alive():
                pipe.send(None)
            process.join()


def _client(pipe: Pipe[int, int | None], home: Path, database_url: str, number: int, share: int) -> None:
    services = open_ledger(home, database_url)
    # Every eighth card, so that at any one time each client pays into other accounts than the rest.
    asked = iter(redemptions(services, range(number, CLIENTS * share, CLIENTS)))
    customers = Customers(services)
    pipe.send(0)
    while (seconds := pipe.recv()) is not None:
        pipe.send(customers.redeem_for(seconds, asked))
    services.close()


def _redeem_for(clients: list[Pipe[int | None, int]], seconds: int) -> float:
    began = perf_counter()
    for client in clients:
        client.send(seconds)
    done = sum(client.recv() for client in clients)
    return done / (perf_counter() - began)


def _transactions_per_s(pgbench: str, database: URL, seconds: int) -> float:
    said = _pgbench(pgbench, database, "-N", "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds))
    found = re.search(r"tps = ([\d.]+)", said)
    if found is None:
        raise RuntimeError(f"pgbench gave no figure: {said}")
    return float(found[1])


def _pgbench(pgbench: str, database: URL, *arguments: str) -> str:
    # By the environment: the list of processes would show a password.
    names = {"PGHOST": database.host, "PGPORT": database.port, "PGUSER": database.username}
    names |= {"PGPASSWORD": database.password, "PGDATABASE": database.database}
    named = {name: str(value) for name, value in names.items() if value is not None}
    done = subprocess.run(
        [pgbench, *arguments], env=os.environ | named, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"pgbench failed: {done.stderr.strip()}")
    return done.stdout
