"""A ledger to measure on: cards that nobody has, accounts that redeem them, and how one is redeemed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import perf_counter

from bot.bootstrap import Services, bootstrap
from bot.ledger.cards import Account
from bot.ledger.claimants import Bucket, BucketKind
from bot.ledger.commands import Redeem, Request
from bot.privacy.claim_code import ClaimCode
from bot.services.load_ledger import CardSource
from bot.settings import Settings
from bot.values import AccountId

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
# Enough that two clients seldom pay into one balance at the same moment, as it is with customers.
ACCOUNTS = 1_000
# Customers whose redemptions one process of the app serves at the same time.
AT_ONCE = 32


@dataclass(frozen=True)
class Asked:
    """A redemption, ready to be sent, so that making it is no part of what is measured."""

    command: Redeem
    request: Request


def open_ledger(home: Path, database_url: str | None = None) -> Services:
    """The services over that database; without one, over SQLite in the folder."""
    home.mkdir(parents=True, exist_ok=True)
    url = database_url or f"sqlite:///{home / 'giftline.db'}"
    return bootstrap(Settings(home=home, database_url=url, pepper="p" * 32))


def card_lines(count: int) -> Iterator[str]:
    """A file of active cards, a line at a time."""
    for number in range(count):
        yield (
            f'{{"code": "{_code(number)}", "status": "active", "region": "US", "face_value": "25.00", '
            f'"currency": "USD", "retailer": "Kiosk"}}'
        )


def fill(services: Services, cards: int) -> None:
    """Loads that many cards, and adds the accounts that will redeem them."""
    services.load_ledger(CardSource("the benchmark", card_lines(cards)), None)
    add_accounts(services)


def add_accounts(services: Services) -> None:
    with services.unit_of_work() as work:
        for number in range(ACCOUNTS):
            work.ledger.add_account(Account(_account(number), "US"))


def redemptions(services: Services, cards: Iterable[int]) -> list[Asked]:
    """What a chat asks for, for each card: the tries of account, session and address are looked at."""
    asked = []
    for card in cards:
        account = _account(card % ACCOUNTS)
        buckets = (
            Bucket(BucketKind.ACCOUNT, account),
            Bucket(BucketKind.SESSION, f"{card:032x}"),
            Bucket(BucketKind.ADDRESS, f"{card:064x}"),
        )
        code = services.fingerprinter.of(ClaimCode.parse(_code(card)))
        command = Redeem(code, account, "US", accepts_look_alike=True, buckets=buckets)
        asked.append(Asked(command, Request("benchmark", f"redeem:{card}", account)))
    return asked


def redeem(services: Services, asked: Asked) -> None:
    """One redemption, committed when this returns. Raises RuntimeError if the ledger refuses it."""
    receipt = services.write_ledger(asked.command, asked.request, NOW)
    if not receipt.is_done:
        raise RuntimeError(f"the benchmark's card was not redeemed: {receipt.outcome}")


def redeem_all(services: Services, asked: Iterable[Asked]) -> float:
    """Redeems them one after another; returns how many seconds it took."""
    began = perf_counter()
    for one in asked:
        redeem(services, one)
    return perf_counter() - began


class Customers:
    """As many as are served at once: each sends a redemption when the one before is answered."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._threads = ThreadPoolExecutor(AT_ONCE)

    def redeem_all(self, asked: Iterable[Asked]) -> float:
        """Returns how many seconds it took."""
        began = perf_counter()
        for done in [self._threads.submit(redeem_all, self._services, part) for part in _dealt(asked)]:
            done.result()
        return perf_counter() - began

    def redeem_for(self, seconds: float, asked: Iterator[Asked]) -> int:
        """Returns how many were redeemed."""
        ends, hand_out = perf_counter() + seconds, Lock()

        def redeem_until_the_end() -> int:
            done = 0
            while perf_counter() < ends:
                with hand_out:
                    one = next(asked)
                redeem(self._services, one)
                done += 1
            return done

        return sum(
            done.result() for done in [self._threads.submit(redeem_until_the_end) for _ in range(AT_ONCE)]
        )


def _dealt(asked: Iterable[Asked]) -> list[list[Asked]]:
    everything = list(asked)
    return [everything[start::AT_ONCE] for start in range(AT_ONCE)]


def _code(number: int) -> str:
    return f"{number:014d}"


def _account(number: int) -> AccountId:
    return AccountId(f"customer-{number:04d}")
