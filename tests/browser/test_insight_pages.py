"""Reports and the training inbox in a real browser: figures to read without the pictures, a key a line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.settings import ROOT
from bot.training.line import LineState
from tests.browser.invented_days import SUPERVISOR, InventedDesk, invented_desk

pytestmark = pytest.mark.browser

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
THOSE_DAYS = "/desk/reports?first=2026-11-02&last=2026-11-04"
OpenPage = Callable[..., Page]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[InventedDesk]:
    with invented_desk(tmp_path, days=3) as served:
        yield served


@pytest.fixture
def open_page(chromium: Browser, desk: InventedDesk) -> Iterator[OpenPage]:
    """Opens a page as somebody who is signed in; what a script or the policy complains of fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(path: str, *, scheme: str = "light", width: int = 1280, email: str = SUPERVISOR) -> Page:
        context = chromium.new_context(
            base_url=desk.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        desk.lets_in(context, email)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def violations(page: Page) -> list[str]:
    """What axe finds, in all shadow roots. Run from outside the page, whose policy lets in no script."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = json.loads(page.evaluate("async () => JSON.stringify((await axe.run(document)).violations)"))
    return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]


def shows_figures(page: Page) -> None:
    expect(page.get_by_text("Days begin at midnight in")).to_be_visible()


def test_a_report_shows_its_figures_as_tiles_and_tables(open_page: OpenPage) -> None:
    page = open_page(THOSE_DAYS)
    shows_figures(page)
    volume = page.get_by_role("region", name="Conversations opened")
    volume.get_by_text("As a table").click()
    rows = volume.get_by_role("row").all_inner_texts()
    assert len(rows) == 4
    counted = [sum(int(cell) for cell in row.split("\t")[1:]) for row in rows[1:]]
    total = page.locator("dt", has_text="Conversations").locator("+ dd").inner_text().split()[0]
    assert sum(counted) == int(total) > 7


def test_every_chart_is_drawn_and_redrawn_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(THOSE_DAYS)
    shows_figures(page)
    assert page.locator("canvas").count() == 4
    light = page.locator("canvas").first.screenshot()
    page.emulate_media(color_scheme="dark")
    expect(page.locator("canvas").first).to_be_visible()
    assert page.locator("canvas").first.screenshot() != light


def test_the_days_and_the_step_are_chosen_and_stand_in_the_address(open_page: OpenPage) -> None:
    page = open_page(THOSE_DAYS)
    shows_figures(page)
    page.get_by_role("combobox", name="By").select_option("week")
    page.get_by_label("To, this day too").fill("2026-11-03")
    expect(page).to_have_url(f"{page.url.split('?')[0]}?first=2026-11-02&last=2026-11-03&by=week")
    volume = page.get_by_role("region", name="Conversations opened")
    volume.get_by_text("As a table").click()
    expect(volume.get_by_role("row")).to_have_count(2)


def test_a_table_can_be_downloaded(open_page: OpenPage) -> None:
    page = open_page(THOSE_DAYS)
    shows_figures(page)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Agents, CSV").click()
    assert downloading.value.suggested_filename == "agents-2026-11-02-2026-11-05.csv"
    columns, *rows = csv.reader(Path(downloading.value.path()).read_text("utf-8").splitlines())
    assert columns[0] == "name"
    assert rows


def test_an_agent_is_told_that_figures_are_for_supervisors(open_page: OpenPage) -> None:
    page = open_page(THOSE_DAYS, email="ann@example.com")
    expect(page.get_by_role("alert")).to_contain_text("supervisor")


def the_line(page: Page) -> str:
    return page.get_by_role("region", name="Line").locator("p").first.inner_text()


def test_a_line_takes_one_key_and_can_be_taken_back(desk: InventedDesk, open_page: OpenPage) -> None:
    page = open_page("/desk/training")
    expect(page.get_by_role("button", name="Inbox 7")).to_be_visible()
    first = the_line(page)
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="Labelled 1")).to_be_visible()
    second = the_line(page)
    assert second != first
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Skipped 1")).to_be_visible()
    # The page shows it at once; a reload would overtake what the server has to be told.
    with page.expect_response("**/put-back"):
        page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name="Skipped 0")).to_be_visible()
    assert the_line(page) == second
    page.reload()
    expect(page.get_by_role("button", name="Inbox 6")).to_be_visible()
    (labelled,) = desk.services.review_lines.listed(LineState.LABELLED, 9).lines
    assert (labelled.text, labelled.label) == (first, "account_hold")


def test_a_name_is_written_out_before_the_key_is_pressed(desk: InventedDesk, open_page: OpenPage) -> None:
    page = open_page("/desk/training")
    expect(page.get_by_role("button", name="Inbox 7")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_label("The line in other words").fill("they ask for a receipt, why")
    page.keyboard.press("Enter")
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="Labelled 1")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Labelled 1")).to_be_visible()
    (labelled,) = desk.services.review_lines.listed(LineState.LABELLED, 9).lines
    assert labelled.text == "they ask for a receipt, why"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_page: OpenPage, scheme: str, width: int) -> None:
    page = open_page(THOSE_DAYS, scheme=scheme, width=width)
    shows_figures(page)
    for fold in page.get_by_text("As a table").all():
        fold.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page = open_page("/desk/training", scheme=scheme, width=width)
    expect(page.get_by_role("button", name="Inbox 7")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Edit").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
