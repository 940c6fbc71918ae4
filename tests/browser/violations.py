"""What axe finds wrong with a page as it is now."""

from __future__ import annotations

import json

from playwright.sync_api import Frame, Page

from bot.settings import ROOT

_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


def has_no_violation(page: Page | Frame, state: str) -> None:
    # As a script of the browser's own, so that the page's policy stays as strict as it is for everybody.
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations)")
    told = [
        f"{violation['id']}: {violation['help']} at {[node['target'] for node in violation['nodes'][:3]]}"
        f" {violation['nodes'][0]['failureSummary']}"
        for violation in found
    ]
    assert told == [], f"{state}: {json.dumps(told, indent=1)}"
