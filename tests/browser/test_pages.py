"""The pages around the chat."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx
import pytest

from tests.giftline_process import Server

pytestmark = [pytest.mark.engine, pytest.mark.browser]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def test_every_link_of_the_documentation_leads_somewhere(demo: Server) -> None:
    waiting, seen = ["/docs/index.md"], set[str]()
    with httpx.Client(base_url=demo.url, follow_redirects=True) as client:
        while waiting:
            path = waiting.pop()
            seen.add(path)
            answer = client.get(path)
            assert answer.status_code == 200, path
            if not answer.headers["content-type"].startswith("text/html") or path == "/":
                continue
            links = _Links()
            links.feed(answer.text)
            for link in links.found:
                target = str(answer.url.join(link).path)
                if not link.startswith(("http:", "https:", "#")) and target not in seen:
                    waiting.append(target)
    assert len(seen) > 5


def test_a_page_can_load_nothing_from_elsewhere_and_be_framed_by_nobody(demo: Server) -> None:
    policy = httpx.get(f"{demo.url}/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
