"""The framed page has the colours that its site has chosen, and links them itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bootstrap import Services
from bot.channels import pages
from bot.settings import ROOT
from tests.channels.browser import the_problem
from tests.channels.sessions.site import Shop

STYLE = "/embed/my-shop.css"
BUILT = '<!-- colours --><script src="/assets/a.js"></script>'


async def test_the_style_sheet_of_a_site_says_its_colour_from_the_moment_it_is_set(
    my_shop: Shop, services: Services
) -> None:
    for accent, rule in (
        (None, ""),
        ("#B0003A", "giftline-chat { --giftline-accent: #b0003a }\n"),
        (None, ""),
    ):
        services.change_sites.change("my-shop", accent=accent)
        answer = await my_shop.client.get(STYLE)
        assert (answer.status_code, answer.text) == (200, rule)
        assert answer.headers["content-type"] == "text/css; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"


async def test_there_is_no_style_sheet_of_a_site_that_there_is_not(my_shop: Shop) -> None:
    assert the_problem(await my_shop.client.get("/embed/nowhere.css")) == (404, "unknown_site")


async def test_the_framed_page_links_the_style_sheet_of_a_site_that_has_chosen_a_colour_and_else_none(
    my_shop: Shop, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "embed.html").write_text(BUILT, encoding="utf-8")
    monkeypatch.setattr(pages, "WEB", tmp_path)
    for accent, link in ((None, ""), ("#b0003a", f'<link rel="stylesheet" href="{STYLE}">')):
        services.change_sites.change("my-shop", accent=accent)
        answer = await my_shop.client.get("/embed/my-shop")
        assert answer.text == BUILT.replace("<!-- colours -->", link)
        assert answer.headers["cache-control"] == "no-cache"


def test_the_page_has_the_place_for_that_link() -> None:
    assert "<!-- colours -->" in (ROOT / "web" / "embed.html").read_text(encoding="utf-8")
