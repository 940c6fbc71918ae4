"""A new pepper changes every hash and no answer; a database under other peppers is refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.bootstrap import Services, bootstrap
from bot.errors import ConfigurationError
from bot.identity.sealed_secrets import SecretKind, SecretSealer
from bot.ledger.commands import Receipt, Redeem
from bot.ledger.outcomes import Outcome
from bot.privacy.audit import Actor
from bot.privacy.claim_code import ClaimCode, Fingerprinter
from bot.privacy.role import Machine
from bot.privacy.sealed_codes import CodeSealer
from bot.settings import Settings
from bot.slack.workspaces import SlackUserId, Workspace, WorkspaceId
from bot.storage.database import connect
from bot.storage.pepper_rotation import rotate_pepper
from bot.storage.slack_tables import slack_workspace as workspaces
from bot.storage.tables import card as cards
from bot.storage.tables import claim_handle as handles
from bot.storage.tables import site as sites
from bot.values import ClaimHandle, ConversationId, FixedClock
from tests.builders import A_CODE, A_MOMENT, ANOTHER_CODE
from tests.services.asking import ALICE, VALUE, a_request, load

OLD, NEW, NEWER = "o" * 32, "n" * 32, "r" * 32
CODE = ClaimCode.parse(A_CODE)
Start = Callable[..., Services]


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts the services over one database, under the peppers that are named."""
    with ExitStack() as running:

        def started(*peppers: str) -> Services:
            services = bootstrap(set_to(database_url, tmp_path, *peppers), clock=FixedClock(A_MOMENT))
            running.callback(services.close)
            return services

        yield started


@pytest.fixture
def rotate(database_url: str, tmp_path: Path) -> Iterator[Callable[..., object]]:
    """`giftline ledger rotate-pepper`, with GIFTLINE_PEPPER as named."""
    engine = connect(database_url)
    yield lambda *peppers: rotate_pepper(engine, set_to(database_url, tmp_path, *peppers))
    engine.dispose()


def set_to(database_url: str, home: Path, *peppers: str) -> Settings:
    return Settings(home=home, database_url=database_url, pepper=",".join(peppers) or None)


def versions(services: Services) -> set[int]:
    with services.database.begin() as connection:
        return {
            version
            for table in (cards, handles)
            for version in connection.execute(select(table.c.pepper_version)).scalars()
        }


def a_handle(services: Services) -> tuple[ConversationId, ClaimHandle]:
    """An open conversation in which the code was sent."""
    conversation = services.start_conversation("web", ALICE).id
    with services.unit_of_work() as work:
        return conversation, work.vault.handle_for(conversation, CODE, A_MOMENT)


def redeem(services: Services, code: ClaimCode = CODE) -> Outcome:
    return services.change_ledger.redeem(code, ALICE, a_request()).outcome


def test_codes_look_alikes_and_open_conversations_go_on_as_before(
    start: Start, rotate: Callable[..., object]
) -> None:
    before = start(OLD)
    load(before, {"code": A_CODE}, {"code": ANOTHER_CODE})
    conversation, handle = a_handle(before)

    rotate(OLD, NEW)

    after = start(OLD, NEW)
    assert versions(after) == {2}
    with after.unit_of_work() as work:
        assert work.vault.handle_for(conversation, CODE, A_MOMENT) == handle
        known = work.vault.fingerprint(conversation, handle)
        assert known is not None
        receipt = work.ledger.write(Redeem(known, ALICE), a_request(), A_MOMENT)
    assert receipt.balance == VALUE
    assert redeem(after, ClaimCode.parse("BR4T-O9WXYZ-3MKP")) is Outcome.MISTYPED
    assert redeem(after, ClaimCode.parse(ANOTHER_CODE)) is Outcome.DONE
    assert after.verify_ledger() == []


def test_a_redemption_that_is_repeated_across_a_rotation_is_the_same_one(
    start: Start, rotate: Callable[..., object]
) -> None:
    """As from the chat, whose server may have been stopped before it could answer."""
    before = start(OLD)
    load(before, {"code": A_CODE})
    conversation, handle = a_handle(before)

    def redeemed(services: Services) -> Receipt:
        with services.unit_of_work() as work:
            known = work.vault.fingerprint(conversation, handle)
            assert known is not None
            return work.ledger.write(Redeem(known, ALICE), a_request("the key"), A_MOMENT)

    first = redeemed(before)
    assert first.is_done
    rotate(OLD, NEW)
    again = redeemed(start(OLD, NEW))
    assert (again, again.is_repeat) == (first, True)


def test_a_canary_is_known_as_before(start: Start, rotate: Callable[..., object]) -> None:
    code = start(OLD).canary_codes.add("", Actor("sam", Machine.OPERATOR)).code
    rotate(OLD, NEW)
    after = start(OLD, NEW)
    with after.unit_of_work() as work:
        assert work.canaries.match(after.fingerprinter.of(ClaimCode.parse(code)))


def test_several_rotations_come_on_top_of_each_other(start: Start, rotate: Callable[..., object]) -> None:
    load(start(OLD), {"code": A_CODE})
    rotate(OLD, NEW)
    rotate(OLD, NEW, NEWER)
    assert redeem(start(OLD, NEW, NEWER)) is Outcome.DONE


def test_two_new_peppers_at_once_are_raised_to_at_once(start: Start, rotate: Callable[..., object]) -> None:
    load(start(OLD), {"code": A_CODE})
    rotate(OLD, NEW, NEWER)
    assert redeem(start(OLD, NEW, NEWER)) is Outcome.DONE


def test_more_rows_than_a_batch_are_all_raised(
    start: Start, rotate: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.pepper_rotation._BATCH", 2)
    before = start(OLD)
    load(before, *({"code": f"AQ3D-7KLM{n}P-XT2V"} for n in range(5)))
    for _ in range(3):
        a_handle(before)
    rotate(OLD, NEW)
    assert versions(start(OLD, NEW)) == {2}
    assert redeem(start(OLD, NEW), ClaimCode.parse("AQ3D-7KLM4P-XT2V")) is Outcome.DONE


def test_no_pepper_alone_finds_a_code_any_more(start: Start, rotate: Callable[..., object]) -> None:
    load(start(OLD), {"code": A_CODE})
    rotate(OLD, NEW)
    with start(OLD, NEW).database.begin() as connection:
        (stored,) = connection.execute(select(cards.c.code_hash)).scalars()
    for alone in (OLD, NEW):
        assert Fingerprinter((alone.encode(),)).of(CODE).exact != stored


@pytest.mark.parametrize(
    ("under", "set_now", "advice"),
    [
        ((OLD,), (OLD, NEW), "run `giftline ledger rotate-pepper`"),
        ((OLD, NEW), (OLD,), "Set all of them, the oldest first"),
    ],
)
def test_another_number_of_peppers_is_refused_at_the_start(
    start: Start, under: tuple[str, ...], set_now: tuple[str, ...], advice: str
) -> None:
    load(start(*under), {"code": A_CODE})
    with pytest.raises(ConfigurationError) as refused:
        start(*set_now)
    assert advice in refused.value.detail


@pytest.mark.parametrize(("under", "set_now"), [((OLD,), (NEW,)), ((OLD, NEW), (NEWER, NEW))])
def test_another_first_pepper_is_refused_at_the_start(
    start: Start, under: tuple[str, ...], set_now: tuple[str, ...]
) -> None:
    load(start(*under), {"code": A_CODE})
    with pytest.raises(ConfigurationError, match="written under another first pepper") as refused:
        start(*set_now)
    assert "bring them back from a backup" in refused.value.detail
    assert redeem(start(*under)) is Outcome.DONE


def test_after_a_rotation_the_journal_is_still_known_by_its_first_pepper(
    start: Start, rotate: Callable[..., object]
) -> None:
    load(start(OLD), {"code": A_CODE})
    rotate(OLD, NEW)
    redeem(start(OLD, NEW))
    start(OLD, NEW)
    with pytest.raises(ConfigurationError, match="another first pepper"):
        start(NEWER, NEW)


def test_rotating_with_another_first_pepper_is_refused_and_changes_nothing(
    start: Start, rotate: Callable[..., object]
) -> None:
    load(start(OLD), {"code": A_CODE})
    with pytest.raises(ConfigurationError, match="another first pepper"):
        rotate(NEWER, NEW)
    assert versions(start(OLD)) == {1}


def test_a_handle_alone_is_enough_to_be_refused(start: Start) -> None:
    services = start(OLD)
    conversation = services.start_conversation("web", None).id
    with services.unit_of_work() as work:
        work.vault.handle_for(conversation, CODE, A_MOMENT)
    with pytest.raises(ConfigurationError, match="rotate-pepper"):
        start(OLD, NEW)


def test_a_database_without_codes_may_have_any_peppers(start: Start) -> None:
    start(OLD)
    start(OLD, NEW)


def test_without_a_new_pepper_in_the_variable_nothing_is_rotated(
    start: Start, rotate: Callable[..., object]
) -> None:
    load(start(OLD), {"code": A_CODE})
    with pytest.raises(ConfigurationError, match="append a comma and a new one"):
        rotate(OLD)
    assert redeem(start(OLD)) is Outcome.DONE


def test_rotating_with_a_pepper_left_out_is_refused(start: Start, rotate: Callable[..., object]) -> None:
    load(start(OLD, NEW), {"code": A_CODE})
    with pytest.raises(ConfigurationError, match="Set all of them"):
        rotate(OLD)
    assert redeem(start(OLD, NEW)) is Outcome.DONE


def test_a_row_written_late_by_a_server_that_was_not_stopped_is_raised_by_another_run(
    start: Start, rotate: Callable[..., object]
) -> None:
    late = start(OLD)
    load(late, {"code": A_CODE})
    rotate(OLD, NEW)
    load(late, {"code": ANOTHER_CODE})
    with pytest.raises(ConfigurationError, match="rotate-pepper"):
        start(OLD, NEW)
    rotate(OLD, NEW)
    assert redeem(start(OLD, NEW), ClaimCode.parse(ANOTHER_CODE)) is Outcome.DONE


def test_sealed_codes_are_sealed_again_so_that_the_old_pepper_no_longer_opens_them(
    start: Start, rotate: Callable[..., object]
) -> None:
    services = start(OLD)
    load(services, {"code": A_CODE})
    with services.database.begin() as connection:
        connection.execute(update(cards).values(sealed_code=CodeSealer([OLD.encode()]).seal(CODE)))
    rotate(OLD, NEW)
    with services.database.begin() as connection:
        sealed = connection.execute(select(cards.c.sealed_code)).scalar_one()
    assert CodeSealer([NEW.encode()]).open(sealed) == CODE


class OfAFile:
    """A SQLite database whose peppers are in the file that was made for it."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home)

    @property
    def peppers(self) -> list[str]:
        return self.settings.pepper_file.read_text(encoding="ascii").split()

    def rotate(self) -> object:
        engine = connect(self.settings.database)
        try:
            return rotate_pepper(engine, self.settings)
        finally:
            engine.dispose()

    def redeem(self) -> Outcome:
        services = self.started()
        try:
            return redeem(services)
        finally:
            services.close()

    def started(self) -> Services:
        return bootstrap(self.settings, clock=FixedClock(A_MOMENT))


@pytest.fixture
def of_a_file(tmp_path: Path) -> OfAFile:
    made = OfAFile(tmp_path / "home")
    services = made.started()
    load(services, {"code": A_CODE})
    services.close()
    return made


def test_a_pepper_of_our_own_making_gets_a_new_one_after_it(of_a_file: OfAFile) -> None:
    (old,) = of_a_file.peppers
    of_a_file.rotate()
    assert of_a_file.peppers[0] == old
    assert len(set(of_a_file.peppers)) == 2
    assert of_a_file.settings.pepper_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in of_a_file.home.glob("pepper*")] == ["pepper"]
    assert of_a_file.redeem() is Outcome.DONE


def test_what_signs_tokens_stays(of_a_file: OfAFile) -> None:
    before = of_a_file.settings.secret
    of_a_file.rotate()
    assert of_a_file.settings.secret == before


def test_a_crash_before_the_file_is_written_leaves_everything_as_it_was(
    of_a_file: OfAFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = of_a_file.peppers
    with monkeypatch.context() as crashing:
        crashing.setattr(os, "fsync", _fails("the disk is full"))
        with pytest.raises(OSError, match="the disk is full"):
            of_a_file.rotate()
    assert of_a_file.peppers == before
    assert of_a_file.redeem() is Outcome.DONE


def test_a_crash_between_file_and_commit_is_refused_at_the_start_and_mended_by_another_run(
    of_a_file: OfAFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = Settings.store_peppers

    def store_and_crash(settings: Settings, peppers: tuple[bytes, ...]) -> None:
        stored(settings, peppers)
        raise KeyboardInterrupt

    with monkeypatch.context() as crashing:
        crashing.setattr(Settings, "store_peppers", store_and_crash)
        with pytest.raises(KeyboardInterrupt):
            of_a_file.rotate()
    between = of_a_file.peppers
    assert len(between) == 2
    with pytest.raises(ConfigurationError, match="run `giftline ledger rotate-pepper`"):
        of_a_file.started()
    of_a_file.rotate()
    assert of_a_file.peppers == between
    assert of_a_file.redeem() is Outcome.DONE


def test_an_empty_pepper_file_is_refused_and_not_filled_anew(of_a_file: OfAFile) -> None:
    of_a_file.settings.pepper_file.write_text("", encoding="ascii")
    with pytest.raises(ConfigurationError, match=r"is empty\. Bring it back from a backup"):
        of_a_file.started()
    assert of_a_file.peppers == []


def _fails(reason: str) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(reason)

    return fail


def test_a_sites_secret_is_sealed_again_so_that_the_old_pepper_no_longer_opens_it(
    start: Start, rotate: Callable[..., object]
) -> None:
    secret = start(OLD).change_sites.add("shop", "Shop", ["https://shop.example.com"], "US").secret
    load(start(OLD), {"code": A_CODE})
    rotate(OLD, NEW)
    services = start(OLD, NEW)
    with services.database.begin() as connection:
        sealed = connection.execute(select(sites.c.sealed_secret)).scalar_one()
    assert SecretSealer([NEW.encode()]).open(sealed) == secret
    with pytest.raises(ConfigurationError):
        SecretSealer([OLD.encode()]).open(sealed)


def test_what_slack_gave_us_is_sealed_again_too(start: Start, rotate: Callable[..., object]) -> None:
    acme = Workspace(WorkspaceId("T0ACME"), "Acme", SlackUserId("U0BOT"), '{"bot_token": "xoxb-1"}')
    with start(OLD).unit_of_work() as work:
        work.slack.put_workspace(acme, A_MOMENT)
    load(start(OLD), {"code": A_CODE})
    rotate(OLD, NEW)
    services = start(OLD, NEW)
    with services.database.begin() as connection:
        sealed = connection.execute(select(workspaces.c.sealed_installation)).scalar_one()
    assert SecretSealer([NEW.encode()], SecretKind.SLACK).open(sealed) == acme.installation
    with pytest.raises(ConfigurationError, match=r"add Giftline to the workspace again"):
        SecretSealer([OLD.encode()], SecretKind.SLACK).open(sealed)
